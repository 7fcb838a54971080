"""The seats of a class: who gets one, who waits in which order, and who takes one that comes free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.kept_enrollment import row, stints
from tests.services.people import said
from tests.services.running_class import DRAFT, TODAY
from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.errors import Refused
from trainingdesk.services import enrollment

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def test_a_full_class_has_a_waiting_list_in_order_of_arrival(work: Work) -> None:
    made = running_class.make(work, people=5, enrolled=2, capacity=2, state=DRAFT)
    for place in (4, 2, 3):
        assert "enrollment.waits" in said(enrollment.enroll(work, made.class_id, made.people[place]))
    waiting = enrollment.waiting_list(work, made.class_id)
    assert [line.person_id for line in waiting] == [made.people[4], made.people[2], made.people[3]]
    assert stints(work, waiting[0].enrollment_id) == []
    assert row(work, waiting[0].enrollment_id).seat == "waitlisted"


def test_a_seat_that_comes_free_goes_to_the_first_who_waits(work: Work) -> None:
    made = running_class.make(work, people=4, enrolled=2, capacity=2, state=DRAFT)
    first = enrollment.enroll(work, made.class_id, made.people[3]).row
    enrollment.enroll(work, made.class_id, made.people[2])
    changes = enrollment.withdraw(work, made.enrollments[0], reason="外出务工")
    assert "enrollment.promoted" in said(changes)
    assert row(work, first).status is Status.CONFIRMED
    assert row(work, first).seat == "granted"
    assert stints(work, first) == [(running_class.FIRST_DAY, None)]
    assert len(enrollment.waiting_list(work, made.class_id)) == 1


def test_in_a_running_class_somebody_decides_about_the_free_seat(work: Work) -> None:
    made = running_class.make(work, people=3, capacity=2)
    changes = enrollment.drop(work, made.enrollments[0], reason="生病")
    assert said(changes) == ["enrollment.seat_free"]
    (waiting,) = enrollment.waiting_list(work, made.class_id)
    enrollment.promote_waiting(work, made.class_id)
    assert row(work, waiting.enrollment_id).status is Status.ATTENDING
    assert stints(work, waiting.enrollment_id) == [(TODAY, None)]


def test_nobody_is_promoted_without_a_seat_or_without_waiting(work: Work) -> None:
    full = running_class.make(work, people=3, capacity=2, state=DRAFT)
    with pytest.raises(Refused, match=r"enrollment\.class_full"):
        enrollment.promote_waiting(work, full.class_id)
    roomy = running_class.make(work, people=1, number="500241-2026-002", state=DRAFT, enrolled=0)
    with pytest.raises(Refused, match=r"enrollment\.nobody_waits"):
        enrollment.promote_waiting(work, roomy.class_id)


def test_the_capacity_is_set_aside_like_any_rule(work: Work) -> None:
    made = running_class.make(work, people=3, enrolled=2, capacity=2, state=DRAFT)
    extra = enrollment.enroll(work, made.class_id, made.people[2], override="县局批准增加一人").row
    assert row(work, extra).status is Status.APPLIED
    with work.database.read() as session:
        assert enrollment.seats_free(work, session, running_class.row_of(session, made.class_id)) == -1


def test_a_joined_desk_does_not_grant_seats(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    with work.writing(Action.MANAGE_DESK) as session:
        session.connection().exec_driver_sql("UPDATE sync_control SET joined = 1")
    assert row(work, enrollment.enroll(work, made.class_id, made.people[0]).row).seat == "provisional"
