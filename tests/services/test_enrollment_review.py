"""Applications are confirmed or rejected, and nobody confirms their own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.kept_enrollment import row, statuses, stints
from tests.services.running_class import DRAFT, TODAY, reviewer
from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.errors import Refused
from trainingdesk.services import account, enrollment
from trainingdesk.services.enrollment import Applicant, enroll_many

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work


def test_a_reviewer_confirms_and_nobody_confirms_their_own(work: Work) -> None:
    made = running_class.make(work, people=2, state=DRAFT)
    with pytest.raises(Refused, match=r"access\.own_work"):
        enrollment.confirm(work, made.enrollments)
    enrollment.confirm(reviewer(work), made.enrollments)
    assert statuses(work, made.class_id) == [Status.CONFIRMED] * 2


def test_a_delegation_lets_one_person_do_both_and_is_named(work: Work) -> None:
    made = running_class.make(work, people=1, state=DRAFT)
    account.delegate(work, user_id=work.worker.user_id, document="秀人社〔2026〕3号", valid_from=TODAY, valid_to=None)
    enrollment.confirm(work, made.enrollments)
    assert enrollment.events_of(work, made.enrollments[0])[-1].reason == "秀人社〔2026〕3号"


def test_in_a_running_class_who_is_confirmed_attends(work: Work) -> None:
    made = running_class.make(work, people=2, enrolled=1)
    late = enrollment.enroll(work, made.class_id, made.people[1]).row
    running_class.category(work, made.people[1], "A05")
    enrollment.confirm(reviewer(work), [late])
    assert row(work, late).status is Status.ATTENDING
    assert row(work, late).paid_category == "A05"


def test_somebody_on_the_roll_is_confirmed_after_the_last_day_too(work: Work, clock: Clock) -> None:
    made = running_class.make(work, people=2, enrolled=1)
    late = enrollment.enroll(work, made.class_id, made.people[1]).row
    clock.now += timedelta(days=40)
    enrollment.confirm(reviewer(work), [late])
    assert row(work, late).status is Status.ATTENDING
    assert stints(work, late) == [(TODAY, None)]


def test_a_rule_stands_in_the_way_of_confirming_unless_it_is_set_aside(work: Work) -> None:
    first = running_class.make(work, people=1)
    other = running_class.make(work, people=0, number="500241-2026-002", state=DRAFT)
    with work.writing(Action.IMPORT_ROSTER) as session:
        the_class = running_class.row_of(session, other.class_id)
        (found,) = enroll_many(work, session, the_class, [Applicant(first.people[0])])
    with pytest.raises(Refused, match=r"eligibility\.overlap"):
        enrollment.confirm(reviewer(work), [found.enrollment_id])
    enrollment.confirm(reviewer(work), [found.enrollment_id], override="时间已协调")
    assert row(work, found.enrollment_id).flagged is None


def test_only_as_many_who_wait_are_confirmed_as_there_are_seats(work: Work) -> None:
    made = running_class.make(work, people=3, capacity=2, state=DRAFT)
    with pytest.raises(Refused, match=r"enrollment\.class_full"):
        enrollment.confirm(reviewer(work), [made.enrollments[2]])
    enrollment.confirm(reviewer(work), [made.enrollments[2]], override="增加一人")
    assert row(work, made.enrollments[2]).status is Status.CONFIRMED


def test_rejecting_needs_a_reason_and_frees_the_seat(work: Work) -> None:
    made = running_class.make(work, people=3, capacity=2, state=DRAFT)
    with pytest.raises(Refused, match=r"enrollment\.no_reason"):
        enrollment.reject(reviewer(work), [made.enrollments[0]], reason=" ")
    enrollment.reject(reviewer(work), [made.enrollments[0]], reason="已享受三次")
    assert statuses(work, made.class_id) == [Status.REJECTED, Status.APPLIED, Status.CONFIRMED]
    assert stints(work, made.enrollments[0]) == [(running_class.FIRST_DAY, running_class.FIRST_DAY)]
