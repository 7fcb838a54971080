"""One sheet of an .xlsx as its bytes, with the place of each row and cell in them (ECMA-376 part 1, 18.3.1).

Whoever changes a cell changes the bytes of that cell; all others stay as they are, so that nothing that another program
wrote is lost: charts, pictures, forms and extensions that no library knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.grid import column_letters
from trainingdesk.services.exchange.xlsx_scan import column_number

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A place in a sheet: row from 1, column from 0.
Spot = tuple[int, int]

_SHEET_DATA: Final = re.compile(rb"<((?:\w+:)?)sheetData(?=[\s/>])[^>]*?(?:/>|>(.*?)</\1sheetData\s*>)", re.DOTALL)
ROW: Final = re.compile(rb"<((?:\w+:)?row)(?=[\s/>])([^>]*?)(?:/>|>(.*?)</\1\s*>)", re.DOTALL)
CELL: Final = re.compile(rb"<((?:\w+:)?c)(?=[\s/>])([^>]*?)(?:/>|>(.*?)</\1\s*>)", re.DOTALL)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f(?=[\s/>])")
_VALUE: Final = re.compile(rb"<((?:\w+:)?v)(?=[\s/>])[^>]*>(.*?)</\1\s*>", re.DOTALL)
_INLINE: Final = re.compile(rb"<((?:\w+:)?is)(?=[\s/>])[^>]*>(.*?)</\1\s*>", re.DOTALL)
_MERGE: Final = re.compile(rb"""<(?:\w+:)?mergeCell(?=[\s/>])[^>]*?\sref=["']([A-Z]+\d+):([A-Z]+\d+)["']""")
_ATTRIBUTE: Final = re.compile(rb"""\s([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
#: What could hold a text that looks like a cell, and encodings in which bytes are not characters.
_MAY_LIE: Final = (b"<!--", b"<![CDATA[")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


@dataclass(frozen=True, slots=True)
class XlsxCell:
    """A cell as it is written; ``content`` is what stands between its tags."""

    attributes: bytes
    content: bytes

    @property
    def is_formula(self) -> bool:
        """Whether it is calculated."""
        return _FORMULA.search(self.content) is not None

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing but a look."""
        return not self.is_formula and _VALUE.search(self.content) is None and _INLINE.search(self.content) is None

    @property
    def shared_text(self) -> int | None:
        """The number of its text among the shared ones."""
        found = _VALUE.search(self.content)
        shared = attribute(self.attributes, b"t") == b"s"
        return int(found.group(2)) if shared and found is not None and found.group(2).strip().isdigit() else None

    @property
    def inline_text(self) -> bytes | None:
        """The elements of a text that stands in the cell itself."""
        found = _INLINE.search(self.content)
        return None if found is None else found.group()


class XlsxSheet:
    """The places of a sheet; raises Refused ``report_template.save_again`` for one that is written in an unusual way."""

    def __init__(self, data: bytes, *, name: str) -> None:
        self.data = data
        found = _SHEET_DATA.search(data)
        if found is None or data.startswith(_WIDE) or any(mark in data for mark in _MAY_LIE):
            raise Refused("report_template.save_again", name=name)
        self.prefix = found.group(1)
        self.span = found.span()
        self.rows = found.group(2) or b""
        self.cells: dict[Spot, XlsxCell] = {}
        for row in ROW.finditer(self.rows):
            for cell in CELL.finditer(row.group(3) or b""):
                spot = place(attribute(cell.group(2), b"r") or b"")
                if spot is None or str(spot[0]).encode() != attribute(row.group(2), b"r"):
                    raise Refused("report_template.save_again", name=name)
                self.cells[spot] = XlsxCell(cell.group(2), cell.group(3) or b"")
        self.merges = tuple(self._merges())

    def merge_at(self, spot: Spot) -> tuple[Spot, Spot] | None:
        """The merged cells that a place lies in, first and last."""
        row, column = spot
        return next(
            ((first, last) for first, last in self.merges
             if first[0] <= row <= last[0] and first[1] <= column <= last[1]),
            None,
        )  # fmt: skip

    def is_taken(self, spot: Spot) -> bool:
        """Whether something stands in a place already."""
        cell = self.cells.get(spot)
        return cell is not None and not cell.is_empty

    def _merges(self) -> Iterator[tuple[Spot, Spot]]:
        for found in _MERGE.finditer(self.data):
            first, last = place(found.group(1)), place(found.group(2))
            if first is not None and last is not None:
                yield first, last


def attribute(attributes: bytes, name: bytes) -> bytes | None:
    """One attribute of a tag as it is written."""
    for found in _ATTRIBUTE.finditer(attributes):
        if found.group(1) == name:
            return found.group(2) if found.group(2) is not None else found.group(3)
    return None


def place(reference: bytes) -> Spot | None:
    """``B3`` as a place."""
    found = _REFERENCE.fullmatch(reference.decode("ascii", "replace"))
    return None if found is None else (int(found.group(2)), column_number(found.group(1)))


def written(spot: Spot) -> str:
    """A place as people write it."""
    return f"{column_letters(spot[1])}{spot[0]}"
