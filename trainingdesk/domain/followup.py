"""Following people up after a class (就业跟踪): by when each is asked, and where they stand."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class FollowupState(StrEnum):
    """Where a person stands after a class."""

    EMPLOYED = "employed"  # 已就业
    NOT_EMPLOYED = "not_employed"  # 未就业
    OPEN = "open"  # 待跟踪
    OVERDUE = "overdue"  # 逾期未跟踪


#: Nobody found out yet what became of them.
UNREACHED = frozenset({FollowupState.OPEN, FollowupState.OVERDUE})


def due_on(ended_on: date, days: int) -> date:
    """The last day on which asking is in time, so many days after the class."""
    return ended_on + timedelta(days=days)


def state_of(employed: bool | None, *, due: date, today: date) -> FollowupState:  # noqa: FBT001 -- three answers: yes, no, unknown
    """What the latest enquiry says; without one whether it is late to ask."""
    if employed is None:
        return FollowupState.OVERDUE if today > due else FollowupState.OPEN
    return FollowupState.EMPLOYED if employed else FollowupState.NOT_EMPLOYED
