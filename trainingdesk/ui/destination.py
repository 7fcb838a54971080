"""Where the window can go: a screen, what it shows, and which part of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Destination:
    """A screen by its name in ``ui/places.py``; ``subject`` is the id (or month) it shows, ``part`` its tab.

    ``days`` are the first and the last that it begins with, where it shows a span of days.
    """

    screen: str
    subject: str | None = None
    part: str | None = None
    days: tuple[date, date] | None = None
