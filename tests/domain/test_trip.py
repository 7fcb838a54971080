"""What is said before a laptop leaves: one answer for each question, and never silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.training_class import ClassState
from trainingdesk.domain.trip import Stage, Topic, TripClass, TripDesk, check_class, check_desk, worst

if TYPE_CHECKING:
    from trainingdesk.domain.trip import Check

CLASS = TripClass(
    class_id="c",
    number="500241-2026-007",
    name="养老护理员",
    state=ClassState.RUNNING,
    lessons=4,
    days=2,
    without_instructor=0,
    without_venue=0,
    people=30,
    policy_known=True,
)
DESK = TripDesk(
    without_account=(),
    unknown_years=(),
    joined=True,
    contact_age=timedelta(hours=2),
    waiting=0,
    backup_age=timedelta(hours=2),
    clock_behind=None,
)


def by_topic(checks: tuple[Check, ...]) -> dict[Topic, tuple[Stage, str]]:
    return {check.topic: (check.stage, check.key) for check in checks}


def test_every_question_has_one_answer() -> None:
    checks = (*check_class(CLASS), *check_desk(DESK))
    assert [check.topic for check in checks] == list(Topic)
    assert {check.stage for check in checks if check.topic is not Topic.SHEETS} == {Stage.READY}
    assert {check.class_id for check in check_class(CLASS)} == {"c"}


@pytest.mark.parametrize(
    ("change", "topic", "stage", "key"),
    [
        ({"state": ClassState.APPROVED}, Topic.STATE, Stage.MISSING, "trip.state_not_begun"),
        ({"state": ClassState.SUSPENDED}, Topic.STATE, Stage.MISSING, "trip.state_takes_none"),
        ({"lessons": 0, "days": 0}, Topic.TIMETABLE, Stage.MISSING, "trip.no_lesson"),
        ({"without_venue": 1}, Topic.TIMETABLE, Stage.LOOK, "trip.lessons_lack"),
        ({"without_instructor": 1}, Topic.TIMETABLE, Stage.LOOK, "trip.lessons_lack"),
        ({"people": 0}, Topic.ROSTER, Stage.MISSING, "trip.nobody"),
        ({"policy_known": False}, Topic.POLICY, Stage.MISSING, "trip.policy_missing"),
        ({"days": 0}, Topic.SHEETS, Stage.READY, "trip.no_sheets"),
        ({"promises": 0}, Topic.SEATS, Stage.LOOK, "trip.no_seats_along"),
        ({"promises": 3}, Topic.SEATS, Stage.READY, "trip.seats_along"),
    ],
)
def test_what_a_class_lacks(change: dict[str, object], topic: Topic, stage: Stage, key: str) -> None:
    assert by_topic(check_class(replace(CLASS, **change)))[topic] == (stage, key)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "topic", "stage", "key"),
    [
        ({"without_account": ("田老师",)}, Topic.ACCOUNTS, Stage.MISSING, "trip.without_account"),
        ({"unknown_years": (2027,)}, Topic.HOLIDAYS, Stage.LOOK, "trip.years_unknown"),
        ({"joined": False, "contact_age": None}, Topic.SYNC, Stage.READY, "trip.alone"),
        ({"contact_age": None}, Topic.SYNC, Stage.MISSING, "trip.never_synced"),
        ({"contact_age": timedelta(days=1)}, Topic.SYNC, Stage.READY, "trip.synced"),
        ({"contact_age": timedelta(days=1, seconds=1)}, Topic.SYNC, Stage.MISSING, "trip.synced_long_ago"),
        ({"waiting": 3}, Topic.SYNC, Stage.LOOK, "trip.waiting"),
        ({"backup_age": None}, Topic.BACKUP, Stage.MISSING, "trip.no_backup"),
        ({"backup_age": timedelta(days=2)}, Topic.BACKUP, Stage.MISSING, "trip.backup_old"),
        ({"clock_behind": timedelta(minutes=-9)}, Topic.CLOCK, Stage.MISSING, "trip.clock_wrong"),
    ],
)
def test_what_a_laptop_lacks(change: dict[str, object], topic: Topic, stage: Stage, key: str) -> None:
    assert by_topic(check_desk(replace(DESK, **change)))[topic] == (stage, key)  # type: ignore[arg-type]


def test_one_missing_thing_holds_the_laptop_back() -> None:
    ready = check_desk(DESK)
    assert worst(ready) is Stage.READY
    assert worst((*ready, *check_class(CLASS))) is Stage.LOOK
    assert worst((*check_class(CLASS), *check_desk(replace(DESK, backup_age=None)))) is Stage.MISSING
    assert worst(()) is Stage.READY
