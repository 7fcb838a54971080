"""Reads a list of occupations (职业分类大典 and its yearly additions) from the rows of a spreadsheet.

Code X-XX-XX-XX of the 2022 edition: major, medium, minor group, occupation. Headings are Chinese or English. A bad row is
named with the reason and the good ones are kept: the official lists carry slips of their own, such as one code under two
names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.settings.code_tables import CodeItem, CodeTable, plain, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CODE = re.compile(r"\d-\d{2}-\d{2}-\d{2}")
#: Every kind of dash that a spreadsheet may put between the groups of a code.
_DASHES = re.compile("[‐‑‒–—―−﹣－]")

_HEADINGS = {
    "code": ("code", "职业编码", "职业代码", "编码", "代码"),
    "name": ("name", "职业名称", "职业", "名称"),
    "flags": ("flag_green_l_digital_s", "flags", "flag", "标识", "备注标识"),
    "trades": ("trades", "工种", "工种名称"),
    "aliases": ("aliases", "别名", "曾用名"),
    "shortage": ("shortage", "紧缺程度"),
    "version": ("version", "released", "版本", "发布时间"),
}


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation (职业) of one version of the dictionary; ``trades`` are its 工种, ``aliases`` its other names."""

    code: str
    name: str
    version: str
    trades: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    green: bool = False
    digital: bool = False
    shortage: str | None = None

    @property
    def major(self) -> str:
        """大类."""
        return self.code[:1]

    @property
    def minor(self) -> str:
        """小类: major, medium and minor group."""
        return self.code[:7]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no occupation; ``reason`` is a sentence key, ``number`` counts from 1 below the headings."""

    number: int
    found: str
    reason: str


@dataclass(frozen=True, slots=True)
class OccupationList:
    """What a file held: the occupations in its order, and the rows that came back."""

    occupations: tuple[Occupation, ...]
    bad: tuple[BadRow, ...]


def parse_occupations(rows: Iterable[Mapping[str, str]], *, version: str) -> OccupationList:
    """The occupations of ``rows``; ``version`` names the list where a row does not say its own.

    A row that repeats an earlier one word for word is passed over in silence; one that gives a known code another name comes
    back, and the first stands.
    """
    occupations: dict[str, Occupation] = {}
    bad: list[BadRow] = []
    for number, row in enumerate(rows, start=1):
        found = _cells(row)
        reason = _fault(found, occupations)
        if reason is not None:
            bad.append(BadRow(number, f"{found['code']} {found['name']}".strip(), reason))
        elif any(found.values()):
            occupations.setdefault(found["code"], _occupation(found, version))
    return OccupationList(tuple(occupations.values()), tuple(bad))


def heads_a_list(cells: Iterable[str]) -> bool:
    """Whether these cells are the headings of a list: a column of codes and one of names."""
    words = {plain(cell) for cell in cells}
    return all(not words.isdisjoint(_HEADINGS[field]) for field in ("code", "name"))


def shipped_occupations() -> tuple[Occupation, ...]:
    """The occupations that county training commonly uses; the full official list is imported by whoever needs it."""
    return parse_occupations(read_table("occupations"), version="2022").occupations


def occupation_table(occupations: Iterable[Occupation]) -> CodeTable:
    """Finds an occupation by code, name, 工种 or alias (育婴员); raises ValueError where a name stands for two."""
    items = (CodeItem("occupations", one.code, one.name, aliases=(*one.trades, *one.aliases)) for one in occupations)
    return CodeTable("occupations", items)


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split("[;；、]", cell) if part.strip())


def _cells(row: Mapping[str, str]) -> dict[str, str]:
    """The cells that matter, by field; an absent column is an empty cell."""
    by_heading = {plain(heading): cell or "" for heading, cell in row.items()}
    cells = {
        field: next((by_heading[heading].strip() for heading in headings if heading in by_heading), "")
        for field, headings in _HEADINGS.items()
    }
    return {**cells, "code": _DASHES.sub("-", plain(cells["code"]))}


def _fault(found: Mapping[str, str], known: Mapping[str, Occupation]) -> str | None:
    """The sentence key of what is wrong with a row; None for a good one and for an empty one."""
    if not any(found.values()):
        return None
    if not _CODE.fullmatch(found["code"]):
        return "occupation_list.code_malformed"
    if not found["name"]:
        return "occupation_list.name_missing"
    earlier = known.get(found["code"])
    return "occupation_list.code_twice" if earlier and earlier.name != found["name"] else None


def _occupation(found: Mapping[str, str], version: str) -> Occupation:
    flags = set(re.split(r"[/、,;\s]+", plain(found["flags"]).upper()))
    return Occupation(
        code=found["code"],
        name=found["name"],
        version=found["version"] or version,
        trades=_several(found["trades"]),
        aliases=_several(found["aliases"]),
        green="L" in flags,
        digital="S" in flags,
        shortage=found["shortage"] or None,
    )
