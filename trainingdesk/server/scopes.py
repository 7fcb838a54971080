"""Which buckets a row stands in, which buckets a device may ask for, and what an instructor's desk is shown (SYNC 2.10).

``c`` is the whole county, ``k:<class>`` one class with its people, ``g`` the catalogue. An instructor has ``g`` and the
classes that he teaches or where he stands in (``t:<instructor>``, which the centre keeps for itself); document number and
account never leave the centre for his desk, and the phone only as a mask.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from trainingdesk.domain.access import Action, Role, may
from trainingdesk.server.bulk import among, put
from trainingdesk.server.class_people import class_people, parted
from trainingdesk.server.records import EVERYBODY, WHOLE_COUNTY, of_class, of_instructor
from trainingdesk.server.tables import FEED, RECORD

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from trainingdesk.server.judging import Bench
    from trainingdesk.server.records import Key, Record


class Place(NamedTuple):
    """Where a row stands in a bucket, or that it left it, with its number in the order of the county."""

    bucket: str
    key: Key
    seq: int
    stands: bool
    #: The device that has the row as it stands.
    known_to: str | None = None


#: Tables of which not everybody sees every field.
_PERSONAL = frozenset({"person", "former_identity", "claim_line"})
_HIDDEN = ("document_number", "payee_account", "payee_bank", "social_security_card")


def places(connection: Connection, county: str, touched: list[Record], bench: Bench) -> list[Place]:
    """The places of touched rows in all buckets they stand in or just left, and of people whom they brought in or parted."""
    here = {(r.table, r.row_id): r.buckets() for r in touched}
    brought: set[tuple[str, Key]] = set()
    for bucket, key in class_people(connection, county, touched, bench):
        if key in here:
            here[key].add(bucket)
        else:
            brought.add((bucket, key))
    found = []
    for record in touched:
        key = record.table, record.row_id
        known_to = bench.author.device_id if bench.stands_as_sent(record) else None
        found += [Place(bucket, key, record.version, stands=True, known_to=known_to) for bucket in sorted(here[key])]
        left = sorted(record.stood_in - here[key])
        found += [Place(bucket, key, record.version, stands=False) for bucket in left]
    found += [Place(bucket, key, bench.count_on(), stands=True) for bucket, key in sorted(brought)]
    gone = set(parted(connection, county, touched, bench)) - brought
    gone = {(bucket, key) for bucket, key in gone if bucket not in here.get(key, ())}
    return found + [Place(bucket, key, bench.count_on(), stands=False) for bucket, key in sorted(gone)]


def enter(connection: Connection, county: str, places: list[Place]) -> None:
    """Put rows into buckets, or note that they left."""
    made = []
    for bucket, (table, row_id), seq, stands, known_to in places:
        key = {"county": county, "bucket": bucket, "tbl": table, "row_id": row_id}
        made.append({**key, "seq": seq, "stands": stands, "known_to": known_to})
    put(connection, FEED, made)


def granted(connection: Connection, *, county: str, user: str, role: Role) -> tuple[str, ...]:
    """The buckets that a device of this user and role may ask for."""
    if may((role,), Action.SEE_EVERYTHING):
        return (WHOLE_COUNTY,)
    return (EVERYBODY, *(of_class(class_id) for class_id in sorted(_classes_of(connection, county, user))))


def _classes_of(connection: Connection, county: str, user: str) -> set[str]:
    """The classes that a user teaches, as a whole or a lesson of them, also in somebody's place (FEATURES 118)."""
    mine = RECORD.c.county == county, RECORD.c.tbl == "instructor"
    instructors = [
        row.id
        for row in connection.execute(select(RECORD.c.id, RECORD.c.data).where(*mine))
        if row.data.get("user_id") == user and not row.data.get("deleted")
    ]
    taught = select(RECORD.c.tbl, RECORD.c.id, RECORD.c.class_id).join(
        FEED, (FEED.c.county == RECORD.c.county) & (FEED.c.tbl == RECORD.c.tbl) & (FEED.c.row_id == RECORD.c.id)
    )
    here = FEED.c.county == county, FEED.c.bucket.in_([of_instructor(one) for one in instructors]), FEED.c.stands
    found = {row.class_id for row in connection.execute(taught.where(*here))} if instructors else set()
    there = RECORD.c.county == county, RECORD.c.tbl == "training_class", among(connection, RECORD.c.id, found)
    asked = select(RECORD.c.id, RECORD.c.data).where(*there)
    return {row.id for row in connection.execute(asked) if not row.data.get("deleted")}


@cache
def _sees_sensitive(role: Role) -> bool:
    return may((role,), Action.SEE_SENSITIVE)


def shown(role: Role, table: str, data: dict[str, Any]) -> dict[str, Any]:
    """What a desk of this role receives of a row."""
    if table not in _PERSONAL or _sees_sensitive(role):
        return data
    seen = {name: value for name, value in data.items() if name not in _HIDDEN}
    phone = seen.get("phone")
    return seen | {"phone": f"{phone[:3]}****{phone[-4:]}"} if isinstance(phone, str) and phone else seen


@cache
def tells_reason(role: Role, table: str) -> bool:
    """Whether a desk of this role learns why a row was written: who reads its history, and sees all that it says."""
    return may((role,), Action.SEE_EVERYTHING) and (table not in _PERSONAL or _sees_sensitive(role))
