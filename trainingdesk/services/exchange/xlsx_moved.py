"""References to cells (``Sheet!$A$1:B7``) after a row of a sheet was repeated, so that rows below it lie further down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_CORNER: Final = r"(\$?[A-Za-z]{1,3})(\$?)(\d{1,7})"
_AREA: Final = re.compile(rf"{_CORNER}(?::{_CORNER})?")
_ROWS: Final = re.compile(r"(\$?)(\d{1,7}):(\$?)(\d{1,7})")
#: A single cell of the row in one of these means the column.
_SUMS: Final = frozenset({"SUM(", "COUNT(", "COUNTA(", "AVERAGE(", "MAX(", "MIN("})
_SHEET: Final = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!")


@dataclass(frozen=True, slots=True)
class Repeat:
    """Row ``row`` of ``sheet`` stands ``by`` times more, directly below itself."""

    sheet: str
    row: int
    by: int

    def moved(self, row: int) -> int:
        """Where a row lies now."""
        return row + self.by if row > self.row else row

    def grown(self, first: int, last: int) -> tuple[int, int]:
        """Rows from first to last with the new ones: what ended with the row ends with the last of its copies."""
        return self.moved(first), last + self.by if last >= self.row else last

    def area(self, text: str) -> str:
        """An area that applies to cells, such as that of a condition: one of the row is one of its copies too."""
        found = _AREA.fullmatch(text)
        return text if found is None else self._written(found, grows=True, alone=True)

    def formula(self, text: str, *, own: str | None, within: bool = False, down: int = 0) -> str:
        """A formula of the sheet ``own``; ``within`` the row that repeats, of which it is the copy ``down`` rows below.

        There an area of the row itself stays in its row, and what is not held by a ``$`` goes down with the copy.
        """
        from openpyxl.formula.tokenizer import Token, Tokenizer  # noqa: PLC0415 -- 8 MB that only a form that grows needs

        if not text:
            return text
        tokens = Tokenizer("=" + text).items
        said = [str(one.value) for one in tokens]
        for at, one in enumerate(tokens):
            if one.type == Token.OPERAND and one.subtype == Token.RANGE:
                summed = said[at - 1].upper() in _SUMS and said[at + 1 : at + 2] == [")"]
                said[at] = self._range(said[at], own, within=within, down=down, summed=summed)
        return "".join(said)

    def _range(self, value: str, own: str | None, *, within: bool, down: int, summed: bool) -> str:
        named = _SHEET.match(value)
        sheet = own if named is None else (named.group(1) or named.group(2)).replace("''", "'")
        prefix = "" if named is None else named.group()
        rest = value[len(prefix) :]
        here = sheet == self.sheet
        found, rows = _AREA.fullmatch(rest), _ROWS.fullmatch(rest)
        if found is not None:
            moved = self._written(found, grows=not within, alone=summed and not within) if here else rest
            return prefix + (_AREA.sub(lambda one: _lowered(one, down), moved) if down and here else moved)
        if rows is not None and here:
            first, last = self.grown(int(rows.group(2)), int(rows.group(4)))
            return f"{prefix}{rows.group(1)}{first}:{rows.group(3)}{last}"
        return value

    def _written(self, found: re.Match[str], *, grows: bool, alone: bool) -> str:
        """An area with its rows; ``grows``: to all copies, a single cell (``alone``) too."""
        column, held, row = found.group(1), found.group(2), int(found.group(3))
        if found.group(4) is None:
            one = f"{column}{held}{self.moved(row)}"
            return f"{one}:{column}{held}{row + self.by}" if alone and row == self.row else one
        last = int(found.group(6))
        first, end = self.grown(row, last) if grows else (self.moved(row), self.moved(last))
        return f"{column}{held}{first}:{found.group(4)}{found.group(5)}{end}"


def _lowered(found: re.Match[str], down: int) -> str:
    first, last = _lower(found, 1, down), _lower(found, 4, down)
    return first if found.group(4) is None else f"{first}:{last}"


def _lower(found: re.Match[str], at: int, down: int) -> str:
    column, held, row = found.group(at, at + 1, at + 2)
    return f"{column}{held}{row if held else int(row or 0) + down}"
