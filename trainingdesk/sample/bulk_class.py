"""Writes planned classes as rows: the class, its lessons and registers, its people, and what became of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.training_class import ClassState, LessonState
from trainingdesk.sample import bulk_outcome, bulk_people
from trainingdesk.sample.bulk_rows import SLOTS, BulkClass, at
from trainingdesk.sample.template import TEMPLATES
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from trainingdesk.sample.bulk_rows import Batch, Written
    from trainingdesk.sample.plan import County, SampleClass

_PERIODS: Final = 4


def add(
    batch: Batch,
    county: County,
    classes: Sequence[SampleClass],
    written: Written,
    serials: Iterator[int],
    until: date,
) -> None:
    """Add the rows of these classes as they stand at the end of ``until``."""
    for plan in classes:
        one = _class(batch, county, plan, written, until)
        for seat, enrollment in enumerate(plan.people):
            bulk_people.add(batch, one, seat, enrollment, written)
        for number, lesson_id in enumerate(one.lessons):
            if one.has(plan.day_of(number)):
                _register(batch, one, number, lesson_id)
        bulk_outcome.add(batch, one, serials, written)
        if plan.inspected_on and one.has(plan.inspected_on):
            batch.add(
                "inspection",
                plan.inspected_on,
                class_id=one.id,
                method="site",
                inspectors="审核员甲、审核员乙",
                visited_on=plan.inspected_on,
                qualified=plan.qualified,
            )


def state_of(plan: SampleClass, until: date) -> ClassState:
    """Where a class stands at the end of a day."""
    if until < plan.starts_on:
        return ClassState.APPROVED
    if until < plan.ends_on:
        return ClassState.RUNNING
    if until < plan.assessed_on:
        return ClassState.FINISHED
    return ClassState.ASSESSED if until < plan.completed_on else ClassState.COMPLETED


def _class(batch: Batch, county: County, plan: SampleClass, written: Written, until: date) -> BulkClass:
    in_year = sum(one.starts_on.year == plan.starts_on.year for one in county.classes[: plan.index + 1])
    number = f"{county.code}-{plan.starts_on.year}-{in_year:03}"
    venue = _venue(batch, plan)
    instructor = written.instructors[plan.instructor]
    class_id = batch.add(
        "training_class",
        plan.starts_on - timedelta(days=30),
        number=number,
        name=f"{plan.starts_on.year}年{plan.template.course}第{in_year}期",
        course_id=written.courses[_course(county, plan)],
        institution_id=written.institutions[plan.institution],
        venue_id=venue,
        platform_id=written.platforms[plan.index % len(written.platforms)] if plan.template.online else None,
        instructor_id=instructor,
        state=state_of(plan, until),
        **_details(plan),
    )
    lessons = tuple(_lessons(batch, plan, class_id, instructor, venue, until))
    one = BulkClass(plan, class_id, number, until, lessons)
    _class_events(batch, one)
    return one


def _venue(batch: Batch, plan: SampleClass) -> str | None:
    """A place of its own for each class that does not meet online, in its village or in the town."""
    if plan.template.mode == "ONL":
        return None
    village = plan.template.mode == "VIL"
    name = f"{plan.village.name}{'教学点' if village else '实训教室'}{plan.index + 1}"
    division = plan.village.code if village else plan.village.township_code
    return batch.add("venue", plan.starts_on, name=name, division=division, capacity=60, status="active")


def _details(plan: SampleClass) -> dict[str, Any]:
    return {
        "mode": plan.template.mode,
        "division": plan.village.code,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "capacity": 50,
        "policy": "sample",
        "policy_version": "1",
        "textbook": "示例教材",
        "assessment_plan": "理论和实操",
    }


def _course(county: County, plan: SampleClass) -> int:
    """The course of a class: one of its kind, each in turn."""
    kind, turn = plan.index % len(TEMPLATES), plan.index // len(TEMPLATES)
    editions = (county.size.courses - kind + len(TEMPLATES) - 1) // len(TEMPLATES)
    return kind + turn % editions * len(TEMPLATES)


def _class_events(batch: Batch, one: BulkClass) -> None:
    plan, filed = one.plan, one.filed_on
    days = (
        ("draft", "submitted", filed),
        ("submitted", "approved", filed + timedelta(days=3)),
        ("approved", "running", plan.starts_on),
        ("running", "finished", plan.ends_on),
        ("finished", "assessed", plan.assessed_on),
        ("assessed", "completed", plan.completed_on),
    )
    for start, to, day in days:
        if one.has(day):
            values: dict[str, Any] = {"from_state": start, "to_state": to, "by_user": batch.user_id, "at": at(day)}
            batch.add("class_event", day, class_id=one.id, **values)


def _lessons(
    batch: Batch, plan: SampleClass, class_id: str, instructor: str, venue: str | None, until: date
) -> Iterator[str]:
    for day in plan.days:
        for slot, starts_at, ends_at in SLOTS:
            yield batch.add(
                "lesson",
                day,
                row_id=fact_id("lesson", class_id, day.isoformat(), slot),
                class_id=class_id,
                planned_day=day,
                planned_slot=slot,
                day=day,
                slot=slot,
                starts_at=starts_at,
                ends_at=ends_at,
                periods=_PERIODS,
                part="online" if plan.template.mode == "ONL" else "theory" if slot == "morning" else "practice",
                instructor_id=instructor,
                venue_id=venue,
                state=LessonState.HELD if day <= until else LessonState.PLANNED,
            )


def _register(batch: Batch, one: BulkClass, number: int, lesson_id: str) -> None:
    day, minutes = one.plan.day_of(number), SLOTS[number % 2][1] - 530
    opened, closed = at(day, minutes=minutes), at(day, minutes=minutes + 5)
    by = {"opened_by": batch.user_id, "closed_by": batch.user_id, "taken_by": batch.user_id}
    batch.add("register", day, row_id=lesson_id, class_id=one.id, opened_at=opened, closed_at=closed, **by)
