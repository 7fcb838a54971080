"""Cells of a text table written so that a spreadsheet program shows what they hold, and read back as they were.

A program that opens a .csv takes ``=…`` for a formula and ``500241198902079700`` for the number 5.00E+17. The writer puts an
apostrophe before the one and a tab behind the other; the reader takes away exactly that. A sender's own tab behind an ID
(a habit of older systems, for the same purpose) goes with it.
"""

from __future__ import annotations

import re
from typing import Final

APOSTROPHE: Final = "'"
TAB: Final = "\t"

_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
"""What opens a formula (OWASP, CSV Injection; full width where the locale is Chinese), behind any number of apostrophes."""
_NEGATIVE_NUMBER: Final = re.compile(r"-[0-9]+(?:\.[0-9]+)?")
_TAKEN_FOR_A_NUMBER: Final = re.compile(r"0[0-9]+|[0-9]{12,}|[0-9]+[Ee][0-9]+")
"""A leading zero is dropped, from 12 digits on a number is shown in powers of ten, and 1E5 is one."""


def guard(text: str) -> str:
    """The text as it is written into a cell; a negative number stays one."""
    if _FORMULA.match(text) and not _NEGATIVE_NUMBER.fullmatch(text):
        text = APOSTROPHE + text
    if text.endswith(TAB) or _TAKEN_FOR_A_NUMBER.fullmatch(text):
        text += TAB
    return text


def unguard(text: str) -> str:
    """The text that ``guard`` was given; any other text as it is, without one tab at its end."""
    text = text.removesuffix(TAB)
    return text[1:] if text.startswith(APOSTROPHE) and _FORMULA.match(text) else text
