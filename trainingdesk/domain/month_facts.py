"""What the monthly report counts: plain facts with the local days on which things happened.

A service makes them from rows; nobody provisional is among them. Days are those of Asia/Shanghai, amounts whole fen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from trainingdesk.domain.enrollment import Stint
    from trainingdesk.domain.identity import Sex
    from trainingdesk.domain.month_amounts import Amounts
    from trainingdesk.domain.month_people import People


class MonthBasis(StrEnum):
    """Which event puts a person-time (人次) into a month: a county's setting."""

    STARTED = "started"  # 开班
    FINISHED = "finished"  # 结业
    PAID = "paid"  # 补贴拨付


class Arrival(StrEnum):
    """How somebody came into a class; the balance of people in training names each."""

    WITH_CLASS = "with_class"  # 开班
    LATER = "later"  # 中途加入
    TRANSFERRED = "transferred"  # 转入


class Leaving(StrEnum):
    """How somebody left without completing."""

    DROPPED = "dropped"  # 中途退出
    TRANSFERRED = "transferred"  # 转出
    FAILED = "failed"  # 未合格离班


class CutKey(NamedTuple):
    """What a fact is cut by; None where it was not entered. Facts of one class share one."""

    township: str | None = None
    institution: str | None = None
    occupation: str | None = None
    level: str | None = None
    mode: str | None = None


NO_CUT: Final = CutKey()


class Profile(NamedTuple):
    """What decides the rows in which an enrollment counts; people of a class who are alike share one."""

    training_type: str | None
    category: str | None
    sex: Sex | None = None
    minority: bool = False
    village: bool = False
    online: bool = False
    digital: bool = False
    shortage: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """People who came into a class and left it on the same days; ``profiles`` says what their traits make of them.

    ``started_on`` is the day on which they count as person-times by 开班: the first day on the roll, None where they never
    came or are counted by the class they transferred from. ``joined_on`` and ``left_on`` are the first stint (``left_on`` is
    the first day off the roll), ``later_stints`` the others. ``stayed`` says that nothing but the end of the class took them
    off the roll, so that they are due in a lesson of its last day.
    """

    people: People
    profiles: Mapping[str, Profile]
    class_id: str = ""
    started_on: date | None = None
    joined_on: date | None = None
    arrival: Arrival = Arrival.WITH_CLASS
    completed_on: date | None = None
    left_on: date | None = None
    left_how: Leaving = Leaving.DROPPED
    later_stints: tuple[Stint, ...] = ()
    stayed: bool = False
    cut: CutKey = NO_CUT


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFact:
    """One class that opened; ``broken_off_on`` is the day it was terminated."""

    id: str
    started_on: date
    completed_on: date | None = None
    broken_off_on: date | None = None
    cut: CutKey = NO_CUT


class CertificateFact(NamedTuple):
    """Certificates that stand and are alike; ``kind`` is the core meaning, ``level`` the code of the level."""

    rows: Amounts
    kind: str
    level: str | None
    issued_on: date
    cut: CutKey = NO_CUT


class SubsidyFact(NamedTuple):
    """Lines that were paid together and are alike; recovered money is a line below zero on the day it came back."""

    rows: Amounts
    kind: str
    fund: str | None
    paid_on: date
    cut: CutKey = NO_CUT


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionFact:
    """One visit to a class; ``qualified`` is None while nothing was decided."""

    id: str
    class_id: str
    visited_on: date
    qualified: bool | None


class LessonFact(NamedTuple):
    """Lessons of one class and one month whose registers were closed; ``ordinal`` is that of the month.

    Each counts by its class periods (课时), in ``due`` once for everybody on the roll and in ``attended`` for who came.
    """

    periods: Amounts
    due: Amounts
    attended: Amounts
    ordinal: int
    cut: CutKey = NO_CUT


class ResultFact(NamedTuple):
    """People who sat an assessment and came off alike, by their scores."""

    rows: Amounts
    passed: bool
    held_on: date
    cut: CutKey = NO_CUT


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingFact:
    """Something of the catalogue from ``listed_on`` to the day before ``delisted_on``."""

    id: str
    listed_on: date
    delisted_on: date | None = None

    def stands(self, day: date) -> bool:
        """Whether it is in the catalogue at the end of this day."""
        return self.listed_on <= day and (self.delisted_on is None or day < self.delisted_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a report is made from, of this year and of last year, in any order and each once.

    ``paid`` and ``employed`` say by enrollment when a training was paid for and when somebody found work.
    """

    enrollments: Sequence[Together] = ()
    paid: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    employed: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    classes: Sequence[ClassFact] = ()
    certificates: Sequence[CertificateFact] = ()
    subsidies: Sequence[SubsidyFact] = ()
    inspections: Sequence[InspectionFact] = ()
    lessons: Sequence[LessonFact] = ()
    results: Sequence[ResultFact] = ()
    institutions: Sequence[ListingFact] = ()
    platforms: Sequence[ListingFact] = ()
    instructors: Sequence[ListingFact] = ()
