"""Where the window can go: a screen, what it shows, and which part of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Destination:
    """A screen by its name in ``ui/places.py``; ``subject`` is the id (or month) it shows, ``part`` its tab."""

    screen: str
    subject: str | None = None
    part: str | None = None
