"""The rows of the monthly report (月报) and the tables that say which code counts in which row.

Composed from the founding plan (人社部发〔2021〕102号), 财社〔2023〕181号 and table 8-3 of the yearbook of 2006; no national
form was found. The ids of rows are their fixed meaning. A county renames rows, adds funds, levels and kinds, and changes
which code counts where; the parts of a split sum to their parent, parts without a split may overlap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class RowKind(StrEnum):
    """How months of a row relate."""

    FLOW = "flow"  # months add up to the year
    STOCK = "stock"  # stated at the month's end
    PEOPLE = "people"  # a person counts in the first month of the year in which they appear
    RATE = "rate"  # one row as a share of another, never a sum or a mean of rates


class Unit(StrEnum):
    """What a row counts."""

    PERSON_TIMES = "person_times"  # 人次
    PEOPLE = "people"  # 人
    PIECES = "pieces"  # 个
    CLASS_TIMES = "class_times"  # 班次
    MONEY = "money"  # whole fen, printed in 万元
    PERIODS = "periods"  # 课时, each class by its own
    PERSON_PERIODS = "person_periods"  # 人课时: class periods of everybody
    PERCENT = "percent"  # %


class Subject(StrEnum):
    """Whose ids stand behind a number."""

    ENROLLMENT = "enrollment"
    PERSON = "person"
    CERTIFICATE = "certificate"
    TRAINING_CLASS = "training_class"
    INSPECTION = "inspection"
    SUBSIDY = "subsidy"
    INSTITUTION = "institution"
    ONLINE_PLATFORM = "online_platform"
    INSTRUCTOR = "instructor"
    LESSON = "lesson"
    SCORE = "score"


class Column(StrEnum):
    """The columns of the report."""

    TARGET = "target"  # 年度目标
    MONTH = "month"  # 本月新增
    YEAR = "year"  # 本年累计
    COMPLETION = "completion"  # 完成率
    LAST_YEAR = "last_year"  # 上年同期累计
    CHANGE = "change"  # 同比


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row. ``split`` names the grouping whose parts sum to ``parent``; ``title`` is the county's own, if it has one.

    A rate is calculated from the two rows of ``share_of``, the part first.
    """

    id: str
    kind: RowKind
    unit: Unit
    about: Subject
    parent: str | None = None
    split: str | None = None
    title: str | None = None
    share_of: tuple[str, str] | None = None

    @property
    def section(self) -> str:
        """A to H, and T for parts that overlap (其中项)."""
        return self.id[0]

    @property
    def adds_up(self) -> bool:
        """Whether its months sum to its year."""
        return self.kind in {RowKind.FLOW, RowKind.PEOPLE}

    @property
    def title_key(self) -> str:
        """The sentence key of its title, for a row that has no title of its own."""
        return f"month.row_{self.id.lower().replace('.', '_')}"


#: A number of a row, the share that a rate is, or nothing.
Figure: TypeAlias = "int | Fraction | None"


def share(part: int | None, whole: int | None) -> Fraction | None:
    """A rate; None while there is nothing that it could be a share of."""
    return Fraction(part, whole) if whole and part is not None else None


_FLOW, _STOCK = RowKind.FLOW, RowKind.STOCK
_TIMES, _PIECES = Unit.PERSON_TIMES, Unit.PIECES


def _training() -> Iterator[ReportRow]:
    """A 培训规模, B 按人员类别, 其中项."""
    kind = (_FLOW, _TIMES, Subject.ENROLLMENT)
    yield ReportRow("A1", *kind)
    yield ReportRow("A1.1", *kind, "A1", "type")
    yield ReportRow("A1.2", *kind, "A1", "type")
    yield ReportRow("A1.2.1", *kind, "A1.2")
    yield ReportRow("A1.2.2", *kind, "A1.2")
    yield ReportRow("A1.3", *kind, "A1", "type")
    yield ReportRow("A1.4", *kind, "A1", "type")
    for number in range(1, 11):
        yield ReportRow(f"B{number}", *kind, "A1", "category")
    for number in range(1, 7):
        yield ReportRow(f"T{number}", *kind, "A1")


def _certificates() -> Iterator[ReportRow]:
    """C 取得证书."""
    kind = (_FLOW, _TIMES, Subject.CERTIFICATE)
    yield ReportRow("C1", *kind)
    yield ReportRow("C1.1", *kind, "C1", "certificate")
    yield ReportRow("C1.2", *kind, "C1", "certificate")
    for number in range(1, 7):
        yield ReportRow(f"C1.2.{number}", *kind, "C1.2", "level")
    yield ReportRow("C1.3", *kind, "C1", "certificate")
    yield ReportRow("C1.4", *kind, "C1", "certificate")
    yield ReportRow("C2", *kind, "C1")


def _classes_and_people() -> Iterator[ReportRow]:
    """D 班期, E 人数(去重)."""
    yield ReportRow("D1", _FLOW, _PIECES, Subject.TRAINING_CLASS)
    yield ReportRow("D2", _FLOW, _PIECES, Subject.TRAINING_CLASS)
    yield ReportRow("D3", _STOCK, _PIECES, Subject.TRAINING_CLASS)
    yield ReportRow("D4", _FLOW, _TIMES, Subject.ENROLLMENT)
    yield ReportRow("D5", _STOCK, _TIMES, Subject.ENROLLMENT)
    yield ReportRow("D6", _FLOW, Unit.CLASS_TIMES, Subject.INSPECTION)
    yield ReportRow("D7", _FLOW, Unit.CLASS_TIMES, Subject.INSPECTION, "D6")
    for number in range(1, 4):
        yield ReportRow(f"E{number}", RowKind.PEOPLE, Unit.PEOPLE, Subject.PERSON)


def _money_and_resources() -> Iterator[ReportRow]:
    """F 资金, G 资源."""
    money = (_FLOW, Unit.MONEY, Subject.SUBSIDY)
    for number in range(1, 4):
        yield ReportRow(f"F{number}", *money, "F4", "kind")
    yield ReportRow("F4", *money)
    for number in range(1, 5):
        yield ReportRow(f"F4.{number}", *money, "F4", "fund")
    yield ReportRow("G1", _STOCK, _PIECES, Subject.INSTITUTION)
    yield ReportRow("G2", _STOCK, _PIECES, Subject.ONLINE_PLATFORM)
    yield ReportRow("G3", _STOCK, Unit.PEOPLE, Subject.INSTRUCTOR)
    yield ReportRow("G4", _FLOW, _PIECES, Subject.INSTITUTION)
    yield ReportRow("G4.1", _FLOW, _PIECES, Subject.INSTITUTION, "G4", "movement")
    yield ReportRow("G4.2", _FLOW, _PIECES, Subject.INSTITUTION, "G4", "movement")


def _teaching() -> Iterator[ReportRow]:
    """H 课时、出勤与考核."""
    attendance = (_FLOW, Unit.PERSON_PERIODS, Subject.LESSON)
    score = (_FLOW, _TIMES, Subject.SCORE)
    yield ReportRow("H1", _FLOW, Unit.PERIODS, Subject.LESSON)
    yield ReportRow("H1.1", *attendance)
    yield ReportRow("H1.2", *attendance, "H1.1")
    yield ReportRow("H1.3", RowKind.RATE, Unit.PERCENT, Subject.LESSON, share_of=("H1.2", "H1.1"))
    yield ReportRow("H2", *score)
    yield ReportRow("H3", *score, "H2")
    yield ReportRow("H4", RowKind.RATE, Unit.PERCENT, Subject.SCORE, share_of=("H3", "H2"))


#: The rows as they are shipped.
ROWS: Final[tuple[ReportRow, ...]] = (
    *_training(),
    *_certificates(),
    *_classes_and_people(),
    *_money_and_resources(),
    *_teaching(),
)

#: Training types (培训类型) by code; a part of a split row (21 企业新型学徒制) counts in the rows above it too.
TYPE_ROWS: Final[Mapping[str, str | None]] = MappingProxyType(
    {
        **dict.fromkeys(("10", "11", "12", "13", "14", "15", "16", "17"), "A1.1"),
        **dict.fromkeys(("20", "22", "23", "25", "26", "27", "28"), "A1.2"),
        "21": "A1.2.1",
        "24": "A1.2.2",
        **dict.fromkeys(("30", "31", "32", "33", "34", "35"), "A1.3"),
        **dict.fromkeys(("40", "41", "42", "90"), "A1.4"),
    }
)

#: The one main category of an enrollment (人员类别) by code. X01 and X02 are excluded from subsidies and have no row.
CATEGORY_ROWS: Final[Mapping[str, str | None]] = MappingProxyType(
    {
        **dict.fromkeys(("B01", "B02", "B03", "B04"), "B1"),
        **dict.fromkeys(("A04", "C05"), "B2"),
        **dict.fromkeys(("A01", "C01"), "B3"),
        "A05": "B4",
        "A06": "B5",
        "A02": "B6",
        "A03": "B7",
        "C03": "B8",
        "C04": "B9",
        **dict.fromkeys(("C02", "C06", "C07", "C08", "C09", "C10", "C11", "C12", "C13", "C14", "C15", "C16"), "B10"),
        **dict.fromkeys(("C17", "C99"), "B10"),
    }
)

#: Kinds of certificates by core meaning; operation permits (特种作业) and 结业证书 count in no row.
CERTIFICATE_ROWS: Final[Mapping[str, str | None]] = MappingProxyType(
    {
        "vocational_qualification": "C1.1",
        "skill_level": "C1.2",
        "special_technician": "C1.2",
        "special_ability": "C1.3",
        "training_qualified": "C1.4",
        "startup_training": "C1.4",
        "special_operation": None,
        "course_completion": None,
    }
)

#: Skill levels by code, for certificates that have one.
LEVEL_ROWS: Final[Mapping[str, str | None]] = MappingProxyType(
    {"5": "C1.2.1", "4": "C1.2.2", "3": "C1.2.3", "2": "C1.2.4", "1": "C1.2.5", "T": "C1.2.6", "S": "C1.2.6"}
)

#: 高级工及以上: level 3 and above.
HIGH_LEVELS: Final = frozenset({"3", "2", "1", "T", "S"})

#: Rows of certificates whose level makes 高技能人才 (the plan's target: 职业资格证书或职业技能等级证书).
LEVELED: Final = frozenset({"C1.1", "C1.2"})

#: Kinds of subsidies (三项补贴, 人社部发〔2021〕102号 art. 26).
SUBSIDY_ROWS: Final[Mapping[str, str | None]] = MappingProxyType(
    {"training": "F1", "assessment": "F2", "living_allowance": "F3"}
)

#: Where money comes from, by code of the list of funds.
FUND_ROWS: Final[Mapping[str, str | None]] = MappingProxyType(
    {"F01": "F4.1", "F02": "F4.2", "F03": "F4.3", "F09": "F4.4"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTables:
    """What a county may edit; a code mapped to None counts in no row, a code that is not there is reported as unmapped."""

    rows: tuple[ReportRow, ...] = ROWS
    types: Mapping[str, str | None] = field(default_factory=lambda: TYPE_ROWS)
    categories: Mapping[str, str | None] = field(default_factory=lambda: CATEGORY_ROWS)
    certificates: Mapping[str, str | None] = field(default_factory=lambda: CERTIFICATE_ROWS)
    levels: Mapping[str, str | None] = field(default_factory=lambda: LEVEL_ROWS)
    high_levels: frozenset[str] = HIGH_LEVELS
    subsidies: Mapping[str, str | None] = field(default_factory=lambda: SUBSIDY_ROWS)
    funds: Mapping[str, str | None] = field(default_factory=lambda: FUND_ROWS)

    def lineage(self, row: str) -> tuple[str, ...]:
        """A row and everything it is part of, upwards; raises KeyError for a row that is not in the report."""
        parents = {each.id: each.parent for each in self.rows}
        found = [row]
        while (parent := parents[found[-1]]) is not None:
            found.append(parent)
        return tuple(found)
