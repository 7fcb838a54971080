"""Pages: what stands on them, that they can be made again byte for byte, and that nothing is left behind."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from trainingdesk.domain.errors import Refused
from trainingdesk.i18n.sentences import Language
from trainingdesk.reports.document import (
    Band,
    Chart,
    ChartKind,
    Column,
    Count,
    Document,
    Field,
    Heading,
    Items,
    KeyValues,
    Orientation,
    Page,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    Row,
    Series,
    SignatureLine,
    Table,
    Text,
    Tone,
)
from trainingdesk.reports.pdf import draw_pages, write_pdf

if TYPE_CHECKING:
    from datetime import datetime

    from trainingdesk.reports.fonts import FontShelf

MILLIMETRE = 72 / 25.4
MARKUP = '#import "x" *粗* _斜_ `码` $x$ <标> @引 [框] = 题 //注 \\u{41} "引号" &amp; {page}'


def a_document(*blocks: object, **changes: object) -> Document:
    whole = Document(
        title="学员花名册",
        blocks=blocks,  # type: ignore[arg-type]  # the tests pass blocks of every kind
        language=Language.CHINESE,
        numbering="第 {page} 页 共 {pages} 页",
        part="花名册",
        organization="和安县职业技能培训中心",
        footer=("数据截至 2026-11-02 18:30", "未同步记录 12 条"),
        code="500241-2026-0031",
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # names of fields


def a_table(rows: int) -> Table:
    columns = (Column("序号", 3), Column("姓名", 6, grow=1), Column("日期", 6, joined=True))
    body = tuple(Row((Count(at), Text(f"学员{at:03}"), Text(f"{at // 3}日"))) for at in range(rows))
    return Table(columns, (Band("甲 培训规模"), *body), total=Row((Text("合计"), Count(rows), Text("")), Tone.STRONG))


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_rare_characters_are_set_and_can_be_copied_out_again(
    shelf: FontShelf, at: datetime, rare_names: tuple[str, ...]
) -> None:
    rows = tuple(Row((Text(name),), tone) for name in rare_names for tone in Tone)
    (text,) = pages_of(write_pdf(a_document(Table((Column("姓名", 8),), rows)), fonts=shelf, at=at))
    for name in rare_names:
        assert text.count(name) == len(Tone)


def test_a_character_without_a_glyph_never_reaches_paper(shelf: FontShelf, at: datetime) -> None:
    for document in (a_document(Paragraph("王\ue5e5")), a_document(title="\ue5e5"), a_document(footer=("\ue5e5",))):
        with pytest.raises(Refused):
            write_pdf(document, fonts=shelf, at=at)


def test_text_is_never_read_as_markup(shelf: FontShelf, at: datetime) -> None:
    table = Table((Column(MARKUP, 30),), (Row((Text(MARKUP),)), Band(MARKUP)))
    blocks = (table, Heading(MARKUP), Paragraph(MARKUP), Items((MARKUP,)), KeyValues((Field(MARKUP, Text(MARKUP)),)))
    document = a_document(*blocks, SignatureLine((MARKUP,)), title=MARKUP, subtitle=MARKUP, code=MARKUP)
    text = "".join(pages_of(write_pdf(document, fonts=shelf, at=at))).replace("\n", "").replace(" ", "")
    assert text.count("\\u{41}") == 12
    assert text.count('#import"x"*粗*_斜_`码`$x$<标>@引[框]=题//注') == 12


@pytest.mark.parametrize("above", range(36, 46))
def test_a_short_table_leaves_no_head_with_a_row_or_two_behind(shelf: FontShelf, at: datetime, above: int) -> None:
    """However much of the page is taken when it begins."""
    lines = tuple(Paragraph(f"第 {line} 行") for line in range(above))
    pages = pages_of(write_pdf(a_document(*lines, a_table(6)), fonts=shelf, at=at))
    assert [text.count("学员 0") for text in pages if "序号" in text] == [6]


def test_every_page_repeats_the_heads_and_says_which_class_and_page_it_is(shelf: FontShelf, at: datetime) -> None:
    pages = pages_of(write_pdf(a_document(a_table(120)), fonts=shelf, at=at))
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        words = " ".join(text.split())
        assert "序号" in words
        assert "甲 培训规模" in words
        assert "500241-2026-0031" in words
        assert f"第 {number} 页 共 {len(pages)} 页" in words
        assert "未同步记录 12 条" in words
    assert "合计" in pages[-1]


def test_a_joined_run_is_not_parted_by_a_page_end(shelf: FontShelf, at: datetime) -> None:
    for text in pages_of(write_pdf(a_document(a_table(120)), fonts=shelf, at=at)):
        people = [int(number) for number in re.findall(r"学员 ?(\d{3})", text)]
        assert people[0] % 3 == 0


@pytest.mark.parametrize("orientation", Orientation)
@pytest.mark.parametrize("paper", Paper)
def test_paper_has_the_size_asked_for(shelf: FontShelf, at: datetime, paper: Paper, orientation: Orientation) -> None:
    pdf = write_pdf(a_document(a_table(3), page=Page(paper, orientation)), fonts=shelf, at=at)
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    short, long = {Paper.A4: (210, 297), Paper.A3: (297, 420)}[paper]
    expected = (short, long) if orientation is Orientation.PORTRAIT else (long, short)
    assert (float(box.width) / MILLIMETRE, float(box.height) / MILLIMETRE) == pytest.approx(expected, abs=0.1)


def test_the_same_document_at_the_same_time_has_the_same_bytes(shelf: FontShelf, at: datetime) -> None:
    document = a_document(a_table(40))
    first = write_pdf(document, fonts=shelf, at=at)
    assert write_pdf(document, fonts=shelf, at=at) == first
    assert write_pdf(document, fonts=shelf, at=at.replace(year=2027)) != first
    created = PdfReader(BytesIO(first)).metadata
    assert created is not None
    assert created.creation_date == at
    assert created.title == "学员花名册"
    assert created.author == "和安县职业技能培训中心"


def test_the_file_is_fit_for_an_archive(shelf: FontShelf, at: datetime) -> None:
    pdf = write_pdf(a_document(a_table(3)), fonts=shelf, at=at)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf


def test_the_preview_shows_the_pages_that_are_printed(shelf: FontShelf, at: datetime) -> None:
    document = a_document(a_table(80), PageBreak(), Paragraph("完"), Part("新", new_page=True), Paragraph("再"))
    pictures = draw_pages(document, fonts=shelf, ppi=40)
    assert len(pictures) == len(pages_of(write_pdf(document, fonts=shelf, at=at)))
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    assert len(draw_pages(a_document(Paragraph("一页")), fonts=shelf, ppi=40)) == 1


@pytest.mark.parametrize("kind", ChartKind)
def test_a_chart_names_its_numbers(shelf: FontShelf, at: datetime, kind: ChartKind) -> None:
    months = tuple(f"{month}月" for month in range(1, 13))
    done = Series("本月新增", (440, 512, *(None,) * 10))
    chart = Chart(kind, months, (done,), "本年进度", "人次", Series("年度目标", (5268,) * 12))
    (text,) = pages_of(write_pdf(a_document(chart), fonts=shelf, at=at))
    for word in ("本年进度", "人次", "本月新增", "年度目标", "12月", "5,268"):
        assert word in text.replace(" ", "")
    assert ("512" in text) == (kind is not ChartKind.LINE)


def test_a_long_word_is_parted_or_reduced_and_loses_nothing(shelf: FontShelf, at: datetime) -> None:
    number = "Y000150024126500000001"
    table = Table(
        (Column("一", 5), Column("二", 9), Column("三", 30)), (Row((Text(number), Text(number), Text(number))),)
    )
    (text,) = pages_of(write_pdf(a_document(table), fonts=shelf, at=at))
    assert text.replace("\n", "").replace(" ", "").count(number) == 3


NOTHING_WRITTEN = """
    import resource, sys
    from datetime import UTC, datetime
    from trainingdesk.i18n.sentences import Language
    from trainingdesk.reports.document import *
    from trainingdesk.reports.fonts import FontShelf
    from trainingdesk.reports.pdf import draw_pages, write_pdf
    from trainingdesk.reports.spreadsheet import write_workbook
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # from here on no file can take a single byte
    table = Table((Column("姓名", 6),), tuple(Row((Text(f"王㛃{at}"),)) for at in range(500)))
    chart = Chart(ChartKind.BAR, ("1月",), (Series("新", (1,)),), "图")
    whole = Document("花名册", (table, chart), Language.CHINESE, "{page}/{pages}", "册")
    at = datetime(2026, 11, 2, tzinfo=UTC)
    shelf = FontShelf()
    print(len(write_pdf(whole, fonts=shelf, at=at)), len(draw_pages(whole, fonts=shelf)), len(write_workbook(whole, at=at)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on file sizes is a POSIX one")
def test_no_temporary_file_is_written() -> None:
    """Names in clear text never reach the disk: with every write to a file forbidden, all outputs are still made."""
    script = [sys.executable, "-B", "-c", textwrap.dedent(NOTHING_WRITTEN)]
    done = subprocess.run(script, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert all(int(size) > 0 for size in done.stdout.split())
