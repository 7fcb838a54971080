"""The names by which a county's own form (报表模板) asks for what a claim (补贴申报) holds.

A head and a total name one cell. Columns stand in one row of the form, which repeats for each person of the claim (人) or
for each of its lines (笔): what money is claimed for, and nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.subsidy import Payee, SubsidyKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PREFIXES: Final = ("补贴", "claim")


class ClaimHead(StrEnum):
    """What stands around the lines of a claim."""

    NUMBER = "number"
    CLASS_NUMBER = "class_number"
    CLASS_NAME = "class_name"
    INSTITUTION = "institution"
    ORGANIZATION = "organization"
    STATE = "state"
    PUBLICITY_FROM = "publicity_from"
    PUBLICITY_UNTIL = "publicity_until"
    FILLED_ON = "filled_on"
    PREPARER = "preparer"
    PEOPLE = "people"
    LINES = "lines"
    REFUSED = "refused"


class Repeats(StrEnum):
    """For what the row of a column repeats."""

    PERSON = "person"
    LINE = "line"


class ClaimColumn(StrEnum):
    """What a column says; ``WHOLE_DOCUMENT``, ``BANK`` and ``ACCOUNT`` are shown to whoever may take them out."""

    NUMBER = "number"
    ENROLLMENT = "enrollment"
    NAME = "name"
    DOCUMENT = "document"
    WHOLE_DOCUMENT = "whole_document"
    CATEGORY = "category"
    KIND = "kind"
    RATE = "rate"
    FUND = "fund"
    PAYEE = "payee"
    BANK = "bank"
    ACCOUNT = "account"
    CLAUSE = "clause"
    AMOUNT = "amount"


WHOLE: Final = frozenset({ClaimColumn.WHOLE_DOCUMENT, ClaimColumn.BANK, ClaimColumn.ACCOUNT})
#: Columns that say something of one line alone.
_OF_A_LINE: Final = frozenset(
    {ClaimColumn.KIND, ClaimColumn.RATE, ClaimColumn.FUND, ClaimColumn.PAYEE, ClaimColumn.CLAUSE}
)
_HEAD_NAMES: Final[Mapping[ClaimHead, str]] = MappingProxyType(
    {
        ClaimHead.NUMBER: "编号",
        ClaimHead.CLASS_NUMBER: "班级编号",
        ClaimHead.CLASS_NAME: "班级",
        ClaimHead.INSTITUTION: "机构",
        ClaimHead.ORGANIZATION: "单位",
        ClaimHead.STATE: "状态",
        ClaimHead.PUBLICITY_FROM: "公示起",
        ClaimHead.PUBLICITY_UNTIL: "公示止",
        ClaimHead.FILLED_ON: "填表日期",
        ClaimHead.PREPARER: "填表人",
        ClaimHead.PEOPLE: "人数",
        ClaimHead.LINES: "笔数",
        ClaimHead.REFUSED: "不予笔数",
    }
)
_COLUMN_NAMES: Final[Mapping[ClaimColumn, str]] = MappingProxyType(
    {
        ClaimColumn.NUMBER: "序号",
        ClaimColumn.ENROLLMENT: "学员编号",
        ClaimColumn.NAME: "姓名",
        ClaimColumn.DOCUMENT: "证件号码",
        ClaimColumn.WHOLE_DOCUMENT: "证件号码全",
        ClaimColumn.CATEGORY: "人员类别",
        ClaimColumn.KIND: "种类",
        ClaimColumn.RATE: "标准",
        ClaimColumn.FUND: "资金",
        ClaimColumn.PAYEE: "收款人",
        ClaimColumn.BANK: "开户行",
        ClaimColumn.ACCOUNT: "账号",
        ClaimColumn.CLAUSE: "依据",
        ClaimColumn.AMOUNT: "金额",
    }
)
_REPEATS_NAMES: Final[Mapping[Repeats, str]] = MappingProxyType({Repeats.PERSON: "人", Repeats.LINE: "笔"})
_KIND_NAMES: Final[Mapping[SubsidyKind, str]] = MappingProxyType(
    {SubsidyKind.TRAINING: "培训", SubsidyKind.ASSESSMENT: "评价", SubsidyKind.LIVING_ALLOWANCE: "生活费"}
)
_PAYEE_NAMES: Final[Mapping[Payee, str]] = MappingProxyType(
    {Payee.EMPLOYER: "付企业", Payee.INSTITUTION: "付机构", Payee.PERSON: "付个人"}
)
_TOTAL: Final = ("合计", "total")


@dataclass(frozen=True, slots=True)
class ClaimSlot:
    """What a name asks for: a head, a total (of all lines, of one kind, or to one payee), or a column of a row that repeats.

    Amounts are in 元, to the fen; that of a person may be of one kind.
    """

    name: str
    latin: str
    head: ClaimHead | None = None
    repeats: Repeats | None = None
    column: ClaimColumn | None = None
    kind: SubsidyKind | None = None
    payee: Payee | None = None

    @property
    def goes_down(self) -> bool:
        """Whether it fills as many rows as there are."""
        return self.repeats is not None

    @property
    def is_whole(self) -> bool:
        """Whether it shows what is masked elsewhere."""
        return self.column in WHOLE


def claim_slots() -> tuple[ClaimSlot, ...]:
    """Everything that a form may ask for."""
    return (*_heads(), *_totals(), *_columns())


def _heads() -> Iterator[ClaimSlot]:
    for head, word in _HEAD_NAMES.items():
        yield ClaimSlot(*_spelled((word,), (head.value,)), head=head)


def _totals() -> Iterator[ClaimSlot]:
    yield ClaimSlot(*_spelled(_TOTAL[:1], _TOTAL[1:]))
    for kind, word in _KIND_NAMES.items():
        yield ClaimSlot(*_spelled((_TOTAL[0], word), (_TOTAL[1], kind.value)), kind=kind)
    for payee, word in _PAYEE_NAMES.items():
        yield ClaimSlot(*_spelled((_TOTAL[0], word), (_TOTAL[1], payee.value)), payee=payee)


def _columns() -> Iterator[ClaimSlot]:
    for repeats, said in _REPEATS_NAMES.items():
        for column, word in _COLUMN_NAMES.items():
            if repeats is Repeats.LINE or column not in _OF_A_LINE:
                names = _spelled((said, word), (repeats.value, column.value))
                yield ClaimSlot(*names, repeats=repeats, column=column)
    amount, said = ClaimColumn.AMOUNT, _REPEATS_NAMES[Repeats.PERSON]
    for kind, word in _KIND_NAMES.items():
        chinese, latin = (said, _COLUMN_NAMES[amount], word), (Repeats.PERSON.value, amount.value, kind.value)
        yield ClaimSlot(*_spelled(chinese, latin), repeats=Repeats.PERSON, column=amount, kind=kind)


def _spelled(chinese: tuple[str, ...], latin: tuple[str, ...]) -> tuple[str, str]:
    return "_".join((PREFIXES[0], *chinese)), "_".join((PREFIXES[1].upper(), *latin))
