"""What became of people: the latest enquiry counts, earlier ones stay."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import claimed_class, finished_class
from trainingdesk.domain.access import Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.services import followup, setting
from trainingdesk.services.audit import list_access, verify_chain
from trainingdesk.services.followup import NewFollowup
from trainingdesk.settings import declared

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

EMPLOYED = NewFollowup(employed=True, employed_on=date(2026, 11, 1), employer_name="秀山纺织公司")


def test_the_latest_enquiry_counts(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=2, failed=frozenset({1}))
    first = NewFollowup(employed=False, checked_on=date(2026, 10, 31), method="visit")
    followup.record_followup(work, made.enrollments[0], first)
    followup.record_followup(work, made.enrollments[0], EMPLOYED)
    lines = followup.followups_of_class(work, made.class_id)
    assert [one.enquiries for one in lines] == [2, 0]
    latest = lines[0].latest
    assert latest is not None
    assert (latest.employed, latest.employer_name, latest.checked_on) == (True, "秀山纺织公司", date(2026, 11, 2))


@pytest.mark.parametrize(
    ("found", "key"),
    [
        (NewFollowup(employed=True), "followup.no_day"),
        (NewFollowup(employed=True, employed_on=date(2026, 10, 18)), "followup.employed_before_class"),
        (NewFollowup(employed=True, employed_on=date(2026, 11, 3)), "followup.employed_after_check"),
        (NewFollowup(employed=False, employer_name="某公司"), "followup.not_employed_with_employer"),
        (NewFollowup(employed=False, checked_on=date(2026, 11, 3)), "followup.checked_in_future"),
        (NewFollowup(employed=False, method="梦见"), "followup.method_unknown"),
    ],
)
def test_what_cannot_be_is_refused(work: Work, clock: Clock, found: NewFollowup, key: str) -> None:
    made = claimed_class.make(work, clock, people=1)
    with pytest.raises(Refused) as refused:
        followup.record_followup(work, made.enrollments[0], found)
    assert refused.value.key == key


def test_only_people_who_finished_are_followed(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1)
    with pytest.raises(Refused) as refused:
        followup.record_followup(work, made.enrollments[0], EMPLOYED)
    assert refused.value.key == "followup.not_finished"
    assert followup.followups_of_class(work, made.class_id) == ()


def test_a_reviewer_follows_nobody(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=1)
    with pytest.raises(Refused) as refused:
        followup.record_followup(finished_class.acting(work, Role.REVIEWER), made.enrollments[0], EMPLOYED)
    assert refused.value.key == "access.not_allowed"


def test_whoever_is_not_asked_in_time_is_overdue(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=2, failed=frozenset({1}))
    setting.set_setting(work, declared.FOLLOWUP_DAYS, 10)
    followup.record_followup(work, made.enrollments[0], EMPLOYED)
    assert [one.state for one in followup.followups_of_class(work, made.class_id)] == ["employed", "open"]
    clock.now += timedelta(days=2)
    lines = followup.followups_of_class(work, made.class_id)
    assert [one.state for one in lines] == ["employed", "overdue"]
    assert [(one.due_on, len(one.history)) for one in lines] == [(date(2026, 11, 2), 1), (date(2026, 11, 2), 0)]


def test_whoever_does_not_call_sees_no_whole_phone(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=1)
    (line,) = followup.followups_of_class(work, made.class_id)
    assert line.phone is not None
    assert "*" not in line.phone
    auditor = finished_class.acting(work, Role.AUDITOR)
    (line,) = followup.followups_of_class(auditor, made.class_id)
    assert line.phone is not None
    assert "****" in line.phone


def test_whole_phones_are_logged_once_for_a_list_and_never_told_there(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=2)
    for _again in range(3):  # it is read anew at each change
        lines = followup.followups_of_class(work, made.class_id)
    (entry,) = list_access(work, action=Logged.FOLLOWUP_PHONES)
    assert (entry.user_id, entry.subject_table) == (work.worker.user_id, "training_class")
    assert (entry.subject_id, entry.reason) == (made.class_id, None)
    assert not any(str(one.phone) in str(entry) for one in lines)
    followup.followups_of_class(finished_class.acting(work, Role.CLERK, user_id="another"), made.class_id)
    clock.now += timedelta(days=1)
    followup.followups_of_class(work, made.class_id)
    seen = [one.user_id for one in list_access(work, action=Logged.FOLLOWUP_PHONES)]
    assert seen == [work.worker.user_id, "another", work.worker.user_id]
    assert verify_chain(work).sound


def test_masked_phones_are_not_logged(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=1)
    followup.followups_of_class(finished_class.acting(work, Role.AUDITOR), made.class_id)
    nobody = finished_class.make(work, clock, people=1, number="500241-2026-008")
    assert followup.followups_of_class(work, nobody.class_id) == ()
    assert list_access(work, action=Logged.FOLLOWUP_PHONES) == ()
