"""People of whom the centre tells that they were erased elsewhere, and those whom it brings back (FEATURES 17)."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from trainingdesk.domain.person_name import name_key
from trainingdesk.storage import erasure, person_purge
from trainingdesk.storage.settled import captured
from trainingdesk.storage.sync_values import raw_rows
from trainingdesk.wire.erasure import CONCERNED, ERASED_NAME, FOLLOWING, is_erased, owner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session

    from trainingdesk.wire.operation import Row

#: By the index of names: this is asked whenever rows come.
_ERASED: Final = """
SELECT id FROM person WHERE name_key = :key AND name = :name AND deleted = 1 AND archived = 1
AND coalesce(document_number, '') = ''"""
#: Which devices there are is told to an administrator's desk alone.
_IS_ADMINISTRATORS: Final = "SELECT 1 FROM sync_device LIMIT 1"


@dataclass(frozen=True, slots=True)
class Before:
    """Who was erased before rows came, and the digests of attachments that these empty."""

    people: frozenset[str]
    digests: frozenset[str]


def before(session: Session, coming: Iterable[Row]) -> Before:
    """What would not be known any more once these rows are in."""
    emptied = [row.row_id for row in coming if row.table == "attachment" and row.values.get("sha256") == ""]
    digests = {str(row["sha256"]) for row in raw_rows(session, "attachment", emptied).values() if row["sha256"]}
    return Before(_erased(session), frozenset(digests))


def _erased(session: Session) -> frozenset[str]:
    """Everybody who was erased, as far as this desk knows."""
    asked = {"key": name_key(ERASED_NAME), "name": ERASED_NAME}
    return frozenset(session.connection().execute(text(_ERASED), asked).scalars())


def keep(session: Session, came: Iterable[Row], known: Before) -> frozenset[str]:
    """Forget those whom rows that came tell of; answers the digests of files that nothing names any more.

    Whoever was erased before stays so: a centre that was put back to a backup of earlier days would bring them back. An
    administrator's desk erases them there again; any other waits until one does.
    """
    rows = [row for row in came if row.table in CONCERNED or row.table == "conflict"]
    told = {row.row_id for row in rows if row.table == "person" and is_erased(row.values)}
    if not rows or not (told or known.people):
        return frozenset()
    back = known.people - _erased(session)
    gone = erasure.let_go(session, known.digests)
    if back and session.connection().execute(text(_IS_ADMINISTRATORS)).first():
        with captured(session):
            gone |= person_purge.erase(session, sorted(back))
    concerned = told | back | (_concerned(session, rows) & known.people)
    return gone | erasure.forget(session, concerned) if concerned else gone


def _concerned(session: Session, rows: Iterable[Row]) -> set[str]:
    """Whom rows are about; by way of the row that a conflict or an attachment belongs to, or of an enrollment."""
    keys = {(row.table, row.row_id): row.values for row in rows}
    about = [
        (str(v.get("about_table")), str(v.get("about_row"))) for (name, _), v in keys.items() if name == "conflict"
    ]
    about += [
        (str(v.get("owner_table")), str(v.get("owner_id"))) for (name, _), v in keys.items() if name == "attachment"
    ]
    about += [("enrollment", str(v.get("enrollment_id"))) for (name, _), v in keys.items() if name in FOLLOWING]
    further: dict[str, list[str]] = {}
    for name, row_id in about:
        if name in CONCERNED:
            further.setdefault(name, []).append(row_id)
    stands = {
        (name, row_id): row for name, ids in further.items() for row_id, row in raw_rows(session, name, ids).items()
    }
    found = {owner(name, row_id, values) for (name, row_id), values in ChainMap(stands, keys).items()}
    return {one for one in found if one}
