"""The blocks of a document on one sheet of a workbook, one below the other."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Final, assert_never

from trainingdesk.reports import spreadsheet_cells as cells
from trainingdesk.reports.document import (
    Chart,
    Heading,
    Items,
    KeyValues,
    PageBreak,
    Paragraph,
    Part,
    PlacedPage,
    SignatureLine,
    Table,
    Text,
)
from trainingdesk.reports.layout import text_width
from trainingdesk.reports.printed import number_format, printed
from trainingdesk.reports.spreadsheet_chart import chart_table, write_chart
from trainingdesk.reports.spreadsheet_sheet import Sheet
from trainingdesk.reports.spreadsheet_table import table_widths, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from trainingdesk.reports.document import Block, Document, Field

FEWEST_COLUMNS: Final = 4
EMPTY_COLUMN: Final = 10.0
HEADER_GAP: Final = 3.0


def fill(
    workbook: Workbook, worksheet: Worksheet, styles: cells.Styles, blocks: Sequence[Block], *, head: Document | None
) -> None:
    """Write the blocks of one sheet, below the title and the head of the document where it is the first.

    All tables of a sheet share its columns: each column is as wide as the widest of them asks.
    """
    sheet = Sheet(workbook, worksheet, styles, _widths(blocks))
    if head:
        _write_head(sheet, head)
    alone = sum(isinstance(block, Table | Chart) for block in blocks) == 1
    for block in blocks:
        _write_block(sheet, block, alone=alone)


def _widths(blocks: Sequence[Block]) -> list[float]:
    tables = [
        chart_table(block) if isinstance(block, Chart) else block
        for block in blocks
        if isinstance(block, Table | Chart)
    ]
    widths = [max(asked) for asked in zip_longest(*(table_widths(table) for table in tables), fillvalue=0.0)]
    return widths + [EMPTY_COLUMN] * (FEWEST_COLUMNS - len(widths))


def _write_head(sheet: Sheet, document: Document) -> None:
    sheet.line(document.title, cells.TITLE, points=30)
    if document.subtitle:
        sheet.line(document.subtitle, cells.SUBTITLE, points=18)
    for fields in document.header:
        _write_header_line(sheet, fields)


def _write_header_line(sheet: Sheet, fields: Sequence[Field]) -> None:
    """The fields of one line of the head, spread over the columns."""
    texts = [field.label + printed(field.value) for field in fields]
    cuts = sheet.cuts([text_width(text) + HEADER_GAP for text in texts])
    for at, text in enumerate(texts):
        align = "left" if at == 0 else "right" if at == len(texts) - 1 else "center"
        style = sheet.styles.of({**cells.PLAIN, "align": align, "shrink": True})
        sheet.span(Text(text), style, first=cuts[at], last=cuts[at + 1] - 1)
    sheet.row += 1


def _write_block(sheet: Sheet, block: Block, *, alone: bool) -> None:
    match block:
        case Heading():
            sheet.line(block.text, cells.HEADING, points=24)
        case Paragraph():
            sheet.line(block.text, {**cells.RUNNING, **cells.TONES[block.tone]})
        case Items() | PlacedPage():
            for text in _running(block):
                sheet.line(text, cells.RUNNING)
        case KeyValues():
            _write_key_values(sheet, block)
        case Table():
            write_table(sheet, block, alone=alone)
        case Chart():
            write_chart(sheet, block)
        case SignatureLine():
            _write_signatures(sheet, block)
        case PageBreak() | Part():
            sheet.worksheet.set_h_pagebreaks([sheet.row])
        case _:
            assert_never(block)


def _running(block: Items | PlacedPage) -> Iterator[str]:
    """The lines of a list, numbered, or the words of a page one below the other."""
    if isinstance(block, PlacedPage):
        yield from (one.text for one in block.words)
    else:
        yield from (f"{number}. {item}" for number, item in enumerate(block.items, start=1))


def _write_key_values(sheet: Sheet, block: KeyValues) -> None:
    """Pairs of label and value: a label takes one column, a value the rest of its share of the sheet."""
    look = cells.BOXED if block.boxed else cells.PLAIN
    label_look = {"bg_color": cells.HEAD_FILL, "align": "center"} if block.boxed else {"font_color": cells.SOFT}
    label = sheet.styles.of({**look, **label_look})
    cuts = sheet.cuts([1.0] * block.across, least=2)
    for line in batched(block.fields, block.across):
        for at, field in enumerate(line):
            sheet.span(Text(field.label), label, first=cuts[at], last=cuts[at])
            value = sheet.styles.of(
                {**look, "align": "left", "text_wrap": True, "num_format": number_format(field.value) or "@"}
            )
            end = cuts[at + 1] if at + 1 < len(line) else cuts[-1]
            sheet.span(field.value, value, first=cuts[at] + 1, last=max(end - 1, cuts[at] + 1))
        sheet.row += 1
    sheet.row += 1


def batched(fields: Sequence[Field], size: int) -> Iterator[Sequence[Field]]:
    """The fields in lines of ``size``, the last one maybe shorter."""
    return (fields[at : at + size] for at in range(0, len(fields), size))


def _write_signatures(sheet: Sheet, block: SignatureLine) -> None:
    sheet.worksheet.set_row(sheet.row, 28)
    cuts = sheet.cuts([1.0] * len(block.labels))
    for at, label in enumerate(block.labels):
        sheet.span(Text(label), sheet.styles.of(cells.TO_SIGN), first=cuts[at], last=cuts[at + 1] - 1)
    sheet.row += 1
