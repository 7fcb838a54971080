"""Frozen months never change; what changes in them is posted once, as a signed adjustment, in the month frozen next."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.month_people import alone, subsidy
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.month import report_of
from trainingdesk.domain.month_book import Past, pending
from trainingdesk.domain.month_facts import CutKey, Facts, MonthBasis, SubsidyFact, Together
from trainingdesk.domain.month_frozen import from_plain, to_plain
from trainingdesk.domain.month_rows import ReportTables
from trainingdesk.domain.month_tally import Tally
from trainingdesk.domain.monthly_report import may_freeze, may_return, to_freeze

SEPTEMBER, OCTOBER, NOVEMBER = (Month(2026, number) for number in (9, 10, 11))


def trained(name: str, on: date, *, category: str = "A04") -> Together:
    return alone(
        id=name,
        person_id=f"person-of-{name}",
        training_type="13",
        category=category,
        started_on=on,
        joined_on=on,
        cut=CutKey("500241101000", "i1", None, "5", "online"),
    )


def tally(*people: Together, money: tuple[SubsidyFact, ...] = ()) -> Tally:
    return Tally(Facts(enrollments=people, subsidies=money), ReportTables(), basis=MonthBasis.STARTED)


def frozen(past: Past, counted: Tally, month: Month) -> Past:
    """The past after a freeze, through the plain form it is kept in."""
    made = report_of(counted, month, past=past, targets={})
    kept = from_plain(month, json.loads(json.dumps(to_plain(made, counted))))
    posted = pending(counted, past, month)
    return Past({**past.frozen, month: kept.flow}, (*past.adjustments, *posted))


def figures(past: Past, counted: Tally, month: Month, row: str = "A1") -> tuple[int, int]:
    line = report_of(counted, month, past=past, targets={}).line(row)
    return line.month, line.year


A, B, LATE = (trained(name, date(2026, 9, 3)) for name in ("a", "b", "late"))
C = trained("c", date(2026, 10, 8))


def test_a_late_entry_is_an_adjustment_of_the_next_month() -> None:
    past = frozen(Past(), tally(A, B), SEPTEMBER)
    after = tally(A, B, LATE, C)
    assert figures(past, after, SEPTEMBER) == (2, 2)
    assert figures(past, after, OCTOBER) == (2, 4)
    (row,) = [one for one in pending(after, past, OCTOBER) if one.row == "A1"]
    assert (row.about, row.posted, row.amount, dict(row.ids)) == (SEPTEMBER, OCTOBER, 1, {"late": 1})


def test_an_adjustment_is_posted_once() -> None:
    past = frozen(frozen(Past(), tally(A, B), SEPTEMBER), tally(A, B, LATE, C), OCTOBER)
    after = tally(A, B, LATE, C)
    assert pending(after, past, NOVEMBER) == ()
    assert figures(past, after, OCTOBER) == (2, 4)
    assert figures(past, after, NOVEMBER) == (0, 4)


def test_what_was_adjusted_may_be_taken_back_later() -> None:
    past = frozen(frozen(Past(), tally(A, B), SEPTEMBER), tally(A, B, LATE), OCTOBER)
    after = tally(A, B)
    assert [(one.row, one.amount) for one in pending(after, past, NOVEMBER) if one.row in {"A1", "E1"}] == [
        ("A1", -1),
        ("E1", -1),
    ]
    assert figures(past, after, NOVEMBER) == (-1, 2)


def test_one_who_comes_for_one_who_goes_is_named_though_the_sum_stays() -> None:
    past = frozen(Past(), tally(A, B), SEPTEMBER)
    (row,) = [one for one in pending(tally(A, LATE), past, OCTOBER) if one.row == "A1"]
    assert row.amount == 0
    assert dict(row.ids) == {"b": -1, "late": 1}


def test_a_changed_category_moves_between_rows_and_keeps_the_sum() -> None:
    past = frozen(Past(), tally(A, B), SEPTEMBER)
    after = tally(A, trained("b", date(2026, 9, 3), category="A05"))
    made = report_of(after, OCTOBER, past=past, targets={})
    assert (made.line("B2").month, made.line("B4").month, made.line("A1").month) == (-1, 1, 0)
    assert made.failed == ()


def test_money_is_adjusted_by_the_difference() -> None:
    def paid(fen: int) -> SubsidyFact:
        return subsidy("s", fen, kind="training", fund="F02", paid_on=date(2026, 9, 9))

    past = frozen(Past(), tally(money=(paid(100_000),)), SEPTEMBER)
    assert figures(past, tally(money=(paid(80_000),)), OCTOBER, "F4.2") == (-20_000, 80_000)


def test_a_frozen_month_is_read_back_as_it_was() -> None:
    counted = tally(A, B, C, money=(subsidy("s", 7, kind="training", fund="F02", paid_on=date(2026, 9, 9)),))
    made = report_of(counted, SEPTEMBER, targets={"A1": 100})
    kept = from_plain(SEPTEMBER, json.loads(json.dumps(to_plain(made, counted))))
    again = kept.report(ReportTables(), Past({SEPTEMBER: kept.flow}))
    assert again.lines == made.lines
    assert again.cuts == made.cuts
    assert again.balances == made.balances
    assert again.frozen
    assert again.failed == ()
    assert replace(again, frozen=False, checks=made.checks) == made
    assert kept.stock["D5"] == ("a", "b")


def test_a_vanished_row_is_cut_as_it_was_when_it_was_frozen() -> None:
    past = frozen(Past(), tally(A, B), SEPTEMBER)
    made = report_of(tally(A), OCTOBER, past=past, targets={})
    townships = made.cuts[0].lines
    assert [(line.key, line.month["A1"], line.year["A1"]) for line in townships] == [("500241101000", -1, 1)]
    assert made.failed == ()


steps = st.lists(st.sets(st.integers(0, 7)), min_size=3, max_size=6)


@given(steps)
def test_whatever_is_entered_late_the_year_is_the_running_sum_and_the_truth(known: list[set[int]]) -> None:
    """Each step is what a desk knew when a month was frozen; people began in any month of the year."""
    past, running = Past(), 0
    for number, present in enumerate(known, start=1):
        everyone = [trained(str(one), date(2026, 1 + one % number, 5)) for one in sorted(present)]
        counted = tally(*everyone)
        month = Month(2026, number)
        made = report_of(counted, month, past=past, targets={})
        running += made.line("A1").month
        assert made.line("A1").year == running == len(everyone)
        assert made.failed == ()
        past = frozen(past, counted, month)


@pytest.mark.parametrize(
    ("done", "today", "key"),
    [
        ({OCTOBER}, date(2026, 11, 1), "frozen_already"),
        ({NOVEMBER}, date(2026, 12, 1), "later_month_frozen"),
        (set(), date(2026, 9, 30), "month_to_come"),
    ],
)
def test_a_month_is_frozen_once_and_in_order(done: set[Month], today: date, key: str) -> None:
    with pytest.raises(Refused, match=key):
        may_freeze(OCTOBER, frozen=done, today=today)


def test_freezing_closes_what_is_open_before_it() -> None:
    assert to_freeze(Month(2026, 3), frozen=()) == tuple(Month(2026, number) for number in (1, 2, 3))
    assert to_freeze(Month(2027, 2), frozen={Month(2026, 11)}) == (Month(2026, 12), Month(2027, 1), Month(2027, 2))
    assert to_freeze(OCTOBER, frozen={SEPTEMBER}) == (OCTOBER,)


def test_only_the_last_frozen_month_is_returned() -> None:
    may_return(OCTOBER, frozen={SEPTEMBER, OCTOBER})
    with pytest.raises(Refused, match="later_month_frozen"):
        may_return(SEPTEMBER, frozen={SEPTEMBER, OCTOBER})
    with pytest.raises(Refused, match="not_frozen"):
        may_return(NOVEMBER, frozen={OCTOBER})
