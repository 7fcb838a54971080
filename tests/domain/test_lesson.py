"""Series of lessons over holidays and make-up days, with exact counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trainingdesk.domain.calendar import DayKind, WorkCalendar
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.lesson import (
    LessonPart,
    MakeUpDays,
    PartOfDay,
    Series,
    Skip,
    Slot,
    plan_lessons,
    share_parts,
    whole_periods,
)
from trainingdesk.settings.holidays import special_days

CALENDAR = WorkCalendar.of_table({day.day: day.working for day in special_days()})
MORNING = Slot(part=PartOfDay.MORNING, starts_at=8 * 60 + 30, periods=4)
AFTERNOON = Slot(part=PartOfDay.AFTERNOON, starts_at=14 * 60, periods=4)
WEEKDAYS = frozenset(range(5))

WHOLE_DAYS = Series(
    start=date(2026, 9, 28), weekdays=WEEKDAYS, slots=(MORNING, AFTERNOON), lesson_minutes=45, periods=80
)


def days_of(series: Series) -> list[date]:
    return list(dict.fromkeys(lesson.day for lesson in plan_lessons(series, CALENDAR).lessons))


def test_eighty_periods_over_the_long_holiday() -> None:
    plan = plan_lessons(WHOLE_DAYS, CALENDAR)
    assert plan.periods == 80
    assert len(plan.lessons) == 20
    assert days_of(WHOLE_DAYS) == [
        date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30),
        date(2026, 10, 8), date(2026, 10, 9),
        date(2026, 10, 12), date(2026, 10, 13), date(2026, 10, 14), date(2026, 10, 15), date(2026, 10, 16),
    ]  # fmt: skip
    skipped = {(day.day, day.why) for day in plan.skipped}
    assert skipped == {(date(2026, 10, day), Skip.HOLIDAY) for day in (1, 2, 5, 6, 7)}
    assert plan.unknown_years == ()


def test_a_make_up_saturday_is_taught_where_it_was_asked_for() -> None:
    taught = replace(WHOLE_DAYS, make_up=MakeUpDays.TAUGHT)
    assert date(2026, 10, 10) in days_of(taught)
    assert plan_lessons(taught, CALENDAR).lessons[-1].day == date(2026, 10, 15)


def test_a_make_up_saturday_goes_by_its_weekday_or_stays_free() -> None:
    saturdays = replace(WHOLE_DAYS, weekdays=frozenset({5}), periods=None, lessons=4, start=date(2026, 10, 5))
    assert days_of(saturdays) == [date(2026, 10, 10), date(2026, 10, 17)]
    free = replace(saturdays, make_up=MakeUpDays.FREE)
    plan = plan_lessons(free, CALENDAR)
    assert days_of(free) == [date(2026, 10, 17), date(2026, 10, 24)]
    assert [(day.day, day.why) for day in plan.skipped] == [(date(2026, 10, 10), Skip.MAKE_UP)]


def test_days_that_were_asked_to_stay_free_are_named() -> None:
    plan = plan_lessons(replace(WHOLE_DAYS, skip=frozenset({date(2026, 9, 29)})), CALENDAR)
    assert plan.skipped[0].day == date(2026, 9, 29)
    assert plan.skipped[0].why is Skip.ASKED
    assert plan.periods == 80


def test_the_last_lesson_is_as_short_as_what_is_left() -> None:
    plan = plan_lessons(replace(WHOLE_DAYS, periods=10), CALENDAR)
    assert [lesson.periods for lesson in plan.lessons] == [4, 4, 2]
    last = plan.lessons[-1]
    assert (last.part, last.starts_at, last.ends_at) == (PartOfDay.MORNING, 510, 600)


def test_a_series_into_a_year_without_a_table_says_so() -> None:
    plan = plan_lessons(replace(WHOLE_DAYS, start=date(2026, 12, 28)), CALENDAR)
    assert plan.unknown_years == (2027,)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"periods": 0}, "calendar.series_empty"),
        ({"weekdays": frozenset()}, "calendar.series_without_weekdays"),
        ({"slots": ()}, "calendar.series_without_slots"),
        ({"slots": (MORNING, replace(AFTERNOON, starts_at=600))}, "calendar.slots_overlap"),
        ({"slots": (MORNING, replace(MORNING, starts_at=840))}, "calendar.slot_twice"),
        ({"slots": (replace(MORNING, starts_at=1380),)}, "calendar.slot_after_midnight"),
        ({"last_day": date(2026, 10, 9)}, "calendar.series_does_not_fit"),
    ],
)
def test_what_a_clerk_can_mistype_is_refused_in_words(change: dict[str, object], key: str) -> None:
    with pytest.raises(Refused) as refused:
        plan_lessons(replace(WHOLE_DAYS, **change), CALENDAR)  # type: ignore[arg-type]
    assert refused.value.key == key


@pytest.mark.parametrize(
    "change", [{"lessons": 4}, {"periods": None}, {"weekdays": frozenset({7})}, {"lesson_minutes": 0}]
)
def test_what_no_form_can_send_is_a_bug(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a series has"):
        plan_lessons(replace(WHOLE_DAYS, **change), CALENDAR)  # type: ignore[arg-type]


def test_only_make_up_days_may_be_asked_for() -> None:
    series = replace(WHOLE_DAYS, weekdays=frozenset(), make_up=MakeUpDays.TAUGHT, periods=None, lessons=2)
    assert days_of(series) == [date(2026, 10, 10)]


series_of_days = st.builds(
    Series,
    start=st.dates(date(2021, 1, 1), date(2026, 6, 30)),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    slots=st.sampled_from([(MORNING,), (AFTERNOON,), (MORNING, AFTERNOON), (AFTERNOON, MORNING)]),
    lesson_minutes=st.just(45),
    lessons=st.none(),
    periods=st.integers(1, 120),
    make_up=st.sampled_from(MakeUpDays),
    skip=st.frozensets(st.dates(date(2021, 1, 1), date(2026, 12, 31)), max_size=20),
    last_day=st.none(),
)


@given(series_of_days)
def test_a_plan_has_exactly_the_periods_and_touches_no_day_off(series: Series) -> None:
    plan = plan_lessons(series, CALENDAR)
    assert plan.periods == series.periods
    assert all(lesson.periods > 0 for lesson in plan.lessons)
    for lesson in plan.lessons:
        kind = CALENDAR.kind(lesson.day)
        assert kind is not DayKind.HOLIDAY
        assert lesson.day not in series.skip
        asked = lesson.day.weekday() in series.weekdays
        assert asked or (kind is DayKind.MAKE_UP and series.make_up is MakeUpDays.TAUGHT)
        assert not (kind is DayKind.MAKE_UP and series.make_up is MakeUpDays.FREE)
        assert lesson.ends_at - lesson.starts_at == lesson.periods * 45
    keys = [(lesson.day, lesson.starts_at) for lesson in plan.lessons]
    assert keys == sorted(set(keys))


@given(series_of_days)
def test_no_day_is_left_out_without_a_reason(series: Series) -> None:
    plan = plan_lessons(series, CALENDAR)
    seen = {lesson.day for lesson in plan.lessons} | {day.day for day in plan.skipped}
    first, last = series.start, plan.lessons[-1].day
    for offset in range((last - first).days + 1):
        day = date.fromordinal(first.toordinal() + offset)
        if day.weekday() in series.weekdays:
            assert day in seen


@given(series_of_days, st.integers(1, 60))
def test_a_series_by_lessons_has_exactly_as_many(series: Series, lessons: int) -> None:
    plan = plan_lessons(replace(series, periods=None, lessons=lessons), CALENDAR)
    assert len(plan.lessons) == lessons


@given(series_of_days)
def test_a_last_day_never_changes_a_plan_that_fits(series: Series) -> None:
    plan = plan_lessons(series, CALENDAR)
    assert plan_lessons(replace(series, last_day=plan.lessons[-1].day), CALENDAR).lessons == plan.lessons
    assume(plan.lessons[-1].day > series.start)
    with pytest.raises(Refused):
        plan_lessons(replace(series, last_day=date.fromordinal(plan.lessons[-1].day.toordinal() - 1)), CALENDAR)


def test_a_slot_holds_the_whole_periods_that_fit() -> None:
    slot = Slot.between(PartOfDay.MORNING, 510, 690, lesson_minutes=45)
    assert (slot.periods, slot.ends_at(4, lesson_minutes=45)) == (4, 690)
    assert replace(slot, break_minutes=10).ends_at(4, lesson_minutes=45) == 720
    with pytest.raises(Refused) as refused:
        Slot.between(PartOfDay.MORNING, 510, 540, lesson_minutes=45)
    assert refused.value.values == {"minutes": 30, "wanted": 45}
    with pytest.raises(ValueError, match="no slot"):
        Slot(part=PartOfDay.MORNING, starts_at=-1, periods=4)


@given(st.integers(-100, 1000), st.integers(1, 120))
def test_what_is_left_over_is_no_period(minutes: int, lesson_minutes: int) -> None:
    count = whole_periods(minutes, lesson_minutes=lesson_minutes)
    assert count * lesson_minutes <= max(0, minutes) < (count + 1) * lesson_minutes


def test_half_a_minute_is_no_class_period() -> None:
    with pytest.raises(ValueError, match="at least one minute"):
        whole_periods(100, lesson_minutes=0)


def test_theory_comes_first_then_online_then_practice() -> None:
    parts = share_parts([4] * 10, theory=16, online=8, practice=16)
    assert parts == (LessonPart.THEORY,) * 4 + (LessonPart.ONLINE,) * 2 + (LessonPart.PRACTICE,) * 4


def test_a_lesson_that_holds_the_end_of_a_part_belongs_to_where_its_middle_is() -> None:
    assert share_parts([4, 4], theory=3, online=0, practice=5) == (LessonPart.THEORY, LessonPart.PRACTICE)
    assert share_parts([4, 4], theory=1, online=0, practice=7) == (LessonPart.PRACTICE, LessonPart.PRACTICE)
    assert share_parts([4, 4, 4], theory=8, online=0, practice=0) == (LessonPart.THEORY,) * 3
    assert share_parts([4], theory=0, online=0, practice=0) == (LessonPart.THEORY,)


@given(st.lists(st.integers(1, 8), min_size=1, max_size=40), st.integers(0, 80), st.integers(0, 80), st.integers(0, 80))
def test_no_part_is_off_by_more_than_one_lesson(periods: list[int], theory: int, online: int, practice: int) -> None:
    assume(sum(periods) == theory + online + practice or sum(periods) > 0)
    share = theory + online + practice
    assume(share)
    parts = share_parts(periods, theory=theory, online=online, practice=practice)
    assert len(parts) == len(periods)
    assert list(parts) == sorted(parts, key=[LessonPart.THEORY, LessonPart.ONLINE, LessonPart.PRACTICE].index)
    if sum(periods) == share:
        found = sum(count for count, part in zip(periods, parts, strict=True) if part is LessonPart.THEORY)
        assert abs(found - theory) <= max(periods) / 2
