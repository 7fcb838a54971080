"""Workbooks: numbers are numbers, texts are texts, charts are native, and the sheet is ready to print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from trainingdesk.i18n.sentences import Language
from trainingdesk.reports.document import (
    BLANK,
    Absent,
    Align,
    Band,
    Block,
    Chart,
    ChartKind,
    Column,
    Count,
    Day,
    Document,
    Field,
    Heading,
    Items,
    KeyValues,
    Money,
    Orientation,
    Page,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    Quantity,
    Row,
    Series,
    Share,
    SignatureLine,
    Table,
    Text,
    Tone,
    Yuan,
)
from trainingdesk.reports.printed import number_format
from trainingdesk.reports.spreadsheet import write_workbook

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from trainingdesk.reports.document import Value

AT = datetime.fromisoformat("2026-11-02T10:30:00+00:00")
TRAPS = (
    "=1+1",
    '=HYPERLINK("x")',
    "+86138",
    "-1",
    "@SUM(A1)",
    "http://example.invalid",
    "500241199001011234",
    "00123",
    "1E5",
)


def a_document(*blocks: Block) -> Document:
    return Document(
        title="月报",
        blocks=blocks,
        language=Language.CHINESE,
        numbering="第 {page} 页 共 {pages} 页",
        part="月报",
        organization="和安县职业技能培训中心",
        header=((Field("填报单位：", Text("中心")), Field("填报日期：", Day(date(2026, 11, 2)))),),
        footer=("数据截至 2026-11-02 18:30　设备：A&B",),
        code="500241-2026-0031",
    )


def opened(document: Document) -> Workbook:
    return load_workbook(BytesIO(write_workbook(document, at=AT)))


def only_sheet(*blocks: Block) -> Worksheet:
    return opened(a_document(*blocks)).worksheets[0]


def foot(sheet: Worksheet) -> tuple[str, str]:
    """What stands at the left and at the right of the foot."""
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.left is not None
    assert footer.right is not None
    return str(footer.left.text), str(footer.right.text)


def found(sheet: Worksheet, value: object) -> tuple[int, int]:
    """Row and column of the only cell that holds ``value``."""
    places = [
        (row, column)
        for row, line in enumerate(sheet.iter_rows(values_only=True), start=1)
        for column, held in enumerate(line, start=1)
        if held == value
    ]
    assert len(places) == 1, (value, places)
    return places[0]


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (Count(12345), 12345),
        (Money(123_456_789, 4), 123.456789),
        (Yuan(109_305), 1093.05),
        (Share(Fraction(39631, 36000)), 39631 / 36000),
        (Quantity(Fraction(171, 2), 1), 85.5),
        (Day(date(2026, 11, 2)), datetime.fromisoformat("2026-11-02T00:00:00")),
        (Absent(), "—"),
        (BLANK, None),
    ],
)
def test_a_number_is_a_number_unrounded_in_its_form(value: Value, stored: object) -> None:
    sheet = only_sheet(Table((Column("值", 8),), (Row((value,)),)))
    cell = sheet.cell(found(sheet, "值")[0] + 1, 1)
    assert cell.value == stored
    assert cell.number_format == (number_format(value) or "@")


def test_text_is_never_a_formula_a_link_or_a_number() -> None:
    table = Table((Column("文", 8),), tuple(Row((Text(trap),)) for trap in TRAPS))
    blocks: tuple[Block, ...] = (
        *(Paragraph(trap) for trap in TRAPS),
        table,
        KeyValues(tuple(Field(trap, Text(trap)) for trap in TRAPS)),
    )
    data = write_workbook(replace(a_document(*blocks), title="=1+1", part="=1+1"), at=AT)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value in TRAPS]
    assert len(cells) == 4 * len(TRAPS) + 1
    assert {cell.data_type for cell in cells} <= {"s", "f"}
    with ZipFile(BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    assert not any(b"<f>" in part or b"hyperlink" in part for part in parts)


def test_what_a_workbook_cannot_hold_becomes_a_mark() -> None:
    broken = "王\x07\ud840\uffff"
    document = replace(a_document(Paragraph(broken)), title=broken, part=broken, organization=broken, footer=(broken,))
    workbook = opened(document)
    assert workbook.sheetnames == ["王\ufffd\ufffd\ufffd"]
    assert workbook.worksheets[0]["A1"].value == "王\ufffd\ufffd\ufffd"


def test_heads_repeat_on_paper_and_stay_in_view() -> None:
    columns = (Column("序号", 3), Column("姓名", 6), Column("签到", 5, group="上午"), Column("签退", 5, group="上午"))
    rows = tuple(Row((Count(at), Text(f"学员{at}"), BLANK, BLANK)) for at in range(100))
    sheet = only_sheet(Table(columns, rows, frozen=2))
    head, _ = found(sheet, "序号")
    assert sheet.print_title_rows == f"${head}:${head + 1}"
    assert sheet.freeze_panes == f"C{head + 2}"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {f"A{head}:A{head + 1}", f"B{head}:B{head + 1}", f"C{head}:D{head}"} <= merged


@pytest.mark.parametrize(("paper", "code"), [(Paper.A4, 9), (Paper.A3, 8)])
@pytest.mark.parametrize("orientation", Orientation)
def test_the_sheet_is_ready_to_print(paper: Paper, code: int, orientation: Orientation) -> None:
    sheet = opened(replace(a_document(Paragraph("文")), page=Page(paper, orientation))).worksheets[0]
    assert int(str(sheet.page_setup.paperSize)) == code
    assert sheet.page_setup.orientation == orientation.value
    assert sheet.page_setup.fitToWidth in {None, 1}
    assert int(str(sheet.page_setup.fitToHeight)) == 0
    assert foot(sheet) == ("数据截至 2026-11-02 18:30　设备：A&&B", "500241-2026-0031　第 &P 页 共 &N 页")


def test_a_footer_too_long_for_the_program_is_cut_and_says_so() -> None:
    sheet = opened(replace(a_document(Paragraph("文")), footer=("很&长" * 200,))).worksheets[0]
    left, right = foot(sheet)
    assert left.endswith("…")
    assert right.startswith("500241-2026-0031")


@settings(max_examples=50)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=6))
def test_parts_become_sheets_with_names_the_program_accepts(names: list[str]) -> None:
    workbook = opened(a_document(Paragraph("一"), *(Part(name) for name in names)))
    assert len(workbook.sheetnames) == len(names) + 1
    assert len({name.casefold() for name in workbook.sheetnames}) == len(names) + 1
    assert all(
        0 < len(name.encode("utf-16-le")) <= 62 and not set(name) & set("[]:*?/\\") for name in workbook.sheetnames
    )


@pytest.mark.parametrize("kind", ChartKind)
def test_a_chart_is_native_and_drawn_from_the_cells_below_it(kind: ChartKind) -> None:
    series = (Series("至上月累计", (0, 440, None), quiet=True), Series("本月新增", (440, 512, None)))
    chart = Chart(kind, ("1月", "2月", "3月"), series, "年度进度", "人次", Series("年度目标", (5268,) * 3))
    data = write_workbook(a_document(chart), at=AT)
    with ZipFile(BytesIO(data)) as archive:
        drawn = archive.read("xl/charts/chart1.xml").decode()
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    top, left = found(sheet, "本月新增")
    assert [sheet.cell(top + at, left).value for at in (1, 2, 3)] == [440, 512, None]
    for column, name in zip("BCD", ("至上月累计", "本月新增", "年度目标"), strict=True):
        assert f"月报!${column}${top + 1}:${column}${top + 3}" in drawn
        assert f"<c:v>{name}</c:v>" in drawn or f"月报!${column}${top}" in drawn
    assert ("<c:barChart>" in drawn) == (kind is not ChartKind.LINE)
    assert "<c:lineChart>" in drawn


def test_columns_are_as_wide_as_chinese_text_needs() -> None:
    sheet = only_sheet(Table((Column("短", 4), Column("长", 4, grow=1)), (Row((Text("甲"), Text("职业技能" * 4))),)))
    assert sheet.column_dimensions["B"].width > 16 * 1.8
    assert sheet.column_dimensions["A"].width < 12


def test_a_text_longer_than_its_column_makes_its_row_higher() -> None:
    rows = (Row((Text("短"),)), Row((Text("很长的说明" * 4),)), Row((Text("两\n行"),)))
    sheet = only_sheet(Table((Column("文", 6),), rows))
    head, _ = found(sheet, "文")
    short, long, two = (sheet.row_dimensions[head + at].height or 18 for at in (1, 2, 3))
    assert short == 18
    assert long > two > short


def test_joined_cells_bands_totals_and_every_other_block_stand_where_they_belong() -> None:
    rows = (
        Band("甲"),
        Row((Text("8日"), Count(1)), indent=1),
        Row((Text("8日"), Count(2)), Tone.STRONG),
        Row((Text("9日"), Count(3))),
    )
    table = Table(
        (Column("日", 4, joined=True), Column("数", 5, Align.END)),
        rows,
        total=Row((Text("合计"), Count(6))),
        title="表",
        unit="单位：人次",
        note="注：无",
        row_height=10,
    )
    blocks: tuple[Block, ...] = (
        Heading("题"),
        Items(("甲项", "乙项")),
        KeyValues(tuple(Field(f"标{at}", Count(at)) for at in range(5)), across=2, boxed=True),
        table,
        PageBreak(),
        SignatureLine(("负责人：", "填报人：")),
    )
    sheet = only_sheet(*blocks)
    top, _ = found(sheet, "甲")
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {f"A{top}:B{top}", f"A{top + 1}:A{top + 2}"} <= merged
    assert [sheet.cell(top + at, 2).value for at in (1, 2, 3, 4)] == [1, 2, 3, 6]
    assert sheet.row_dimensions[top + 1].height == pytest.approx(28.35, abs=0.5)
    order = [
        found(sheet, text)[0]
        for text in ("题", "1. 甲项", "2. 乙项", "标4", "表", "单位：人次", "日", "注：无", "填报人：")
    ]
    assert order == sorted(order)
    assert [line.id for line in sheet.row_breaks.brk] == [order[-1] - 1]


def test_the_same_document_at_the_same_time_has_the_same_bytes() -> None:
    document = a_document(Table((Column("数", 5),), (Row((Count(1),)),)))
    first = write_workbook(document, at=AT)
    assert write_workbook(document, at=AT) == first
    assert write_workbook(document, at=AT.replace(year=2027)) != first
    properties = load_workbook(BytesIO(first)).properties
    assert properties.title == "月报"
    assert properties.creator == "和安县职业技能培训中心"
    assert properties.created == AT.replace(tzinfo=None)
