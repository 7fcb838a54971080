"""A register as somebody sits before it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from trainingdesk.domain.access import Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attachment, attendance
from trainingdesk.services.attendance_marks import MarkItem, edit_mark, list_marks
from trainingdesk.services.register_desk import beginning_with, clock_in_doubt, entry_of, register_desk

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from tests.services.running_class import Made
    from trainingdesk.services.work import Work


def test_the_lesson_comes_with_its_page(work: Work, made: Made) -> None:
    desk = register_desk(work, made.lessons[0])
    assert desk.lesson.lesson_id == desk.page.lesson.id == made.lessons[0]
    assert [line.row for line in desk.page.lines] == [1, 2, 3, 4, 5]
    assert not desk.named_on_the_spot
    assert not desk.has_signed_sheet


def test_a_photo_that_another_laptop_has_is_not_looked_for(work: Work, made: Made) -> None:
    """An exchange brings the row of a photo and not its file: nothing is to be said at each step of the cursor."""
    for number, person in enumerate(made.people[:2]):
        attachment.attach(work, ("person", person), b"\xff\xd8\xff %d" % number, kind="photo", name="photo.jpg")
    (there,) = attachment.list_attachments(work, made.people[0])
    (work.folder.attachments / there.sha256).unlink()
    desk = register_desk(work, made.lessons[0])
    assert (desk.photos.keys(), desk.photos_at_centre) == ({made.people[1]}, {})


def test_a_substitute_named_on_the_spot_is_told_of(work: Work, made: Made) -> None:
    running_class.instructor(work, "tian")
    stranger = running_class.acting(work, Role.INSTRUCTOR, user_id="tian")
    with pytest.raises(Refused, match=r"attendance\.not_your_lesson"):
        register_desk(stranger, made.lessons[0])
    attendance.stand_in(stranger, made.lessons[0])
    assert register_desk(stranger, made.lessons[0]).named_on_the_spot


def test_old_marks_are_the_offices(work: Work, made: Made, clock: Clock) -> None:
    assert not register_desk(work, made.lessons[0]).by_office
    clock.now += timedelta(days=5)
    assert register_desk(work, made.lessons[0]).by_office


def test_a_clock_that_fell_behind_is_in_doubt(work: Work, made: Made, clock: Clock) -> None:
    assert clock_in_doubt(work, made.lessons[0]) is None
    clock.now -= timedelta(days=3)
    doubt = clock_in_doubt(work, made.lessons[0])
    assert doubt is not None
    assert doubt.key == "attendance.clock_behind"


@pytest.mark.parametrize(
    ("letters", "found"),
    [
        ("zs", ("a", "b")),
        ("ZSF", ("b",)),
        ("zhangsan", ("a", "b")),
        ("张", ("a", "b")),
        ("sj", ("c",)),
        ("dj", ("c",)),
        ("s", ("c",)),
        ("q", ()),
    ],
)
def test_names_are_found_by_what_they_begin_with(letters: str, found: tuple[str, ...]) -> None:
    assert beginning_with(letters, {"a": "张三", "b": "张三丰", "c": "单军"}) == found


def test_a_mark_that_a_county_added_is_told_apart_by_its_name(work: Work) -> None:
    edit_mark(work, MarkItem("funeral", "丧假", Mark.PERSONAL_LEAVE, "丧", "J"))
    marks = list_marks(work)
    added = marks.by_key("j")
    assert added is not None
    assert (entry_of(marks, added).mark, entry_of(marks, added).reason) == (Mark.PERSONAL_LEAVE, "丧假")
    assert entry_of(marks, marks.present).reason is None
    assert marks.by_key("X") is None
