"""A register typed from paper: marks and signatures are read, and what cannot be read is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attendance
from trainingdesk.services.attendance import MarkEntry, Times
from trainingdesk.services.register_entries import read_marks, read_times

if TYPE_CHECKING:
    from tests.services.running_class import Made
    from trainingdesk.services.work import Work


def test_marks_are_read_by_number_name_symbol_and_key(work: Work, made: Made) -> None:
    page = attendance.register_page(work, made.lessons[0])
    found = read_marks(page, ["1=late:10", "２＝旷课", " 3 = b ", "4=◑", "5=-"])
    assert list(found.values()) == [
        MarkEntry(mark=Mark.LATE, minutes=10),
        MarkEntry(mark=Mark.ABSENT),
        MarkEntry(mark=Mark.SICK_LEAVE),
        MarkEntry(mark=Mark.LEFT_EARLY),
        MarkEntry(mark=None),
    ]
    assert list(found) == list(made.enrollments)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (["7=late"], "attendance.row_unknown"),
        (["1=late", "1=present"], "attendance.row_twice"),
        (["1=飞走了"], "attendance.mark_unknown"),
        (["x=late"], "attendance.entry_unreadable"),
        (["1 late"], "attendance.entry_unreadable"),
    ],
)
def test_what_cannot_be_read_is_named(work: Work, made: Made, text: list[str], key: str) -> None:
    with pytest.raises(Refused) as refused:
        read_marks(attendance.register_page(work, made.lessons[0]), text)
    assert refused.value.key == key


def test_signatures_are_read_from_paper(work: Work, made: Made) -> None:
    page = attendance.register_page(work, made.lessons[0])
    found = read_times(page, ["1=08:35-11:30", "2=8:30-", "3=-11：30"])
    assert list(found.values()) == [Times(time_in=515, time_out=690), Times(time_in=510), Times(time_out=690)]
    for text in ("1=25:00-", "1=08:35"):
        with pytest.raises(Refused, match=r"attendance\.times_unreadable"):
            read_times(page, [text])
