"""The life of a class: its own changes, those of lessons, papers and people, with words for every id."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Role
from trainingdesk.domain.enrollment import EventKind
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import lesson, training_class
from trainingdesk.services.class_history import class_life

from .county import County, as_user, details, make_class, make_county, make_ready

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def test_everything_of_a_class_is_in_its_life(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    life = class_life(work, class_id)
    assert {change.table for change in life.changes} == {
        "training_class", "lesson", "class_document", "enrollment_event",
    }  # fmt: skip
    assert life.changes[-1].table == "training_class"
    assert len(life.lessons) == 10
    assert {one.kind for one in life.events.values()} == {EventKind.APPLIED}
    assert {life.names[one.enrollment_id] for one in life.events.values()} == {"田甲", "田乙"}


def test_another_class_is_not(work: Work, county: County) -> None:
    make_ready(work, county, make_class(work, county))
    other = make_class(work, county)
    assert [change.row_id for change in class_life(work, other).changes] == [other]


def test_ids_and_codes_have_words(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    changed = details(county, instructor_id=county.another, mode="VIL", venue_id=None, division="500241003006")
    training_class.edit_class(work, class_id, changed)
    names = class_life(work, class_id).names
    assert (names[county.instructor], names[county.another]) == ("李老师", "张老师")
    assert names[county.venue] == "一号教室"
    assert names["VIL"] != "VIL"
    assert names["500241003006"].startswith("平凯街道")


def test_the_reason_of_a_step_goes_with_its_change_set(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    reviewer = as_user(work, "审核", Role.REVIEWER)
    training_class.advance(reviewer, class_id, ClassState.RETURNED, reason="缺承诺书")
    life = class_life(work, class_id)
    newest = next(change for change in life.changes if change.table == "training_class")
    assert newest.new["state"] == "returned"
    assert life.reasons[newest.change_set] == "缺承诺书"


def test_a_moved_lesson_keeps_its_old_day(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    first = lesson.plan(work, lesson.NewSeries(class_id=class_id)).rows[0]
    lesson.move(work, first, day=date(2026, 11, 13), reason="停电")
    changes = [change for change in class_life(work, class_id).changes if change.row_id == first]
    assert {(change.old.get("day"), change.new.get("day")) for change in changes if "day" in change.new} == {
        ("2026-11-02", "2026-11-13")
    }


def test_an_instructor_does_not_read_it(work: Work, county: County) -> None:
    with pytest.raises(Refused):
        class_life(as_user(work, "教师", Role.INSTRUCTOR), make_class(work, county))
