"""Rows of a roster as people: cells become fields, repairs and problems are named. Pure: nothing is looked up in a desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.credit_code import read_credit_code
from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.grid import EXACT_DIGITS, cell_text, lost_digits, written_text
from trainingdesk.services.exchange.yes_no import read_yes_no
from trainingdesk.services.person_values import FieldMend, PersonReader, Problem, Reading
from trainingdesk.settings.code_tables import plain
from trainingdesk.settings.divisions import DivisionLevel
from trainingdesk.settings.roster_headings import RosterField

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trainingdesk.services.exchange.grid import Cell, SheetRow
    from trainingdesk.services.exchange.headings import ColumnMapping
    from trainingdesk.settings.code_tables import CodeTable
    from trainingdesk.settings.divisions import Place

_F = RosterField

#: Without these columns a sheet is no roster; what to call them.
REQUIRED: Final[Mapping[str, str]] = {_F.NAME: "姓名", _F.DOCUMENT_NUMBER: "身份证号码"}
#: Fields that are numbers only in looks: an office program may keep them as a number.
_DIGITS = (_F.DOCUMENT_NUMBER, _F.PHONE, _F.PAYEE_ACCOUNT, _F.SOCIAL_SECURITY_CARD)
#: Fields that belong to the enrollment or are composed, not columns of a person.
_OWN = (_F.NOTE, _F.RELIEF_STATUS, _F.TOWNSHIP, _F.VILLAGE, _F.HOUSEHOLD_ADDRESS, _F.PROOF_NUMBER)
#: The sentence of a row without a document number.
NO_NUMBER: Final = "roster_rows.no_number"


@dataclass(frozen=True, slots=True)
class Employer:
    """Where a person works, as the roster says it; ``uscc`` only where it is sound."""

    name: str
    uscc: str | None = None


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of a roster; ``number`` is the row as an office program numbers it."""

    number: int
    hidden: bool
    values: Mapping[str, Any]
    categories: tuple[str, ...]
    proof_number: str | None
    note: str | None
    employer: Employer | None
    mends: tuple[FieldMend, ...]
    problems: tuple[Problem, ...]
    doubts: tuple[Problem, ...]

    @property
    def document_number(self) -> str | None:
        """The number by which this person is known, in its one writing."""
        number: str | None = self.values.get("document_number")
        return number

    @property
    def name(self) -> str:
        """The name, for sentences."""
        return str(self.values.get("name", ""))


class RosterReader:
    """Reads the rows of one roster; ``places`` are the towns and villages of the county."""

    def __init__(self, people: PersonReader, *, places: Iterable[Place], categories: CodeTable) -> None:
        self._people = people
        self._towns = {place.name: place.code for place in places if place.level is DivisionLevel.TOWN}
        self._categories = categories

    def read(self, row: SheetRow, columns: ColumnMapping) -> RosterRow:
        """A row with everything there is to say about it."""
        cells = {field: columns.value(row, field) for field in columns.columns}
        lost = [field for field in _DIGITS if lost_digits(cells.get(field))]
        written = {field: written_text(cell) for field, cell in cells.items() if field not in lost}
        reading = self._people.read({field: text for field, text in written.items() if field not in _OWN})
        reading.mends += _kept_as_numbers(cells, written, reading)
        reading.problems += [_lost(field, cells[field]) for field in lost]
        self._place(reading, written)
        self._relief(reading, written)
        _require(reading, lost)
        return RosterRow(
            row.number,
            row.hidden,
            reading.values,
            tuple(dict.fromkeys(reading.categories)),
            written.get(_F.PROOF_NUMBER) or None,
            written.get(_F.NOTE) or None,
            _employer(reading, written),
            tuple(reading.mends),
            tuple(reading.problems),
            tuple(reading.doubts),
        )

    def _place(self, reading: Reading, written: Mapping[str, str]) -> None:
        """The address as far as the roster tells it, and the township that it names."""
        composed = written.get(_F.TOWNSHIP, "") + written.get(_F.VILLAGE, "")
        address = written.get(_F.ADDRESS) or written.get(_F.HOUSEHOLD_ADDRESS) or composed
        if address:
            reading.values["address"] = " ".join(address.split())
        told = written.get(_F.TOWNSHIP) or address
        town = next((code for name, code in self._towns.items() if name in told), None)
        if town is not None:
            reading.values["division"] = town

    def _relief(self, reading: Reading, written: Mapping[str, str]) -> None:
        """是否脱贫户: yes, no, or the name of a category."""
        text = plain(written.get(_F.RELIEF_STATUS, ""))
        said = read_yes_no(text)
        if said:
            reading.categories += (self._categories.of_core("out_of_poverty").code,)
        elif text and said is None:
            reading.categories += self._categories.find_each(text).codes


def _employer(reading: Reading, written: Mapping[str, str]) -> Employer | None:
    name = " ".join(written.get(_F.EMPLOYER, "").split())
    code = written.get(_F.EMPLOYER_USCC, "")
    if not code.strip() or not name:
        return Employer(name) if name else None
    try:
        return Employer(name, read_credit_code(code).value.code)
    except Refused as refused:
        reading.doubts.append(Problem(_F.EMPLOYER_USCC, code, refused.key, refused.values))
        return Employer(name)


def _kept_as_numbers(cells: Mapping[str, Cell], written: Mapping[str, str], reading: Reading) -> list[FieldMend]:
    said = {mend.field for mend in reading.mends} | {problem.field for problem in reading.problems}
    return [
        FieldMend(field.value, written[field], written[field], "roster_rows.kept_as_number")
        for field in _DIGITS
        if field in written and field not in said and type(cells[field]) in {int, float}
    ]


def _lost(field: str, cell: Cell) -> Problem:
    """The number is shown as an office program shows it: the digits behind the fifteenth are nobody's."""
    shown = f"{cell:.{EXACT_DIGITS - 1}E}" if isinstance(cell, int | float) else cell_text(cell)
    return Problem(field, shown, "roster_rows.digits_lost")


def _require(reading: Reading, lost: list[RosterField]) -> None:
    named = {problem.field for problem in reading.problems}
    if "name" not in reading.values and _F.NAME not in named:
        reading.problems.append(Problem(_F.NAME, "", "roster_rows.no_name"))
    if "document_number" not in reading.values and _F.DOCUMENT_NUMBER not in {*named, *lost}:
        reading.problems.append(Problem(_F.DOCUMENT_NUMBER, "", NO_NUMBER))


def repeated(rows: Iterable[RosterRow]) -> dict[int, int]:
    """Rows that hold the person of an earlier row: by row number, the number of that first row."""
    first: dict[str, int] = {}
    found: dict[int, int] = {}
    for row in rows:
        number = row.document_number
        if number is not None:
            earlier = first.setdefault(number, row.number)
            if earlier != row.number:
                found[row.number] = earlier
    return found
