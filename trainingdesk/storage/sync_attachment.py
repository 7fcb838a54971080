"""Which files of attachments the centre lacks, and the pieces of those that are being fetched from it (SYNC 2.7)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlmodel import Session

_HELD = "SELECT a.sha256 FROM sync_attachment a JOIN sync_link l ON l.epoch = a.epoch"

#: The smallest first: on a slow line more people are helped by it.
_NAMING = """
SELECT id, sha256, size FROM attachment a
WHERE deleted = 0 AND sha256 IN (SELECT value FROM json_each(:digests))
  AND NOT EXISTS (SELECT 1 FROM person p WHERE p.id = a.owner_id AND p.deleted = 1 AND p.archived = 1)
ORDER BY size, id"""

_NAMED_BY_NONE = "WHERE sha256 NOT IN (SELECT sha256 FROM attachment WHERE deleted = 0)"
_UNNAMED = (
    f"SELECT 1 FROM sync_attachment {_NAMED_BY_NONE} UNION ALL SELECT 1 FROM sync_attachment_piece {_NAMED_BY_NONE}"
)

_ADDED_BY = """
SELECT coalesce(u.display_name, s.user_id) FROM history h
JOIN change_set s ON s.id = h.change_set_id LEFT JOIN "user" u ON u.id = s.user_id
WHERE h.table_name = 'attachment' AND h.row_id = :row ORDER BY h.id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A living attachment whose file is here, and not at the centre as far as this desk knows."""

    row_id: str
    sha256: str
    size: int


def unsent(session: Session, here: Collection[str]) -> tuple[Unsent, ...]:
    """What the centre lacks of the files that are ``here``; of one file more than once where several rows name it."""
    connection = session.connection()
    wanted = set(here) - set(connection.execute(text(_HELD)).scalars())
    if not wanted:
        return ()
    found = connection.execute(text(_NAMING), {"digests": json.dumps(sorted(wanted))})
    return tuple(Unsent(row.id, row.sha256, row.size) for row in found)


def note_held(session: Session, digests: Iterable[str]) -> None:
    """The centre holds these."""
    kept = text(
        "INSERT INTO sync_attachment (sha256, epoch) SELECT :digest, coalesce(epoch, '') FROM sync_link WHERE true "
        "ON CONFLICT (sha256) DO UPDATE SET epoch = excluded.epoch"
    )
    for digest in digests:
        session.connection().execute(kept, {"digest": digest})


def keeps_unnamed(session: Session) -> bool:
    """Whether something is remembered of a file that no living attachment names."""
    return session.connection().execute(text(f"{_UNNAMED} LIMIT 1")).scalar() is not None


def forget_unnamed(session: Session) -> None:
    """The centre may let such a file go: where a removal is taken back later, it is asked again."""
    for table in ("sync_attachment", "sync_attachment_piece"):
        session.connection().execute(text(f"DELETE FROM {table} {_NAMED_BY_NONE}"))


def added_by(session: Session, row_id: str) -> str:
    """Who added an attachment; empty where that is not known here."""
    return str(session.connection().execute(text(_ADDED_BY), {"row": row_id}).scalar() or "")


def fetched(session: Session, digest: str) -> int:
    """How much of a file came already."""
    size = "SELECT coalesce(sum(length(part)), 0) FROM sync_attachment_piece WHERE sha256 = :digest"
    return int(session.connection().execute(text(size), {"digest": digest}).scalar_one())


def keep_piece(session: Session, digest: str, start: int, part: bytes) -> None:
    """Keep what came next; the same piece once."""
    kept = "INSERT OR IGNORE INTO sync_attachment_piece (sha256, start, part) VALUES (:digest, :start, :part)"
    session.connection().execute(text(kept), {"digest": digest, "start": start, "part": part})


def content(session: Session, digest: str) -> bytes:
    """All that came of a file."""
    parts = "SELECT part FROM sync_attachment_piece WHERE sha256 = :digest ORDER BY start"
    return b"".join(session.connection().execute(text(parts), {"digest": digest}).scalars())


def drop_pieces(session: Session, digest: str) -> None:
    """The file is here, or what came was not it."""
    session.connection().execute(text("DELETE FROM sync_attachment_piece WHERE sha256 = :digest"), {"digest": digest})
