"""The centre's tables, the same on SQLite and PostgreSQL (SYNC 2.3). Every key begins with the county: it is the tenant.

A synced row is one document; what scoping asks of it is extracted on write (``records.extracted``), in that one place.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

CENTRE = Table(
    "centre",
    METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("epoch", String(36), nullable=False),
)

RECORD = Table(
    "record",
    METADATA,
    Column("county", String(12), primary_key=True),
    Column("tbl", String(40), primary_key=True),
    Column("id", String(36), primary_key=True),
    Column("data", JSON, nullable=False),
    Column("stamps", JSON, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("class_id", String(36)),
    Column("person_id", String(36)),
    Index("record_of_class", "county", "class_id"),
    Index("record_of_person", "county", "person_id"),
)

#: One row a county, locked until commit: the order of versions is the order of commits (R7).
COUNTER = Table(
    "counter",
    METADATA,
    Column("county", String(12), primary_key=True),
    Column("n", BigInteger, nullable=False),
)

#: Where each row stands in each bucket. A row that left is its own tombstone.
FEED = Table(
    "feed",
    METADATA,
    Column("county", String(12), primary_key=True),
    Column("bucket", String(40), primary_key=True),
    Column("tbl", String(40), primary_key=True),
    Column("row_id", String(36), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("stands", Boolean, nullable=False),
    #: The device that has the row as it stands here: its receipt told it so, and pages leave it out.
    Column("known_to", String(36)),
    Index("feed_in_order", "county", "bucket", "seq", unique=True),
    sqlite_with_rowid=False,  # its key is nearly all of it: two trees instead of three
)
#: What left a bucket, few among millions: what may be forgotten is found without reading the rest.
Index(
    "feed_gone",
    FEED.c.county,
    FEED.c.bucket,
    FEED.c.stands,  # always the same; so SQLite prefers it to the index that holds everything
    FEED.c.seq,
    sqlite_where=FEED.c.stands.is_(False),
    postgresql_where=FEED.c.stands.is_(False),
)

DEVICE = Table(
    "device",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("county", String(12), nullable=False),
    Column("user", String(36), nullable=False),
    Column("role", String(20), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("last_op", BigInteger, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Column("seen_ms", BigInteger),
    #: The number of its last operation as it said itself; what lies between ``last_op`` and here has not come.
    Column("made_op", BigInteger),
)

#: A device that went on in the place of another one, which died or was lost, or under a new identity in its own place.
REPLACEMENT = Table(
    "replacement",
    METADATA,
    Column("device", String(36), primary_key=True),
    Column("by", String(36), nullable=False),
)

#: Every batch that was ever taken. ``body`` holds it byte for byte, the trail of audit (``trail``), until it is old;
#: ``fates`` counts what became of its operations. A row for each operation took more room than the rows themselves.
BATCH = Table(
    "batch",
    METADATA,
    Column("device", String(36), primary_key=True),
    Column("first", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("county", String(12), nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    #: The highest version that its changes gave to a row: a snapshot from before would show what they replaced.
    Column("changed", BigInteger, nullable=False),
    Column("fates", JSON, nullable=False),
    Column("receipt", LargeBinary, nullable=False),
    Column("body", LargeBinary),
    Index("batch_of_county", "county", "received_ms"),
)

#: Operations that were not taken and wait for a person; what they said is in the batch that brought them.
QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("county", String(12), primary_key=True),
    Column("device", String(36), primary_key=True),
    Column("op", BigInteger, primary_key=True),
    Column("tbl", String, nullable=False),
    Column("code", String(40), nullable=False),
)

CONFLICT = Table(
    "conflict",
    METADATA,
    Column("county", String(12), primary_key=True),
    Column("device", String(36), primary_key=True),
    Column("op", BigInteger, primary_key=True),
    #: What is said of a merged file may meet another value in it and in the one that lives on.
    Column("row_id", String(36), primary_key=True),
    Column("group_name", String(40), primary_key=True),
    Column("tbl", String(40), nullable=False),
    Column("kept", JSON, nullable=False),
    Column("lost", JSON, nullable=False),
    Column("kept_by", String(36), nullable=False),
    Column("lost_by", String(36), nullable=False),
    Column("state", String(10), nullable=False),
    Index("conflict_of_state", "county", "state"),
)

#: Who was erased, and which number the county had reached then; ``told`` while batches that are kept may tell of them.
ERASED = Table(
    "erased",
    METADATA,
    Column("county", String(12), primary_key=True),
    Column("person_id", String(36), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("told", Boolean, nullable=False),
)

#: Digests of document numbers under the secret of the centre: who has the same one on another desk.
PERSON_KEY = Table(
    "person_key",
    METADATA,
    Column("county", String(12), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("person_id", String(36), primary_key=True),
    Index("person_key_of_person", "county", "person_id"),
)

#: One-time codes and bearer tokens are kept as digests only.
CODE = Table(
    "enrollment_code",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("county", String(12), nullable=False),
    Column("user", String(36), nullable=False),
    Column("role", String(20), nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    #: It is kept for a while, so that whoever types it again hears why it makes nothing.
    Column("used_ms", BigInteger),
    Column("used_by", String(36)),
)

TOKEN = Table(
    "token",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("device", String(36), nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
)

NONCE = Table(
    "nonce",
    METADATA,
    Column("device", String(36), primary_key=True),
    Column("value", String(64), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
)

#: One row: the keys by which the centre signs bundles and snapshots and opens bundles, and the secret of its digests of
#: document numbers (empty from an older program, ``number_key``). A backup carries them: its desks know it by them.
CENTRE_KEY = Table(
    "centre_key",
    METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("signing_key", LargeBinary, nullable=False),
    Column("box_key", LargeBinary, nullable=False),
    Column("number_key", LargeBinary),
)

#: The key that a device opens its replies with, as it told it; devices of an older program have told none.
DEVICE_BOX = Table(
    "device_box",
    METADATA,
    Column("device", String(36), primary_key=True),
    Column("public_key", LargeBinary, nullable=False),
)

#: Bundles that wait for what comes before them (``body``), and the identities that forked ones were answered with.
BUNDLE = Table(
    "bundle",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("device", String(36), nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("renewed", String(36)),
    Column("body", LargeBinary),
    Index("bundle_of_device", "device", "first"),
)

#: Parts of a bundle that a desk hands over for another, until it is whole.
UPLOAD = Table(
    "upload",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("start", BigInteger, primary_key=True),
    Column("received_ms", BigInteger, nullable=False),
    Column("part", LargeBinary, nullable=False),
)

#: Files of attachments as far as they came; ``whole`` once all is there and is what its digest says. ``unnamed_ms``: since
#: when no row that lives names it.
ATTACHMENT_FILE = Table(
    "attachment_file",
    METADATA,
    Column("county", String(12), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("held", BigInteger, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("unnamed_ms", BigInteger),
)

ATTACHMENT_PART = Table(
    "attachment_part",
    METADATA,
    Column("county", String(12), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("start", BigInteger, primary_key=True),
    Column("part", LargeBinary, nullable=False),
)

#: The last answer to each device that sent a bundle, for whoever carries it back.
REPLY = Table(
    "reply",
    METADATA,
    Column("device", String(36), primary_key=True),
    Column("county", String(12), nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

#: The latest question of each device for seats of a class, and what it was answered (empty: over the network).
SEAT_REQUEST = Table(
    "seat_request",
    METADATA,
    Column("device", String(36), primary_key=True),
    Column("class_id", String(36), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("answer", LargeBinary, nullable=False),
)

#: How far each device said that it has come in a bucket: what every desk has seen may be forgotten (``horizon``).
CURSOR = Table(
    "cursor",
    METADATA,
    Column("device", String(36), primary_key=True),
    Column("bucket", String(40), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

#: Below this number it is forgotten what left a bucket: whoever stands there takes it anew as a snapshot.
HORIZON = Table(
    "horizon",
    METADATA,
    Column("county", String(12), primary_key=True),
    Column("bucket", String(40), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

#: Which number a county had reached on which day: how old a number is.
MILESTONE = Table(
    "milestone",
    METADATA,
    Column("county", String(12), primary_key=True),
    Column("at_ms", BigInteger, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

#: A bucket as it stood at ``seq``, as it is shown with or without sensitive fields; ``ready`` once its last part is here.
SNAPSHOT = Table(
    "snapshot",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("county", String(12), nullable=False),
    Column("bucket", String(40), nullable=False),
    Column("sensitive", Boolean, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("ready", Boolean, nullable=False),
    Column("used_ms", BigInteger, nullable=False),
    Index("snapshot_of_bucket", "county", "bucket"),
)

SNAPSHOT_PART = Table(
    "snapshot_part",
    METADATA,
    Column("snapshot", String(36), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)
