"""A class of October 2026 put into a desk by rows: people, lessons, and a policy that says how attendance counts.

The clock of the tests stands on 20 October 2026, the second day of the class; two lessons a day, three periods each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.services.people import number as document_number
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.training_class import ClassState, LessonState
from trainingdesk.services import policy
from trainingdesk.services.enrolling import Applicant, enroll_many
from trainingdesk.services.enrollment_course import start_class
from trainingdesk.services.work import Work, Worker
from trainingdesk.storage import rows, training_class
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from trainingdesk.storage.training_class import ClassRow

FIRST_DAY = date(2026, 10, 19)
TODAY = date(2026, 10, 20)
DRAFT = ClassState.DRAFT
MORNING, AFTERNOON = (510, 690), (840, 1020)
PERIODS = 3

PACK = """
[policy]
key = "attending"
version = "1"
region = "测试县"
title = "考勤测试规则"
valid_from = 2026-01-01
[attendance.person_min]
value = "4/5"
clause = "津 2019"
[attendance.denominator]
value = "whole_class"
clause = "津 2019"
[attendance.class_day_min]
value = "4/5"
clause = "津 2019"
[attendance.class_failed_days_max]
value = 0
clause = "津 2019"
[attendance.late_counts]
value = true
clause = "津 2019"
[attendance.left_early_counts]
value = true
clause = "津 2019"
[attendance.leave_counts]
value = false
clause = "津 2019"
[attendance.late_minutes_as_absent]
value = 30
clause = "津 2019"
"""


@dataclass(frozen=True, slots=True)
class Made:
    """Ids of one class in the order of its roster and of its timetable."""

    class_id: str
    people: tuple[str, ...]
    enrollments: tuple[str, ...]
    lessons: tuple[str, ...]


def make(
    work: Work,
    *,
    people: int = 5,
    lessons: int = 10,
    capacity: int = 30,
    number: str = "500241-2026-001",
    state: ClassState = ClassState.RUNNING,
    starts_on: date = FIRST_DAY,
    enrolled: int | None = None,
) -> Made:
    """A class in the state that is asked for, with ``enrolled`` of its people (all, unless said) on the roll."""
    if work.database and not _has_pack(work):
        policy.import_policy(work, PACK)
    with work.writing(Action.EDIT_CLASS) as session:
        class_id = _class(work, session, number=number, capacity=capacity, starts_on=starts_on)
        made_lessons = tuple(_lesson(work, session, class_id, starts_on, place) for place in range(lessons))
        made_people = tuple(person(work, session, f"{number}{place}") for place in range(people))
        wanted = made_people[: people if enrolled is None else enrolled]
        found = enroll_many(work, session, row_of(session, class_id), [Applicant(one) for one in wanted])
        if state is not ClassState.DRAFT:
            if state is ClassState.RUNNING:
                start_class(work, session, row_of(session, class_id))
            rows.change(session, "training_class", class_id, {"state": state})
    return Made(class_id, made_people, tuple(one.enrollment_id for one in found), made_lessons)


def row_of(session: Any, class_id: str) -> ClassRow:
    """The class as it stands."""
    found = training_class.class_of(session, class_id)
    assert found is not None
    return found


def person(work: Work, session: Any, seed: str, **more: Any) -> str:
    """A synthetic person born on 7 March 1990."""
    serial = sum(ord(character) * (place + 1) for place, character in enumerate(seed))
    digits = document_number(serial % 900, born=f"19{70 + serial % 29}0{1 + serial % 9}0{1 + serial % 8}")
    values: dict[str, Any] = {
        "name": f"学员{seed[-3:]}",
        "name_key": f"学员{seed[-3:]}",
        "document_kind": "resident",
        "document_number": digits,
        "id_mask": f"{digits[:6]}********{digits[-4:]}",
        "birth_date": date(1990, 3, 7),
        "verified": "none",
        "provisional": False,
        "archived": False,
    }
    return rows.add(session, "person", row_id=work.new_id(), county_code=work.county_code, values=values | more)


def category(work: Work, person_id: str, code: str, **more: Any) -> None:
    """Give somebody a category."""
    with work.writing(Action.EDIT_PERSON) as session:
        values = {"person_id": person_id, "category": code, **more}
        rows.add(session, "person_category", row_id=work.new_id(), county_code=work.county_code, values=values)


def acting(work: Work, *roles: Role, user_id: str = "somebody-else") -> Work:
    """The same desk with another worker at it."""
    return replace(work, worker=Worker(user_id, user_id, frozenset(roles)))


def reviewer(work: Work) -> Work:
    """The same desk with a reviewer at it."""
    return acting(work, Role.REVIEWER, user_id="reviewer")


def instructor(work: Work, user_id: str) -> str:
    """An instructor who signs in as this user."""
    with work.writing(Action.EDIT_CATALOGUE) as session:
        values = {"name": f"教师{user_id}", "employment": "full_time", "status": "active", "user_id": user_id}
        return rows.add(session, "instructor", row_id=work.new_id(), county_code=work.county_code, values=values)


def _has_pack(work: Work) -> bool:
    return any(line.policy == "attending" for line in policy.list_policies(work))


def _class(work: Work, session: Any, *, number: str, capacity: int, starts_on: date) -> str:
    county = {"county_code": work.county_code}
    school = rows.add(
        session, "institution", row_id=work.new_id(), **county, values={"name": "启航学校", "status": "active"}
    )
    course = rows.add(
        session,
        "course",
        row_id=work.new_id(),
        **county,
        values={
            "code": number,
            "version": 1,
            "name": "养老护理员",
            "training_type": "13",
            "level": "5",
            "theory_periods": 12,
            "practice_periods": 18,
            "online_periods": 0,
            "occupation_code": "4-10-01-05",
            "status": "active",
        },
    )
    values = {
        "number": number,
        "name": "养老护理员第1期",
        "course_id": course,
        "institution_id": school,
        "mode": "F2F",
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=11),
        "capacity": capacity,
        "policy": "attending",
        "policy_version": "1",
        "state": ClassState.DRAFT,
    }
    return rows.add(session, "training_class", row_id=work.new_id(), **county, values=values)


def _lesson(work: Work, session: Any, class_id: str, starts_on: date, place: int) -> str:
    day = starts_on + timedelta(days=place // 2)
    slot = "afternoon" if place % 2 else "morning"
    begin, end = AFTERNOON if place % 2 else MORNING
    values = {
        "class_id": class_id,
        "planned_day": day,
        "planned_slot": slot,
        "day": day,
        "slot": slot,
        "starts_at": begin,
        "ends_at": end,
        "periods": PERIODS,
        "part": "theory",
        "state": LessonState.PLANNED,
    }
    row_id = fact_id("lesson", class_id, day.isoformat(), slot)
    return rows.add(session, "lesson", row_id=row_id, county_code=work.county_code, values=values)
