"""The sheets of an .ods looked through: extent, hidden rows and merged cells (OpenDocument 1.3 part 3, 9.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.services.exchange.grid import Merge
from trainingdesk.services.exchange.sheet_scan import SheetScan
from trainingdesk.services.exchange.xml_scan import parser_of, run

if TYPE_CHECKING:
    from trainingdesk.services.exchange.zip_package import ZipPackage

CONTENT: Final = "content.xml"
MANIFEST: Final = "META-INF/manifest.xml"
NOT_SHOWN: Final = ("collapse", "filter")
CELLS: Final = ("table:table-cell", "table:covered-table-cell")


def is_encrypted(package: ZipPackage) -> bool:
    """Whether a part of the package is encrypted (OpenDocument 1.3 part 2, 3.4)."""
    return MANIFEST in package.part_names and b"encryption-data" in package.whole(MANIFEST)


def scan_ods(package: ZipPackage) -> dict[str, SheetScan]:
    """Every sheet by its name; raises Refused for a damaged package."""
    reader = _ContentReader()
    run(parser_of(reader.start, reader.end), package.pieces(CONTENT), name=package.name)
    return {scan.name: scan for scan in reader.scans}


class _ContentReader:
    """Follows the tags of the content; a row or cell may stand for many equal ones."""

    def __init__(self) -> None:
        self.scans: list[SheetScan] = []
        self._tables = 0
        self._notes = 0
        self._row = 1
        self._column = 0
        self._repeated_row = 1
        self._cell_end = 0
        self._used = 0
        self._hidden = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A start tag."""
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self._start_cell(attributes)
            case "text:p" if not self._notes:
                self._used = max(self._used, self._cell_end)
            case "table:table-row":
                self._start_row(attributes)
            case "table:table":
                self._tables += 1
                if self._tables == 1:
                    self.scans.append(SheetScan(attributes.get("table:name", "")))
                    self._row = 1
            case "office:annotation":
                self._notes += 1

    def end(self, name: str) -> None:
        """An end tag."""
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self._column, self._cell_end = self._cell_end, 0
            case "table:table-row" if self.scans:
                self._end_row(self.scans[-1])
            case "table:table":
                self._tables -= 1
            case "office:annotation":
                self._notes -= 1

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._repeated_row = _count(attributes, "table:number-rows-repeated")
        self._hidden = attributes.get("table:visibility") in NOT_SHOWN
        self._column, self._used = 0, 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell_end = self._column + _count(attributes, "table:number-columns-repeated")
        if "office:value-type" in attributes:
            self._used = self._cell_end
        high, wide = (_count(attributes, f"table:number-{way}-spanned") for way in ("rows", "columns"))
        if self.scans and (high > 1 or wide > 1):
            merge = Merge(self._row, self._column, self._row + high - 1, self._column + wide - 1)
            self.scans[-1].merges.append(merge)

    def _end_row(self, scan: SheetScan) -> None:
        last = self._row + self._repeated_row - 1
        if self._used:
            scan.use(last, self._used - 1)
        if self._hidden:
            scan.hidden.append(range(self._row, last + 1))
        self._row = last + 1


def _count(attributes: dict[str, str], name: str) -> int:
    """A count in an attribute, 1 where it is missing or no number."""
    stated = attributes.get(name, "")
    return max(int(stated), 1) if stated.isdecimal() and len(stated) < len("10000000000") else 1
