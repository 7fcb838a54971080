"""Monthly reports as documents (月报的编制、复核、报送): their states, and who takes each step.

Whoever prepared a report neither reviews nor freezes it (岗位权限不相容, 财社〔2023〕181号 art. 25), except under a written
delegation, which the report then names. A frozen report is never edited; one that is returned gets a new version.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.state_machine import Machine, Party, Step

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from trainingdesk.domain.calendar import Month


class ReportState(StrEnum):
    """Where a version of a report stands."""

    PREPARED = "prepared"  # 已编制
    REVIEWED = "reviewed"  # 已复核
    FROZEN = "frozen"  # 已报送, 数据锁定
    RETURNED = "returned"  # 上级退回


_R, _COUNTY = ReportState, (Party.COUNTY,)

#: Every step of a version.
REPORT_STEPS: Final[Machine[ReportState]] = Machine(
    "monthly_report",
    "state",
    ReportState,
    (
        Step(_R.PREPARED, _R.REVIEWED, _COUNTY, Action.REVIEW_REPORT),
        Step(_R.PREPARED, _R.FROZEN, _COUNTY, Action.FREEZE_REPORT),
        Step(_R.REVIEWED, _R.FROZEN, _COUNTY, Action.FREEZE_REPORT),
        Step(_R.FROZEN, _R.RETURNED, _COUNTY, Action.FREEZE_REPORT, needs_reason=True),
    ),
)


def action_of(state: ReportState) -> Action:
    """What whoever brings a report into a state must be allowed."""
    if state is ReportState.PREPARED:
        return Action.PREPARE_REPORT
    return next(step.action for (_start, to), step in REPORT_STEPS.steps.items() if to is state)


def may_freeze(month: Month, *, frozen: Collection[Month], today: date) -> None:
    """Raise Refused where a month cannot be frozen now: once, after the months before it, and not before it began."""
    if month in frozen:
        raise Refused("monthly_report.frozen_already", month=month)
    if month.first_day > today:
        raise Refused("monthly_report.month_to_come", month=month)
    later = [one for one in frozen if one > month]
    if later:
        raise Refused("monthly_report.later_month_frozen", month=month, later=min(later))


def may_return(month: Month, *, frozen: Collection[Month]) -> None:
    """Raise Refused where a month is not the last that was frozen: later ones state sums that hold it."""
    if month not in frozen:
        raise Refused("monthly_report.not_frozen", month=month)
    if month != max(frozen):
        raise Refused("monthly_report.later_month_frozen", month=month, later=max(frozen))


def to_freeze(month: Month, *, frozen: Collection[Month]) -> tuple[Month, ...]:
    """The months that freezing ``month`` closes: itself, and open ones before it since the last that was frozen.

    Where none was frozen yet, it closes its year from January on, so that no sum of the year can change behind it.
    """
    last = max((one for one in frozen if one < month), default=None)
    if last is None:
        return month.year_to_date
    return tuple(type(month).at(ordinal) for ordinal in range(last.ordinal + 1, month.ordinal + 1))
