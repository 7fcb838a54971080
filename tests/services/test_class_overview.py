"""The first page of a class, whom a cancelled one lets go, and what the list says beside each."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from trainingdesk.domain.access import Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import attendance, enrollment, training_class
from trainingdesk.services.class_notice import to_notify, would_leave
from trainingdesk.services.class_overview import class_overview
from trainingdesk.services.class_progress import class_progress

from .county import County, as_user, make_class, make_county, make_ready

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def approved(work: Work, county: County) -> tuple[str, tuple[str, ...]]:
    """A class that may begin, and its enrollments."""
    class_id = make_class(work, county)
    people = make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    training_class.advance(as_user(work, "审核", Role.REVIEWER), class_id, ClassState.APPROVED)
    return class_id, people


def test_it_names_what_the_class_stands_on_and_what_the_next_step_lacks(work: Work, county: County) -> None:
    found = class_overview(work, make_class(work, county, division="500241003006"))
    assert (found.names.venue, found.names.instructor, found.names.platform) == ("一号教室", "李老师", "")
    assert found.names.policy == "测试规则包"
    assert found.names.mode == "线下集中"
    assert found.names.place.startswith("平凯街道")
    assert found.step is ClassState.SUBMITTED
    assert "training_class.no_roster" in {item.key for item in found.missing}
    assert found.notify == ()


def test_a_cancelled_class_says_whom_to_notify(work: Work, county: County) -> None:
    class_id, people = approved(work, county)
    enrollment.withdraw(work, people[0], reason="外出务工")
    assert [one.name for one in would_leave(work, class_id)] == ["田乙"]
    assert to_notify(work, class_id) == ()
    training_class.advance(work, class_id, ClassState.CANCELLED, reason="教师生病")
    assert [one.name for one in class_overview(work, class_id).notify] == ["田乙"]
    assert would_leave(work, class_id) == ()
    assert class_overview(work, class_id).step is None


def test_progress_is_attendance_and_what_blocks(work: Work) -> None:
    made = running_class.make(work, people=4, lessons=4)
    attendance.open_register(work, made.lessons[0])
    marks = dict.fromkeys(made.enrollments[:3], Mark.PRESENT) | {made.enrollments[3]: Mark.ABSENT}
    attendance.record_marks(work, made.lessons[0], marks)
    attendance.close_register(work, made.lessons[0])
    (found,) = class_progress(work, [made.class_id])
    assert found.attendance == Fraction(3, 4)
    assert found.step is ClassState.FINISHED
    assert "training_class.lessons_open" in {item.key for item in found.missing}
    assert all(item.blocks for item in found.missing)


def test_progress_of_a_draft_has_no_attendance(work: Work, county: County) -> None:
    first, second = make_class(work, county), make_class(work, county)
    found = class_progress(work, [second, first])
    assert [one.class_id for one in found] == [second, first]
    assert {one.attendance for one in found} == {None}
