"""Queries over people (人员), their aliases, former identities and categories."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from trainingdesk.storage import person_search
from trainingdesk.storage.person_merge import files_of
from trainingdesk.storage.rows import fetch, fetch_one, live, living, table

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from trainingdesk.domain.identity import DocumentKind, Sex


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A whole person; whoever shows it masks it (``id_mask``) unless a reveal was logged."""

    id: str
    document_kind: DocumentKind | None
    document_number: str | None
    id_mask: str | None
    name: str
    sex: Sex | None
    birth_date: date | None
    phone: str | None
    division: str | None
    address: str | None
    education: str | None
    ethnic_group: str | None
    employment: str | None
    household: str | None
    social_security_card: str | None
    employer_id: str | None
    payee_account: str | None
    payee_bank: str | None
    verified: str
    verified_at: datetime | None
    verified_by_method: str | None
    photo_sha256: str | None
    provisional: bool
    archived: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as lists show it."""

    id: str
    name: str
    id_mask: str | None
    sex: Sex | None
    birth_date: date | None
    phone: str | None
    provisional: bool
    archived: bool


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category of a person with its proof."""

    id: str
    person_id: str
    category: str
    proof_kind: str | None
    proof_number: str | None
    proof_sha256: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class FormerRow:
    """A document number, name or sex that a person no longer goes by."""

    id: str
    person_id: str
    document_kind: str | None
    document_number: str | None
    name: str
    sex: str | None
    birth_date: date | None
    reason: str
    at: datetime


def person(session: Session, person_id: str) -> PersonRow | None:
    """One living person; an id from before a merge leads to the person that lives on."""
    wanted = canonical_id(session, person_id)
    return fetch_one(session, PersonRow, living(PersonRow, "person").where(table("person").c.id == wanted))


def canonical_id(session: Session, person_id: str) -> str:
    """The id that lives on after merges; in a circle (two desks merged the other way round) its first id."""
    alias = table("person_alias")
    passed = [person_id]
    while True:
        query = select(alias.c.canonical_id).where(live("person_alias"), alias.c.old_id == passed[-1])
        found: str | None = session.connection().execute(query).scalar()
        if found is None:
            return passed[-1]
        if found in passed:
            return min(passed[passed.index(found) :])
        passed.append(found)


def person_with_number(session: Session, number: str) -> PersonRow | None:
    """The person of this document number, also of one that was legitimately changed since."""
    present = fetch_one(
        session, PersonRow, living(PersonRow, "person").where(table("person").c.document_number == number)
    )
    if present is not None:
        return present
    former = table("former_identity")
    query = select(former.c.person_id).where(live("former_identity"), former.c.document_number == number)
    owners = session.connection().execute(query.order_by(former.c.at.desc())).scalars().all()
    return next((alive for owner in owners if (alive := person(session, owner)) is not None), None)


def people_with_numbers(session: Session, numbers: Collection[str]) -> dict[str, PersonRow]:
    """People by document number, for a whole roster at once; former numbers too."""
    found: dict[str, PersonRow] = {}
    wanted = list(numbers)
    target, former = table("person"), table("former_identity")
    for start in range(0, len(wanted), 500):
        batch = wanted[start : start + 500]
        for row in fetch(session, PersonRow, living(PersonRow, "person").where(target.c.document_number.in_(batch))):
            if row.document_number is not None:
                found[row.document_number] = row
        query = select(former.c.document_number, former.c.person_id).where(
            live("former_identity"), former.c.document_number.in_(batch)
        )
        for number, person_id in session.connection().execute(query):
            owner = None if number in found else person(session, person_id)
            if owner is not None:
                found[number] = owner
    return found


def people_like(
    session: Session, *, name_key: str, birth_date: date | None, phone: str | None
) -> tuple[PersonRow, ...]:
    """People who may be the same: the same name and birth date, or the same phone."""
    target = table("person")
    alike: list[ColumnElement[bool]] = []
    if birth_date is not None:
        alike.append((target.c.name_key == name_key) & (target.c.birth_date == birth_date))
    if phone:
        alike.append(target.c.phone == phone)
    return fetch(session, PersonRow, living(PersonRow, "person").where(or_(*alike))) if alike else ()


def people_found(session: Session, question: str, *, limit: int = 50) -> tuple[PersonLine, ...]:
    """People by name, pinyin, initials, ID tail or phone, the best first."""
    ids = person_search.people_found(session, question, limit=limit)
    if not ids:
        return ()
    lines = {
        row.id: row
        for row in fetch(session, PersonLine, living(PersonLine, "person").where(table("person").c.id.in_(ids)))
    }
    return tuple(lines[one] for one in ids if one in lines)


def page(
    session: Session, *, after: tuple[str, str] | None = None, limit: int = 200, archived: bool = True
) -> tuple[PersonLine, ...]:
    """People by name, a page after the (name_key, id) of the last one seen; without ``archived`` those not put away."""
    target = table("person")
    query = living(PersonLine, "person").order_by(target.c.name_key, target.c.id).limit(limit)
    if not archived:
        query = query.where(~target.c.archived)
    if after is not None:
        name, last = after
        query = query.where((target.c.name_key > name) | ((target.c.name_key == name) & (target.c.id > last)))
    return fetch(session, PersonLine, query)


def former_identities(session: Session, person_id: str) -> tuple[FormerRow, ...]:
    """What this person went by before, the latest first."""
    former = table("former_identity")
    query = (
        living(FormerRow, "former_identity")
        .where(former.c.person_id == person_id)
        .order_by(former.c.at.desc(), former.c.id)
    )
    return fetch(session, FormerRow, query)


def categories(session: Session, people: Collection[str]) -> dict[str, tuple[CategoryRow, ...]]:
    """The categories of people, those of ids that were merged into theirs too; every asked id has an entry."""
    found: dict[str, list[CategoryRow]] = {one: [] for one in people}
    whose = files_of(session, people)
    wanted = list(whose)
    target = table("person_category")
    for start in range(0, len(wanted), 500):
        query = (
            living(CategoryRow, "person_category")
            .where(target.c.person_id.in_(wanted[start : start + 500]))
            .order_by(target.c.category)
        )
        for row in fetch(session, CategoryRow, query):
            held = found[whose[row.person_id]]
            if row.category not in {one.category for one in held}:
                held.append(row)
    return {one: tuple(sorted(rows, key=attrgetter("category"))) for one, rows in found.items()}
