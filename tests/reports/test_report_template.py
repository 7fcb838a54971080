"""A county's own form filled with a month (FEATURES 60): the figures go in, and nothing else of it changes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName
from python_calamine import CalamineWorkbook

from tests.services.month_county import make_county
from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.month_cut import Cut
from trainingdesk.domain.month_rows import ROWS
from trainingdesk.domain.report_template import by_name, in_braces, slots
from trainingdesk.reports.report_template import MonthInForm
from trainingdesk.reports.report_template_start import starting_form
from trainingdesk.services import monthly_report
from trainingdesk.services.exchange.file_content import FileContent
from trainingdesk.services.report_template import checked

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.storage.key_slot import Kdf

OCTOBER = Month(2026, 10)


def now() -> datetime:
    return datetime(2026, 11, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory, cheap_kdf: Kdf, words: Sentences) -> MonthInForm:
    """October of a real desk; a form only reads it."""
    root, secret = tmp_path_factory.mktemp("desk") / "desk", "a-long-village-password"
    name = {"county_code": "500241", "county_name": "秀山县职业技能培训中心", "admin_name": "王主任"}
    create_desk(root, **name, password=secret, kdf=cheap_kdf, clock=now)
    with signed_in(root, user_name="王主任", password=secret, clock=now) as work:
        make_county(work)
        return MonthInForm(*monthly_report.printable(work, OCTOBER), words)


def form(fill: Callable[[Any, Any], None]) -> FileContent:
    """A workbook by XlsxWriter."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    fill(book, book.add_worksheet("月报表"))
    book.close()
    return FileContent("本县月报.xlsx", made.getvalue())


def county_form(book: Any, sheet: Any) -> None:
    """What a county has: a merged title, widths, number formats, a sum, a chart, a picture, a print area."""
    money = book.add_format({"num_format": '#,##0.0000"万"', "border": 2})
    share = book.add_format({"num_format": "0.00%", "bg_color": "#FFEE99"})
    sheet.merge_range("A1:F1", "本县职业技能培训月报", book.add_format({"bold": True, "align": "center"}))
    sheet.set_column("B:B", 31.5)
    sheet.set_row(2, 40)
    sheet.write("A3", "补贴性培训")
    sheet.write_blank("B3", None, money)
    sheet.write("A4", "完成率")
    sheet.write("B4", "{{A1_完成率}}", share)
    sheet.write("A5", "资金")
    sheet.write("B5", "{{ 月报_F4_累计 }}", money)
    sheet.write("B6", "{{TD_F4_year_yuan}}", money)
    sheet.write_formula("B8", "=SUM(B5:B5)*2", money, 999)
    sheet.write("D10", "{{乡镇_名称}}", book.add_format({"italic": True}))
    sheet.write("E10", "{{乡镇_A1_本月}}", book.add_format({"num_format": "0"}))
    sheet.write("H1", "手写的说明 {不是名称}")
    book.define_name("月报_A1_本月", "=月报表!$B$3")
    book.define_name("本县自用", "=月报表!$H$1")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=月报表!$B$3:$B$5"})
    sheet.insert_chart("J2", chart)
    sheet.print_area("A1:F40")
    other = book.add_worksheet("填表说明")
    other.write("A1", "不要改动")


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(given: FileContent, name: str, change: Callable[[bytes], bytes]) -> FileContent:
    """The workbook with one part changed."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for part, content in parts(given.data).items():
            archive.writestr(part, change(content) if part == name else content)
    return FileContent(given.name, out.getvalue())


def test_figures_of_the_month_stand_under_their_names(month: MonthInForm) -> None:
    filled = month.fill(form(county_form)).data
    sheet = openpyxl.load_workbook(BytesIO(filled))["月报表"]
    report = month.figures.report
    fen = report.line("F4").year
    assert fen > 0
    assert sheet["B3"].value == report.line("A1").month > 0
    assert Decimal(str(sheet["B5"].value)) * 1_000_000 == fen
    assert Decimal(str(sheet["B6"].value)) * 100 == fen
    completion = report.line("A1").completion
    assert sheet["B4"].value == (None if completion is None else pytest.approx(float(completion), abs=1e-6))
    townships = next(one for one in report.cuts if one.cut is Cut.TOWNSHIP)
    people = [sheet.cell(10 + down, 5).value for down in range(len(townships.lines))]
    assert sum(people) == report.line("A1").month
    assert sheet.cell(10 + len(townships.lines), 5).value is None
    assert len(townships.lines) > 1
    (main, _notes) = (CalamineWorkbook.from_filelike(BytesIO(filled)).get_sheet_by_index(at) for at in (0, 1))
    assert main.to_python()[2][1] == report.line("A1").month


def test_nothing_else_of_the_form_changes(month: MonthInForm) -> None:
    given = with_part(form(county_form), "xl/workbook.xml", lambda part: part.replace(b' fullCalcOnLoad="1"', b""))
    before, after = parts(given.data), parts(month.fill(given).data)
    touched = {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == touched
    cell = re.compile(rb"<c r=\"([A-Z]+\d+)\"[^>]*?(?:/>|>.*?</c>)")

    def others(sheet: bytes) -> bytes:
        filled = {b"B3", b"B4", b"B5", b"B6", b"B8", *(b"%c%d" % (c, r) for c in b"DE" for r in range(10, 40))}
        kept = cell.sub(lambda found: b"" if found.group(1) in filled else found.group(), sheet)
        kept = re.sub(rb"<dimension [^>]*>", b"", kept)
        return re.sub(rb'<row r="(\d+)"[^>]*></row>|<row r="10"[^>]*>', b"", kept)

    assert others(before["xl/worksheets/sheet1.xml"]) == others(after["xl/worksheets/sheet1.xml"])
    book = openpyxl.load_workbook(BytesIO(month.fill(given).data))
    sheet = book["月报表"]
    assert str(next(iter(sheet.merged_cells.ranges))) == "A1:F1"
    assert sheet.column_dimensions["B"].width == pytest.approx(31.5, abs=1)
    assert sheet.row_dimensions[3].height == pytest.approx(40, abs=0.5)
    assert sheet["B5"].number_format == '#,##0.0000"万"'
    assert sheet["D11"].font.italic  # what is filled downwards looks like its first line
    assert sheet["B8"].value == "=SUM(B5:B5)*2"
    assert sheet.print_area == "'月报表'!$A$1:$F$40"
    assert len(sheet._charts) == 1
    assert book.calculation.fullCalcOnLoad
    assert b"999" not in after["xl/worksheets/sheet1.xml"]  # what the sum last showed


def test_a_form_by_another_library_is_filled_too(month: MonthInForm) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "it's 表"
    sheet["C2"] = "{{月报_A1.1_累计}}"
    sheet["A9"] = "页脚"
    book.defined_names["TD_organization"] = DefinedName("TD_organization", attr_text="'it''s 表'!$A$1")
    made = BytesIO()
    book.save(made)
    filled = openpyxl.load_workbook(BytesIO(month.fill(FileContent("a.xlsx", made.getvalue())).data)).active
    assert filled is not None
    assert filled["C2"].value == month.figures.report.line("A1.1").year
    assert filled["A1"].value == month.head.organization
    assert filled["A9"].value == "页脚"


def test_a_list_without_room_is_refused_and_says_how_much_it_needs(month: MonthInForm) -> None:
    def crowded(_book: Any, sheet: Any) -> None:
        sheet.write("A1", "{{乡镇}}")
        sheet.write("A2", "合计")

    with pytest.raises(Refused) as refused:
        month.fill(form(crowded))
    assert refused.value.key == "report_template.no_room"
    townships = next(one for one in month.figures.report.cuts if one.cut is Cut.TOWNSHIP)
    assert refused.value.values["needed"] == len(townships.lines)


def findings(fill: Callable[[Any, Any], None]) -> list[str]:
    return [one.said.key.removeprefix("report_template.") for one in checked(form(fill), slots(ROWS)).findings]


@pytest.mark.parametrize(
    ("text", "key"),
    [("{{A1_下月}}", "unknown_name"), ("{{月报_Z9_本月}}", "unknown_name"), ("随便写的", "no_names")],
)
def test_a_wrong_name_is_named(text: str, key: str) -> None:
    assert findings(lambda _book, sheet: sheet.write("B2", text)) == [key]


def test_names_that_cannot_be_filled_are_found() -> None:
    def wrong(book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:B3", "{{乡镇}}")
        sheet.write_formula("D1", "=1+1")
        book.define_name("月报_A1_本月", "=月报表!$D$1")
        book.define_name("月报_A1_累计", "=月报表!$E$1:$E$4")
        book.define_name("月报_B1_本月", "=#REF!")
        sheet.write("F1", "{{D1_本月}}")
        book.define_name("月报_D2_本月", "=月报表!$F$1")

    assert sorted(findings(wrong)) == ["formula_there", "leads_nowhere", "merged", "several_cells", "two_names"]


def repacked(data: bytes, **added: bytes) -> FileContent:
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        for name, content in added.items():
            new.writestr(name.replace("__", "/"), content)
    return FileContent("坏.xlsx", out.getvalue())


@pytest.mark.parametrize(
    ("added", "key"),
    [
        ({"xl__vbaProject.bin": b"x"}, "report_template.macros"),
        ({"_xmlsignatures/sig1.xml": b"<a/>"}, "report_template.signed"),
        ({"xl__media__a.bin": bytes(90_000_000)}, "workbook.unpacks_too_large"),
        ({"xl__customXml.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "workbook.entities"),
    ],
    ids=("macros", "signature", "bomb", "entities"),
)
def test_what_could_do_harm_is_refused(added: dict[str, bytes], key: str) -> None:
    sound = form(lambda _book, sheet: sheet.write("A1", "{{A1_本月}}")).data
    with pytest.raises(Refused) as refused:
        checked(repacked(sound, **added), slots(ROWS))
    assert refused.value.key == key


def test_no_xlsx_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        checked(FileContent("a.csv", "甲,乙".encode()), slots(ROWS))
    assert refused.value.key == "report_template.not_xlsx"


def test_the_empty_form_has_every_row_and_fills(month: MonthInForm, words: Sentences) -> None:
    known = slots(ROWS)
    empty = FileContent("空白.xlsx", starting_form(known, ROWS, words))
    found = checked(empty, known)
    assert found.findings == ()
    assert {one.slot.row for one in found.placed} >= {row.id for row in ROWS}
    filled = openpyxl.load_workbook(BytesIO(month.fill(empty).data))
    texts = [cell for sheet in filled.worksheets[:-1] for row in sheet.iter_rows(values_only=True) for cell in row]
    assert not [text for text in texts if isinstance(text, str) and "{{" in text]
    names = {row[0] for row in filled.worksheets[-1].iter_rows(values_only=True)}
    assert {slot.name for slot in known} <= names


def test_every_name_is_one_thing() -> None:
    known = slots(ROWS)
    assert len(by_name(known)) == 2 * len(known)
    assert by_name(known)["月报_c1_2_本月"].row == "C1.2"
    assert in_braces(" {{A1_本月}} ") == "月报_A1_本月"
    assert in_braces("{{td_a1_month}}") == "td_a1_month"
    assert in_braces("{A1_本月}") is None
