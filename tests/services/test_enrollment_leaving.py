"""Leaving a class and coming back: withdrawn or dropped out, with a reason and a day, under the same enrollment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.kept_enrollment import kinds, row, stints
from tests.services.people import said
from tests.services.running_class import DRAFT, TODAY
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.services import enrollment
from trainingdesk.services.undo import undo

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work


def test_who_withdraws_before_the_class_begins_was_never_there(work: Work) -> None:
    made = running_class.make(work, people=1, state=DRAFT)
    enrollment.withdraw(work, made.enrollments[0], reason="外出务工")
    found = row(work, made.enrollments[0])
    assert (found.status, found.joined_on, found.left_on) == (
        Status.WITHDRAWN,
        running_class.FIRST_DAY,
        running_class.FIRST_DAY,
    )


def test_who_attends_drops_out_and_does_not_withdraw(work: Work) -> None:
    made = running_class.make(work, people=1)
    with pytest.raises(Refused, match=r"enrollment\.not_withdrawn"):
        enrollment.withdraw(work, made.enrollments[0], reason="x")
    enrollment.drop(work, made.enrollments[0], reason="家中有事")
    assert row(work, made.enrollments[0]).status is Status.DROPPED
    assert stints(work, made.enrollments[0]) == [(running_class.FIRST_DAY, TODAY)]


def test_leaving_needs_a_reason_and_a_day_that_has_come(work: Work) -> None:
    made = running_class.make(work, people=1)
    with pytest.raises(Refused, match=r"enrollment\.no_reason"):
        enrollment.drop(work, made.enrollments[0], reason="")
    with pytest.raises(Refused, match=r"enrollment\.leaves_in_future"):
        enrollment.drop(work, made.enrollments[0], reason="x", day=TODAY + timedelta(days=1))


def test_enrolling_again_reopens_the_same_enrollment_with_a_new_stint(work: Work, clock: Clock) -> None:
    made = running_class.make(work, people=1)
    enrollment.drop(work, made.enrollments[0], reason="家中有事")
    clock.now += timedelta(days=2)
    changes = enrollment.enroll(work, made.class_id, made.people[0])
    assert changes.row == made.enrollments[0]
    assert stints(work, changes.row) == [(running_class.FIRST_DAY, TODAY), (TODAY + timedelta(days=2), None)]
    assert kinds(work, changes.row)[-2:] == [EventKind.DROPPED, EventKind.REOPENED]
    assert row(work, changes.row).status is Status.APPLIED
    assert row(work, changes.row).joined_on == running_class.FIRST_DAY
    assert row(work, changes.row).left_on is None


def test_coming_back_to_a_full_class_means_waiting(work: Work) -> None:
    made = running_class.make(work, people=3, enrolled=2, capacity=2, state=DRAFT)
    enrollment.withdraw(work, made.enrollments[0], reason="x")
    enrollment.enroll(work, made.class_id, made.people[2])
    changes = enrollment.enroll(work, made.class_id, made.people[0])
    assert "enrollment.waits" in said(changes)
    assert row(work, made.enrollments[0]).status is Status.WAITLISTED
    assert [line.person_id for line in enrollment.waiting_list(work, made.class_id)] == [made.people[0]]


def test_undoing_a_leaving_brings_status_and_days_back(work: Work) -> None:
    made = running_class.make(work, people=1)
    before = row(work, made.enrollments[0])
    enrollment.drop(work, made.enrollments[0], reason="点错了")
    undo(work)
    assert row(work, made.enrollments[0]) == before
    assert stints(work, made.enrollments[0]) == [(running_class.FIRST_DAY, None)]
