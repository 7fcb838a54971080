"""Writes the people of planned classes as rows: category, enrollment, stint, events, marks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.sample.bulk_rows import SLOTS, at
from trainingdesk.sample.rosters import proof_of
from trainingdesk.wire.ids import enrollment_id_of, mark_id, stint_id_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from trainingdesk.sample.bulk_rows import Batch, BulkClass, Written
    from trainingdesk.sample.plan import SampleEnrollment

_LEFT_FOR = "外出务工"


def add(batch: Batch, one: BulkClass, seat: int, enrollment: SampleEnrollment, written: Written) -> None:
    """Add the rows of one person in a class."""
    person_id = written.people[enrollment.person]
    enrollment_id = enrollment_id_of(one.id, person_id)
    left_on = _left_on(one, enrollment)
    steps = list(_steps(one, enrollment, left_on))
    category, proof = enrollment.category, proof_of(one.plan, seat)
    batch.add("person_category", one.filed_on, person_id=person_id, category=category, proof_number=proof)
    batch.add(
        "enrollment",
        one.plan.starts_on,
        row_id=enrollment_id,
        class_id=one.id,
        person_id=person_id,
        number=f"{one.number}-0-{seat + 1:03}",
        paid_category=category,
        seat="granted",
        source="roster",
        status=Status(steps[-1][0].value),
        joined_on=one.plan.starts_on,
        left_on=left_on,
    )
    _stint(batch, one, enrollment_id, left_on)
    _enrollment_events(batch, one, enrollment_id, steps)
    _marks(batch, one, enrollment_id, enrollment, left_on)


def _left_on(one: BulkClass, enrollment: SampleEnrollment) -> date | None:
    """The first day off the roll, once it has come."""
    left_on = None if enrollment.left_after is None else one.plan.day_of(enrollment.left_after)
    return left_on if left_on is not None and one.has(left_on) else None


def _stint(batch: Batch, one: BulkClass, enrollment_id: str, left_on: date | None) -> None:
    joined = one.plan.starts_on
    batch.add(
        "stint",
        joined,
        row_id=stint_id_of(enrollment_id, joined),
        enrollment_id=enrollment_id,
        class_id=one.id,
        joined_on=joined,
        left_on=left_on,
        left_reason=None if left_on is None else _LEFT_FOR,
    )


def _steps(one: BulkClass, enrollment: SampleEnrollment, left_on: date | None) -> Iterator[tuple[EventKind, date]]:
    plan = one.plan
    yield EventKind.APPLIED, one.filed_on
    yield EventKind.CONFIRMED, one.filed_on + timedelta(days=3)
    if not one.has(plan.starts_on):
        return
    yield EventKind.ATTENDING, plan.starts_on
    if left_on is not None:
        yield EventKind.DROPPED, left_on
    elif one.has(plan.completed_on):
        yield (EventKind.COMPLETED if enrollment.passed else EventKind.FAILED), plan.completed_on
        if enrollment.passed:
            yield EventKind.CERTIFIED, plan.completed_on


def _enrollment_events(
    batch: Batch, one: BulkClass, enrollment_id: str, steps: Sequence[tuple[EventKind, date]]
) -> None:
    seen: str | None = None
    for order, (kind, day) in enumerate(steps):
        batch.add(
            "enrollment_event",
            day,
            enrollment_id=enrollment_id,
            class_id=one.id,
            kind=kind,
            day=day,
            reason=_LEFT_FOR if kind is EventKind.DROPPED else None,
            seen=seen,
            by_user=batch.user_id,
            at=at(day, minutes=order),
        )
        seen = kind.value


def _marks(
    batch: Batch, one: BulkClass, enrollment_id: str, enrollment: SampleEnrollment, left_on: date | None
) -> None:
    exceptions = dict(enrollment.exceptions)
    for number, lesson_id in enumerate(one.lessons):
        day = one.plan.day_of(number)
        if not one.has(day) or (left_on is not None and day >= left_on):
            return
        mark = Mark(exceptions.get(number, "present"))
        batch.add(
            "attendance_mark",
            day,
            row_id=mark_id(lesson_id, enrollment_id),
            class_id=one.id,
            lesson_id=lesson_id,
            enrollment_id=enrollment_id,
            status=mark,
            minutes=10 if mark in {Mark.LATE, Mark.LEFT_EARLY} else None,
            method="keyed",
            typed_at=at(day, minutes=SLOTS[number % 2][1] - 528),
            typed_by=batch.user_id,
        )
