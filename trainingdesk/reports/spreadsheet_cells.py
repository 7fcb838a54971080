"""The looks of a workbook's cells, and how a value becomes a cell."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final, assert_never

from trainingdesk.reports.document import Absent, Align, Count, Day, Money, Quantity, Share, Text, Tone, Yuan
from trainingdesk.reports.printed import FEN_PER_WAN_YUAN, number_format, printed

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from trainingdesk.reports.document import Value

FONT: Final = "宋体"
HEAD_FONT: Final = "黑体"
"""The two faces every Chinese office program has; elsewhere they are substituted."""
SOFT: Final = "#5F5F5F"
HEAD_FILL: Final = "#EEEEEE"
BAND_FILL: Final = "#F7F7F7"

PLAIN: Final = {"valign": "vcenter"}
BOXED: Final = {"border": 1, "border_color": "#7F7F7F", **PLAIN}
TITLE: Final = {"bold": True, "font_size": 18, "align": "center", **PLAIN}
SUBTITLE: Final = {"font_size": 11, "align": "center", **PLAIN}
HEADING: Final = {"bold": True, "font_name": HEAD_FONT, "font_size": 11, **PLAIN}
REMARK: Final = {"font_size": 9, "font_color": SOFT, "text_wrap": True, **PLAIN}
UNIT: Final = {"font_size": 9, "font_color": SOFT, "align": "right", **PLAIN}
RUNNING: Final = {"text_wrap": True, "valign": "top"}
HEAD: Final = {
    "bold": True,
    "font_name": HEAD_FONT,
    "bg_color": HEAD_FILL,
    "align": "center",
    "text_wrap": True,
    **BOXED,
}
BAND: Final = {"bold": True, "font_name": HEAD_FONT, "bg_color": BAND_FILL, "align": "left", **BOXED}
TO_SIGN: Final = {"bottom": 1, **PLAIN}

ALIGNMENTS: Final = {Align.START: "left", Align.CENTER: "center", Align.END: "right"}
TONES: Final[dict[Tone, dict[str, Any]]] = {
    Tone.PLAIN: {},
    Tone.STRONG: {"bold": True},
    Tone.MUTED: {"font_color": SOFT},
}


NOT_IN_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything but the characters of XML 1.0, 2.2: control characters, half pairs and two non-characters."""


def storable(text: str) -> str:
    """The text with a replacement mark for whatever a workbook cannot hold."""
    return NOT_IN_XML.sub("\ufffd", text)


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, properties: dict[str, Any]) -> Format:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]

    def body(self, value: Value, *, align: Align, tone: Tone, indent: int = 0, filled: bool = False) -> Format:
        """The format of a cell of a table."""
        properties = {
            "num_format": number_format(value) or "@",
            "align": ALIGNMENTS[align],
            "text_wrap": isinstance(value, Text),
            **BOXED,
            **TONES[tone],
        }
        if indent:
            properties["indent"] = indent
        if filled:
            properties["bg_color"] = HEAD_FILL
        return self.of(properties)


def write_value(worksheet: Worksheet, row: int, column: int, value: Value, style: Format) -> None:
    """Put one value into one cell: unrounded where it is a number, as a text cell where it is words."""
    match value:
        case Text() if not value.text:
            worksheet.write_blank(row, column, None, style)
        case Text() | Absent():
            worksheet.write_string(row, column, storable(printed(value)), style)
        case Count():
            worksheet.write_number(row, column, value.value, style)
        case Money():
            worksheet.write_number(row, column, value.fen / FEN_PER_WAN_YUAN, style)
        case Yuan():
            worksheet.write_number(row, column, value.fen / 100, style)
        case Share() | Quantity():
            worksheet.write_number(row, column, value.value.numerator / value.value.denominator, style)
        case Day():
            worksheet.write_datetime(
                row, column, datetime.combine(value.value, time(), UTC).replace(tzinfo=None), style
            )
        case _:
            assert_never(value)
