"""Bulk queries and writes for whole rosters (花名册): many people at once, in few statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, tuple_, update

from trainingdesk.storage.person import PersonRow
from trainingdesk.storage.rows import columns, fetch, live, table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

#: Bound values in one statement; SQLite takes 32,766, and short statements are prepared once and kept.
BATCH = 1000


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """A person as far as others may be confused with them."""

    id: str
    name: str
    name_key: str
    birth_date: date | None
    phone: str | None
    id_mask: str | None
    provisional: bool


def people_by_id(session: Session, ids: Collection[str]) -> dict[str, PersonRow]:
    """Living people by id."""
    target = table("person")
    found: dict[str, PersonRow] = {}
    for batch in _batches(ids):
        query = select(*columns(PersonRow, "person")).where(live("person"), target.c.id.in_(batch))
        found |= {row.id: row for row in fetch(session, PersonRow, query)}
    return found


def people_named(session: Session, name_keys: Collection[str]) -> Iterator[AlikeRow]:
    """Living people who have one of these names."""
    return _people_with(session, table("person").c.name_key, name_keys)


def people_phoned(session: Session, phones: Collection[str]) -> Iterator[AlikeRow]:
    """Living people who have one of these phones."""
    return _people_with(session, table("person").c.phone, phones)


def _people_with(session: Session, column: ColumnElement[Any], wanted: Collection[str]) -> Iterator[AlikeRow]:
    for batch in _batches(sorted(wanted)):
        query = select(*columns(AlikeRow, "person")).where(live("person"), column.in_(batch))
        yield from fetch(session, AlikeRow, query.order_by(table("person").c.id))


def former_names(session: Session, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The names that people had before, by the person's id."""
    former = table("former_identity")
    found: dict[str, tuple[str, ...]] = {}
    for batch in _batches(ids):
        query = select(former.c.person_id, former.c.name).where(live("former_identity"), former.c.person_id.in_(batch))
        for person_id, name in session.connection().execute(query):
            found[person_id] = (*found.get(person_id, ()), name)
    return found


def employers_named(session: Session, names: Collection[str]) -> dict[str, str]:
    """The ids of employers by name; of several with one name the oldest."""
    target = table("employer")
    found: dict[str, str] = {}
    for batch in _batches(names):
        query = select(target.c.name, target.c.id).where(live("employer"), target.c.name.in_(batch))
        found |= {row.name: row.id for row in session.connection().execute(query.order_by(target.c.id.desc()))}
    return found


def change_many(session: Session, name: str, changes: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Set fields of many living rows; rows that set the same fields share one statement."""
    target = table(name)
    by_fields: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row_id, values in changes:
        named = {f"new_{field}": value for field, value in values.items()}
        by_fields.setdefault(tuple(sorted(values)), []).append({"row_id": row_id, **named})
    for fields, rows in by_fields.items():
        statement = (
            update(target)
            .where(target.c.id == bindparam("row_id"), live(name))
            .values({field: bindparam(f"new_{field}") for field in fields})
        )
        session.connection().execute(statement, rows)


def _batches(ids: Collection[str]) -> Iterator[list[str]]:
    wanted = list(ids)
    for start in range(0, len(wanted), BATCH):
        yield wanted[start : start + BATCH]


def count_people(session: Session) -> int:
    """How many living people there are."""
    query = select(func.count()).select_from(table("person")).where(live("person"))
    found: int = session.connection().execute(query).scalar_one()
    return found


def people_in_order(session: Session) -> Iterator[PersonRow]:
    """Every living person by name, fetched page by page: memory does not grow with the county."""
    target = table("person")
    place = tuple_(target.c.name_key, target.c.id)
    query = select(*columns(PersonRow, "person"), target.c.name_key).where(live("person"))
    query = query.order_by(target.c.name_key, target.c.id).limit(BATCH)
    after = ("", "")
    while page := session.connection().execute(query.where(place > after)).all():
        for *values, name_key in page:
            yield PersonRow(*values)
            after = (name_key, values[0])
