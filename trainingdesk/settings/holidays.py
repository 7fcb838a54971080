"""The shipped days that differ from their weekday: holidays, and weekend days that are worked (调休)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trainingdesk.settings.code_tables import read_table


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day of the shipped calendar; ``working`` is True for a make-up day. ``name`` is the holiday it belongs to."""

    day: date
    working: bool
    name: str


def special_days() -> tuple[SpecialDay, ...]:
    """All of them, by day. Of a year without a row nothing is known: it had not been announced."""
    return tuple(
        SpecialDay(date.fromisoformat(row["day"]), row["working"] == "true", row["name"])
        for row in read_table("holidays_cn")
    )
