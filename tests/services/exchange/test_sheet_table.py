"""The table of people is found wherever it stands, and what is no person is left out and named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.services.exchange.files import HEADINGS, PEOPLE, xlsx
from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.headings import Wanted, signature
from trainingdesk.services.exchange.roster_rows import REQUIRED
from trainingdesk.services.exchange.sheet_table import find_tables
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.settings.roster_headings import RosterHeadings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from trainingdesk.services.exchange.sheet_table import FoundTables


def found_in(path: Path, remembered: Mapping[str, Mapping[str, str | None]] | None = None) -> FoundTables:
    wanted = Wanted(synonyms=RosterHeadings.shipped(), required=REQUIRED, remembered=remembered or {})
    return find_tables(read_workbook(path), wanted)


def test_titles_above_the_headings(tmp_path: Path) -> None:
    rows: list[Any] = [["秀山县花名册"], ["培训机构：中心   开班时间：2026年10月12日"], [], HEADINGS, *PEOPLE]
    (table,) = found_in(xlsx(tmp_path / "a.xlsx", rows)).tables
    assert table.header.rows == (4,)
    assert [row.number for row in table.body] == [5, 6, 7]
    assert table.mapping.columns == {"sequence": 0, "name": 1, "sex": 2, "document_number": 3, "phone": 4}


def test_two_heading_rows_with_merged_cells(tmp_path: Path) -> None:
    def merge(sheet: Any) -> None:
        for area in ("A1:A2", "B1:C1", "D1:E1"):
            sheet.merge_cells(area)

    rows = [["序号", "基本信息", None, "联系方式", None], [None, "姓名", "证件号码", "手机", "住址"]]
    rows.append([1, "龙全福", "500241198707186519", "18841140765", "兰桥镇"])
    (table,) = found_in(xlsx(tmp_path / "a.xlsx", rows, change=merge)).tables
    assert table.header.rows == (1, 2)
    assert table.mapping.columns == {"sequence": 0, "name": 1, "document_number": 2, "phone": 3, "address": 4}
    assert [heading.text for heading in table.header.headings][1] == "基本信息 / 姓名"


def test_english_headings(tmp_path: Path) -> None:
    (table,) = found_in(xlsx(tmp_path / "a.xlsx", [["name", "id_no", "phone"], PEOPLE[0][1:4]])).tables
    assert set(table.mapping.columns) == {"name", "document_number", "phone"}


def test_totals_signatures_notes_and_empty_lines_are_no_people(tmp_path: Path) -> None:
    rows = [
        HEADINGS,
        PEOPLE[0],
        [2, None, None, None, None],
        ["合计", None, None, "1人", None],
        HEADINGS,
        PEOPLE[1],
        ["填表人：王某   审核人：   （盖章）"],
        ["注：本表一式两份"],
    ]
    (table,) = found_in(xlsx(tmp_path / "a.xlsx", rows)).tables
    assert [row.number for row in table.body] == [2, 6]
    assert {skipped.number: skipped.reason.value for skipped in table.skipped} == {
        3: "spare",
        4: "total",
        5: "heading",
        7: "signature",
        8: "note",
    }


def test_in_doubt_a_row_is_a_person(tmp_path: Path) -> None:
    rows = [HEADINGS, [1, "何计", "女", None, None], [2, None, None, "500241198707186519", None]]
    (table,) = found_in(xlsx(tmp_path / "a.xlsx", rows)).tables
    assert [row.number for row in table.body] == [2, 3]


def test_a_cell_merged_over_rows_belongs_to_each_of_them(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号码", "村（社区）"], [*PEOPLE[0][1:4:2], "兰桥村"], [*PEOPLE[1][1:4:2], None]]
    (table,) = found_in(xlsx(tmp_path / "a.xlsx", rows, change=lambda sheet: sheet.merge_cells("C2:C3"))).tables
    assert [table.mapping.value(row, "village") for row in table.body] == ["兰桥村", "兰桥村"]


def test_other_sheets_are_named(tmp_path: Path) -> None:
    def more(sheet: Any) -> None:
        sheet.parent.create_sheet("说明").append(["本表由乡镇填报"])

    found = found_in(xlsx(tmp_path / "a.xlsx", [HEADINGS, *PEOPLE], change=more))
    assert found.other_sheets == ("说明",)


def test_two_sheets_of_people_are_both_read(tmp_path: Path) -> None:
    def more(sheet: Any) -> None:
        other = sheet.parent.create_sheet("二组")
        other.append(list(HEADINGS))
        other.append(list(PEOPLE[2]))

    found = found_in(xlsx(tmp_path / "a.xlsx", [HEADINGS, *PEOPLE[:2]], change=more))
    assert [(table.sheet.name, len(table.body)) for table in found.tables] == [("Sheet", 2), ("二组", 1)]


def test_a_hidden_sheet_counts_only_where_nothing_else_does(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.parent.create_sheet("首页").append(["目录"])
        sheet.sheet_state = "hidden"
        sheet.parent.active = 1

    (table,) = found_in(xlsx(tmp_path / "a.xlsx", [HEADINGS, *PEOPLE], change=hide)).tables
    assert table.sheet.hidden


@pytest.mark.parametrize("rows", [[["日期", "金额"], ["2026-10-01", 5]], [["姓名", "电话"], ["龙全福", "1"]]])
def test_what_is_no_roster_says_what_was_looked_for(tmp_path: Path, rows: list[list[Any]]) -> None:
    with pytest.raises(Refused, match=r"headings\.no_roster") as caught:
        found_in(xlsx(tmp_path / "a.xlsx", rows))
    assert caught.value.values["wanted"] == ("姓名", "身份证号码")


def test_what_was_decided_for_a_layout_comes_first(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["名", "号", "姓名", "证件号码"], ["a", "b", "c", "d"]])
    layout = signature(found_in(path).tables[0].header)
    decided = {"名": "name", "姓名": None}
    (table,) = found_in(path, {layout: decided}).tables
    assert (table.mapping.columns["name"], table.mapping.columns["document_number"]) == (0, 3)


def test_the_same_headings_in_another_order_are_one_layout(tmp_path: Path) -> None:
    one = found_in(xlsx(tmp_path / "a.xlsx", [HEADINGS, *PEOPLE])).tables[0]
    turned = [row[::-1] for row in [HEADINGS, *PEOPLE]]
    other = found_in(xlsx(tmp_path / "b.xlsx", [["标题"], *turned])).tables[0]
    assert signature(one.header) == signature(other.header)


def test_two_columns_of_one_meaning_are_said(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号码", "电话", "联系电话"], ["龙全福", "500241198707186519", "1", "2"]]
    (table,) = found_in(xlsx(tmp_path / "a.xlsx", rows)).tables
    (ambiguity,) = table.mapping.ambiguous
    assert (ambiguity.taken.text, [other.text for other in ambiguity.others]) == ("电话", ["联系电话"])
