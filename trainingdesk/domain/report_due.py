"""Which month is to be reported (应报月份): the one that is over, until it is frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.calendar import Month

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


def month_due(today: date, *, frozen: Collection[Month]) -> Month:
    """The month before the present one; the present one as soon as that is frozen."""
    present = Month.of(today)
    return present if present.previous in frozen else present.previous


def due_on(month: Month, *, day: int) -> date:
    """The last day on which a month is reported in time: that day of the month after it."""
    return month.next.first_day.replace(day=day)
