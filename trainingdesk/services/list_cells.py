"""What stands in a cell of a list of the catalogue (目录), and the value that it becomes: both ways, form by form.

Words of values are data of the file, not of the interface. A text that names a value is understood by its name, its code,
and what people usually write for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.assessment import points_text, read_points
from trainingdesk.domain.credit_code import read_credit_code
from trainingdesk.domain.division import read_division
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.mended import Mended
from trainingdesk.domain.phone import read_phone
from trainingdesk.domain.written_date import read_written_date
from trainingdesk.services.exchange.export_table import ColumnKind
from trainingdesk.services.exchange.yes_no import read_yes_no
from trainingdesk.settings.code_tables import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from trainingdesk.services.exchange.export_table import Value
    from trainingdesk.settings.code_tables import CodeTable, Tables

_COUNT: Final = re.compile(r"(\d+)(?:\.0+)?(?:学时|课时|小时|人|名|台|套|台套|个|件|年|年度)?")
_BETWEEN_DAYS: Final = re.compile(r"[至到~～]|—+|\s-\s|(?<=日)-")
_BETWEEN: Final = "、"
_NAMED: Final = 12
"""How many names of a list one sentence tells."""


@dataclass(frozen=True, slots=True)
class Referred:
    """A row that others refer to: how a list names it, what else it is called, and whether it is in use."""

    id: str
    shown: str
    writings: tuple[str, ...]
    in_use: bool


class References:
    """The rows of one table that others refer to, by id and by what people call them."""

    def __init__(self, rows: Iterable[Referred]) -> None:
        self._by_id: dict[str, Referred] = {}
        self._by_writing: dict[str, list[Referred]] = defaultdict(list)
        for row in rows:
            self._by_id[row.id] = row
            for writing in {plain(one) for one in (row.shown, *row.writings) if one}:
                self._by_writing[writing].append(row)

    def shown(self, row_id: str) -> str:
        """How a list names it; the id of one that is gone."""
        found = self._by_id.get(row_id)
        return row_id if found is None else found.shown

    def find(self, text: str) -> str:
        """The id of the one that a text names exactly; raises Refused for none and for several that are in use."""
        called = self._by_writing.get(plain(text), [])
        found = [row for row in called if row.in_use] or called
        if not found:
            raise Refused("catalogue.none_called", found=text)
        if len(found) > 1:
            raise Refused("catalogue.several_called", found=text, names=tuple(row.shown for row in found))
        return found[0].id


@dataclass(frozen=True, slots=True)
class Known:
    """What a desk knows that cells name: its code tables, its places by name, and the rows that others refer to."""

    tables: Tables
    places: Mapping[str, str]
    references: Mapping[str, References]
    today: date


@dataclass(frozen=True, slots=True)
class CellForm:
    """How a cell that is not empty is read (raising Refused for what is no value), and how a value stands in one."""

    read: Callable[[str, Known], Mended[Any]]
    shown: Callable[[Any, Known], Value] = lambda value, _known: value
    kind: ColumnKind = ColumnKind.TEXT


def _day(text: str, known: Known) -> Mended[date]:
    """Of a span of days the last one (2023年5月1日至2026年4月30日)."""
    last = _BETWEEN_DAYS.split(text.removesuffix("止"))[-1]
    found = read_written_date(last, today=known.today)
    if found.value.day is None:
        raise Refused("import_file.no_whole_day", found=text)
    return Mended(found.value.day, found.mends)


def _count(text: str) -> Mended[int]:
    """A whole number, with or without what it counts behind it."""
    found = _COUNT.fullmatch(plain(text))
    if found is None:
        raise Refused("import_file.no_number", found=text)
    return Mended(int(found[1]))


def _credit_code(text: str) -> Mended[str]:
    code = read_credit_code(text)
    return Mended(code.value.code, code.mends, code.warnings)


def _division(text: str, known: Known) -> Mended[str]:
    """A place by its code, or by its name where the county has one place of that name."""
    code = known.places.get(plain(text))
    return read_division(text) if code is None else Mended(code)


def _said(text: str) -> Mended[bool]:
    said = read_yes_no(text)
    if said is None:
        raise Refused("import_file.neither_yes_nor_no", found=text)
    return Mended(said)


TEXT: Final = CellForm(lambda text, _known: Mended(text))
CREDIT_CODE: Final = CellForm(lambda text, _known: _credit_code(text))
PHONE: Final = CellForm(lambda text, _known: read_phone(text))
DIVISION: Final = CellForm(_division)
DAY: Final = CellForm(_day, kind=ColumnKind.DATE)
COUNT: Final = CellForm(lambda text, _known: _count(text), kind=ColumnKind.NUMBER)
POINTS: Final = CellForm(
    lambda text, _known: Mended(read_points(text)),
    lambda tenths, _known: None if tenths is None else points_text(tenths),
)
YES_NO: Final = CellForm(lambda text, _known: _said(text), lambda said, _known: "是" if said else "否")


def one_of(writings: Mapping[str, tuple[str, ...]]) -> CellForm:
    """One of a few values, by the word for each and what else is written for it."""

    def read(text: str, _known: Known) -> Mended[str]:
        for value, written in writings.items():
            if plain(text) in {plain(one) for one in (value, *written)}:
                return Mended(value)
        raise Refused("import_file.not_one_of", found=text, wanted=tuple(one[0] for one in writings.values()))

    return CellForm(read, lambda value, _known: writings[value][0] if value in writings else value)


def coded(table: str) -> CellForm:
    """A code of a table, by its name."""

    def read(text: str, known: Known) -> Mended[str]:
        codes = known.tables.codes(table)
        code = codes.find(text)
        if code is None:
            raise Refused("import_file.not_one_of", found=text, wanted=_some(codes))
        return Mended(code)

    return CellForm(read, lambda value, known: _name(known.tables.codes(table), value))


def several_coded(table: str) -> CellForm:
    """Codes of a table, kept with semicolons between them and named one after the other."""

    def read(text: str, known: Known) -> Mended[str]:
        codes = known.tables.codes(table)
        found = codes.find_each(text)
        if found.unknown:
            raise Refused("import_file.not_one_of", found=_BETWEEN.join(found.unknown), wanted=_some(codes))
        return Mended(";".join(found.codes))

    def shown(value: str, known: Known) -> str:
        return _BETWEEN.join(str(_name(known.tables.codes(table), one)) for one in value.split(";") if one)

    return CellForm(read, shown)


def reference(table: str) -> CellForm:
    """Another row of the catalogue, by its name or code."""
    return CellForm(
        lambda text, known: Mended(known.references[table].find(text)),
        lambda value, known: None if value is None else known.references[table].shown(value),
    )


def _some(codes: CodeTable) -> tuple[str, ...]:
    return tuple(item.name for item in codes)[:_NAMED]


def _name(codes: CodeTable, value: str | None) -> str | None:
    return codes[value].name if value in codes and value is not None else value
