"""The matrix of marks of a class: what was exported comes back unchanged, and the rules of registers hold for each cell."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.services.exchange.files import xlsx
from tests.services.running_class import acting, instructor, make
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.services.attendance import (
    MarkEntry,
    close_register,
    correct_mark,
    record_marks,
    register_page,
    rest_present,
)
from trainingdesk.services.attendance_grid import attendance_grid
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.services.export import export_marks
from trainingdesk.services.history import list_changes
from trainingdesk.services.import_history import imports
from trainingdesk.services.lesson import cancel
from trainingdesk.services.marks_matrix import KIND, check_matrix, import_matrix
from trainingdesk.services.undo import undo
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.conftest import Clock
    from tests.services.running_class import Made
    from trainingdesk.services.import_result import FileCheck
    from trainingdesk.services.work import Work

NUMBER = "500241-2026-001"


@pytest.fixture
def made(work: Work) -> Made:
    """Three people, four lessons: the clock stands on the morning of the third."""
    return make(work, people=3, lessons=4)


def names(work: Work, made: Made) -> list[tuple[str, str]]:
    return [(line.number, line.name) for line in attendance_grid(work, made.class_id).lines]


def marks(work: Work, made: Made) -> list[tuple[Mark | None, ...]]:
    return [line.marks for line in attendance_grid(work, made.class_id).lines]


def outcomes(found: FileCheck) -> list[str]:
    return [line.outcome.value for line in found.lines]


def problems(found: FileCheck) -> list[tuple[str, ...]]:
    return [tuple(one.key for one in line.problems) for line in found.lines]


def book(work: Work, made: Made, path: Path, heads: list[object], *cells: list[object]) -> Path:
    """A matrix as an institution keeps it: a title, the names, marks under days."""
    lines = [[name, *row] for (_number, name), row in zip(names(work, made), cells, strict=True)]
    return xlsx(path, [["十月考勤表"], ["姓名", *heads], *lines])


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_export_that_comes_again_changes_nothing(
    work: Work, made: Made, tmp_path: Path, clock: Clock, ending: str
) -> None:
    first, second, third = made.enrollments
    record_marks(work, made.lessons[0], {first: Mark.PRESENT, second: MarkEntry(mark=Mark.LATE, minutes=10)})
    rest_present(work, made.lessons[0])
    close_register(work, made.lessons[0])
    correct_mark(work, made.lessons[0], third, Mark.ABSENT, reason="核实缺勤")
    record_marks(work, made.lessons[1], {first: MarkEntry(mark=Mark.SICK_LEAVE, reason="住院")})
    path, before = tmp_path / f"m.{ending}", marks(work, made)
    assert export_marks(work, NUMBER, path, reason="核对") == 3
    changes = list_changes(work)
    done = import_matrix(work, made.class_id, path, rejects=tmp_path / "back.xlsx")
    assert (outcomes(done.check), done.written, done.changes.change_set) == (["existing"] * 3, 0, None)
    clock.now += timedelta(days=60)
    assert import_matrix(work, made.class_id, path, reason="随便").written == 0
    assert (marks(work, made), list_changes(work)) == (before, changes)


def test_an_edited_export_writes_what_was_edited_and_one_undo_takes_it_back(
    work: Work, made: Made, tmp_path: Path
) -> None:
    record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.PRESENT})
    before = marks(work, made)
    export_marks(work, NUMBER, tmp_path / "m.xlsx", reason="核对")
    workbook = openpyxl.load_workbook(tmp_path / "m.xlsx")
    sheet = workbook.active
    sheet["C2"], sheet["C3"], sheet["D4"] = "迟到", "√", "旷课"
    workbook.save(tmp_path / "m.xlsx")
    found = check_matrix(work, made.class_id, tmp_path / "m.xlsx")
    assert outcomes(found) == ["changed", "new", "new"]
    assert [(one.title, one.before, one.after) for one in found.lines[0].changes] == [
        ("2026-10-19 08:30", "出勤", "迟到")
    ]
    assert marks(work, made) == before  # a look writes nothing
    done = import_matrix(work, made.class_id, tmp_path / "m.xlsx")
    assert done.written == 3
    assert [line[:2] for line in marks(work, made)] == [(Mark.LATE, None), (Mark.PRESENT, None), (None, Mark.ABSENT)]
    (line,) = imports(work, purpose=KIND.purpose)
    assert (line.file_name, line.counts["changed"], line.change_set) == ("m.xlsx", 1, done.changes.change_set)
    undo(work, done.changes.change_set)
    assert marks(work, made) == before


def test_a_messy_book_is_read_and_what_cannot_be_comes_back(work: Work, made: Made, tmp_path: Path) -> None:
    with work.writing(Action.EDIT_PERSON) as session:
        rows.change(session, "person", made.people[2], {"name": names(work, made)[1][1], "name_key": "x"})
    (_n1, first), (number, twice), _third = names(work, made)
    path = xlsx(
        tmp_path / "book.xlsx",
        [
            ["学员考勤表", "", "", "", "", ""],
            ["序号", "学号", "姓 名", "10月19日（周一）上午", "10.19 下午", "2026年10月20日 8:30", "备注"],
            [1, "", first, "√", "出勤", "迟到", "晚来"],
            [2, number, twice, "○○", "", "√", ""],
            [3, "", twice, "√", "√", "√", ""],
            [4, "", "外来的人", "√", "", "", ""],
            [5, "", first, "√", "", "", ""],
            ["", "", "合计", 3, 2, 2, ""],
        ],
    )
    done = import_matrix(work, made.class_id, path, rejects=tmp_path / "back.xlsx")
    assert outcomes(done.check) == ["new", "error", "error", "error", "duplicate"]
    assert [keys[0] for keys in problems(done.check)[1:]] == [
        "attendance.mark_unknown",
        "marks_import.several_of_this_name",
        "marks_import.nobody_of_this_name",
        "import_file.same_row",
    ]
    assert marks(work, made)[0][:3] == (Mark.PRESENT, Mark.PRESENT, Mark.LATE)
    back = read_workbook(tmp_path / "back.xlsx").sheets[0].rows
    assert [cell_text(row.at(0)) for row in back[2:]] == ["2", "3", "4", "5"]
    assert "错误原因" in [cell_text(cell) for cell in back[1].cells]


def test_a_row_goes_in_whole_or_not_at_all(work: Work, made: Made, tmp_path: Path) -> None:
    days: list[object] = ["2026-10-19 08:30", "2026-10-20 14:00", "2026-10-21"]
    cancel(work, made.lessons[1], reason="停电")
    path = book(work, made, tmp_path / "a.xlsx", days, ["√", "", ""], ["√", "√", ""], ["", "", ""])
    record_marks(work, made.lessons[3], {made.enrollments[0]: Mark.PRESENT})
    close_register(work, made.lessons[3], leave_unmarked=True)
    done = import_matrix(work, made.class_id, path)
    assert outcomes(done.check) == ["new", "error", "existing"]
    assert problems(done.check)[1] == ("attendance.register_closed",)
    assert [line[0] for line in marks(work, made)] == [Mark.PRESENT, None, None]
    assert "headings.unmapped" in [one.key for one in done.check.warnings]  # no lesson on 21 October


def test_a_closed_register_is_corrected_by_the_office_with_a_reason(work: Work, made: Made, tmp_path: Path) -> None:
    rest_present(work, made.lessons[0])
    close_register(work, made.lessons[0])
    path = book(work, made, tmp_path / "a.xlsx", ["2026-10-19 08:30"], ["旷课"], ["√"], ["√"])
    refused = import_matrix(work, made.class_id, path)
    assert problems(refused.check)[0] == ("attendance.register_closed",)
    done = import_matrix(work, made.class_id, path, reason="核对签到表")
    assert outcomes(done.check) == ["changed", "existing", "existing"]
    line = register_page(work, made.lessons[0]).lines[0]
    assert (line.mark, line.office_mark, line.office_reason) == (Mark.PRESENT, Mark.ABSENT, "核对签到表")
    again = book(work, made, tmp_path / "b.xlsx", ["2026-10-19 08:30"], ["√"], ["√"], ["√"])
    assert problems(import_matrix(work, made.class_id, again).check)[0] == ("attendance.no_reason",)
    assert import_matrix(work, made.class_id, again, reason="更正").written == 1


def test_an_instructor_fills_in_their_own_class_and_corrects_nothing(work: Work, made: Made, tmp_path: Path) -> None:
    path = book(work, made, tmp_path / "a.xlsx", ["2026-10-19 08:30"], ["√"], ["√"], ["√"])
    other = acting(work, Role.INSTRUCTOR, user_id="li")
    with pytest.raises(Refused):
        import_matrix(other, made.class_id, path)
    teacher = instructor(work, "li")
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"instructor_id": teacher})
    assert import_matrix(other, made.class_id, path).written == 3
    close_register(work, made.lessons[0])
    changed = book(work, made, tmp_path / "b.xlsx", ["2026-10-19 08:30"], ["旷课"], ["√"], ["√"])
    found = import_matrix(other, made.class_id, changed, reason="随便").check
    assert outcomes(found) == ["error", "existing", "existing"]


def test_a_file_without_a_lesson_of_the_class_is_refused(work: Work, made: Made, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["姓名", "2026-09-01"], ["学员", "√"]])
    with pytest.raises(Refused, match=r"marks_matrix\.no_lessons"):
        check_matrix(work, made.class_id, path)
