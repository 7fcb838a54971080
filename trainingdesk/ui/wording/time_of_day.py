"""A time of the day as it is written."""

from __future__ import annotations


def clock(minutes: int | None) -> str:
    """A time of the day as it is written: 08:30; nothing for none."""
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
