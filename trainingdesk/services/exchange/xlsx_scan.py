"""The sheets of an .xlsx looked through: extent, hidden rows and error values (ECMA-376 part 1, 18.3.1)."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.grid import column_letters
from trainingdesk.services.exchange.sheet_scan import SheetScan
from trainingdesk.services.exchange.xml_scan import local_name, parser_of, run
from trainingdesk.services.exchange.zip_package import part_beside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.exchange.zip_package import ZipPackage

ROOT_RELATIONSHIPS: Final = "_rels/.rels"
USUAL_WORKBOOK: Final = "xl/workbook.xml"
DIGITS: Final = "0123456789"
TRUE: Final = ("1", "true")
LAST_COLUMN: Final = 16_383
LAST_ROW: Final = 1_048_576
"""XFD1048576, the last cell of a sheet in every program that writes .xlsx."""


def scan_xlsx(package: ZipPackage) -> dict[str, SheetScan]:
    """Every worksheet by its name; raises Refused for a damaged package."""
    return {name: _scan(package, name, part) for name, part in sheet_parts(package).items()}


def sheet_parts(package: ZipPackage) -> dict[str, str]:
    """The part that each worksheet stands in, by the sheet's name; raises Refused for a damaged package."""
    workbook = workbook_part(package)
    targets = _relationships(package, workbook)
    sheets: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == "sheet":
            ids = (value for key, value in attributes.items() if local_name(key) == "id")
            sheets[attributes.get("name", "")] = next((targets[found] for found in ids if found in targets), "")

    run(parser_of(start), package.pieces(workbook), name=package.name)
    return {name: part for name, part in sheets.items() if part in package.part_names}


def workbook_part(package: ZipPackage) -> str:
    """The part that lists the sheets."""
    if ROOT_RELATIONSHIPS not in package.part_names:
        return USUAL_WORKBOOK
    found: list[str] = []

    def start(_name: str, attributes: dict[str, str]) -> None:
        if attributes.get("Type", "").endswith("/officeDocument"):
            found.append(part_beside("", attributes.get("Target", "")))

    run(parser_of(start), package.pieces(ROOT_RELATIONSHIPS), name=package.name)
    return found[0] if found else USUAL_WORKBOOK


def _relationships(package: ZipPackage, workbook: str) -> Mapping[str, str]:
    folder, _, name = workbook.rpartition("/")
    targets: dict[str, str] = {}

    def start(_name: str, attributes: dict[str, str]) -> None:
        if "Id" in attributes:
            targets[attributes["Id"]] = part_beside(workbook, attributes.get("Target", ""))

    run(parser_of(start), package.pieces(f"{folder}/_rels/{name}.rels"), name=package.name)
    return targets


def _scan(package: ZipPackage, sheet: str, part: str) -> SheetScan:
    reader = _SheetReader(SheetScan(sheet), package.name)
    run(reader.parser, package.pieces(part), name=package.name)
    return reader.result()


class _SheetReader:
    """Follows the tags of one sheet; rows and cells that do not say where they stand follow the one before them.

    It is called for every tag, so it keeps references as they are written and understands each column's letters once.
    """

    def __init__(self, scan: SheetScan, file_name: str) -> None:
        self.parser = parser_of(self._first)
        self._scan = scan
        self._file_name = file_name
        self._row = 0
        self._reference = ""
        self._failed = False
        self._rows: set[str] = set()
        self._letters: set[str] = set()

    def result(self) -> SheetScan:
        """What was found; raises Refused where a cell stands nowhere."""
        columns = [column_number(letters) for letters in self._letters]
        rows = [_row(digits) for digits in self._rows]
        if not all(0 <= column <= LAST_COLUMN for column in columns) or not all(0 < row <= LAST_ROW for row in rows):
            raise Refused("workbook.damaged", name=self._file_name)
        if columns:
            self._scan.use(max(rows), max(columns))
        return self._scan

    def _first(self, name: str, _attributes: dict[str, str]) -> None:
        """The root: its prefix is that of all others."""
        prefix = name.removesuffix(local_name(name))
        row_tag, cell_tag, value_tags = prefix + "row", prefix + "c", {prefix + "v", prefix + "is"}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == cell_tag:
                self._reference = attributes.get("r") or self._next_reference()
                self._failed = attributes.get("t") == "e"
            elif tag in value_tags:
                self._on_value()
            elif tag == row_tag:
                self._on_row(attributes)

        self.parser.StartElementHandler = start

    def _on_row(self, attributes: dict[str, str]) -> None:
        self._row = _row(attributes.get("r", "")) or self._row + 1
        self._reference = ""
        if attributes.get("hidden") in TRUE:
            self._scan.hidden.append(range(self._row, self._row + 1))

    def _on_value(self) -> None:
        letters = self._reference.rstrip(DIGITS)
        self._letters.add(letters)
        self._rows.add(self._reference[len(letters) :])
        if self._failed:
            self.parser.CharacterDataHandler = self._keep_error

    def _keep_error(self, text: str) -> None:
        if not self._failed:
            return  # taking the handler away gives it the same text once more
        self._failed = False
        self.parser.CharacterDataHandler = None
        letters = self._reference.rstrip(DIGITS)
        self._scan.errors[_row(self._reference[len(letters) :]), column_number(letters)] = text.strip()

    def _next_reference(self) -> str:
        column = column_number(self._reference.rstrip(DIGITS)) + 1 if self._reference else 0
        return f"{column_letters(column)}{self._row}"


def column_number(letters: str) -> int:
    """The column of its letters, -1 for what are none."""
    number = 0
    for letter in letters.upper():
        if letter not in ascii_uppercase:
            return -1
        number = number * 26 + ascii_uppercase.index(letter) + 1
    return number - 1


def _row(digits: str) -> int:
    """The row of its digits, 0 for what are none or too many."""
    return int(digits) if digits.isdecimal() and len(digits) <= len(str(LAST_ROW)) else 0
