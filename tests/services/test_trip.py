"""Packing for a trip from what a desk holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services import finished_class
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState
from trainingdesk.domain.trip import Stage, Topic
from trainingdesk.services import backup, trip
from trainingdesk.services.trip import TripWanted
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.trip import Trip
    from trainingdesk.services.work import Work

FIRST, LAST = date(2026, 10, 19), date(2026, 10, 20)


def stages(found: Trip) -> dict[Topic, str]:
    return {check.topic: check.key for check in found.checks}


def taught_by(work: Work, class_lessons: tuple[str, ...], user_id: str | None) -> str:
    with work.writing(Action.EDIT_CATALOGUE) as session:
        values = {"name": "田老师", "employment": "full_time", "status": "active", "user_id": user_id}
        teacher = rows.add(session, "instructor", row_id=work.new_id(), county_code=work.county_code, values=values)
        for one in class_lessons:
            rows.change(session, "lesson", one, {"instructor_id": teacher})
    return teacher


def test_a_class_is_packed_with_what_it_lacks(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=3, state=ClassState.RUNNING)
    taught_by(work, made.lessons[:4], None)
    found = trip.pack(work, TripWanted(first=FIRST, last=LAST, class_id=made.class_id))
    (one,) = found.classes
    assert (one.number, one.lessons, one.days, one.people, one.policy_known) == (made.number, 4, 2, 3, True)
    told = stages(found)
    assert told[Topic.ACCOUNTS] == "trip.without_account"
    assert told[Topic.BACKUP] == "trip.no_backup"
    assert told[Topic.SYNC] == "trip.alone"
    assert found.stage is Stage.MISSING
    backup.back_up(work)
    assert (
        stages(trip.pack(work, TripWanted(first=FIRST, last=LAST, class_id=made.class_id)))[Topic.BACKUP]
        == "trip.backup"
    )


def test_an_instructor_packs_every_class_they_teach(work: Work, clock: Clock) -> None:
    first = finished_class.make(work, clock, people=1, state=ClassState.RUNNING)
    finished_class.make(work, clock, people=1, number="500241-2026-008", state=ClassState.RUNNING)
    teacher = taught_by(work, first.lessons[:1], work.worker.user_id)
    found = trip.pack(work, TripWanted(first=FIRST, last=LAST, instructor_id=teacher))
    assert [(one.number, one.lessons) for one in found.classes] == [(first.number, 1)]
    assert stages(found)[Topic.ACCOUNTS] == "trip.accounts"
    assert len(trip.pack(work, TripWanted(first=FIRST, last=LAST)).classes) == 2


def test_days_without_a_lesson_are_no_trip(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1, state=ClassState.RUNNING)
    later = {"first": date(2027, 3, 1), "last": date(2027, 3, 5)}
    found = trip.pack(work, TripWanted(**later, class_id=made.class_id))
    assert stages(found)[Topic.TIMETABLE] == "trip.no_lesson"
    assert trip.pack(work, TripWanted(**later)).stage is Stage.MISSING
    with pytest.raises(Refused) as refused:
        trip.pack(work, TripWanted(first=LAST, last=FIRST))
    assert refused.value.key == "trip.days_backwards"


def test_an_instructor_sees_nobody_elses_class(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1, state=ClassState.RUNNING)
    stranger = finished_class.acting(work, Role.INSTRUCTOR)
    assert trip.pack(stranger, TripWanted(first=FIRST, last=LAST)).classes == ()
    with pytest.raises(Refused) as refused:
        trip.pack(stranger, TripWanted(first=FIRST, last=LAST, class_id=made.class_id))
    assert refused.value.key == "training_class.not_yours"
