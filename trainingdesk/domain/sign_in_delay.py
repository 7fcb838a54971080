"""How long to wait after wrong passwords: the first few cost nothing, then the wait grows; nobody is locked out for good.

GB/T 22239-2019 8.1.4.1 b asks for a limit on failed sign-ins (限制非法登录次数) and leaves the numbers open.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: Mistakes that cost nothing.
FREE = 3
#: The wait after each further mistake; the last one stays.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 30, 60, 120, 300, 900))


def delay_after(failed: int) -> timedelta:
    """The wait that ``failed`` mistakes in a row cost."""
    return timedelta(0) if failed <= FREE else WAITS[min(failed - FREE, len(WAITS)) - 1]


def left_to_wait(failed: int, last: datetime | None, now: datetime) -> timedelta:
    """What is left of the wait. Where the clock went back behind the last mistake, the whole wait begins again now."""
    if last is None or now < last:
        return timedelta(0) if last is None else delay_after(failed)
    return max(timedelta(0), last + delay_after(failed) - now)
