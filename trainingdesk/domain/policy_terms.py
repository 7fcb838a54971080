"""The terms a policy may give (政策规则包), each with its shape and its meaning; a term that is not here is refused.

Ages, times, shares, rates and days differ by place and year and even contradict each other on purpose, so they are data;
what a number *means* is fixed here once, for the rule that reads it, the window that edits it and the county that types it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Shape(StrEnum):
    """What kind of value a term or a column holds."""

    NUMBER = "number"  # a whole number, not negative
    POSITIVE = "positive"  # a whole number that is divided by: at least 1
    SHARE = "share"  # 0 to 1, exact: 0.8 or "2/3"
    MONEY = "money"  # whole fen
    FLAG = "flag"  # true or false
    WORD = "word"  # one text
    WORDS = "words"  # a list of texts
    DAY = "day"  # a calendar day
    TABLE = "table"  # rows, each with its clause

    @property
    def sentence(self) -> str:
        """The key of its words."""
        return f"policy.shape_{self.value}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table term."""

    shape: Shape
    required: bool = False
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermRule:
    """What a term holds and what it means; ``columns`` are those of a table, the clause aside."""

    shape: Shape
    meaning: str
    one_of: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=lambda: MappingProxyType({}))


#: No age, count, period or number of days is larger; no amount is larger than ten billion yuan.
_RANGES: Final = {
    Shape.NUMBER: range(1_000_001),
    Shape.POSITIVE: range(1, 1_000_001),
    Shape.MONEY: range(10**12 + 1),
}
_WRITTEN_SHARE: Final = re.compile(r"\d{1,4}(\.\d{1,9}|/[1-9]\d{0,3})?", re.ASCII)

_S = Shape
_LIST, _TEXT, _COUNT, _FEN, _SHARE = (Column(shape) for shape in (_S.WORDS, _S.WORD, _S.NUMBER, _S.MONEY, _S.SHARE))
_THE_COUNT = Column(_S.NUMBER, required=True)
_VALID: Final = {"valid_from": Column(_S.DAY), "valid_to": Column(_S.DAY)}
_KIND = Column(_S.WORD, required=True, one_of=("training", "assessment", "living_allowance"))
_SEX = Column(_S.WORD, required=True, one_of=("male", "female"))
#: To which classes and people a row applies; a column that is not there applies to all. ``who`` says in words what no code
#: says: a person must check it.
_APPLIES: Final = {
    "level": _TEXT,
    "training_types": _LIST,
    "occupations": _LIST,
    "modes": _LIST,
    "categories": _LIST,
    "who": _TEXT,
    **_VALID,
}


def _number(meaning: str) -> TermRule:
    return TermRule(_S.NUMBER, meaning)


def _share(meaning: str) -> TermRule:
    return TermRule(_S.SHARE, meaning)


def _flag(meaning: str) -> TermRule:
    return TermRule(_S.FLAG, meaning)


def _words(meaning: str) -> TermRule:
    return TermRule(_S.WORDS, meaning)


def _table(meaning: str, **columns: Column) -> TermRule:
    return TermRule(_S.TABLE, meaning, columns=MappingProxyType(columns))


#: Every term by its name.
TERMS: Final[Mapping[str, TermRule]] = MappingProxyType(
    {
        # the class and its timetable
        "class.size_max": _number("people in one class at most"),
        "class.periods_per_day_max": _number("class periods (课时) a day at most"),
        "class.lesson_minutes": TermRule(_S.POSITIVE, "minutes of one class period"),
        "class.filing_workdays": _number("a class is filed so many working days before its first day"),
        "class.site_visits_min": _number("site visits (现场督查) of a class at least"),
        "class.minimum_periods": _table("class periods of a class at least", periods=_THE_COUNT, **_APPLIES),
        "course.theory_min_share": _share("share of theory in all periods at least"),
        "course.practice_min_share": _share("share of practice in all periods at least"),
        "course.safety_periods_min": _number("periods of safety teaching at least"),
        "course.online_max_share_of_theory": _share("share of theory that may be taught online at most"),
        "course.total_periods_min": _number("periods of a course at least"),
        "course.total_periods_max": _number("periods of a course at most"),
        # attendance
        "attendance.person_min": _share("a person's attendance at least, for assessment and subsidy"),
        "attendance.denominator": TermRule(
            _S.WORD, "periods of the whole class, or those since a person joined", ("whole_class", "since_joining")
        ),
        "attendance.class_day_min": _share("share of the roll present on a day of class at least"),
        "attendance.late_counts": _flag("whether late counts as attended"),
        "attendance.left_early_counts": _flag("whether leaving early counts as attended"),
        "attendance.leave_counts": _flag("whether leave (病假, 事假, 公假) counts as attended"),
        "attendance.late_minutes_as_absent": _number("so many minutes late, or more, are an absence"),
        "attendance.class_failed_days_max": _number("so many days below the class's share; one more, and the class fails"),
        # the person
        "person.age": _table(
            "from the birthday of ``min`` on, and before the birthday of ``max`` (未满), on the day of joining",
            sex=_SEX, min=_COUNT, max=_COUNT, **_VALID,
        ),
        "person.retirement": _table(
            "retirement moves from ``from_age`` to ``to_age`` by one month for every ``months_per_month`` months after "
            "``starts`` in which ``from_age`` is reached (渐进式延迟法定退休年龄); with it nobody joins who reached it",
            sex=_SEX, from_age=_THE_COUNT, to_age=_THE_COUNT, months_per_month=Column(_S.POSITIVE, required=True),
            starts=Column(_S.DAY, required=True),
        ),
        "person.per_year_max": _table(
            "trainings of a person in a calendar year at most; a row with categories goes before one without",
            times=_THE_COUNT, categories=_LIST, **_VALID,
        ),
        "person.lifetime_max": _number("trainings of a person in a life at most"),
        "person.same_kind_per_year_max": _number("trainings of one training type in a calendar year at most"),
        "person.same_occupation_level_once": _flag("the same occupation and level is paid for once"),
        "person.no_lower_level_after_higher": _flag("no lower level of an occupation after a higher one"),
        "person.startup_same_class_once": _flag("the same kind of startup training once"),
        "person.excluded_categories": _words("categories that may not take part"),
        "person.beneficiaries": _words("categories that may take part: one of them must hold"),
        # the assessment
        "assessment.roster_days_before": _number("the list of people goes to the assessor so many days before"),
        "assessment.pass_points_theory": _number("points in theory at least, in tenths of a point"),
        "assessment.pass_points_practice": _number("points in practice at least, in tenths of a point"),
        "assessment.same_occupation_repeat": _flag("whether the assessment of one occupation is paid for again"),
        # the money
        "subsidy.rates": _table(
            "what is paid", kind=_KIND, amount_fen=Column(_S.MONEY, required=True),
            per=Column(_S.WORD, required=True, one_of=("person", "period", "day", "class")), fund=_TEXT,
            units_from=_COUNT, units_to=_COUNT, **_APPLIES,
        ),
        "subsidy.blended_factor": _share("share of the rate that is paid for a blended class (线上线下相结合)"),
        "subsidy.shortage_factor": _table(
            "share of the rate by how short an occupation is (紧缺程度)",
            shortage=_TEXT, levels=_LIST, factor=Column(_S.SHARE, required=True), **_VALID,
        ),
        "subsidy.urgent_uplift": _share("what the county adds to the rate for occupations in short supply"),
        "subsidy.urgent_uplift_max": _share("what may be added to the rate for urgent occupations at most"),
        "subsidy.living_allowance": _table(
            "who gets a living allowance (生活费补贴), and how much",
            mode=Column(_S.WORD, one_of=("per_day", "per_class", "once_per_year", "once")), amount_fen=_FEN,
            transport_fen=_FEN, includes_transport=Column(_S.FLAG), cap_fen=_FEN, fund=_TEXT,
            **_APPLIES,
        ),
        "subsidy.payee": _table(
            "to whom it is paid; a row with categories goes before one without", kind=_KIND, categories=_LIST,
            payee=Column(_S.WORD, required=True, one_of=("employer", "institution", "person")),
        ),
        "subsidy.person_max": TermRule(_S.MONEY, "training subsidy of one person in one class at most, in fen"),
        "subsidy.cross_fund_exclusive": _flag("one certificate is paid from one fund only"),
        "subsidy.lifetime_max": _table("subsidies of one kind in a life at most", kind=_KIND, times=_THE_COUNT),
        # days and years
        "claim.days_after_end": _number("calendar days after the end of the class to claim in"),
        "claim.months_after_certificate": _number("months after the certificate to claim in"),
        "claim.review_workdays": _number("working days for the review of a class or a claim"),
        "claim.publicity_workdays": _number("working days of publicity (公示)"),
        "claim.payment_workdays": _number("working days from the approval to the payment"),
        "archive.years_min": _number("years that the file of a class is kept at least"),
    }
)  # fmt: skip


def title_of(term: str) -> str:
    """The sentence key of a term's name."""
    return f"policy.term_{term.replace('.', '_')}"


def sound(shape: Shape, value: Any, *, one_of: tuple[str, ...] = ()) -> Any:
    """The value as rules read it; raises ValueError where it has not this shape."""
    if shape is Shape.WORDS:
        if not isinstance(value, list) or not value:
            raise ValueError(shape)
        return tuple(sound(Shape.WORD, item, one_of=one_of) for item in value)
    if shape is Shape.SHARE:
        return _fraction(value)
    if not _has_shape(shape, value) or (one_of and value not in one_of):
        raise ValueError(shape)
    return value


def _has_shape(shape: Shape, value: object) -> bool:
    """Types are compared exactly: true is no number, and an instant is no day."""
    match shape:
        case Shape.NUMBER | Shape.POSITIVE | Shape.MONEY:
            return type(value) is int and value in _RANGES[shape]
        case Shape.FLAG:
            return type(value) is bool
        case Shape.WORD:
            return isinstance(value, str) and bool(value.strip())
        case Shape.DAY:
            return isinstance(value, date) and not isinstance(value, datetime)
        case _:
            return False


def exact(text: str) -> Fraction:
    """0.8 as it is written, or 2/3; raises ValueError for anything longer or stranger, such as an exponent."""
    if _WRITTEN_SHARE.fullmatch(text) is None:
        raise ValueError(text)
    return Fraction(text)


def _fraction(value: object) -> Fraction:
    """A share between nothing and the whole."""
    if isinstance(value, str):
        share = exact(value)
    elif isinstance(value, Fraction) or type(value) is int:
        share = Fraction(value)
    else:
        raise ValueError(Shape.SHARE)
    if not 0 <= share <= 1:
        raise ValueError(Shape.SHARE)
    return share
