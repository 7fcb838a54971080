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


def may_lack(seen: datetime, *, until: date, told: date, allowed: int) -> bool:
    """Whether figures up to the day ``until`` may lack what a device wrote, as it was known on the day ``told``.

    Once they are over everything before its last contact may be there; while they run, silence is what the county calls so.
    """
    return local_day(seen) <= until if told > until else silent_days(seen, today=told, allowed=allowed) is not None
