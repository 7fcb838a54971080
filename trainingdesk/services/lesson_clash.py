"""Rooms, instructors and trainees that the lessons of a class take twice at one time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.clash import Booking, Clash, Resource, clashes
from trainingdesk.domain.enrollment import ON_ROLL
from trainingdesk.domain.training_class import LessonState
from trainingdesk.storage import booking as stored_booking
from trainingdesk.storage import enrollment as stored_enrollment
from trainingdesk.storage import lesson as stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.storage.lesson import LessonRow, Occupied
    from trainingdesk.storage.training_class import ClassRow

_TABLES = {Resource.VENUE: "venue", Resource.INSTRUCTOR: "instructor", Resource.TRAINEE: "person"}


@dataclass(frozen=True, slots=True)
class ClashLine:
    """One clash as it is listed: who or what, when, and by which other class or booking."""

    day: date
    starts_at: int
    ends_at: int
    resource: Resource
    name: str
    lesson: str
    other: str


def clashes_in(session: Session, the_class: ClassRow) -> tuple[Clash, ...]:
    """Every clash of the lessons that a class still has or had."""
    return clashes_with(session, the_class, list(_going_on(stored.lessons_of(session, the_class.id))), own=())


def clashes_with(
    session: Session, the_class: ClassRow, planned: Sequence[LessonRow], *, own: Iterable[LessonRow]
) -> tuple[Clash, ...]:
    """Every clash of planned lessons of a class with all others; ``own`` are the class's further lessons."""
    days = {lesson.day for lesson in planned}
    if not days:
        return ()
    people = _people(session, the_class)
    booked = [_booking(lesson, people, label=the_class.number) for lesson in _going_on(own) if lesson.day in days]
    booked += _others(session, the_class, days, people)
    booked += _venue_bookings(session, the_class, planned, days)
    return clashes([_booking(lesson, people, label=lesson.id) for lesson in planned], booked)


def named(session: Session, found: Sequence[Clash]) -> tuple[ClashLine, ...]:
    """Clashes with the names of what is taken twice."""
    names: dict[Resource, dict[str, str]] = {}
    for resource, table in _TABLES.items():
        names[resource] = stored.names_of(session, table, {one.who for one in found if one.resource is resource})
    return tuple(
        ClashLine(
            one.day, one.starts_at, one.ends_at, one.resource, names[one.resource].get(one.who, one.who),
            one.planned, one.other,
        )
        for one in found
    )  # fmt: skip


def _going_on(lessons: Iterable[LessonRow]) -> Iterator[LessonRow]:
    return (lesson for lesson in lessons if lesson.state is not LessonState.CANCELLED)


def _booking(lesson: LessonRow, people: frozenset[str], *, label: str) -> Booking:
    return Booking(
        label=label,
        day=lesson.day,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        venue=lesson.venue_id,
        instructors=_who_teaches(lesson),
        trainees=people,
    )


def _who_teaches(lesson: LessonRow | Occupied) -> frozenset[str]:
    """The substitute where one is named: the instructor is then free."""
    teaching = lesson.substitute_id or lesson.instructor_id
    return frozenset() if teaching is None else frozenset({teaching})


def _people(session: Session, the_class: ClassRow) -> frozenset[str]:
    enrollments = stored_enrollment.enrollments_of_class(session, the_class.id)
    return frozenset(row.person_id for row in enrollments if row.status in ON_ROLL)


def _others(session: Session, the_class: ClassRow, days: set[date], people: frozenset[str]) -> Iterator[Booking]:
    """What other classes take on these days, with those of our people who are in them."""
    classes = stored.other_classes_of(session, people, without_class=the_class.id)
    in_class: dict[str, set[str]] = {}
    for person, others in classes.items():
        for other in others:
            in_class.setdefault(other, set()).add(person)
    for lesson in stored.occupied(session, days=days, without_class=the_class.id):
        yield Booking(
            label=lesson.class_number,
            day=lesson.day,
            starts_at=lesson.starts_at,
            ends_at=lesson.ends_at,
            venue=lesson.venue_id,
            instructors=_who_teaches(lesson),
            trainees=frozenset(in_class.get(lesson.class_id, ())),
        )


def _venue_bookings(
    session: Session, the_class: ClassRow, planned: Sequence[LessonRow], days: set[date]
) -> Iterator[Booking]:
    """What the rooms are booked for, but for what was booked for this class itself."""
    for venue in sorted({lesson.venue_id for lesson in planned if lesson.venue_id is not None}):
        for booked in stored_booking.venue_bookings(session, first=min(days), last=max(days), venue_id=venue):
            if booked.class_id != the_class.id:
                yield Booking(
                    label=booked.purpose,
                    day=booked.first_day,
                    starts_at=booked.starts_at,
                    ends_at=booked.ends_at,
                    venue=venue,
                )
