"""What a class still lacks for its next step: papers, days, people and registers, each named and counted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Action
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.class_checklist import NotReady
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import attendance, enrollment, lesson, training_class
from trainingdesk.storage import rows

from .county import County, approved, county, make_class, make_ready, state_of
from .refusals import refused

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

    from .conftest import Clock

__all__ = ["county"]


def test_an_empty_draft_is_told_everything_it_lacks(work: Work, county: County) -> None:
    class_id = make_class(work, county, assessment_plan=None)
    with pytest.raises(NotReady) as error:
        training_class.advance(work, class_id, ClassState.SUBMITTED)
    found = [item.key.removeprefix("training_class.") for item in error.value.missing]
    assert found == [
        "no_roster", "no_timetable", "no_assessment_plan", "no_institution_commitment", "no_trainee_commitments",
    ]  # fmt: skip
    assert error.value.missing == training_class.missing(work, class_id, ClassState.SUBMITTED)
    assert state_of(work, class_id) is ClassState.DRAFT


def test_a_paper_that_the_county_asked_for_is_missing_until_it_is_handed_in(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    assert training_class.missing(work, class_id, ClassState.SUBMITTED) == ()
    training_class.ask_for_document(work, class_id, "消防验收意见")
    (item,) = training_class.missing(work, class_id, ClassState.SUBMITTED)
    assert dict(item.values) == {"documents": ("消防验收意见",)}
    training_class.hand_in_document(work, class_id, "消防验收意见", on=date(2026, 10, 19))
    assert training_class.missing(work, class_id, ClassState.SUBMITTED) == ()
    with refused("training_class.document_in_future"):
        training_class.hand_in_document(work, class_id, "消防验收意见", on=date(2026, 10, 21))


def test_handing_in_too_late_names_the_last_day(work: Work, county: County, clock: Clock) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    clock.now = datetime(2026, 10, 27, 1, tzinfo=UTC)
    (item,) = training_class.missing(work, class_id, ClassState.SUBMITTED)
    assert item.key == "training_class.filed_late"
    assert item.values["latest"] == date(2026, 10, 26)


def test_people_who_are_not_eligible_stand_in_the_way_of_the_approval(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "enrollment", enrollment.roll_of(work, class_id)[0].enrollment_id, {"paid_category": None})
    (item,) = training_class.missing(work, class_id, ClassState.APPROVED)
    assert (item.key, item.values["count"]) == ("training_class.people_without_category", 1)


def test_registers_left_open_and_people_left_unmarked_stand_in_the_way(
    work: Work, county: County, clock: Clock
) -> None:
    class_id, enrolled = approved(work, county, people=2)
    clock.now = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
    training_class.advance(work, class_id, ClassState.RUNNING)
    first = lesson.lesson_number(work, class_id, 1)
    attendance.record_marks(work, first.id, {enrolled[0]: Mark.PRESENT})
    counts = {
        item.key: item.values.get("count") for item in training_class.missing(work, class_id, ClassState.FINISHED)
    }
    assert counts["training_class.open_registers"] == 1
    assert counts["training_class.unmarked"] == 1
    assert counts["training_class.lessons_open"] == 9
    attendance.record_marks(work, first.id, {enrolled[1]: Mark.ABSENT})
    attendance.close_register(work, first.id)
    keys = {item.key for item in training_class.missing(work, class_id, ClassState.FINISHED)}
    assert keys == {"training_class.lessons_open", "training_class.periods_not_held"}


def test_who_left_before_a_lesson_is_not_missed_in_its_register(work: Work, county: County, clock: Clock) -> None:
    class_id, enrolled = approved(work, county, people=2)
    clock.now = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
    training_class.advance(work, class_id, ClassState.RUNNING)
    clock.now = datetime(2026, 11, 3, 0, 30, tzinfo=UTC)
    enrollment.drop(work, enrolled[1], reason="外出务工", day=date(2026, 11, 3))
    third = lesson.lesson_number(work, class_id, 3)
    attendance.record_marks(work, third.id, {enrolled[0]: Mark.PRESENT})
    attendance.close_register(work, third.id)
    keys = {item.key for item in training_class.missing(work, class_id, ClassState.FINISHED)}
    assert "training_class.unmarked" not in keys
