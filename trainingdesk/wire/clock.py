"""The hybrid logical clock: 48 bits of milliseconds, 16 bits of counter (SYNC 2.6).

It only ranks truly concurrent writes and is shown to people; causality is never judged by it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: A clock of a desk that is further off is corrected in what goes out (SYNC 2.6).
IS_OFF_MS = 120_000


def milliseconds(now: datetime) -> int:
    """Whole milliseconds since 1970 UTC of an aware instant."""
    return (now - EPOCH) // timedelta(milliseconds=1)


def instant(since_epoch: int) -> datetime:
    """The aware instant of ``milliseconds``."""
    return EPOCH + timedelta(milliseconds=since_epoch)


def tick(last: int, now: datetime) -> int:
    """The next stamp: never behind the clock, always after ``last``."""
    return max(last + 1, milliseconds(now) << 16)


def shown_apart(at_ms: int, hlc: int) -> int:
    """The second that a clock showed beside a stamp which says another time; 0 where they agree, or nothing is stamped."""
    return at_ms // 1000 if hlc and abs(at_ms - (hlc >> 16)) > IS_OFF_MS else 0
