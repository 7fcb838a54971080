"""For how long a desk was not heard of (FEATURES 101); it is named for that, and its work is never refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.calendar import local_day

if TYPE_CHECKING:
    from datetime import date, datetime


def silent_days(last: datetime | None, *, today: date, allowed: int) -> int | None:
    """Days since the last contact where they are more than the county allows; None also where there never was one."""
    if last is None:
        return None
    days = (today - local_day(last)).days
    return days if days > allowed else None
