"""Queries about merged people: which ids are one person, and what a person brings into a merge.

An id never changes and neither do keys (SYNC, head item 3): after a merge the enrollments and certificates of the old
person keep the old ``person_id`` and are read through ``person_alias``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import String, func, select, text

from trainingdesk.domain.same_person import end_of
from trainingdesk.storage.rows import columns, fetch, fetch_one, live, table

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Column, ColumnElement
    from sqlmodel import Session

#: Where the aliases of an id lead; in a circle (two desks merged the other way round) its first id.
_LIVING: Final = """
(WITH RECURSIVE onward (id) AS (
SELECT canonical_id FROM person_alias WHERE old_id = {person} AND NOT deleted
UNION SELECT a.canonical_id FROM onward JOIN person_alias a ON a.old_id = onward.id WHERE NOT a.deleted)
SELECT id FROM onward
ORDER BY EXISTS (SELECT 1 FROM person_alias a WHERE a.old_id = onward.id AND NOT a.deleted), id LIMIT 1)"""


@dataclass(frozen=True, slots=True)
class AliasRow:
    """An id that was merged into another."""

    id: str
    old_id: str
    canonical_id: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class EnrollmentLine:
    """A class that a person is or was enrolled in."""

    enrollment_id: str
    class_id: str
    class_number: str
    class_name: str
    number: str
    status: str


def alias_of(session: Session, old_id: str) -> AliasRow | None:
    """The living alias of an id."""
    alias = table("person_alias")
    query = select(*columns(AliasRow, "person_alias")).where(live("person_alias"), alias.c.old_id == old_id)
    return fetch_one(session, AliasRow, query)


def aliases(session: Session) -> dict[str, str]:
    """Every merged id with the id that lives on; chains are followed to their end."""
    alias = table("person_alias")
    query = select(alias.c.old_id, alias.c.canonical_id).where(live("person_alias"))
    direct = {row.old_id: row.canonical_id for row in session.connection().execute(query)}
    return {old: end_of(direct, old) for old in direct}


def all_ids(session: Session, person_id: str) -> tuple[str, ...]:
    """The id that lives on first, then every id that was merged into it."""
    known = aliases(session)
    living = known.get(person_id, person_id)
    return (living, *(old for old, end in known.items() if end == living and old != living))


def files_of(session: Session, people: Collection[str]) -> dict[str, str]:
    """The ids of these people and every id that was merged into one of them, each with the one of these that it is."""
    asked = set(people)
    merged = {old: living for old, living in aliases(session).items() if living in asked and old not in asked}
    return {one: one for one in asked} | merged


def living_file(person_id: Column[Any]) -> ColumnElement[str]:
    """The id that lives on of a column that names a person, in a statement: whoever is shown is shown by that file."""
    return func.coalesce(text(_LIVING.format(person=person_id)), person_id, type_=String())


def living_id(person: str) -> str:
    """The same for statements that are written as text."""
    return f"coalesce({_LIVING.format(person=person)}, {person})"


def enrollments_of(session: Session, people: Collection[str]) -> tuple[EnrollmentLine, ...]:
    """The classes of these ids, the latest first."""
    target, course = table("enrollment"), table("training_class")
    query = (
        select(target.c.id, course.c.id, course.c.number, course.c.name, target.c.number, target.c.status)
        .join(course, course.c.id == target.c.class_id)
        .where(live("enrollment"), target.c.person_id.in_(list(people)))
        .order_by(course.c.starts_on.desc(), target.c.id)
    )
    return fetch(session, EnrollmentLine, query)


def counts_of(session: Session, person_id: str) -> dict[str, int]:
    """How many rows of each kind point to exactly this id."""
    counts: dict[str, int] = {}
    for name in ("enrollment", "person_category", "certificate", "claim_line", "consent"):
        target = table(name)
        query = select(func.count()).select_from(target).where(live(name), target.c.person_id == person_id)
        counts[name] = int(session.connection().execute(query).scalar_one())
    return counts
