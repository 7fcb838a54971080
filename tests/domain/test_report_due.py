"""Which month is to be reported."""

from __future__ import annotations

from datetime import date

from trainingdesk.domain.calendar import Month
from trainingdesk.domain.report_due import month_due

OCTOBER = Month(2026, 10)


def test_the_month_that_is_over_is_due_until_it_is_frozen() -> None:
    assert month_due(date(2026, 11, 1), frozen=()) == OCTOBER
    assert month_due(date(2026, 11, 30), frozen={OCTOBER}) == OCTOBER.next


def test_january_looks_back_into_the_year_before() -> None:
    assert month_due(date(2027, 1, 5), frozen={OCTOBER}) == Month(2026, 12)
