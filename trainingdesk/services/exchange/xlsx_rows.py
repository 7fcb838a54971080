"""Rows of an .xlsx sheet as XML, one after the other, so that a table of any length takes no memory.

Cells are written as XlsxWriter writes them in its constant-memory mode; that mode itself would put everything into the
folder of temporary files in clear text, and its other mode keeps every cell in memory (300 MB for 100,000 rows).
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.export_table import shown
from trainingdesk.services.exchange.grid import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.exchange.export_table import ExportColumn, Value

LONGEST_TEXT: Final = 32_767
"""UTF-16 units a cell holds in office programs; more would be cut off when the file is opened."""
CERTAINLY_SHORT: Final = LONGEST_TEXT // 2
EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of the 1900 date system, a local day without a zone
FIRST_DAY: Final = date(1900, 3, 1)
"""Earlier days have another number in Excel, which counts a 29 February 1900 (ECMA-376 part 1, 18.17.4.1)."""
DAY: Final = timedelta(days=1)

_MARKUP: Final = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_SPECIAL: Final = re.compile("[\x00-\x1f&<>_\ud800-\udfff\ufffe\uffff]|^\\s|\\s$")
"""What makes a text more than itself in XML; hardly any cell has it."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class RowWriter:
    """Turns values into the XML of rows; ``styles`` are the numbers of the columns' formats."""

    def __init__(self, columns: Sequence[ExportColumn], styles: Sequence[int]) -> None:
        self._columns = columns
        self._openings = [(column_letters(index), f'" s="{style}"') for index, style in enumerate(styles)]

    def row(self, number: int, values: Sequence[Value]) -> str:
        """One row; raises Refused for a text that a cell cannot hold, ValueError for another number of values."""
        cells = (
            self._cell(opening, number, column, value)
            for opening, column, value in zip(self._openings, self._columns, values, strict=True)
        )
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, opening: tuple[str, str], number: int, column: ExportColumn, value: Value) -> str:
        letters, style = opening
        start = f'<c r="{letters}{number}{style}'
        content = value if isinstance(value, str) and value else shown(value, column.kind)
        match content:
            case str(text):
                return self._text(start, text, number, column)
            case None:
                return start + "/>"
            case bool(truth):
                return f'{start} t="b"><v>{int(truth)}</v></c>'
            case int() | float() as amount:
                return f"{start}><v>{amount!r}</v></c>"
            case date() as day:
                serial = _serial(day)
                return f"{start}><v>{serial}</v></c>" if serial else self._text(start, str(day), number, column)

    def _text(self, start: str, text: str, number: int, column: ExportColumn) -> str:
        if _SPECIAL.search(text) is None and len(text) <= CERTAINLY_SHORT:
            return f'{start} t="inlineStr"><is><t>{text}</t></is></c>'
        surrogate = _SURROGATE.search(text)
        if surrogate:
            raise Refused(
                "spreadsheet.not_a_character", row=number, column=column.title, code=code_of(surrogate.group())
            )
        if len(text.encode("utf-16-le")) > 2 * LONGEST_TEXT:
            raise Refused("spreadsheet.text_too_long", row=number, column=column.title, most=LONGEST_TEXT)
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def escape(text: str) -> str:
    """The text as the content of an element; what XML cannot hold as _xHHHH_ (ECMA-376 part 1, 22.9.2.19)."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found.group()):04X}_", text).translate(_MARKUP)


def code_of(character: str) -> str:
    """The name of a character by its number: U+4DAE."""
    return f"U+{ord(character):04X}"


def _serial(day: date) -> str | None:
    """The number of a day or a moment, None before the days on which all programs agree."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a local day
    if moment.date() < FIRST_DAY:
        return None
    return repr((moment - EPOCH) / DAY).removesuffix(".0")
