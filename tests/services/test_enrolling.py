"""A roster goes into a class: in its order, nobody twice, and with a word about whom a rule refuses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import event

from tests.services import running_class
from tests.services.kept_enrollment import row, statuses, stints
from tests.services.running_class import DRAFT
from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import Status
from trainingdesk.services import enrollment
from trainingdesk.services.enrollment import Applicant, enroll_many
from trainingdesk.services.undo import undo
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


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
