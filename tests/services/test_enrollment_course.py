"""A class begins with the people of its roster, and ends for each of them with an outcome."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.kept_enrollment import row, statuses, stints
from tests.services.running_class import DRAFT, TODAY
from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.services import enrollment
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


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
