"""The county's marks: renamed, added and retired, and what they mean stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attendance, attendance_marks
from trainingdesk.services.attendance_marks import MarkItem
from trainingdesk.services.register_entries import read_marks

if TYPE_CHECKING:
    from tests.services.running_class import Made
    from trainingdesk.services.work import Work


def test_the_shipped_marks_have_names_symbols_and_keys(work: Work) -> None:
    found = attendance_marks.list_marks(work)
    assert [(one.name, one.symbol, one.key) for one in found] == [
        ("出勤", "√", "C"),
        ("迟到", "◐", "D"),
        ("早退", "◑", "T"),
        ("旷课", "×", "K"),
        ("病假", "病", "B"),
        ("事假", "事", "S"),
        ("公假", "公", "G"),
    ]


def test_a_county_renames_and_adds_marks_but_not_their_meaning(work: Work, made: Made) -> None:
    attendance_marks.edit_mark(work, MarkItem("absent", "缺勤", Mark.ABSENT, "缺", "Q"))
    attendance_marks.edit_mark(work, MarkItem("wedding", "婚假", Mark.PERSONAL_LEAVE, "婚", "h"))
    page = attendance.register_page(work, made.lessons[0])
    found = read_marks(page, ["1=q", "2=婚假", "3=旷课"])
    assert [entry.mark for entry in found.values()] == [Mark.ABSENT, Mark.PERSONAL_LEAVE, Mark.ABSENT]
    assert found[made.enrollments[1]].reason == "婚假"
    assert page.marks.of(Mark.ABSENT).symbol == "缺"


@pytest.mark.parametrize(
    ("item", "key"),
    [
        (MarkItem("absent", "旷课", Mark.PRESENT, "×", "K"), "attendance.mark_meaning_fixed"),
        (MarkItem("absent", "旷课", Mark.ABSENT, "×", "C"), "attendance.key_taken"),
        (MarkItem("absent", "旷课", Mark.ABSENT, "×", "7"), "attendance.key_no_letter"),
        (MarkItem("absent", " ", Mark.ABSENT, "×", "K"), "attendance.mark_without_name"),
    ],
)
def test_what_a_mark_cannot_become(work: Work, item: MarkItem, key: str) -> None:
    with pytest.raises(Refused) as refused:
        attendance_marks.edit_mark(work, item)
    assert refused.value.key == key


def test_a_retired_mark_is_not_offered_and_one_of_each_meaning_stays(work: Work) -> None:
    retired = MarkItem("official_leave", "公假", Mark.OFFICIAL_LEAVE, "公", "G", active=False)
    with pytest.raises(Refused, match=r"code_list\.last_of_its_meaning"):
        attendance_marks.edit_mark(work, retired)
    attendance_marks.edit_mark(work, MarkItem("duty", "公务", Mark.OFFICIAL_LEAVE, "务", "W"))
    attendance_marks.edit_mark(work, retired)
    found = attendance_marks.list_marks(work)
    assert [item.name for item in found][-1] == "公务"
    assert found.find("g") is None
    assert found.of(Mark.OFFICIAL_LEAVE).name == "公务"
