"""Attendance (考勤): periods attended of periods held, and what follows from them.

Nothing here fixes a number. Whether lateness, leaving early and leave count as attended, what a rate is a share of, and
which share is enough is the policy's (below 80 % a person is not paid for, 津 2019; or the institution is summoned,
津人社办发〔2022〕60号). What it does not say leaves periods *in doubt*, and a rule that depends on them is undecided.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Protocol

from trainingdesk.domain.enrollment import on_roll
from trainingdesk.domain.verdict import Decision, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from trainingdesk.domain.enrollment import Stint
    from trainingdesk.domain.limit import Limit, Share
    from trainingdesk.domain.policy import Policy, Term


class Mark(StrEnum):
    """What a register says of a person; a county names and adds marks, each with one of these meanings."""

    PRESENT = "present"  # 出勤
    LATE = "late"  # 迟到
    LEFT_EARLY = "left_early"  # 早退
    ABSENT = "absent"  # 旷课
    SICK_LEAVE = "sick_leave"  # 病假
    PERSONAL_LEAVE = "personal_leave"  # 事假
    OFFICIAL_LEAVE = "official_leave"  # 公假


#: Marks of people who said why they were away.
LEAVE: Final = frozenset({Mark.SICK_LEAVE, Mark.PERSONAL_LEAVE, Mark.OFFICIAL_LEAVE})
#: Marks that may carry minutes.
TIMED: Final = frozenset({Mark.LATE, Mark.LEFT_EARLY})


class Denominator(StrEnum):
    """What a person's attendance is a share of."""

    WHOLE_CLASS = "whole_class"  # every period the class held, also those before the person joined
    SINCE_JOINING = "since_joining"  # the periods held while the person was on the roll


class HeldLesson(Protocol):
    """A lesson that was held."""

    @property
    def id(self) -> str: ...  # noqa: D102 -- plain values
    @property
    def day(self) -> date: ...  # noqa: D102
    @property
    def periods(self) -> int: ...  # noqa: D102


class GivenMark(Protocol):
    """A mark in a lesson; the office's value where there is one."""

    @property
    def mark(self) -> Mark | None: ...  # noqa: D102
    @property
    def minutes(self) -> int | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRules:
    """What the policy says about attendance; None where it says nothing."""

    person_min: Share | None = None
    denominator: Denominator | None = None
    class_day_min: Share | None = None
    class_failed_days_max: Limit | None = None
    late_counts: bool | None = None
    left_early_counts: bool | None = None
    leave_counts: bool | None = None
    late_minutes_as_absent: Limit | None = None

    @classmethod
    def of(cls, policy: Policy) -> AttendanceRules:
        """The attendance terms of a policy."""
        denominator = policy.find("attendance.denominator")
        return cls(
            person_min=policy.share("attendance.person_min"),
            denominator=None if denominator is None else Denominator(denominator.value),
            class_day_min=policy.share("attendance.class_day_min"),
            class_failed_days_max=policy.limit("attendance.class_failed_days_max"),
            late_counts=_said(policy.flag("attendance.late_counts")),
            left_early_counts=_said(policy.flag("attendance.left_early_counts")),
            leave_counts=_said(policy.flag("attendance.leave_counts")),
            late_minutes_as_absent=policy.limit("attendance.late_minutes_as_absent"),
        )


def _said(term: Term | None) -> bool | None:
    return None if term is None else bool(term.value)


@dataclass(frozen=True, slots=True)
class AttendanceRate:
    """Periods attended out of periods held.

    ``doubtful`` periods of those held are attended only if something is found out (a missing mark) or the policy says so;
    ``perhaps_not_due`` are periods that may not count at all (before joining, where the policy names no denominator).
    """

    attended: int
    held: int
    doubtful: int = 0
    perhaps_not_due: int = 0

    @property
    def share(self) -> Fraction:
        """What is certain, and so the lowest it can be; raises ZeroDivisionError while nothing was held."""
        return Fraction(self.attended, self.held)

    @property
    def highest(self) -> Fraction:
        """What it is if every doubt turns out well."""
        due = self.held - self.perhaps_not_due
        return Fraction(self.attended + self.doubtful, due) if due else Fraction(1)

    def __add__(self, other: AttendanceRate) -> AttendanceRate:
        """Both together: two days of a class, two people of a class."""
        return AttendanceRate(
            self.attended + other.attended,
            self.held + other.held,
            self.doubtful + other.doubtful,
            self.perhaps_not_due + other.perhaps_not_due,
        )


NOTHING: Final = AttendanceRate(0, 0)


def counts(mark: Mark | None, minutes: int | None, rules: AttendanceRules) -> bool | None:
    """Whether a lesson counts as attended; None where the register or the policy does not say.

    Late without minutes is late, and no more than that: the register did not say that it was too late.
    """
    match mark:
        case None:
            return None
        case Mark.PRESENT:
            return True
        case Mark.ABSENT:
            return False
        case Mark.LATE:
            limit = rules.late_minutes_as_absent
            too_late = limit is not None and minutes is not None and minutes > limit.value
            return False if too_late else rules.late_counts
        case Mark.LEFT_EARLY:
            return rules.left_early_counts
        case _:
            return rules.leave_counts


def person_rate(
    lessons: Iterable[HeldLesson],
    marks: Mapping[str, GivenMark],
    stints: Sequence[Stint],
    rules: AttendanceRules,
) -> AttendanceRate:
    """One person's attendance in the lessons a class held; ``marks`` are by lesson, ``stints`` the days on the roll.

    Who left for good owes nothing after that day (天津: 中断处理). Days before joining, or away in between, are owed where
    the policy's denominator is the whole class, and in doubt where it names none. The order of lessons does not matter.
    """
    last = max(stints, key=lambda stint: stint.joined_on, default=None)
    left_on = None if last is None else last.left_on
    total = NOTHING
    for lesson in lessons:
        if last is None or (left_on is not None and lesson.day >= left_on):
            continue
        if any(stint.covers(lesson.day) for stint in stints):
            total += _in_lesson(lesson, marks.get(lesson.id), rules)
        elif rules.denominator is not Denominator.SINCE_JOINING:
            perhaps = 0 if rules.denominator is Denominator.WHOLE_CLASS else lesson.periods
            total += AttendanceRate(0, lesson.periods, 0, perhaps)
    return total


def _in_lesson(lesson: HeldLesson, given: GivenMark | None, rules: AttendanceRules) -> AttendanceRate:
    attended = None if given is None else counts(given.mark, given.minutes, rules)
    match attended:
        case None:
            return AttendanceRate(0, lesson.periods, lesson.periods)
        case True:
            return AttendanceRate(lesson.periods, lesson.periods)
        case _:
            return AttendanceRate(0, lesson.periods)


def class_days(
    lessons: Iterable[HeldLesson],
    marks: Mapping[tuple[str, str], GivenMark],
    stints: Mapping[str, Sequence[Stint]],
    rules: AttendanceRules,
) -> dict[date, AttendanceRate]:
    """The class's attendance day by day, over the people on the roll on that day.

    ``marks`` are by enrollment and lesson, ``stints`` by enrollment.
    """
    days: dict[date, AttendanceRate] = defaultdict(lambda: NOTHING)
    for lesson in sorted(lessons, key=lambda one: one.day):
        for enrollment, own in stints.items():
            if any(stint.covers(lesson.day) for stint in own):
                days[lesson.day] += _in_lesson(lesson, marks.get((enrollment, lesson.id)), rules)
    return dict(days)


def may_sit_assessment(rate: AttendanceRate, rules: AttendanceRules) -> Verdict:
    """Whether a person attended enough to be assessed, and to be paid for (FEATURES 47)."""
    return _enough(rate, rules.person_min, "attendance.too_low")


def day_is_enough(rate: AttendanceRate, rules: AttendanceRules) -> Verdict:
    """Whether enough of the class came on one day (天津 2019: a class day below 80 %)."""
    return _enough(rate, rules.class_day_min, "attendance.day_too_low")


def _enough(rate: AttendanceRate, wanted: Share | None, too_low: str) -> Verdict:
    if wanted is None:
        return Verdict.undecided("attendance.no_rule")
    if not rate.held:
        return Verdict.undecided("attendance.nothing_held", clause=wanted.clause, wanted=wanted.value)
    if rate.share >= wanted.value:
        return Verdict.yes(clause=wanted.clause, found=rate.share, wanted=wanted.value)
    if rate.highest < wanted.value:
        return Verdict.no(too_low, clause=wanted.clause, found=rate.share, wanted=wanted.value)
    return Verdict.undecided(
        "attendance.in_doubt", clause=wanted.clause, lowest=rate.share, highest=rate.highest, wanted=wanted.value
    )


def failed_days(days: Mapping[date, AttendanceRate], rules: AttendanceRules) -> tuple[date, ...]:
    """The days on which the class certainly fell below the policy's share."""
    return tuple(day for day in sorted(days) if day_is_enough(days[day], rules).decision is Decision.NO)


def class_attended_enough(days: Mapping[date, AttendanceRate], rules: AttendanceRules) -> Verdict:
    """Whether a class may be paid for by its attendance: no more failed days than the policy allows (天津 2019)."""
    allowed = rules.class_failed_days_max
    if rules.class_day_min is None or allowed is None:
        return Verdict.undecided("attendance.no_rule")
    decisions = [day_is_enough(rate, rules).decision for rate in days.values()]
    failed, open_ones = decisions.count(Decision.NO), decisions.count(Decision.UNDECIDED)
    if failed > allowed.value:
        return Verdict.no("attendance.too_many_failed_days", clause=allowed.clause, found=failed, wanted=allowed.value)
    if failed + open_ones > allowed.value:
        return Verdict.undecided(
            "attendance.days_in_doubt", clause=allowed.clause, found=failed, count=open_ones, wanted=allowed.value
        )
    return Verdict.yes(clause=allowed.clause, found=failed, wanted=allowed.value)


def absences_running(marks: Iterable[Mark | None]) -> int:
    """Absences in a row up to the last lesson, oldest first; leave and missing marks neither add to a row nor end it."""
    running = 0
    for mark in marks:
        if mark is Mark.ABSENT:
            running += 1
        elif mark is not None and mark not in LEAVE:
            running = 0
    return running


@dataclass(frozen=True, slots=True)
class Timed:
    """The mark that follows from signing in and out; minutes are those the mark is about."""

    mark: Mark
    minutes: int | None = None


def from_times(*, starts_at: int, ends_at: int, time_in: int | None, time_out: int | None) -> Timed | None:
    """The mark that two signatures make (FEATURES 36); minutes of the day, None where nobody signed.

    Who did not sign out was there as far as the sheet tells. Who came late and left early is marked by the longer of the
    two; both times stay written. Who signed in after the end, or out before the beginning, was absent.
    """
    if time_in is None and time_out is None:
        return None
    late = max(0, time_in - starts_at) if time_in is not None else 0
    early = max(0, ends_at - time_out) if time_out is not None else 0
    length = ends_at - starts_at
    if late >= length or early >= length:
        return Timed(Mark.ABSENT)
    if late == early == 0:
        return Timed(Mark.PRESENT)
    return Timed(Mark.LATE, late) if late >= early else Timed(Mark.LEFT_EARLY, early)


def may_be_marked(
    lesson: HeldLesson, *, first: date, last: date, latest: date, stints: Sequence[Stint] | None = None
) -> Verdict:
    """Whether a lesson takes marks, and with ``stints`` whether it takes those of a person (FEATURES 38, 40).

    ``latest`` is the latest of the device clock, the last receipt from the centre and the last own change: a clock that runs
    behind stops nobody.
    """
    if not first <= lesson.day <= last:
        return Verdict.no("attendance.outside_class", found=lesson.day, first=first, last=last)
    if lesson.day > latest:
        return Verdict.no("attendance.in_the_future", found=lesson.day, today=latest)
    return Verdict.yes() if stints is None else on_roll(stints, lesson.day)


def in_office_time(day: date, *, today: date, correction_days: int) -> bool:
    """Whether a mark of this day is corrected only with a role and a reason from now on (FEATURES 39)."""
    return (today - day).days > correction_days


@dataclass(frozen=True, slots=True, kw_only=True)
class WarnAt:
    """A share of attendance below which, and a row of absences at which, somebody is named: settings, no rule."""

    below: Fraction
    absences_running: int


def warnings_of(rate: AttendanceRate, marks: Sequence[Mark | None], at: WarnAt) -> tuple[Verdict, ...]:
    """Why somebody stands on the warning list; empty where nothing is amiss.

    The highest the rate can be decides: a missing mark is a matter of the register, not of the person.
    """
    found: list[Verdict] = []
    if rate.held and rate.highest < at.below:
        found.append(Verdict.no("attendance.warn_low", found=rate.share, wanted=at.below))
    running = absences_running(marks)
    if running >= at.absences_running:
        found.append(Verdict.no("attendance.warn_absences", count=running))
    return tuple(found)
