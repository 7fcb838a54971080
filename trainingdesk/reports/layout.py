"""How a table lies on a line: widths of text and columns, heads in one or two lines, equal cells joined.

Shared by paper and workbook, so that both show the same table. Widths of text are counted in *em*: one Chinese character
is 1.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from trainingdesk.reports.document import Band
from trainingdesk.reports.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trainingdesk.reports.document import Column, Row, Table

NARROW: Final = 0.56
"""Width of a digit or small letter in em, as the Latin letters of the CJK fonts have it."""
CAPITAL: Final = 0.74
WIDE_LETTERS: Final = {"M": 0.98, "W": 1.06, "m": 0.98, "w": 0.84, "@": 0.92, "%": 0.93}
THIN_SIGNS: Final = {",": 0.34, ".": 0.34, "-": 0.36, "/": 0.36, ":": 0.33, " ": 0.26, "(": 0.37, ")": 0.37, "*": 0.48}
ASCII_WIDTHS: Final = (
    {chr(point): CAPITAL if chr(point).isupper() else NARROW for point in range(ord(" "), ord("~") + 1)}
    | WIDE_LETTERS
    | THIN_SIGNS
)
NUMBER_WIDTHS: Final = {",": 0.34, ".": 0.34, "%": 0.97, "—": 0.93}
"""Widths of the other signs of a number in em, those of the bold face."""

BOLD_WIDTH: Final = 1.1
"""How much wider bold Latin letters are than plain ones."""

UNBREAKABLE: Final = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class HeadCell:
    """One cell of a table's head: its text, where it begins and how far it reaches."""

    text: str
    line: int
    column: int
    across: int = 1
    down: int = 1


def text_width(text: str) -> float:
    """The width of one line of text in em; marks that stand on another character take no room."""
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> float:
    if character in ASCII_WIDTHS:
        return ASCII_WIDTHS[character]
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else NARROW


def number_width(text: str) -> float:
    """The width in em of a printed number, as wide as any face sets it."""
    return sum(NUMBER_WIDTHS.get(character, NARROW) for character in text)


def widest_word(text: str) -> float:
    """The width in em of the longest run of letters and digits that no line end can part."""
    return max((text_width(word) for word in UNBREAKABLE.findall(text)), default=0.0)


def parted_words(text: str, *, room: float) -> str:
    """The text with line ends put into every word longer than ``room`` em, as far apart as fits."""
    return UNBREAKABLE.sub(
        lambda word: _parted(word.group(), room) if text_width(word.group()) > room else word.group(), text
    )


def _parted(word: str, room: float) -> str:
    lines = [""]
    for character in word:
        if lines[-1] and text_width(lines[-1] + character) > room:
            lines.append("")
        lines[-1] += character
    return "\n".join(lines)


def least_width(column: Column) -> float:
    """The width a column asks for in em: as declared, or as the longest word of its head needs in another language."""
    return max(column.width, widest_word(column.title) * BOLD_WIDTH)


def column_widths(columns: Sequence[Column], *, available: float, em: float, padding: float) -> tuple[float, ...]:
    """The width of every column in the unit of ``available``; together they fill the line exactly.

    Columns that grow share what is left; where nothing is left, or no column grows, all are stretched or narrowed alike.
    """
    natural = [least_width(column) * em + padding for column in columns]
    rest = available - sum(natural)
    shares = sum(column.grow for column in columns)
    if rest > 0 and shares:
        return tuple(width + rest * column.grow / shares for width, column in zip(natural, columns, strict=True))
    return tuple(width * available / sum(natural) for width in natural)


def head_cells(columns: Sequence[Column]) -> tuple[HeadCell, ...]:
    """The head of a table, in two lines where columns are grouped; a column without a group reaches down over both."""
    grouped = any(column.group for column in columns)
    cells: list[HeadCell] = []
    at = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        titles = [column.title for column in members]
        if group:
            cells.append(HeadCell(group, 0, at, across=len(titles)))
        line, down = (1, 1) if group else (0, 2 if grouped else 1)
        cells += [HeadCell(title, line, at + offset, down=down) for offset, title in enumerate(titles)]
        at += len(titles)
    return tuple(sorted(cells, key=lambda cell: (cell.line, cell.column)))


def head_lines(columns: Sequence[Column]) -> int:
    """How many lines the head has."""
    return 2 if any(column.group for column in columns) else 1


def joined_spans(table: Table) -> dict[tuple[int, int], int]:
    """How many rows each first cell of a joined run covers, by (row, column); a cell inside a run has 0.

    A band, an empty cell, or another value in a joined column further left ends a run.
    """
    joined = [index for index, column in enumerate(table.columns) if column.joined]
    spans: dict[tuple[int, int], int] = {}
    for position, index in enumerate(joined):
        for start, length in _runs(table.rows, joined[: position + 1]):
            spans[start, index] = length
            spans.update({(row, index): 0 for row in range(start + 1, start + length)})
    return spans


def _runs(rows: Sequence[Row | Band], columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    keyed = ((_run_key(row, columns), index) for index, row in enumerate(rows))
    for key, run in groupby(keyed, key=lambda pair: pair[0]):
        indexes = [index for _key, index in run]
        if key is not None:
            yield indexes[0], len(indexes)


def _run_key(row: Row | Band, columns: Sequence[int]) -> tuple[str, ...] | None:
    if isinstance(row, Band):
        return None
    texts = tuple(printed(row.values[column]) for column in columns)
    return texts if texts[-1] else None
