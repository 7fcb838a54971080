"""The tables shipped in ``resources/tables`` and the finding of a code from what people write.

A table is a CSV file in UTF-8: comment lines (``# standard / source / licence``), a header, rows. A table of codes has the
columns code, name, aliases (separated by ``;``) and mostly english and core; ``core`` is the fixed meaning that the rules
know (a value of an enumeration of ``domain``), so that a county may rename a row without changing what it means.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: What stands between two answers in one cell: 脱贫户、残疾人.
_BETWEEN = re.compile(r"[、,，;；/|+]|\s+")
#: Marks that carry no meaning in a code name: quotation marks, soft hyphen, zero-width characters.
_MEANINGLESS = re.compile("[\"'“”‘’「」\u00ad\u200b-\u200d\ufeff]")


def read_table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of ``resources/tables/<name>.csv`` in their order, cells stripped.

    Reads the file each time; whoever asks often keeps the answer or shares one ``Tables``. Raises FileNotFoundError for a
    table that is not shipped and ValueError, naming the line, for a row that has another number of cells than the header.
    """
    with resource("tables", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = next(line for line in lines if not line[0].startswith("#"))
        return tuple(_row(header, cells, where=f"{name}.csv line {lines.line_num}") for cells in lines)


def _row(header: list[str], cells: list[str], *, where: str) -> Mapping[str, str]:
    if len(cells) != len(header):
        raise ValueError(f"{where}: {len(cells)} cells under {len(header)} headings")
    return MappingProxyType({heading: cell.strip() for heading, cell in zip(header, cells, strict=True)})


def plain(text: str) -> str:
    """The form in which two writings of one thing are equal: no blanks, half width, lower case, no quotation marks."""
    return _MEANINGLESS.sub("", "".join(unicodedata.normalize("NFKC", text).split())).casefold()


def split_cell(text: str) -> tuple[str, ...]:
    """The parts of a cell of a shipped table that holds several values."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


@dataclass(frozen=True, slots=True)
class CodeItem:
    """One row of a table of codes; ``more`` holds the columns that only this table has."""

    table: str
    code: str
    name: str
    english: str = ""
    core: str | None = None
    aliases: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of_row(cls, table: str, row: Mapping[str, str]) -> CodeItem:
        """The item that a row of a shipped table describes."""
        more = {heading: cell for heading, cell in row.items() if heading not in _SHARED}
        return cls(
            table,
            row["code"],
            row["name"],
            row.get("english", ""),
            row.get("core") or None,
            split_cell(row.get("aliases", "")),
            MappingProxyType(more),
        )

    @property
    def writings(self) -> tuple[str, ...]:
        """Everything that people may write for it."""
        return tuple(filter(None, (self.code, self.name, self.english, *self.aliases)))


_SHARED = frozenset({"code", "name", "english", "core", "aliases"})


@dataclass(frozen=True, slots=True)
class Found:
    """The codes that a cell named, in its order, and the parts of it that name none."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...]


class CodeTable:
    """One table of codes, searchable by code, name, English name, alias and core meaning.

    Takes any items: the shipped ones, or those of a county that renamed, added or retired some. Raises ValueError where two
    items answer to one writing, for then a cell would have two meanings.
    """

    def __init__(self, name: str, items: Iterable[CodeItem]) -> None:
        self.name = name
        self.items = tuple(items)
        self._by_code = {item.code: item for item in self.items}
        self._by_writing: dict[str, str] = {}
        for item in self.items:
            self._learn(item)
        lengths = {len(item.code) for item in self.items}
        self._code_width = lengths.pop() if len(lengths) == 1 else 0

    def _learn(self, item: CodeItem) -> None:
        for writing in item.writings:
            known = self._by_writing.setdefault(plain(writing), item.code)
            if known != item.code:
                raise ValueError(f"{self.name}: {writing!r} stands for {known} and for {item.code}")

    @staticmethod
    def shipped(name: str) -> CodeTable:
        """The table as it is shipped, read once in a process; raises FileNotFoundError where there is none of this name."""
        return _shipped(name)

    def __iter__(self) -> Iterator[CodeItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> CodeItem:
        """The item of a code; raises KeyError for an unknown one."""
        return self._by_code[code]

    def find(self, text: str) -> str | None:
        """The code that ``text`` names, or None.

        Full width, blanks, case and quotation marks make no difference; a number that lost its leading zeros in a
        spreadsheet (1 for 01) is understood where all codes of the table have the same length.
        """
        code = self._by_writing.get(text)  # most cells name it as the table does
        if code is not None:
            return code
        wanted = plain(text)
        code = self._by_writing.get(wanted)
        if code is None and wanted.isdigit() and self._code_width:
            code = self._by_writing.get(wanted.zfill(self._code_width))
        return code

    def find_each(self, text: str) -> Found:
        """The codes of a cell that may name several (脱贫户、残疾人); a name that itself holds a separator comes first."""
        whole = self.find(text)
        if whole is not None:
            return Found((whole,), ())
        parts = tuple(part for part in _BETWEEN.split(text.strip()) if part)
        found = {part: self.find(part) for part in parts}
        codes = tuple(dict.fromkeys(code for code in found.values() if code is not None))
        return Found(codes, tuple(part for part, code in found.items() if code is None))

    def of_core(self, core: str) -> CodeItem:
        """The first item with this core meaning; raises KeyError where the table has none."""
        for item in self.items:
            if item.core == core:
                return item
        raise KeyError(core)


@cache
def _shipped(name: str) -> CodeTable:
    return CodeTable(name, (CodeItem.of_row(name, row) for row in read_table(name)))


class OwnItem(NamedTuple):
    """A row of a list as a county keeps it."""

    code: str
    name: str
    core: str | None


def kept_by_county(shipped: CodeTable, own: Iterable[OwnItem]) -> CodeTable:
    """The table of a county: what it calls a row comes first, and what the shipped table called it is understood too.

    A writing that two rows would have stands for the one the county names so; of two that it names alike, for the first.
    """
    items = tuple(own)
    owner: dict[str, str] = {plain(one.code): one.code for one in items}
    for one in items:
        owner.setdefault(plain(one.name), one.code)
    return CodeTable(shipped.name, (_kept(shipped, one, owner) for one in items))


def _kept(shipped: CodeTable, one: OwnItem, owner: Mapping[str, str]) -> CodeItem:
    name = one.name if owner[plain(one.name)] == one.code else f"{one.name}（{one.code}）"
    if one.code not in shipped:
        return CodeItem(shipped.name, one.code, name, core=one.core)
    base = shipped[one.code]
    aliases = (text for text in (base.name, base.english, *base.aliases) if owner.get(plain(text)) in {None, one.code})
    return replace(base, name=name, english="", core=one.core, aliases=tuple(filter(None, aliases)))


class Tables:
    """The shipped tables, rows read once per instance; made in one place and handed on as an argument.

    ``own`` are those that a county keeps otherwise, by name.
    """

    def __init__(self, own: Mapping[str, CodeTable] = MappingProxyType({})) -> None:
        self._own = own
        self._rows: dict[str, tuple[Mapping[str, str], ...]] = {}

    def rows(self, name: str) -> tuple[Mapping[str, str], ...]:
        """The rows of a table, see ``read_table``."""
        if name not in self._rows:
            self._rows[name] = read_table(name)
        return self._rows[name]

    def codes(self, name: str) -> CodeTable:
        """A table of codes: the county's own, else as it is shipped."""
        return self._own[name] if name in self._own else CodeTable.shipped(name)
