"""Queries over enrollments (学员报名), their stints and events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, literal_column, select, update

from trainingdesk.storage import rows
from trainingdesk.storage.enrollment_fold import ENDS_ON
from trainingdesk.storage.person_merge import living_file
from trainingdesk.storage.rows import fetch, fetch_one, live, living, table
from trainingdesk.storage.twin_enrollment import set_aside
from trainingdesk.wire import schema

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlmodel import Session

    from trainingdesk.domain.enrollment import EventKind, Status


@dataclass(frozen=True, slots=True)
class EnrollmentRow:
    """An enrollment as it stands."""

    id: str
    class_id: str
    person_id: str
    number: str
    paid_category: str | None
    seat: str | None
    lease_id: str | None
    source: str
    flagged: str | None
    note: str | None
    status: Status
    joined_on: date | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class RollLine:
    """A trainee on a class's roll, in the order of enrollment numbers; identity stays masked."""

    enrollment_id: str
    person_id: str
    number: str
    name: str
    id_mask: str | None
    sex: str | None
    phone: str | None
    paid_category: str | None
    status: Status
    joined_on: date | None
    left_on: date | None
    flagged: str | None
    provisional: bool
    seat: str | None


@dataclass(frozen=True, slots=True)
class StintRow:
    """The days a person belonged to a class: ``left_on`` as it counts, ``written_left_on`` as it was written there."""

    id: str
    enrollment_id: str
    joined_on: date
    left_on: date | None
    left_reason: str | None
    written_left_on: date | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that happened to an enrollment; ``seen`` is the status its author saw."""

    id: str
    enrollment_id: str
    kind: EventKind
    day: date
    reason: str | None
    override: str | None
    seen: Status | None
    takes_back: str | None
    by_user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FoldedRow:
    """What follows from events and stints, to be written into an enrollment."""

    id: str
    status: Status
    joined_on: date | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """Which device this is at its centre, its number, and whether a centre grants seats for it."""

    id: str
    number: int
    joined: bool


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Somebody on the waiting list of a class, the first to come first."""

    enrollment_id: str
    person_id: str
    number: str
    name: str
    id_mask: str | None
    phone: str | None
    flagged: str | None
    since: datetime


def in_number_order() -> tuple[ColumnElement[Any], ...]:
    """The order of a roll: 999 before 1000, whatever the pattern of the numbers."""
    target = table("enrollment")
    return func.length(target.c.number), target.c.number, target.c.id


def _enrollments(*conditions: ColumnElement[bool]) -> Select[Any]:
    query = living(EnrollmentRow, "enrollment").where(*conditions)
    return query.order_by(*in_number_order())


def enrollment(session: Session, enrollment_id: str) -> EnrollmentRow | None:
    """One living enrollment."""
    return fetch_one(session, EnrollmentRow, _enrollments(table("enrollment").c.id == enrollment_id))


def enrollment_numbered(session: Session, number: str) -> EnrollmentRow | None:
    """The living enrollment of this number."""
    return fetch_one(session, EnrollmentRow, _enrollments(table("enrollment").c.number == number))


def enrollments(session: Session, enrollment_ids: Collection[str]) -> dict[str, EnrollmentRow]:
    """Living enrollments by id; ids that are none are left out."""
    target = table("enrollment")
    found: dict[str, EnrollmentRow] = {}
    for batch in _batches(enrollment_ids):
        found |= {row.id: row for row in fetch(session, EnrollmentRow, _enrollments(target.c.id.in_(batch)))}
    return found


def enrollments_of_class(session: Session, class_id: str) -> tuple[EnrollmentRow, ...]:
    """Everyone who ever enrolled in a class, in the order of numbers; each person once after merges."""
    aside = set_aside(session, class_id)
    found = fetch(session, EnrollmentRow, _enrollments(table("enrollment").c.class_id == class_id))
    return tuple(row for row in found if row.id not in aside)


def roll(session: Session, class_id: str) -> tuple[RollLine, ...]:
    """The roll of a class with the names, in the order of enrollment numbers; each person once after merges."""
    aside = set_aside(session, class_id)
    target, person = table("enrollment"), table("person")
    query = (
        select(
            target.c.id, person.c.id, target.c.number, person.c.name, person.c.id_mask, person.c.sex, person.c.phone,
            target.c.paid_category, target.c.status, target.c.joined_on, target.c.left_on, target.c.flagged,
            person.c.provisional, target.c.seat,
        )
        .join(person, person.c.id == living_file(target.c.person_id))
        .where(live("enrollment"), target.c.class_id == class_id)
        .order_by(*in_number_order())
    )  # fmt: skip
    return tuple(line for line in fetch(session, RollLine, query) if line.enrollment_id not in aside)


def stints(session: Session, enrollment_ids: Collection[str]) -> dict[str, tuple[StintRow, ...]]:
    """The stints of enrollments, oldest first; every asked id has an entry."""
    found: dict[str, list[StintRow]] = {one: [] for one in enrollment_ids}
    target, owner = table("stint"), table("enrollment")
    ends_on = literal_column(ENDS_ON, target.c.left_on.type)
    columns = (target.c.id, target.c.enrollment_id, target.c.joined_on, ends_on, target.c.left_reason, target.c.left_on)
    asked = select(*columns).join(owner, owner.c.id == target.c.enrollment_id).where(live("stint"))
    for batch in _batches(enrollment_ids):
        query = asked.where(target.c.enrollment_id.in_(batch)).order_by(target.c.joined_on)
        for row in fetch(session, StintRow, query):
            found[row.enrollment_id].append(row)
    return {one: tuple(rows) for one, rows in found.items()}


def events(session: Session, enrollment_ids: Collection[str]) -> dict[str, tuple[EventRow, ...]]:
    """The events of enrollments, oldest first; every asked id has an entry."""
    found: dict[str, list[EventRow]] = {one: [] for one in enrollment_ids}
    target = table("enrollment_event")
    for batch in _batches(enrollment_ids):
        query = (
            living(EventRow, "enrollment_event")
            .where(target.c.enrollment_id.in_(batch))
            .order_by(target.c.at, target.c.id)
        )
        for row in fetch(session, EventRow, query):
            found[row.enrollment_id].append(row)
    return {one: tuple(rows) for one, rows in found.items()}


def waiting(session: Session, class_id: str) -> tuple[WaitingLine, ...]:
    """The waiting list of a class in its order: who was put on it first, then by number; each person once."""
    aside = set_aside(session, class_id)
    target, person, event = table("enrollment"), table("person"), table("enrollment_event")
    since = (
        select(func.max(event.c.at, type_=event.c.at.type))
        .where(event.c.enrollment_id == target.c.id, event.c.kind == "waitlisted", live("enrollment_event"))
        .scalar_subquery()
    )
    query = (
        select(
            target.c.id, target.c.person_id, target.c.number, person.c.name, person.c.id_mask, person.c.phone,
            target.c.flagged, since,
        )
        .join(person, person.c.id == living_file(target.c.person_id))
        .where(live("enrollment"), target.c.class_id == class_id, target.c.status == "waitlisted")
        .order_by(since, *in_number_order())
    )  # fmt: skip
    return tuple(line for line in fetch(session, WaitingLine, query) if line.enrollment_id not in aside)


def seats_taken(session: Session, class_id: str, statuses: Collection[str]) -> int:
    """How many people of a class have one of these statuses."""
    target = table("enrollment")
    query = select(func.count()).select_from(target).where(target.c.id.not_in(set_aside(session, class_id)))
    query = query.where(live("enrollment"), target.c.class_id == class_id, target.c.status.in_(list(statuses)))
    return int(session.connection().execute(query).scalar_one())


def numbers_of_class(session: Session, class_id: str) -> tuple[str, ...]:
    """All enrollment numbers a class ever gave, deleted ones too."""
    target = table("enrollment")
    query = select(target.c.number).where(target.c.class_id == class_id)
    return tuple(session.connection().execute(query).scalars())


def add_many(
    session: Session,
    *,
    enrollments: Sequence[Mapping[str, Any]],
    stints: Sequence[Mapping[str, Any]],
    events: Sequence[Mapping[str, Any]],
) -> None:
    """Insert enrollments with their stints and events; facts that were there and deleted come back with the new values."""
    for name, wanted in (("enrollment", enrollments), ("stint", stints)):
        dead = _dead(session, name, [row["id"] for row in wanted])
        rows.add_many(session, name, [row for row in wanted if row["id"] not in dead])
        for row in wanted:
            if row["id"] in dead:
                _revive(session, name, row)
    rows.add_many(session, "enrollment_event", events)


def _dead(session: Session, name: str, ids: Collection[str]) -> set[str]:
    target = table(name)
    found: set[str] = set()
    for batch in _batches(ids):
        query = select(target.c.id).where(target.c.id.in_(batch), target.c.deleted.is_(True))
        found.update(session.connection().execute(query).scalars())
    return found


def _revive(session: Session, name: str, row: Mapping[str, Any]) -> None:
    """Keys are written once: only what may change is set again."""
    fixed = {"id", "county_code", *schema.table(name).keys, "class_id"}
    rows.revive(session, name, row["id"])
    rows.change(session, name, row["id"], {field: value for field, value in row.items() if field not in fixed})


def write_folds(session: Session, folds: Sequence[FoldedRow]) -> None:
    """Write what follows from events and stints."""
    if not folds:
        return
    target = table("enrollment")
    statement = (
        update(target)
        .where(target.c.id == bindparam("this"))
        .values(status=bindparam("now"), joined_on=bindparam("joined"), left_on=bindparam("left"))
    )
    values = [{"this": one.id, "now": one.status, "joined": one.joined_on, "left": one.left_on} for one in folds]
    session.connection().execute(statement, values)


def owners(session: Session, name: str, row_ids: Collection[str]) -> set[str]:
    """The enrollments that stints or events belong to, deleted rows too."""
    target = table(name)
    found: set[str] = set()
    for batch in _batches(row_ids):
        found.update(
            session.connection().execute(select(target.c.enrollment_id).where(target.c.id.in_(batch))).scalars()
        )
    return found


def device(session: Session) -> DeviceRow:
    """Which device this desk is; its number keeps the numbers of two desks apart."""
    control = table("sync_control")
    row = session.connection().execute(select(control.c.device_id, control.c.device_number, control.c.joined)).one()
    return DeviceRow(row.device_id, row.device_number, row.joined)


def _batches(ids: Collection[str], size: int = 500) -> list[list[str]]:
    wanted = list(ids)
    return [wanted[start : start + size] for start in range(0, len(wanted), size)]
