"""A county that calls a category or a mark its own way is understood in what comes in, and finds it in what goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services import running_class
from tests.services.exchange.files import xlsx
from tests.services.people import number
from trainingdesk.domain.access import Action
from trainingdesk.domain.attendance import Mark
from trainingdesk.services import attendance, attendance_marks, code_list, export, roster
from trainingdesk.services.attendance_marks import MarkItem
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.services.import_result import Outcome
from trainingdesk.settings.code_tables import CodeTable, OwnItem, kept_by_county
from trainingdesk.storage import person

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work

LIST = "person_categories"
CLASS = "500241-2026-001"
HEADINGS = ("序号", "姓名", "身份证号", "人员类别")


def import_people(work: Work, tmp_path: Path, *categories: str) -> list[tuple[str, ...]]:
    """The categories of each person of a roster after it came in; nothing of it was doubted."""
    rows = [
        HEADINGS,
        *((at, f"学员{'甲乙丙丁'[at - 1]}", number(at), name) for at, name in enumerate(categories, start=1)),
    ]
    done = roster.import_roster(work, CLASS, xlsx(tmp_path / "花名册.xlsx", rows))
    assert [doubt.key for line in done.check.lines for doubt in line.doubts] == []
    with work.reading(Action.SEE_EVERYTHING) as session:
        found = [person.person_with_number(session, number(at)) for at in range(1, len(rows))]
        ids = [one.id for one in found if one is not None]
        held = person.categories(session, ids)
    return [tuple(one.category for one in held[each]) for each in ids]


def exported(path: Path, heading: str) -> list[str]:
    (sheet,) = read_workbook(path).sheets
    first, *rows = ([cell_text(cell) for cell in row.cells] for row in sheet.rows)
    return [row[first.index(heading)] for row in rows]


def test_a_roster_names_categories_as_the_county_does(work: Work, tmp_path: Path) -> None:
    running_class.make(work, people=0)
    shipped = CodeTable.shipped(LIST)["A04"]
    assert shipped.core is not None
    code_list.rename_item(work, LIST, "A04", "本县农民工")
    code_list.add_item(work, LIST, code="Z01", name="返乡创业青年", core=shipped.core)
    assert import_people(work, tmp_path, "本县农民工", "返乡创业青年", shipped.name, shipped.aliases[0]) == [
        ("A04",), ("Z01",), ("A04",), ("A04",),
    ]  # fmt: skip
    export.export_people(work, tmp_path / "人员.xlsx", reason="核对")
    assert sorted(exported(tmp_path / "人员.xlsx", "人员类别")) == sorted(["本县农民工"] * 3 + ["返乡创业青年"])
    export.export_roster(work, CLASS, tmp_path / "导出.xlsx", reason="核对")
    assert {line.outcome for line in roster.check(work, CLASS, tmp_path / "导出.xlsx").lines} == {Outcome.EXISTING}


def test_a_category_that_the_county_gave_up_is_in_no_roster(work: Work, tmp_path: Path) -> None:
    running_class.make(work, people=0)
    code_list.add_item(work, LIST, code="Z01", name="返乡创业青年", core=CodeTable.shipped(LIST)["A04"].core or "")
    code_list.retire_item(work, LIST, "Z01")
    file = xlsx(tmp_path / "花名册.xlsx", [HEADINGS, (1, "学员甲", number(1), "返乡创业青年")])
    (line,) = roster.check(work, CLASS, file).lines
    assert [doubt.key for doubt in line.doubts] == ["person.not_in_the_list"]


def test_marks_leave_under_the_countys_names(work: Work, tmp_path: Path) -> None:
    made = running_class.make(work, people=2)
    shipped = attendance_marks.list_marks(work).present
    renamed = MarkItem(shipped.code, "到课", Mark.PRESENT, shipped.symbol, shipped.key)
    attendance_marks.edit_mark(work, renamed)
    attendance.rest_present(work, made.lessons[0])
    export.export_marks(work, CLASS, tmp_path / "考勤.xlsx", reason="核对")
    assert exported(tmp_path / "考勤.xlsx", "2026-10-19 08:30") == ["到课", "到课"]


def test_a_name_taken_over_from_another_row_stands_for_the_row_that_has_it_now() -> None:
    shipped = CodeTable.shipped("funds")
    first, second = shipped.items[:2]
    table = kept_by_county(
        shipped,
        (
            OwnItem(first.code, second.name, first.core),
            OwnItem(second.code, "别的名称", second.core),
            OwnItem("Z9", "别的名称", second.core),
        ),
    )
    assert table.find(second.name) == first.code
    assert table.find("别的名称") == second.code
    assert table.find(first.name) == first.code
    assert table["Z9"].name == "别的名称（Z9）"
