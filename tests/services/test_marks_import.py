"""Marks of a lesson from a file: whom a row means, what it says, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.services.exchange.files import xlsx
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.services.attendance import record_marks
from trainingdesk.services.marks_import import check_marks, import_marks
from trainingdesk.services.register_page import register_page
from trainingdesk.services.undo import undo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.running_class import Made
    from trainingdesk.services.marks_import import MarksImport
    from trainingdesk.services.register_page import RegisterLine
    from trainingdesk.services.work import Work


def lines(work: Work, made: Made) -> tuple[RegisterLine, ...]:
    return register_page(work, made.lessons[0]).lines


def outcomes(found: MarksImport) -> list[str]:
    return [line.outcome.value for line in found.lines]


def file(tmp_path: Path, *rows: tuple[Any, ...]) -> Path:
    return xlsx(tmp_path / "a.xlsx", [["考勤机导出"], ["姓名", "学员编号", "考勤", "签到时间", "签退时间"], *rows])


def test_marks_and_times_are_written_once(work: Work, made: Made, tmp_path: Path) -> None:
    one, two, three, *_ = lines(work, made)
    path = file(
        tmp_path,
        (one.name, one.number, "出勤", None, None),
        (two.name, two.number, None, "08:45:10", "11:30"),
        (three.name, three.number, "病假", None, None),
    )
    assert outcomes(check_marks(work, made.lessons[0], path)) == ["new"] * 3
    done = import_marks(work, made.lessons[0], path)
    assert done.changes is not None
    assert done.changes.change_set is not None
    found = lines(work, made)
    assert [line.mark for line in found[:4]] == [Mark.PRESENT, Mark.LATE, Mark.SICK_LEAVE, None]
    assert (found[1].minutes, found[1].time_in, found[1].method) == (15, 525, "file")
    again = import_marks(work, made.lessons[0], path)
    assert (outcomes(again), again.changes and again.changes.change_set) == (["existing"] * 3, None)
    undo(work)
    assert [line.mark for line in lines(work, made)[:3]] == [None] * 3


def test_what_cannot_be_taken_comes_back_with_its_reason(work: Work, made: Made, tmp_path: Path) -> None:
    one, two, three, four, *_ = lines(work, made)
    record_marks(work, made.lessons[0], {four.enrollment_id: Mark.ABSENT})
    path = file(
        tmp_path,
        (one.name, one.number, "出勤", None, None),
        (one.name, one.number, "迟到", None, None),
        ("无此人", None, "出勤", None, None),
        (two.name, one.number, "出勤", None, None),
        (two.name, two.number, "开心", None, None),
        (two.name, two.number, None, "25:00", None),
        (two.name, two.number, None, "2026-10-18 08:30", None),
        (three.name, three.number, None, None, None),
        (four.name, four.number, "出勤", None, None),
    )
    done = import_marks(work, made.lessons[0], path, rejects=tmp_path / "r.xlsx")
    assert outcomes(done) == ["new", "duplicate", *["error"] * 7]
    assert [line.problems[0].key for line in done.came_back] == [
        "marks_import.same_person",
        "marks_import.nobody_of_this_name",
        "marks_import.nobody_of_this_name",
        "attendance.mark_unknown",
        "attendance.times_unreadable",
        "marks_import.another_day",
        "marks_import.says_nothing",
        "marks_import.marked_otherwise",
    ]
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert [row[6].value for row in sheet.iter_rows(min_row=3)] == list(range(4, 12))
    assert lines(work, made)[3].mark is Mark.ABSENT


def test_a_name_alone_is_enough_where_nobody_else_has_it(work: Work, made: Made, tmp_path: Path) -> None:
    one = lines(work, made)[0]
    path = xlsx(tmp_path / "a.xlsx", [["姓名", "出勤情况"], [one.name, "√"]])
    assert outcomes(check_marks(work, made.lessons[0], path)) == ["new"]


def test_a_file_without_marks_is_refused(work: Work, made: Made, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no_marks"):
        check_marks(work, made.lessons[0], xlsx(tmp_path / "a.xlsx", [["姓名", "电话"], ["甲", "1"]]))
