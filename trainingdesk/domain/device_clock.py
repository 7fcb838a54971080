"""Whether the clock of this computer can be believed (FEATURES 40): work is never refused because of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

#: Beyond this the centre's clock and ours do not agree (SYNC 2.6).
CENTRE_DIFFERS: Final = timedelta(minutes=2)
#: A clock that is further behind the last change known here has fallen back: a battery is empty, a year was mistyped.
FELL_BACK: Final = timedelta(days=1)


def clock_behind(*, now: datetime, centre_ahead: timedelta, latest_change: datetime) -> timedelta | None:
    """How far the clock is behind (negative: ahead), or None where nothing speaks against it.

    ``centre_ahead`` is what the centre's clock was ahead at the last contact, nothing where there was none.
    """
    if abs(centre_ahead) > CENTRE_DIFFERS:
        return centre_ahead
    missing = latest_change - now
    return missing if missing > FELL_BACK else None
