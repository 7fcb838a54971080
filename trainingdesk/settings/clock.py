"""The clock of the machine; everything that asks the time is given a clock, and this one where nobody gives another."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """What time it is, as the machine believes."""
    return datetime.now(UTC)
