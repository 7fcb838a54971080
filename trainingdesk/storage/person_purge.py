"""Erasing a person after the retention time: identity and contents go, anonymous enrollments stay for the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from trainingdesk.domain.person_name import name_key
from trainingdesk.storage import erasure
from trainingdesk.storage.person_merge import aliases
from trainingdesk.storage.rows import live, table
from trainingdesk.wire import schema
from trainingdesk.wire.erasure import ERASED_NAME, left

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlmodel import Session

#: Bound values in one statement.
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class PastPerson:
    """Somebody whose last class is long ago; ``last`` is its last day, None where there was none."""

    id: str
    name: str
    id_mask: str | None
    archived: bool
    last: date | None


def past_people(session: Session, *, until: date, most: int) -> tuple[PastPerson, ...]:
    """People whose last class ended by a day, and those without a class who are archived: the earliest first."""
    last = _last_days(session)
    person = table("person")
    columns = (person.c.id, person.c.name, person.c.id_mask, person.c.archived)
    query = select(*columns).where(live("person"))
    wanted = sorted((day, owner) for owner, day in last.items() if day <= until)[:most]
    found = [PastPerson(*row, None) for row in session.connection().execute(query.where(person.c.archived))]
    past = [one for one in found if one.id not in last]
    for chunk in _in_chunks([owner for _day, owner in wanted]):
        rows = session.connection().execute(query.where(person.c.id.in_(chunk)))
        past += [PastPerson(*row, last[row.id]) for row in rows]
    return tuple(sorted(past, key=lambda one: (one.last or date.min, one.name, one.id))[:most])


def _last_days(session: Session) -> dict[str, date]:
    """The last day of the last class of everybody who was in one; what was merged counts for the one that lives on."""
    enrollment, course = table("enrollment"), table("training_class")
    query = (
        select(enrollment.c.person_id, func.max(course.c.ends_on))
        .join(course, course.c.id == enrollment.c.class_id)
        .group_by(enrollment.c.person_id)
    )
    merged, last = aliases(session), dict[str, date]()
    for person_id, day in session.connection().execute(query):
        owner = merged.get(person_id, person_id)
        last[owner] = max(day, last.get(owner, day))
    return last


def _in_chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), _AT_ONCE):
        yield ids[at : at + _AT_ONCE]


def last_class_day(session: Session, people: Collection[str]) -> date | None:
    """The last day of the last class that any of these ids was enrolled in, deleted enrollments too."""
    enrollment, course = table("enrollment"), table("training_class")
    query = (
        select(func.max(course.c.ends_on))
        .join(enrollment, enrollment.c.class_id == course.c.id)
        .where(enrollment.c.person_id.in_(list(people)))
    )
    found: date | None = session.connection().execute(query).scalar()
    return found


def erase(session: Session, people: Collection[str]) -> frozenset[str]:
    """Take the contents of these people, and words about them; then forget all that told them (``erasure``).

    The rows stay, marked deleted, so that enrollments keep pointing somewhere. Answers the hashes of attachments that
    nothing refers to any more: their files can go.
    """
    wanted = list(people)
    _empty_others(session, wanted)
    _empty(session, "person", wanted, _emptied())
    return erasure.forget(session, wanted)


def _emptied() -> dict[str, object]:
    return {**left("person", dict.fromkeys(schema.table("person").fields)), "name_key": name_key(ERASED_NAME)}


def _empty_others(session: Session, people: list[str]) -> None:
    """Remarks on enrollments and the person as payee; the figures need neither."""
    enrollment, line = table("enrollment"), table("claim_line")
    noted = select(enrollment.c.id).where(enrollment.c.person_id.in_(people), enrollment.c.note.is_not(None))
    paid = select(line.c.id).where(line.c.person_id.in_(people), line.c.payee_kind == "person")
    _empty(session, "enrollment", list(session.connection().execute(noted).scalars()), {"note": None})
    _empty(session, "claim_line", list(session.connection().execute(paid).scalars()), {"payee_name": None})


def _empty(session: Session, name: str, ids: list[str], values: dict[str, object]) -> None:
    target = table(name)
    session.connection().execute(update(target).where(target.c.id.in_(ids)).values(**values))
