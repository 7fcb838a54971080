"""Class periods and assessments of a month: a rate is of sums, never of rates, and nothing where there is nothing."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.calendar import Month
from trainingdesk.domain.month import MonthReport, report_of
from trainingdesk.domain.month_amounts import Amounts
from trainingdesk.domain.month_book import Past, pending
from trainingdesk.domain.month_facts import CutKey, Facts, LessonFact, MonthBasis, ResultFact
from trainingdesk.domain.month_frozen import FrozenMonth, from_plain, to_plain
from trainingdesk.domain.month_rows import Column, ReportTables
from trainingdesk.domain.month_tally import Tally
from trainingdesk.domain.rounding import percent

SEPTEMBER, OCTOBER, NOVEMBER = (Month(2026, number) for number in (9, 10, 11))
IN_SEPTEMBER, IN_OCTOBER = date(2026, 9, 9), date(2026, 10, 12)
CUTS = tuple(CutKey(institution=name) for name in ("i1", "i2"))
TEACHING = ("H1", "H1.1", "H1.2", "H2", "H3")


def lesson(name: str, day: date = IN_OCTOBER, *, periods: int = 4) -> LessonFact:
    """Of two who were due one came."""
    counted = (Amounts.weighed([name], [each]) for each in (periods, 2 * periods, periods))
    return LessonFact(*counted, Month.of(day).ordinal, CUTS[0])  # type: ignore[misc]


def result(*names: str, passed: bool = True, day: date = IN_OCTOBER, cut: CutKey = CUTS[0]) -> ResultFact:
    return ResultFact(Amounts.ones(names), passed, day, cut)


def tally(*facts: LessonFact | ResultFact) -> Tally:
    found = Facts(
        lessons=[fact for fact in facts if isinstance(fact, LessonFact)],
        results=[fact for fact in facts if isinstance(fact, ResultFact)],
    )
    return Tally(found, ReportTables(), basis=MonthBasis.STARTED)


def report(*facts: LessonFact | ResultFact, month: Month = OCTOBER) -> MonthReport:
    return report_of(tally(*facts), month, targets={})


def kept(counted: Tally, month: Month, *, without: tuple[str, ...] = ()) -> FrozenMonth:
    """A month as it is frozen; ``without`` are rows that the report did not have then."""
    plain = json.loads(json.dumps(to_plain(report_of(counted, month, targets={}), counted)))
    for row in without:
        plain["lines"].pop(row)
        plain["rows"].pop(row, None)
    return from_plain(month, plain)


def test_a_lesson_counts_by_the_class_periods_of_its_class() -> None:
    line = report(lesson("a", IN_SEPTEMBER, periods=8), lesson("b"), lesson("c", periods=3)).line("H1")
    assert (line.month, line.year, line.last_year) == (7, 15, 0)


def test_a_rate_is_of_the_sums_and_no_mean_of_rates() -> None:
    """1 of 2 passed in September and 7 of 7 in October: 8 of 9 are 88.89 %, where the mean of the rates would be 75 %."""
    facts = (
        result("a", day=IN_SEPTEMBER),
        result("b", day=IN_SEPTEMBER, passed=False),
        result(*(f"o{at}" for at in range(7))),
    )
    made = report(*facts)
    line = made.line("H4")
    assert (line.month, line.year, line.last_year, line.change) == (1, Fraction(8, 9), None, None)
    assert f"{percent(Fraction(8, 9), decimals=2)}" == "88.89"
    assert [made.line(row).year for row in TEACHING] == [0, 0, 0, 9, 8]
    assert made.failed == ()


def test_a_month_without_an_assessment_has_no_rate() -> None:
    made = report()
    assert [made.line("H4").value(column) for column in Column] == [None] * len(Column)
    assert [made.line(row).month for row in TEACHING] == [0] * 5


def test_a_rate_is_compared_with_the_year_before() -> None:
    """4 of 5 after 3 of 4 is 80 % after 75 %: a fifteenth more."""
    before = IN_OCTOBER.replace(year=2025)
    facts = (*"abcd", "e"), (*"klm", "n")
    rates = [
        result(*names, passed=passed, day=day)
        for (*well, badly), day in zip(facts, (IN_OCTOBER, before), strict=True)
        for names, passed in ((well, True), ((badly,), False))
    ]
    assert report(*rates).line("H4").change == Fraction(1, 15)


def test_a_frozen_rate_is_read_back() -> None:
    counted = tally(lesson("l"), result("a"), result("b", passed=False))
    made, found = report_of(counted, OCTOBER, targets={}), kept(counted, OCTOBER)
    again = found.report(ReportTables(), Past({OCTOBER: found.flow}))
    assert again.lines == made.lines
    assert again.line("H4").month == Fraction(1, 2)


def test_a_month_that_was_frozen_before_the_report_had_a_row_states_nothing_of_it() -> None:
    """Its cells are empty, no correction is posted about it, and the year counts it as the facts of today do."""
    before = tally(lesson("a", IN_SEPTEMBER), result("a", day=IN_SEPTEMBER, passed=False))
    old = kept(before, SEPTEMBER, without=TEACHING)
    past = Past({SEPTEMBER: old.flow})
    frozen = old.report(ReportTables(), past)
    without = (*TEACHING, "H1.3", "H4")
    assert {frozen.line(row).value(column) for row in without for column in Column} == {None}
    assert frozen.line("A1").year == 0
    assert frozen.failed == ()
    now = tally(lesson("a", IN_SEPTEMBER), result("a", day=IN_SEPTEMBER, passed=False), lesson("b"), result("b"))
    assert pending(now, past, OCTOBER) == ()
    made = report_of(now, OCTOBER, past=past, targets={})
    assert [made.line(row).year for row in (*TEACHING, "H4")] == [8, 16, 8, 2, 1, Fraction(1, 2)]
    assert made.failed == ()
    new = from_plain(OCTOBER, json.loads(json.dumps(to_plain(made, now))))
    again = new.report(ReportTables(), Past({SEPTEMBER: old.flow, OCTOBER: new.flow}))
    assert again.lines == made.lines
    assert again.failed == ()


def test_a_result_that_changes_late_is_an_adjustment() -> None:
    past = Past({OCTOBER: kept(tally(result("a"), result("b", passed=False)), OCTOBER).flow})
    now = tally(result("a"), result("b"))
    (one,) = pending(now, past, NOVEMBER)
    assert (one.row, one.about, dict(one.ids)) == ("H3", OCTOBER, {"b": 1})
    line = report_of(now, NOVEMBER, past=past, targets={}).line("H4")
    assert (line.month, line.year) == (None, 1)


@st.composite
def results(draw: st.DrawFn) -> ResultFact:
    names = [str(name) for name in draw(st.lists(st.uuids(), min_size=1, max_size=4, unique=True))]
    day = date(2026, draw(st.integers(1, 12)), draw(st.integers(1, 28)))
    return result(*names, passed=draw(st.booleans()), day=day, cut=draw(st.sampled_from(CUTS)))


@given(st.lists(results(), max_size=12), st.integers(1, 12))
def test_a_rate_is_between_its_bounds_and_classes_sum_to_the_whole(facts: list[ResultFact], number: int) -> None:
    month = Month(2026, number)
    made = report(*facts, month=month)
    for column in (Column.MONTH, Column.YEAR):
        rate = made.line("H4").value(column)
        assert rate is None or 0 <= rate <= 1
        of_classes = [report(*(fact for fact in facts if fact.cut == cut), month=month) for cut in CUTS]
        for row in ("H2", "H3"):
            assert made.line(row).value(column) == sum(one.line(row).value(column) or 0 for one in of_classes)
    assert made.failed == ()
