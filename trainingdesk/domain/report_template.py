"""The names by which a county's own form (报表模板) asks for the figures of the monthly report.

A name is defined for a cell of the form, or written into it between double braces. Names are the same in every language of
the window, each in a Chinese and a Latin spelling; a row is named by its fixed id, with ``_`` or ``.`` between its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from trainingdesk.domain.month_cut import CUT_COLUMNS, PART_ROWS, Cut
from trainingdesk.domain.month_rows import Column, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trainingdesk.domain.month_rows import ReportRow

PREFIXES: Final = ("月报", "td")


class FormKind(StrEnum):
    """What a form is for."""

    MONTH = "month"  # 月报
    CLAIM = "claim"  # 补贴申报


class Head(StrEnum):
    """What stands around the figures of a report."""

    ORGANIZATION = "organization"  # 填报单位
    HEAD = "head"  # 单位负责人
    PHONE = "phone"  # 联系电话
    PREPARER = "preparer"  # 填表人
    REVIEWER = "reviewer"  # 审核人
    APPROVER = "approver"  # 批准人
    FILLED_ON = "filled_on"  # 填表日期
    PERIOD = "period"  # 2026年10月
    YEAR_NUMBER = "year_number"
    MONTH_NUMBER = "month_number"
    STATE = "state"
    VERSION = "version"
    CUT_OFF = "cut_off"  # 数据截止时间
    DEVICE = "device"
    UNSYNCED = "unsynced"
    DELEGATION = "delegation"


class Listing(StrEnum):
    """Lists that belong to no cut."""

    OMITTED = "omitted"  # 未包括的内容
    ADJUSTMENTS = "adjustments"  # 以前月份的调整


_HEAD_NAMES: Final[Mapping[Head, str]] = MappingProxyType(
    {
        Head.ORGANIZATION: "单位",
        Head.HEAD: "负责人",
        Head.PHONE: "电话",
        Head.PREPARER: "填表人",
        Head.REVIEWER: "审核人",
        Head.APPROVER: "批准人",
        Head.FILLED_ON: "填表日期",
        Head.PERIOD: "月份",
        Head.YEAR_NUMBER: "年",
        Head.MONTH_NUMBER: "月",
        Head.STATE: "状态",
        Head.VERSION: "版本",
        Head.CUT_OFF: "截止时间",
        Head.DEVICE: "终端",
        Head.UNSYNCED: "未同步",
        Head.DELEGATION: "委托文号",
    }
)
_COLUMN_NAMES: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.TARGET: "目标",
        Column.MONTH: "本月",
        Column.YEAR: "累计",
        Column.COMPLETION: "完成率",
        Column.LAST_YEAR: "上年同期",
        Column.CHANGE: "同比",
    }
)
_CUT_NAMES: Final[Mapping[Cut, str]] = MappingProxyType(
    {Cut.TOWNSHIP: "乡镇", Cut.INSTITUTION: "机构", Cut.OCCUPATION: "职业", Cut.LEVEL: "等级", Cut.MODE: "方式"}
)
_LISTING_NAMES: Final[Mapping[Listing, str]] = MappingProxyType(
    {Listing.OMITTED: "未包括", Listing.ADJUSTMENTS: "调整"}
)
#: Amounts of money are in 万元 unless the name ends like this.
_YUAN: Final = ("元", "yuan")
_KEY_NAMES: Final = ("名称", "name")
_MONEY_COLUMNS: Final = frozenset({Column.TARGET, Column.MONTH, Column.YEAR, Column.LAST_YEAR})


@dataclass(frozen=True, slots=True)
class Slot:
    """What a name asks for.

    A figure has a row and a column, a head its field. A cut with neither is its whole table, with a row and a column one
    column of it, with ``keys`` what its lines are called; those and listings are filled downwards.
    """

    name: str
    latin: str
    row: str | None = None
    column: Column | None = None
    head: Head | None = None
    cut: Cut | None = None
    listing: Listing | None = None
    keys: bool = False
    yuan: bool = False

    @property
    def goes_down(self) -> bool:
        """Whether it fills as many lines as there are."""
        return self.cut is not None or self.listing is not None


def slots(rows: Iterable[ReportRow]) -> tuple[Slot, ...]:
    """Everything that a form may ask for, in the order of the report."""
    known = tuple(rows)
    return (*_heads(), *_figures(known), *_cuts({row.id: row for row in known}), *_listings())


class Named(Protocol):
    """Something that a form may ask for, in both of its spellings."""

    @property
    def name(self) -> str:
        """The Chinese one."""
        ...

    @property
    def latin(self) -> str:
        """The one of Latin letters."""
        ...

    @property
    def goes_down(self) -> bool:
        """Whether it fills as many lines as there are."""
        ...


N = TypeVar("N", bound=Named)


def by_name(known: Iterable[N]) -> Mapping[str, N]:
    """Slots by both of their spellings, as ``plain`` writes them."""
    return {plain(name): slot for slot in known for name in (slot.name, slot.latin)}


def plain(name: str) -> str:
    """A name for comparison: spreadsheet programs do not tell capitals from small letters."""
    return name.strip().casefold().replace(".", "_")


def is_ours(name: str, prefixes: tuple[str, ...] = PREFIXES) -> bool:
    """Whether a name was meant for the report; a form may have other names for its own ends."""
    return plain(name).startswith(tuple(f"{prefix}_" for prefix in prefixes))


def in_braces(text: str, prefixes: tuple[str, ...] = PREFIXES) -> str | None:
    """The name that a cell asks for with ``{{…}}``; the prefix may be left out there."""
    text = text.strip()
    if not (text.startswith("{{") and text.endswith("}}")):
        return None
    name = text[2:-2].strip()
    return name if is_ours(name, prefixes) else f"{prefixes[0]}_{name}"


def _spelled(chinese: Iterable[str], latin: Iterable[str]) -> tuple[str, str]:
    return "_".join((PREFIXES[0], *chinese)), "_".join((PREFIXES[1].upper(), *latin))


def _heads() -> Iterator[Slot]:
    for head, word in _HEAD_NAMES.items():
        yield Slot(*_spelled((word,), (head.value,)), head=head)


def _figures(rows: Iterable[ReportRow]) -> Iterator[Slot]:
    for row in rows:
        code = row.id.replace(".", "_")
        for column, word in _COLUMN_NAMES.items():
            yield Slot(*_spelled((code, word), (code, column.value)), row=row.id, column=column)
            if row.unit is Unit.MONEY and column in _MONEY_COLUMNS:
                names = _spelled((code, word, _YUAN[0]), (code, column.value, _YUAN[1]))
                yield Slot(*names, row=row.id, column=column, yuan=True)


def _cuts(rows: Mapping[str, ReportRow]) -> Iterator[Slot]:
    for cut, word in _CUT_NAMES.items():
        yield Slot(*_spelled((word,), (cut.value,)), cut=cut)
        yield Slot(*_spelled((word, _KEY_NAMES[0]), (cut.value, _KEY_NAMES[1])), cut=cut, keys=True)
        for row in (row for part in PART_ROWS.values() for row in part):
            code = row.replace(".", "_")
            for column in CUT_COLUMNS:
                chinese, latin = (word, code, _COLUMN_NAMES[column]), (cut.value, code, column.value)
                yield Slot(*_spelled(chinese, latin), cut=cut, row=row, column=column)
                if rows[row].unit is Unit.MONEY:
                    names = _spelled((*chinese, _YUAN[0]), (*latin, _YUAN[1]))
                    yield Slot(*names, cut=cut, row=row, column=column, yuan=True)


def _listings() -> Iterator[Slot]:
    for listing, word in _LISTING_NAMES.items():
        yield Slot(*_spelled((word,), (listing.value,)), listing=listing)
