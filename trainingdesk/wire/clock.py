"""The hybrid logical clock: 48 bits of milliseconds, 16 bits of counter (SYNC 2.6).

It only ranks truly concurrent writes and is shown to people; causality is never judged by it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(now: datetime) -> int:
    """Whole milliseconds since 1970 UTC of an aware instant."""
    return (now - EPOCH) // timedelta(milliseconds=1)


def instant(since_epoch: int) -> datetime:
    """The aware instant of ``milliseconds``."""
    return EPOCH + timedelta(milliseconds=since_epoch)


def tick(last: int, now: datetime) -> int:
    """The next stamp: never behind the clock, always after ``last``."""
    return max(last + 1, milliseconds(now) << 16)
