"""Cells put into an .xlsx that somebody else made; every byte that belongs to no filled cell stays as it was.

Formulas stay too, but what they last showed is taken out and the book is marked to be calculated when it is opened: a form
would otherwise show the sums of the month before.
"""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from trainingdesk.services.exchange.xlsx_rows import escape
from trainingdesk.services.exchange.xlsx_sheet import CELL, ROW, attribute, place, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trainingdesk.services.exchange.xlsx_sheet import Spot, XlsxSheet
    from trainingdesk.services.exchange.zip_package import ZipPackage

#: What a cell may be given; None leaves it empty.
Filling: TypeAlias = int | Decimal | str | None

_SPANS: Final = re.compile(rb"""\sspans=["'][^"']*["']""")
_CALCULATED: Final = re.compile(rb"<((?:\w+:)?c)(?=[\s/>])[^>]*?(?:/>|>.*?</\1\s*>)", re.DOTALL)
_SHOWN: Final = re.compile(rb"<((?:\w+:)?v)(?=[\s/>])[^>]*?(?:/>|>.*?</\1\s*>)", re.DOTALL)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f(?=[\s/>])")
_RESULT_TYPE: Final = re.compile(rb"""(<(?:\w+:)?c(?=[\s/>])[^>]*?)\st=["'](?:str|b|e|n)["']""")
_DIMENSION: Final = re.compile(
    rb"""(<(?:\w+:)?dimension(?=[\s/>])[^>]*?\sref=["'])([A-Z]+\d+)(?::([A-Z]+\d+))?(["'])"""
)
_CALC: Final = re.compile(rb"<((?:\w+:)?calcPr)(?=[\s/>])([^>]*?)(/?)>")
_FULL: Final = re.compile(rb"""\sfullCalcOnLoad=["'][^"']*["']""")
#: What stands before ``calcPr`` in a workbook, the last of it first (18.2.27).
_BEFORE_CALC: Final = ("definedNames", "externalReferences", "functionGroups", "sheets")
_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)


def fill_package(
    package: ZipPackage,
    sheets: Mapping[str, XlsxSheet],
    fillings: Mapping[str, Mapping[Spot, Filling]],
    workbook: str,
    *,
    changed: Mapping[str, bytes | None] = MappingProxyType({}),
) -> bytes:
    """The package with ``fillings`` by part; ``workbook`` is the part that lists the sheets.

    ``changed`` are other parts as they are now, None where one is left out.
    """
    parts = dict(changed) | {part: _without_results(filled(sheets[part], fillings.get(part, {}))) for part in sheets}
    if any(_FORMULA.search(sheet.data) for sheet in sheets.values()):
        parts[workbook] = _calculated_when_opened(parts.get(workbook) or package.whole(workbook))
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for part in package.part_order:
            content = parts[part] if part in parts else package.whole(part)
            if content is not None:
                entry = ZipInfo(part, _BEGINNING)
                entry.compress_type = ZIP_DEFLATED
                archive.writestr(entry, content)
    return out.getvalue()


def filled(sheet: XlsxSheet, fillings: Mapping[Spot, Filling]) -> bytes:
    """The bytes of a sheet with some cells filled; a cell that was not there looks like the nearest one above that was."""
    if not fillings:
        return sheet.data
    by_row: dict[int, dict[Spot, Filling]] = {}
    for spot, value in fillings.items():
        by_row.setdefault(spot[0], {})[spot] = value
    pieces = [piece for _row, piece in sorted(_rows(sheet, by_row), key=itemgetter(0))]
    first, last = sheet.span
    tag = sheet.prefix + b"sheetData"
    body = b"<" + tag + b">" + b"".join(pieces) + b"</" + tag + b">"
    return _stretched(sheet.data[:first], fillings) + body + sheet.data[last:]


def _rows(sheet: XlsxSheet, by_row: Mapping[int, Mapping[Spot, Filling]]) -> Iterator[tuple[int, bytes]]:
    """Every row with its number, what stands between rows going with the row before it."""
    there: set[int] = set()
    end = 0
    for found in ROW.finditer(sheet.rows):
        number = int(attribute(found.group(2), b"r") or 0)
        there.add(number)
        kept = sheet.rows[end : found.start()]
        end = found.end()
        wanted = by_row.get(number)
        yield number, kept + (found.group() if wanted is None else _row(sheet, found, wanted))
    for number in by_row.keys() - there:
        cells = b"".join(_cell(sheet, spot, value) for spot, value in sorted(by_row[number].items()))
        tag = sheet.prefix + b"row"
        yield number, b"<" + tag + b' r="%d">' % number + cells + b"</" + tag + b">"


def _row(sheet: XlsxSheet, found: re.Match[bytes], wanted: Mapping[Spot, Filling]) -> bytes:
    inner, end = found.group(3) or b"", 0
    cells: dict[Spot, bytes] = {}
    for one in CELL.finditer(inner):
        spot = place(attribute(one.group(2), b"r") or b"")
        if spot is not None:
            cell = _cell(sheet, spot, wanted[spot]) if spot in wanted else one.group()
            cells[spot] = inner[end : one.start()] + cell
            end = one.end()
    added = {spot: _cell(sheet, spot, value) for spot, value in wanted.items() if spot not in cells}
    attributes = _SPANS.sub(b"", found.group(2)) if added else found.group(2)
    body = b"".join(cell for _spot, cell in sorted((cells | added).items()))
    tag = found.group(1)
    return b"<" + tag + attributes.rstrip() + b">" + body + inner[end:] + b"</" + tag + b">"


def _cell(sheet: XlsxSheet, spot: Spot, value: Filling) -> bytes:
    tag, style = sheet.prefix + b"c", _style(sheet, spot)
    opening = b"<" + tag + b' r="' + written(spot).encode() + b'"' + style
    match value:
        case None | "":
            return opening + b"/>"
        case str(text):
            inner, quoted = sheet.prefix.decode(), escape(text)
            inline = f'<{inner}is><{inner}t xml:space="preserve">{quoted}</{inner}t></{inner}is>'
            return opening + b' t="inlineStr">' + inline.encode() + b"</" + tag + b">"
        case int() | Decimal() as amount:
            shown, inner_tag = f"{amount:f}" if isinstance(amount, Decimal) else str(amount), sheet.prefix + b"v"
            return opening + b"><" + inner_tag + b">" + shown.encode() + b"</" + inner_tag + b"></" + tag + b">"


def _style(sheet: XlsxSheet, spot: Spot) -> bytes:
    """The look of a cell, else that of the nearest cell above it."""
    row, column = spot
    for above in range(row, 0, -1):
        cell = sheet.cells.get((above, column))
        if cell is not None:
            style = attribute(cell.attributes, b"s")
            return b"" if style is None else b' s="' + style + b'"'
    return b""


def _stretched(head: bytes, fillings: Mapping[Spot, Filling]) -> bytes:
    """The extent that a sheet says it has, with what was filled."""

    def stretch(found: re.Match[bytes]) -> bytes:
        corners = (place(found.group(2)), place(found.group(3) or found.group(2)))
        spots = [*fillings, *(corner for corner in corners if corner is not None)]
        first = (min(row for row, _column in spots), min(column for _row, column in spots))
        last = (max(row for row, _column in spots), max(column for _row, column in spots))
        return found.group(1) + f"{written(first)}:{written(last)}".encode() + found.group(4)

    return _DIMENSION.sub(stretch, head)


def _without_results(sheet: bytes) -> bytes:
    def forget(found: re.Match[bytes]) -> bytes:
        cell = found.group()
        if _FORMULA.search(cell) is None:
            return cell
        return _RESULT_TYPE.sub(rb"\1", _SHOWN.sub(b"", cell), count=1)

    return _CALCULATED.sub(forget, sheet)


def _calculated_when_opened(workbook: bytes) -> bytes:
    found = _CALC.search(workbook)
    if found is not None:
        attributes = _FULL.sub(b"", found.group(2)).rstrip()
        mark = b"<" + found.group(1) + attributes + b' fullCalcOnLoad="1"' + found.group(3) + b">"
        return workbook[: found.start()] + mark + workbook[found.end() :]
    for name in _BEFORE_CALC:
        before = re.search(
            rb"<((?:\w+:)?)" + name.encode() + rb"\b[^>]*/>|</((?:\w+:)?)" + name.encode() + rb"\s*>", workbook
        )
        if before is not None:
            prefix = before.group(1) or before.group(2) or b""
            mark = b"<" + prefix + b'calcPr fullCalcOnLoad="1"/>'
            return workbook[: before.end()] + mark + workbook[before.end() :]
    return workbook
