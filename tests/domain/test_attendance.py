"""Attendance: what counts, what it is a share of, and what is left undecided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.attendance import (
    NOTHING,
    AttendanceRate,
    AttendanceRules,
    Denominator,
    Mark,
    Timed,
    WarnAt,
    absences_running,
    class_attended_enough,
    class_days,
    counts,
    day_is_enough,
    failed_days,
    from_times,
    in_office_time,
    may_be_marked,
    may_sit_assessment,
    person_rate,
    warnings_of,
)
from trainingdesk.domain.enrollment import Stint
from trainingdesk.domain.limit import Limit, Share
from trainingdesk.domain.policy import read_pack
from trainingdesk.domain.verdict import Decision

if TYPE_CHECKING:
    import random

FIRST = date(2026, 10, 19)
SINCE_THE_START = (Stint(FIRST),)
FULL = AttendanceRules(
    person_min=Share(Fraction(4, 5), "津 2019"),
    denominator=Denominator.WHOLE_CLASS,
    class_day_min=Share(Fraction(4, 5), "津 2019"),
    class_failed_days_max=Limit(0, "津 2019"),
    late_counts=True,
    left_early_counts=True,
    leave_counts=False,
    late_minutes_as_absent=Limit(30, "津 2019"),
)


@dataclass(frozen=True, slots=True)
class Lesson:
    id: str
    day: date
    periods: int = 4


@dataclass(frozen=True, slots=True)
class Given:
    mark: Mark | None
    minutes: int | None = None


def lessons(count: int, periods: int = 4) -> list[Lesson]:
    return [Lesson(f"lesson-{place}", FIRST + timedelta(days=place), periods) for place in range(count)]


def marked(*marks: Mark | None) -> dict[str, Given]:
    return {f"lesson-{place}": Given(mark) for place, mark in enumerate(marks)}


# --- what counts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "minutes", "wanted"),
    [
        (Mark.PRESENT, None, True),
        (Mark.ABSENT, None, False),
        (Mark.LATE, None, True),
        (Mark.LATE, 30, True),
        (Mark.LATE, 31, False),
        (Mark.LEFT_EARLY, 31, True),
        (Mark.SICK_LEAVE, None, False),
        (Mark.OFFICIAL_LEAVE, None, False),
        (None, None, None),
    ],
)
def test_what_counts_as_attended(mark: Mark | None, minutes: int | None, wanted: bool | None) -> None:
    assert counts(mark, minutes, FULL) is wanted


@pytest.mark.parametrize(
    "mark", [Mark.LATE, Mark.LEFT_EARLY, Mark.SICK_LEAVE, Mark.PERSONAL_LEAVE, Mark.OFFICIAL_LEAVE]
)
def test_what_the_policy_does_not_say_is_open(mark: Mark) -> None:
    assert counts(mark, None, AttendanceRules()) is None


def test_presence_and_absence_need_no_policy() -> None:
    assert counts(Mark.PRESENT, None, AttendanceRules()) is True
    assert counts(Mark.ABSENT, None, AttendanceRules()) is False


def test_too_late_is_absent_even_where_lateness_is_not_said() -> None:
    rules = AttendanceRules(late_minutes_as_absent=Limit(30))
    assert counts(Mark.LATE, 31, rules) is False
    assert counts(Mark.LATE, 30, rules) is None


# --- a person's rate ---------------------------------------------------------------------------------------------------


def test_periods_attended_of_periods_held() -> None:
    rate = person_rate(lessons(5), marked(*[Mark.PRESENT] * 4, Mark.ABSENT), SINCE_THE_START, FULL)
    assert rate == AttendanceRate(16, 20)
    assert rate.share == Fraction(4, 5)


def test_a_missing_mark_is_in_doubt() -> None:
    rate = person_rate(lessons(4), marked(Mark.PRESENT, None, Mark.ABSENT), SINCE_THE_START, FULL)
    assert rate == AttendanceRate(4, 16, doubtful=8)
    assert rate.highest == Fraction(3, 4)


def test_the_whole_class_counts_for_who_joined_late() -> None:
    joined = (Stint(FIRST + timedelta(days=2)),)
    marks = marked(None, None, Mark.PRESENT, Mark.PRESENT)
    assert person_rate(lessons(4), marks, joined, FULL) == AttendanceRate(8, 16)


def test_since_joining_only_counts_days_on_the_roll() -> None:
    rules = replace(FULL, denominator=Denominator.SINCE_JOINING)
    joined = (Stint(FIRST + timedelta(days=2)),)
    assert person_rate(lessons(4), marked(None, None, Mark.PRESENT, Mark.ABSENT), joined, rules) == AttendanceRate(4, 8)


def test_without_a_denominator_the_days_before_joining_are_in_doubt() -> None:
    rules = replace(FULL, denominator=None)
    joined = (Stint(FIRST + timedelta(days=2)),)
    rate = person_rate(lessons(4), marked(None, None, Mark.PRESENT, Mark.PRESENT), joined, rules)
    assert (rate.share, rate.highest) == (Fraction(1, 2), Fraction(1))
    assert may_sit_assessment(rate, rules).decision is Decision.UNDECIDED


def test_without_a_denominator_somebody_who_was_there_from_the_start_is_decided() -> None:
    rules = replace(FULL, denominator=None)
    rate = person_rate(lessons(2), marked(Mark.PRESENT, Mark.PRESENT), SINCE_THE_START, rules)
    assert may_sit_assessment(rate, rules).decision is Decision.YES


@pytest.mark.parametrize("denominator", list(Denominator))
def test_who_dropped_out_owes_nothing_after_that_day(denominator: Denominator) -> None:
    rules = replace(FULL, denominator=denominator)
    dropped = (Stint(FIRST, FIRST + timedelta(days=2)),)
    rate = person_rate(lessons(5), marked(Mark.PRESENT, Mark.ABSENT), dropped, rules)
    assert rate == AttendanceRate(4, 8)


def test_who_came_back_owes_the_days_between_under_the_whole_class() -> None:
    twice = (Stint(FIRST, FIRST + timedelta(days=1)), Stint(FIRST + timedelta(days=3)))
    marks = marked(Mark.PRESENT, None, None, Mark.PRESENT)
    assert person_rate(lessons(4), marks, twice, FULL) == AttendanceRate(8, 16)
    since = replace(FULL, denominator=Denominator.SINCE_JOINING)
    assert person_rate(lessons(4), marks, twice, since) == AttendanceRate(8, 8)


def test_who_never_came_owes_nothing() -> None:
    assert person_rate(lessons(3), {}, (), FULL) == NOTHING
    assert person_rate(lessons(3), {}, (Stint(FIRST, FIRST),), FULL) == NOTHING


# --- may somebody sit the assessment -----------------------------------------------------------------------------------


def test_exactly_the_share_is_enough() -> None:
    verdict = may_sit_assessment(AttendanceRate(80, 100), FULL)
    assert verdict.decision is Decision.YES
    assert verdict.clause == "津 2019"


def test_less_than_the_share_is_refused_with_both_shares() -> None:
    verdict = may_sit_assessment(AttendanceRate(79, 100), FULL)
    assert (verdict.decision, verdict.reason, verdict.clause) == (Decision.NO, "attendance.too_low", "津 2019")
    assert verdict.values == {"found": Fraction(79, 100), "wanted": Fraction(4, 5)}


def test_a_share_that_no_binary_number_is() -> None:
    rules = replace(FULL, person_min=Share(Fraction(2, 3)))
    assert may_sit_assessment(AttendanceRate(2, 3), rules).decision is Decision.YES


def test_doubts_decide_only_where_they_matter() -> None:
    assert may_sit_assessment(AttendanceRate(80, 100, doubtful=5), FULL).decision is Decision.YES
    assert may_sit_assessment(AttendanceRate(70, 100, doubtful=9), FULL).decision is Decision.NO
    open_one = may_sit_assessment(AttendanceRate(75, 100, doubtful=5), FULL)
    assert (open_one.decision, open_one.reason) == (Decision.UNDECIDED, "attendance.in_doubt")


def test_no_number_no_answer() -> None:
    verdict = may_sit_assessment(AttendanceRate(0, 100), AttendanceRules())
    assert (verdict.decision, verdict.reason) == (Decision.UNDECIDED, "attendance.no_rule")


def test_nothing_held_no_answer() -> None:
    assert may_sit_assessment(NOTHING, FULL).reason == "attendance.nothing_held"


# --- the class ---------------------------------------------------------------------------------------------------------


def test_a_class_day_is_taken_over_the_people_on_the_roll_that_day() -> None:
    held = lessons(2)
    stints = {"a": SINCE_THE_START, "b": (Stint(FIRST, FIRST + timedelta(days=1)),), "c": (Stint(held[1].day),)}
    marks = {
        ("a", "lesson-0"): Given(Mark.PRESENT),
        ("b", "lesson-0"): Given(Mark.ABSENT),
        ("a", "lesson-1"): Given(Mark.PRESENT),
        ("c", "lesson-1"): Given(Mark.PRESENT),
    }
    days = class_days(held, marks, stints, FULL)
    assert days == {held[0].day: AttendanceRate(4, 8), held[1].day: AttendanceRate(8, 8)}
    assert failed_days(days, FULL) == (held[0].day,)
    assert day_is_enough(days[held[0].day], FULL).reason == "attendance.day_too_low"


def test_two_lessons_of_a_day_are_one_class_day() -> None:
    morning, afternoon = Lesson("m", FIRST), Lesson("n", FIRST)
    marks = {("a", "m"): Given(Mark.PRESENT), ("a", "n"): Given(Mark.ABSENT)}
    assert class_days([morning, afternoon], marks, {"a": SINCE_THE_START}, FULL) == {FIRST: AttendanceRate(4, 8)}


def test_more_failed_days_than_allowed_fail_the_class() -> None:
    days = {FIRST: AttendanceRate(1, 2), FIRST + timedelta(days=1): AttendanceRate(2, 2)}
    assert class_attended_enough(days, FULL).reason == "attendance.too_many_failed_days"
    lenient = replace(FULL, class_failed_days_max=Limit(1))
    assert class_attended_enough(days, lenient).decision is Decision.YES


def test_open_days_leave_the_class_open() -> None:
    days = {FIRST: AttendanceRate(1, 2, doubtful=1)}
    assert class_attended_enough(days, FULL).reason == "attendance.days_in_doubt"


@pytest.mark.parametrize("missing", ["class_day_min", "class_failed_days_max"])
def test_a_class_without_a_number_is_undecided(missing: str) -> None:
    verdict = class_attended_enough({FIRST: AttendanceRate(0, 2)}, replace(FULL, **{missing: None}))
    assert (verdict.decision, verdict.reason) == (Decision.UNDECIDED, "attendance.no_rule")


# --- signing in and out ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time_in", "time_out", "wanted"),
    [
        (None, None, None),
        (505, 690, Timed(Mark.PRESENT)),
        (510, 700, Timed(Mark.PRESENT)),
        (520, None, Timed(Mark.LATE, 10)),
        (None, 690, Timed(Mark.PRESENT)),
        (510, 660, Timed(Mark.LEFT_EARLY, 30)),
        (530, 680, Timed(Mark.LATE, 20)),
        (515, 660, Timed(Mark.LEFT_EARLY, 30)),
        (690, None, Timed(Mark.ABSENT)),
        (400, 510, Timed(Mark.ABSENT)),
    ],
)
def test_the_mark_that_two_signatures_make(time_in: int | None, time_out: int | None, wanted: Timed | None) -> None:
    assert from_times(starts_at=510, ends_at=690, time_in=time_in, time_out=time_out) == wanted


# --- days --------------------------------------------------------------------------------------------------------------


def test_days_outside_the_class_and_days_to_come_take_no_marks() -> None:
    last = FIRST + timedelta(days=4)
    lesson = Lesson("x", FIRST + timedelta(days=1))
    assert may_be_marked(lesson, first=FIRST, last=last, latest=lesson.day).decision is Decision.YES
    assert may_be_marked(lesson, first=FIRST, last=last, latest=FIRST).reason == "attendance.in_the_future"
    assert may_be_marked(lesson, first=last, last=last, latest=last).reason == "attendance.outside_class"


def test_a_person_is_marked_only_on_days_on_the_roll() -> None:
    lesson = Lesson("x", FIRST)
    later = (Stint(FIRST + timedelta(days=1)),)
    verdict = may_be_marked(lesson, first=FIRST, last=FIRST, latest=FIRST, stints=later)
    assert verdict.reason == "enrollment.joins_later"


def test_office_time_begins_after_so_many_days() -> None:
    assert not in_office_time(FIRST, today=FIRST + timedelta(days=3), correction_days=3)
    assert in_office_time(FIRST, today=FIRST + timedelta(days=4), correction_days=3)


# --- warnings ----------------------------------------------------------------------------------------------------------


def test_absences_in_a_row_up_to_the_last_lesson() -> None:
    a, p, s = Mark.ABSENT, Mark.PRESENT, Mark.SICK_LEAVE
    assert absences_running([a, a, p]) == 0
    assert absences_running([p, a, a]) == 2
    assert absences_running([a, s, None, a]) == 2
    assert absences_running([]) == 0


def test_who_stands_on_the_warning_list() -> None:
    at = WarnAt(below=Fraction(85, 100), absences_running=2)
    assert warnings_of(AttendanceRate(9, 10), [Mark.ABSENT], at) == ()
    (low,) = warnings_of(AttendanceRate(8, 10), [Mark.PRESENT], at)
    assert low.reason == "attendance.warn_low"
    (row,) = warnings_of(AttendanceRate(9, 10), [Mark.ABSENT, Mark.ABSENT], at)
    assert (row.reason, row.values["count"]) == ("attendance.warn_absences", 2)
    assert warnings_of(AttendanceRate(8, 10, doubtful=2), [None], at) == ()


# --- the policy --------------------------------------------------------------------------------------------------------


def test_rules_come_from_the_pack_and_stay_absent_where_it_is_silent() -> None:
    head = '[policy]\nkey = "x"\nversion = "1"\nregion = "县"\ntitle = "规则"\nvalid_from = 2026-01-01\n'
    said = """
[attendance.person_min]
value = "4/5"
clause = "第5条"
[attendance.denominator]
value = "since_joining"
clause = "第5条"
[attendance.late_counts]
value = false
clause = "第6条"
"""
    rules = AttendanceRules.of(read_pack(head + said))
    assert rules == AttendanceRules(
        person_min=Share(Fraction(4, 5), "第5条"), denominator=Denominator.SINCE_JOINING, late_counts=False
    )
    assert AttendanceRules.of(read_pack(head)) == AttendanceRules()


# --- properties --------------------------------------------------------------------------------------------------------

given_marks = st.builds(Given, st.none() | st.sampled_from(Mark), st.none() | st.integers(1, 90))
rules_of_any_county = st.builds(
    AttendanceRules,
    person_min=st.just(Share(Fraction(4, 5))),
    denominator=st.none() | st.sampled_from(Denominator),
    late_counts=st.none() | st.booleans(),
    left_early_counts=st.none() | st.booleans(),
    leave_counts=st.none() | st.booleans(),
    late_minutes_as_absent=st.none() | st.integers(0, 60).map(Limit),
)


@st.composite
def stints_in_order(draw: st.DrawFn) -> tuple[Stint, ...]:
    days = sorted(draw(st.sets(st.integers(0, 12), min_size=1, max_size=4)))
    ends = [*days, None]
    return tuple(
        Stint(FIRST + timedelta(days=start), None if end is None else FIRST + timedelta(days=end))
        for start, end in zip(ends[::2], ends[1::2], strict=False)
        if start is not None
    )


@given(st.lists(given_marks, max_size=12), stints_in_order(), rules_of_any_county)
def test_parts_sum(marks: list[Given], stints: tuple[Stint, ...], rules: AttendanceRules) -> None:
    held = lessons(len(marks))
    given_by_lesson = {lesson.id: mark for lesson, mark in zip(held, marks, strict=True)}
    rate = person_rate(held, given_by_lesson, stints, rules)
    assert 0 <= rate.attended + rate.doubtful + rate.perhaps_not_due <= rate.held <= sum(one.periods for one in held)
    parts = [person_rate([lesson], given_by_lesson, stints, rules) for lesson in held]
    total = NOTHING
    for part in parts:
        total += part
    assert total == rate
    if rate.held:
        assert 0 <= rate.share <= rate.highest <= 1


@given(st.lists(given_marks, max_size=12), stints_in_order(), rules_of_any_county, st.randoms())
def test_the_order_of_lessons_and_marks_is_irrelevant(
    marks: list[Given], stints: tuple[Stint, ...], rules: AttendanceRules, shuffle: random.Random
) -> None:
    held = lessons(len(marks))
    pairs = [(lesson.id, mark) for lesson, mark in zip(held, marks, strict=True)]
    rate = person_rate(held, dict(pairs), stints, rules)
    shuffle.shuffle(held)
    shuffle.shuffle(pairs)
    assert person_rate(held, dict(pairs), stints, rules) == rate


@given(st.lists(given_marks, min_size=1, max_size=12), stints_in_order(), rules_of_any_county, st.data())
def test_an_absence_never_raises_the_rate(
    marks: list[Given], stints: tuple[Stint, ...], rules: AttendanceRules, data: st.DataObject
) -> None:
    held = lessons(len(marks))
    before = {lesson.id: mark for lesson, mark in zip(held, marks, strict=True)}
    place = data.draw(st.integers(0, len(marks) - 1))
    after = before | {held[place].id: Given(Mark.ABSENT)}
    first, second = person_rate(held, before, stints, rules), person_rate(held, after, stints, rules)
    assert second.held == first.held
    if first.held:
        assert second.share <= first.share
        assert second.highest <= first.highest


@given(st.lists(given_marks, min_size=1, max_size=12), stints_in_order(), rules_of_any_county)
def test_one_more_lesson_missed_never_raises_the_rate(
    marks: list[Given], stints: tuple[Stint, ...], rules: AttendanceRules
) -> None:
    held = lessons(len(marks))
    given_by_lesson = {lesson.id: mark for lesson, mark in zip(held, marks, strict=True)}
    given_by_lesson[held[-1].id] = Given(Mark.ABSENT)
    fewer, all_of_them = (person_rate(some, given_by_lesson, stints, rules) for some in (held[:-1], held))
    if fewer.held:
        assert all_of_them.share <= fewer.share


@given(st.integers(400, 720), st.integers(1, 200), st.none() | st.integers(0, 1439), st.none() | st.integers(0, 1439))
def test_signatures_make_sound_minutes(start: int, length: int, time_in: int | None, time_out: int | None) -> None:
    found = from_times(starts_at=start, ends_at=start + length, time_in=time_in, time_out=time_out)
    if found is None:
        assert time_in is None
        assert time_out is None
    elif found.minutes is not None:
        assert 0 < found.minutes < length
        assert found.mark in {Mark.LATE, Mark.LEFT_EARLY}
