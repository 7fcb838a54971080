"""Enrollments on a real desk: one by one, by roster, at the door, and every way out of a class and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from tests.services import running_class
from tests.services.people import number as document_number
from tests.services.people import said
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import account, attendance, enrollment, person_merge
from trainingdesk.services.enrollment import Applicant, WalkIn, enroll_many
from trainingdesk.services.enrollment_record import refold
from trainingdesk.services.undo import undo
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EnrollmentRow

DRAFT = ClassState.DRAFT
TODAY = date(2026, 10, 20)


def row(work: Work, enrollment_id: str) -> EnrollmentRow:
    with work.database.read() as session:
        found = stored.enrollment(session, enrollment_id)
    assert found is not None
    return found


def statuses(work: Work, class_id: str) -> list[Status]:
    return [line.status for line in enrollment.roll_of(work, class_id)]


def stints(work: Work, enrollment_id: str) -> list[tuple[date, date | None]]:
    with work.database.read() as session:
        return [(one.joined_on, one.left_on) for one in stored.stints(session, [enrollment_id])[enrollment_id]]


def kinds(work: Work, enrollment_id: str) -> list[EventKind]:
    return [one.kind for one in enrollment.events_of(work, enrollment_id)]


def reviewer(work: Work) -> Work:
    return running_class.acting(work, Role.REVIEWER, user_id="reviewer")


# --- one by one --------------------------------------------------------------------------------------------------------


def test_enrolling_writes_one_event_one_stint_and_a_number(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    changes = enrollment.enroll(work, made.class_id, made.people[0], note="自带工具")
    found = row(work, changes.row)
    assert (found.status, found.number, found.seat) == (Status.APPLIED, "500241-2026-001-0-001", "granted")
    assert (found.joined_on, found.note, found.source) == (running_class.FIRST_DAY, "自带工具", "single")
    assert stints(work, found.id) == [(running_class.FIRST_DAY, None)]
    assert kinds(work, found.id) == [EventKind.APPLIED]


def test_enrolling_somebody_who_is_in_changes_nothing_and_says_so(work: Work) -> None:
    made = running_class.make(work, people=1, state=DRAFT)
    changes = enrollment.enroll(work, made.class_id, made.people[0])
    assert changes.change_set is None
    assert changes.rows == made.enrollments
    assert said(changes) == ["enrollment.in_class_already"]


def test_in_a_running_class_a_person_joins_today_or_on_the_day_that_is_named(work: Work) -> None:
    made = running_class.make(work, people=3, enrolled=1)
    today = enrollment.enroll(work, made.class_id, made.people[1]).row
    named = enrollment.enroll(work, made.class_id, made.people[2], joined_on=running_class.FIRST_DAY).row
    assert stints(work, today) == [(TODAY, None)]
    assert stints(work, named) == [(running_class.FIRST_DAY, None)]


def test_a_day_outside_the_class_is_refused(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0)
    with pytest.raises(Refused, match=r"enrollment\.outside_class"):
        enrollment.enroll(work, made.class_id, made.people[0], joined_on=date(2026, 12, 1))


@pytest.mark.parametrize("state", [ClassState.FINISHED, ClassState.CANCELLED, ClassState.SUSPENDED])
def test_a_class_that_takes_nobody(work: Work, state: ClassState) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=state)
    with pytest.raises(Refused, match=r"enrollment\.class_takes_nobody"):
        enrollment.enroll(work, made.class_id, made.people[0])


def test_a_rule_refuses_with_its_own_sentence_and_is_set_aside_with_a_reason(work: Work) -> None:
    """Two classes at the same time (FEATURES 28)."""
    first = running_class.make(work, people=1)
    other = running_class.make(work, people=0, number="500241-2026-002", state=DRAFT)
    with pytest.raises(Refused, match=r"eligibility\.overlap"):
        enrollment.enroll(work, other.class_id, first.people[0])
    changes = enrollment.enroll(work, other.class_id, first.people[0], override="两班均为网课")
    (event,) = enrollment.events_of(work, changes.row)
    assert event.override == "两班均为网课"


def test_setting_a_rule_aside_needs_a_role_and_a_reason(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    clerk = running_class.acting(work, Role.CLERK)
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        enrollment.enroll(clerk, made.class_id, made.people[0], override="领导同意")
    with pytest.raises(Refused, match=r"enrollment\.override_reason"):
        enrollment.enroll(work, made.class_id, made.people[0], override="  ")


def test_an_instructor_enrolls_nobody(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        enrollment.enroll(running_class.acting(work, Role.INSTRUCTOR), made.class_id, made.people[0])


def test_a_category_is_taken_by_name_and_an_unknown_one_is_refused(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    with pytest.raises(Refused, match=r"enrollment\.category_unknown"):
        enrollment.enroll(work, made.class_id, made.people[0], category="宇航员")
    changes = enrollment.enroll(work, made.class_id, made.people[0], category="农民工")
    assert row(work, changes.row).paid_category == "A04"


def test_rules_without_a_number_are_said_once(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    assert said(enrollment.enroll(work, made.class_id, made.people[0])) == ["enrollment.rules_undecided"]


def test_the_single_category_somebody_holds_is_taken_over(work: Work) -> None:
    made = running_class.make(work, people=3, enrolled=0, state=DRAFT)
    running_class.category(work, made.people[0], "A04")
    running_class.category(work, made.people[1], "A04")
    running_class.category(work, made.people[1], "A05")
    found = [enrollment.enroll(work, made.class_id, one).row for one in made.people]
    assert [row(work, one).paid_category for one in found] == ["A04", None, None]
    running_class.category(work, made.people[2], "B01")
    changes = enrollment.fill_categories(work, made.class_id)
    assert [row(work, one).paid_category for one in found] == ["A04", None, "B01"]
    assert dict(changes.said[0].values)["numbers"] == ("500241-2026-001-0-002",)


# --- capacity and waiting list -----------------------------------------------------------------------------------------


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


# --- rosters -----------------------------------------------------------------------------------------------------------


def test_a_roster_goes_in_its_order_and_the_rest_waits(work: Work) -> None:
    made = running_class.make(work, people=4, capacity=3, state=DRAFT)
    assert statuses(work, made.class_id) == [Status.APPLIED] * 3 + [Status.WAITLISTED]
    lines = enrollment.roll_of(work, made.class_id)
    assert [line.person_id for line in lines] == list(made.people)


def test_a_roster_given_twice_duplicates_nobody(work: Work) -> None:
    made = running_class.make(work, people=3, state=DRAFT)
    again = [Applicant(made.people[0]), Applicant(made.people[0]), *[Applicant(one) for one in made.people[1:]]]
    with work.writing(Action.IMPORT_ROSTER) as session:
        found = enroll_many(work, session, running_class.row_of(session, made.class_id), again)
    assert all(one.already for one in found)
    assert [one.enrollment_id for one in found] == [made.enrollments[0], *made.enrollments]
    assert len(statuses(work, made.class_id)) == 3


def test_one_person_twice_in_a_roster_is_one_enrollment(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    with work.writing(Action.IMPORT_ROSTER) as session:
        the_class = running_class.row_of(session, made.class_id)
        found = enroll_many(work, session, the_class, [Applicant(made.people[0])] * 2)
    assert [one.already for one in found] == [False, True]
    assert len(statuses(work, made.class_id)) == 1


def test_a_roster_does_not_bring_back_who_left(work: Work) -> None:
    made = running_class.make(work, people=2, state=DRAFT)
    enrollment.withdraw(work, made.enrollments[0], reason="外出务工")
    with work.writing(Action.IMPORT_ROSTER) as session:
        the_class = running_class.row_of(session, made.class_id)
        found = enroll_many(work, session, the_class, [Applicant(one) for one in made.people])
    assert [(one.already, one.status) for one in found] == [(True, Status.WITHDRAWN), (True, Status.APPLIED)]


def test_people_whom_a_rule_refuses_go_in_flagged_with_the_verdict(work: Work) -> None:
    first = running_class.make(work, people=1)
    other = running_class.make(work, people=1, number="500241-2026-002", state=DRAFT, enrolled=0)
    with work.writing(Action.IMPORT_ROSTER) as session:
        the_class = running_class.row_of(session, other.class_id)
        found = enroll_many(work, session, the_class, [Applicant(first.people[0]), Applicant(other.people[0])])
    assert [one.status for one in found] == [Status.APPLIED, Status.APPLIED]
    assert [verdict.reason for verdict in found[0].refused_by] == ["eligibility.overlap"]
    assert found[1].refused_by == ()
    assert row(work, found[0].enrollment_id).flagged == "not_eligible"


def test_a_roster_is_one_undo(work: Work) -> None:
    made = running_class.make(work, people=3, enrolled=0, state=DRAFT)
    with work.writing(Action.IMPORT_ROSTER) as session:
        the_class = running_class.row_of(session, made.class_id)
        enroll_many(work, session, the_class, [Applicant(one) for one in made.people])
    undo(work)
    assert statuses(work, made.class_id) == []
    again = enrollment.enroll(work, made.class_id, made.people[0]).row
    assert row(work, again).status is Status.APPLIED
    assert row(work, again).number == "500241-2026-001-0-004"
    assert stints(work, again) == [(running_class.FIRST_DAY, None)]


def test_five_thousand_people_with_stints_and_events(work: Work) -> None:
    """Few statements, however many people."""
    made = running_class.make(work, people=0, capacity=5000, state=DRAFT, lessons=2)
    with work.writing(Action.EDIT_PERSON) as session:
        people = [_plain_person(work, place) for place in range(5000)]
        rows.add_many(session, "person", people)
    statements: list[str] = []
    with work.writing(Action.IMPORT_ROSTER) as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda _c, _cur, said, *_more: statements.append(said))
        the_class = running_class.row_of(session, made.class_id)
        found = enroll_many(work, session, the_class, [Applicant(str(one["id"])) for one in people])
    assert sum(1 for one in found if one.status is Status.APPLIED) == 5000
    assert len(statements) < 200


def _plain_person(work: Work, place: int) -> dict[str, object]:
    return {
        "id": work.new_id(),
        "county_code": work.county_code,
        "name": f"学员{place}",
        "name_key": f"学员{place}",
        "birth_date": date(1990, 1, 1) + timedelta(days=place % 9000),
        "sex": "male" if place % 2 else "female",
        "verified": "none",
        "provisional": False,
        "archived": False,
    }


# --- numbers -----------------------------------------------------------------------------------------------------------


def test_the_device_keeps_numbers_of_two_desks_apart(work: Work) -> None:
    made = running_class.make(work, people=3, enrolled=1, state=DRAFT)
    with work.writing(Action.MANAGE_DESK) as session:
        session.connection().exec_driver_sql("UPDATE sync_control SET device_number = 7")
    first = enrollment.enroll(work, made.class_id, made.people[1]).row
    second = enrollment.enroll(work, made.class_id, made.people[2]).row
    assert [row(work, one).number for one in (first, second)] == ["500241-2026-001-7-001", "500241-2026-001-7-002"]


def test_a_joined_desk_does_not_grant_seats(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    with work.writing(Action.MANAGE_DESK) as session:
        session.connection().exec_driver_sql("UPDATE sync_control SET joined = 1")
    assert row(work, enrollment.enroll(work, made.class_id, made.people[0]).row).seat == "provisional"


def test_the_roll_counts_through_a_thousand(work: Work) -> None:
    made = running_class.make(work, people=3, enrolled=2, state=DRAFT)
    with work.writing(Action.ENROLL) as session:
        rows.change(session, "enrollment", made.enrollments[0], {"number": "500241-2026-001-0-1000"})
        rows.change(session, "enrollment", made.enrollments[1], {"number": "500241-2026-001-0-999"})
    last = enrollment.enroll(work, made.class_id, made.people[2]).row
    numbers = [line.number[-4:] for line in enrollment.roll_of(work, made.class_id)]
    assert numbers == ["-999", "1000", "1001"]
    assert row(work, last).number.endswith("1001")


def test_an_enrollment_is_found_by_its_number(work: Work) -> None:
    made = running_class.make(work, people=1, state=DRAFT)
    assert enrollment.enrollment_numbered(work, "500241-2026-001-0-001").id == made.enrollments[0]
    with pytest.raises(Refused, match=r"enrollment\.number_unknown"):
        enrollment.enrollment_numbered(work, "500241-2026-001-0-999")


def test_lists_show_neither_number_nor_phone(work: Work) -> None:
    made = running_class.make(work, people=2, capacity=1, state=DRAFT)
    with work.writing(Action.EDIT_PERSON) as session:
        for person in made.people:
            rows.change(session, "person", person, {"phone": "13812345678"})
    for line in (*enrollment.roll_of(work, made.class_id), *enrollment.waiting_list(work, made.class_id)):
        assert line.phone == "138****5678"
        assert line.id_mask is not None
        assert "********" in line.id_mask


# --- confirming and rejecting ------------------------------------------------------------------------------------------


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


# --- leaving and coming back -------------------------------------------------------------------------------------------


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


def test_after_a_merge_the_person_is_found_under_the_old_id(work: Work) -> None:
    """SYNC, head item 3: class and canonical person are looked up before an enrollment is made."""
    made = running_class.make(work, people=2, enrolled=1, state=DRAFT)
    old, kept = made.people
    person_merge.merge(work, old, kept)
    changes = enrollment.enroll(work, made.class_id, kept)
    assert changes.change_set is None
    assert changes.row == made.enrollments[0]
    with work.writing(Action.IMPORT_ROSTER) as session:
        the_class = running_class.row_of(session, made.class_id)
        found = enroll_many(work, session, the_class, [Applicant(kept), Applicant(old)])
    assert {one.enrollment_id for one in found} == {made.enrollments[0]}
    enrollment.withdraw(work, made.enrollments[0], reason="x")
    assert enrollment.enroll(work, made.class_id, kept).row == made.enrollments[0]


def test_undoing_a_leaving_brings_status_and_days_back(work: Work) -> None:
    made = running_class.make(work, people=1)
    before = row(work, made.enrollments[0])
    enrollment.drop(work, made.enrollments[0], reason="点错了")
    undo(work)
    assert row(work, made.enrollments[0]) == before
    assert stints(work, made.enrollments[0]) == [(running_class.FIRST_DAY, None)]


def test_refolding_changes_nothing_that_is_right(work: Work) -> None:
    made = running_class.make(work, people=2)
    before = [row(work, one) for one in made.enrollments]
    with work.writing(Action.ENROLL) as session:
        refold(session, made.enrollments)
    assert [row(work, one) for one in made.enrollments] == before


def test_a_stamp_never_runs_behind_what_its_author_saw(work: Work, clock: Clock) -> None:
    """The other desk's clock was two hours ahead; the dropping out still comes after the attending."""
    made = running_class.make(work, people=1)
    clock.now -= timedelta(hours=2)
    enrollment.drop(work, made.enrollments[0], reason="x")
    events = enrollment.events_of(work, made.enrollments[0])
    assert [one.kind for one in events][-1] is EventKind.DROPPED
    assert events[-1].seen is Status.ATTENDING
    assert row(work, made.enrollments[0]).status is Status.DROPPED


# --- transfer ----------------------------------------------------------------------------------------------------------


def test_a_transfer_leaves_one_class_and_joins_another(work: Work) -> None:
    old = running_class.make(work, people=1)
    new = running_class.make(work, people=0, number="500241-2026-002")
    with work.writing(Action.ENROLL) as session:
        rows.change(session, "enrollment", old.enrollments[0], {"paid_category": "A04"})
    changes = enrollment.transfer(work, old.enrollments[0], new.class_id, reason="离家更近")
    left, joined = (row(work, one) for one in changes.rows)
    assert (left.status, left.left_on) == (Status.TRANSFERRED, TODAY)
    assert (joined.status, joined.source, joined.paid_category) == (Status.APPLIED, "transfer", "A04")
    assert stints(work, joined.id) == [(TODAY, None)]


def test_a_transfer_into_a_full_class_changes_nothing(work: Work) -> None:
    old = running_class.make(work, people=1)
    new = running_class.make(work, people=1, capacity=1, number="500241-2026-002")
    with pytest.raises(Refused, match=r"enrollment\.class_full"):
        enrollment.transfer(work, old.enrollments[0], new.class_id, reason="x")
    assert row(work, old.enrollments[0]).status is Status.ATTENDING


def test_nobody_is_transferred_to_where_they_are(work: Work) -> None:
    made = running_class.make(work, people=1)
    with pytest.raises(Refused, match=r"enrollment\.in_other_class"):
        enrollment.transfer(work, made.enrollments[0], made.class_id, reason="x")


# --- the class begins and ends -----------------------------------------------------------------------------------------


def test_when_the_class_begins_everybody_on_the_roster_attends_and_the_category_is_frozen(work: Work) -> None:
    made = running_class.make(work, people=3, capacity=2, state=DRAFT)
    running_class.category(work, made.people[0], "A04")
    running_class.category(work, made.people[0], "C06")
    for code in ("A05", "C03"):
        running_class.category(work, made.people[1], code)
    with work.writing(Action.ADVANCE_CLASS) as session:
        found = enrollment.start_class(work, session, running_class.row_of(session, made.class_id))
    assert statuses(work, made.class_id) == [Status.ATTENDING, Status.ATTENDING, Status.WAITLISTED]
    assert [row(work, one).paid_category for one in made.enrollments] == ["A04", None, None]
    assert [one.key for one in found] == ["enrollment.without_category"]
    assert dict(found[0].values) == {"count": 1, "numbers": ("500241-2026-001-0-002",)}


def test_a_proof_that_ended_makes_no_category(work: Work) -> None:
    made = running_class.make(work, people=1, state=DRAFT)
    running_class.category(work, made.people[0], "A04", valid_to=date(2025, 12, 31))
    running_class.category(work, made.people[0], "A05")
    with work.writing(Action.ADVANCE_CLASS) as session:
        enrollment.start_class(work, session, running_class.row_of(session, made.class_id))
    assert row(work, made.enrollments[0]).paid_category == "A05"


def test_a_class_that_was_moved_takes_its_people_along(work: Work) -> None:
    made = running_class.make(work, people=2, enrolled=1, state=DRAFT)
    named = enrollment.enroll(work, made.class_id, made.people[1], joined_on=date(2026, 10, 22)).row
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"starts_on": date(2026, 10, 16)})
    with work.writing(Action.ADVANCE_CLASS) as session:
        enrollment.start_class(work, session, running_class.row_of(session, made.class_id))
    assert stints(work, made.enrollments[0]) == [(date(2026, 10, 16), None)]
    assert stints(work, named) == [(date(2026, 10, 22), None)]
    assert row(work, made.enrollments[0]).joined_on == date(2026, 10, 16)


def test_flagged_people_wait_for_somebody_to_look(work: Work) -> None:
    made = running_class.make(work, people=2, state=DRAFT)
    with work.writing(Action.ENROLL) as session:
        rows.change(session, "enrollment", made.enrollments[0], {"flagged": "not_eligible"})
    with work.writing(Action.ADVANCE_CLASS) as session:
        found = enrollment.start_class(work, session, running_class.row_of(session, made.class_id))
    assert statuses(work, made.class_id) == [Status.APPLIED, Status.ATTENDING]
    assert "enrollment.flagged_left_out" in [one.key for one in found]


def test_a_frozen_category_is_changed_with_a_reason_by_who_may(work: Work) -> None:
    made = running_class.make(work, people=1)
    enrollment.set_category(work, made.enrollments[0], "A04")
    with pytest.raises(Refused, match=r"enrollment\.category_frozen"):
        enrollment.set_category(work, made.enrollments[0], "A05")
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        enrollment.set_category(running_class.acting(work, Role.CLERK), made.enrollments[0], "A05", reason="核实")
    enrollment.set_category(work, made.enrollments[0], "A05", reason="核实为失业人员")
    assert row(work, made.enrollments[0]).paid_category == "A05"


def test_outcomes_follow_the_table(work: Work) -> None:
    made = running_class.make(work, people=3)
    one, two, three = made.enrollments
    with work.writing(Action.RECORD_ASSESSMENT) as session:
        enrollment.record_outcomes(session, work, {one: EventKind.COMPLETED, two: EventKind.FAILED}, TODAY)
        enrollment.record_outcomes(session, work, {one: EventKind.CERTIFIED, two: EventKind.COMPLETED}, TODAY)
    assert statuses(work, made.class_id) == [Status.CERTIFIED, Status.COMPLETED, Status.ATTENDING]
    with pytest.raises(Refused, match=r"enrollment\.not_certified"), work.writing(Action.ISSUE_CERTIFICATE) as session:
        enrollment.record_outcomes(session, work, {three: EventKind.CERTIFIED}, TODAY)
    with pytest.raises(Refused, match=r"enrollment\.unknown"), work.writing(Action.ISSUE_CERTIFICATE) as session:
        enrollment.record_outcomes(session, work, {"nobody": EventKind.COMPLETED}, TODAY)


# --- at the door -------------------------------------------------------------------------------------------------------


def test_a_known_person_at_the_door_is_on_the_roll_from_this_lesson_on(work: Work) -> None:
    made = running_class.make(work, people=2, enrolled=1)
    changes = enrollment.walk_in(work, made.lessons[2], WalkIn(person_id=made.people[1]))
    found = row(work, changes.row)
    assert (found.status, found.flagged, found.source) == (Status.APPLIED, "walk_in", "walk_in")
    assert stints(work, found.id) == [(TODAY, None)]
    assert "enrollment.at_the_door" in said(changes)


def test_a_typed_number_finds_the_person_or_makes_one(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0)
    typed = document_number(5)
    first = enrollment.walk_in(work, made.lessons[0], WalkIn(document_number=typed.lower(), name="田小满"))
    again = enrollment.walk_in(work, made.lessons[1], WalkIn(document_number=typed, name="田小满"))
    assert again.row == first.row
    assert again.change_set is None
    (line,) = enrollment.roll_of(work, made.class_id)
    assert (line.name, line.provisional, line.id_mask) == ("田小满", False, f"{typed[:6]}********{typed[-4:]}")


def test_another_name_on_file_is_said_at_the_door(work: Work) -> None:
    made = running_class.make(work, people=0)
    enrollment.walk_in(work, made.lessons[0], WalkIn(document_number=document_number(5), name="田小满"))
    other = running_class.make(work, people=0, number="500241-2026-002")
    changes = enrollment.walk_in(work, other.lessons[0], WalkIn(document_number=document_number(5), name="田大满"))
    assert "person.other_name_on_file" in said(changes)


def test_somebody_without_a_document_is_provisional_and_cannot_be_confirmed(work: Work) -> None:
    made = running_class.make(work, people=0)
    changes = enrollment.walk_in(work, made.lessons[0], WalkIn(name="石头"))
    assert row(work, changes.row).flagged == "provisional"
    for act in (
        lambda: enrollment.confirm(reviewer(work), [changes.row]),
        lambda: enrollment.settle_flag(work, changes.row),
    ):
        with pytest.raises(Refused, match=r"enrollment\.provisional"):
            act()


def test_a_wrong_number_at_the_door_is_named_at_once(work: Work) -> None:
    made = running_class.make(work, people=0)
    with pytest.raises(Refused, match=r"identity\."):
        enrollment.walk_in(work, made.lessons[0], WalkIn(document_number="500241199003070011", name="某某"))
    with pytest.raises(Refused, match=r"person\.no_name"):
        enrollment.walk_in(work, made.lessons[0], WalkIn(document_number=document_number(6)))


def test_a_full_class_lets_in_who_stands_at_the_door_and_says_so(work: Work) -> None:
    made = running_class.make(work, people=2, enrolled=1, capacity=1)
    changes = enrollment.walk_in(work, made.lessons[0], WalkIn(person_id=made.people[1]))
    assert "enrollment.over_capacity" in said(changes)


def test_who_waited_or_left_is_taken_in_at_the_door(work: Work) -> None:
    made = running_class.make(work, people=2, capacity=1)
    enrollment.walk_in(work, made.lessons[2], WalkIn(person_id=made.people[1]))
    assert row(work, made.enrollments[1]).status is Status.CONFIRMED
    enrollment.settle_flag(work, made.enrollments[1])
    assert row(work, made.enrollments[1]).status is Status.ATTENDING
    enrollment.drop(work, made.enrollments[0], reason="x", day=running_class.FIRST_DAY)
    back = enrollment.walk_in(work, made.lessons[2], WalkIn(person_id=made.people[0]))
    assert back.row == made.enrollments[0]
    assert row(work, back.row).status is Status.APPLIED


def test_an_instructor_adds_at_the_door_of_their_own_lesson_only(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0)
    teacher = running_class.acting(work, Role.INSTRUCTOR, user_id="teacher")
    with pytest.raises(Refused, match=r"attendance\.not_your_lesson"):
        enrollment.walk_in(teacher, made.lessons[0], WalkIn(person_id=made.people[0]))
    own = running_class.instructor(work, "teacher")
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"instructor_id": own})
    assert enrollment.walk_in(teacher, made.lessons[0], WalkIn(person_id=made.people[0])).row


def test_a_clerk_settles_the_flag(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0)
    walked = enrollment.walk_in(work, made.lessons[0], WalkIn(person_id=made.people[0])).row
    enrollment.settle_flag(running_class.acting(work, Role.CLERK), walked)
    assert row(work, walked).flagged is None
    assert row(work, walked).status is Status.APPLIED


def test_everything_is_written_under_the_name_of_who_did_it(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    clerk = replace(work, worker=replace(work.worker, user_id="clerk-1", roles=frozenset({Role.CLERK})))
    one = enrollment.enroll(clerk, made.class_id, made.people[0]).row
    assert [event.by_user for event in enrollment.events_of(work, one)] == ["clerk-1"]


def test_the_same_person_at_the_door_twice_is_one_person(work: Work) -> None:
    made = running_class.make(work, people=0)
    first = enrollment.walk_in(work, made.lessons[0], WalkIn(name="石头", phone="13800138000"))
    for phone in ("13800138000", None):
        again = enrollment.walk_in(work, made.lessons[1], WalkIn(name="石头", phone=phone))
        assert (again.row, again.change_set) == (first.row, None)
        assert said(again) == ["enrollment.in_class_already"]
    other = enrollment.walk_in(work, made.lessons[1], WalkIn(name="石头", phone="13900139000"))
    assert other.row != first.row
    assert "enrollment.same_name_in_class" in said(other)


def test_somebody_of_the_class_who_forgot_the_card_is_pointed_to(work: Work) -> None:
    made = running_class.make(work, people=0)
    enrollment.walk_in(work, made.lessons[0], WalkIn(document_number=document_number(5), name="田小满"))
    again = enrollment.walk_in(work, made.lessons[1], WalkIn(name="田小满"))
    assert "enrollment.same_name_in_class" in said(again)


def test_nobody_comes_to_a_lesson_whose_register_is_closed(work: Work) -> None:
    made = running_class.make(work, people=1)
    attendance.rest_present(work, made.lessons[0])
    attendance.close_register(work, made.lessons[0])
    with pytest.raises(Refused, match=r"attendance\.register_closed"):
        enrollment.walk_in(work, made.lessons[0], WalkIn(name="石头"))
