"""Exports: tables as .xlsx or .csv, written beside their place and nowhere else, IDs as text and days as days."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from enum import StrEnum
from io import StringIO
from typing import IO, TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.export_table import ColumnKind, shown
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.guarded_text import guard
from trainingdesk.services.exchange.saving import saving
from trainingdesk.services.exchange.xlsx_frame import SHEET_PART, WORKBOOK_PART, XlsxFrame
from trainingdesk.services.exchange.xlsx_rows import RowWriter, code_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from trainingdesk.services.exchange.export_table import ExportColumn, ExportTable, Value
    from trainingdesk.services.exchange.xlsx_frame import SheetFrame

MOST_ROWS: Final = 1_048_575
"""Rows of a sheet in office programs, without the headings."""
ROWS_AT_ONCE: Final = 500
BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
"""The oldest date a zip entry can bear: the time of an export is nobody's business."""


class CsvEncoding(StrEnum):
    """Encodings of an exported .csv; the value is the name of the codec."""

    UTF_8_SIG = "utf_8_sig"  # with a byte order mark: without one, office programs in China read GBK
    GB18030 = "gb18030"
    GBK = "gbk"  # for old systems; has no room for rare characters of names, which is then said


def write_xlsx(path: Path, tables: Sequence[ExportTable]) -> None:
    """Write tables as the sheets of a workbook, row by row, in memory that does not grow with them.

    Raises Refused for a text that no cell can hold and for more rows than a sheet has, Unavailable for what the disk does.
    """
    frame = XlsxFrame(tables, {})
    counts: dict[int, int] = {}
    with saving(path) as part, ZipFile(part, "w", ZIP_DEFLATED) as archive:
        for name in frame.other_parts():
            archive.writestr(_entry(name), frame.part(name))
        for index, table in enumerate(tables):
            with archive.open(_entry(SHEET_PART.format(index + 1)), "w") as file:
                counts[index] = _write_rows(file, frame.sheet(index), table)
                file.write(XlsxFrame(tables, counts).sheet(index).closing.encode())
        archive.writestr(_entry(WORKBOOK_PART), XlsxFrame(tables, counts).part(WORKBOOK_PART))


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, BEGINNING)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _write_rows(file: IO[bytes], sheet: SheetFrame, table: ExportTable) -> int:
    """Write the opening and the rows of a sheet; the answer is how many rows there were."""
    writer = RowWriter(table.columns, sheet.styles)
    waiting = [sheet.opening]
    count = 0
    for count, values in enumerate(table.rows, start=1):
        if count > MOST_ROWS:
            raise Refused("spreadsheet.too_many_rows", table=table.name, most=MOST_ROWS)
        waiting.append(writer.row(count + 1, values))
        if len(waiting) >= ROWS_AT_ONCE:
            file.write("".join(waiting).encode())
            waiting.clear()
    file.write("".join(waiting).encode())
    return count


def write_csv(path: Path, table: ExportTable, *, encoding: CsvEncoding = CsvEncoding.UTF_8_SIG) -> None:
    """Write one table as text: every text as a spreadsheet program shows it unchanged, numbers as numbers.

    What ``guard`` adds to a text is taken away again when the file is read. Raises Refused, naming the character and its
    place, where the encoding has no room for one.
    """
    with saving(path) as part, part.open("wb") as file:
        if encoding is CsvEncoding.UTF_8_SIG:
            file.write(BOM_UTF8)
        for number, texts in enumerate(_csv_rows(table), start=1):
            line = StringIO()
            csv.writer(line).writerow(texts)
            try:
                file.write(line.getvalue().encode("utf_8" if encoding is CsvEncoding.UTF_8_SIG else encoding))
            except UnicodeEncodeError as error:
                raise _no_room(error, table, number, texts, encoding) from None


def _csv_rows(table: ExportTable) -> Iterator[list[str]]:
    yield [guard(column.title) for column in table.columns]
    for values in table.rows:
        yield [csv_text(value, column) for value, column in zip(values, table.columns, strict=True)]


def csv_text(value: Value, column: ExportColumn) -> str:
    """A value as it is written into a .csv: yuan with two decimals, shares in percent, days as 2026-10-12."""
    match shown(value, column.kind):
        case int() | float() as amount if column.kind is ColumnKind.MONEY:
            return f"{amount:.2f}"
        case int() | float() as amount if column.kind is ColumnKind.PERCENT:
            return f"{amount:.2%}"
        case str(text):
            return guard(text)
        case other:
            return cell_text(other)


def _no_room(
    error: UnicodeEncodeError, table: ExportTable, number: int, texts: Sequence[str], encoding: CsvEncoding
) -> Refused:
    character = error.object[error.start]
    column = next(index for index, text in enumerate(texts) if character in text)
    return Refused(
        "spreadsheet.no_room_for_character",
        code=code_of(character),
        character=character if character.isprintable() else "",
        row=number,
        column=table.columns[column].title,
        encoding=encoding.value,
    )
