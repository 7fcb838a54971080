"""The rows of the roster tab: people in roster order, what stands against them, and which filter shows whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from trainingdesk.domain.enrollment import ALLOWED, TAKES_SEAT, EventKind, Status
from trainingdesk.domain.seat_lease import Seat
from trainingdesk.ui.models.rows import Column
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.wording.verdict import refusal_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.eligibility import PersonVerdicts
    from trainingdesk.storage.enrollment import RollLine
    from trainingdesk.ui.workplace import Workplace


class Wanted(StrEnum):
    """The filter chips."""

    ALL = "all"
    FLAGGED = "flagged"
    WAITING = "waiting"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """Somebody of the class; ``waits_at`` is the place on the waiting list, from 1."""

    at: int
    line: RollLine
    category: str
    verdicts: PersonVerdicts | None
    waits_at: int | None = None

    @property
    def key(self) -> str:
        """Names the row."""
        return self.line.enrollment_id

    @property
    def left(self) -> bool:
        """Whether the person may only come back."""
        return EventKind.REOPENED in ALLOWED[self.line.status]

    @property
    def asks_for_seat(self) -> bool:
        """Whether the centre has still to say that there is a seat."""
        return self.line.seat in (Seat.PROVISIONAL, Seat.PROMISED) and self.line.status in TAKES_SEAT

    def may(self, kind: EventKind) -> bool:
        """Whether this may happen to the enrollment next."""
        return kind in ALLOWED[self.line.status]

    def is_shown(self, wanted: Wanted) -> bool:
        """Whether a filter shows the row."""
        match wanted:
            case Wanted.FLAGGED:
                return self.line.flagged is not None
            case Wanted.WAITING:
                return self.line.status is Status.WAITLISTED
            case Wanted.LEFT:
                return self.left
            case _:
                return True


#: A state is never told by color alone: each has a sign and a word.
_SIGNS: Mapping[Status, tuple[str, Tone | None]] = {
    Status.APPLIED: ("○", None),
    Status.WAITLISTED: ("◷", Tone.WARN),
    Status.CONFIRMED: ("✓", Tone.OK),
    Status.ATTENDING: ("●", Tone.OK),
    Status.COMPLETED: ("●", Tone.OK),
    Status.FAILED: ("✕", Tone.DANGER),
    Status.CERTIFIED: ("★", Tone.OK),
    Status.REJECTED: ("✕", Tone.DANGER),
    Status.WITHDRAWN: ("－", Tone.MUTED),
    Status.TRANSFERRED: ("→", Tone.MUTED),
    Status.DROPPED: ("－", Tone.MUTED),
}


def _state(place: Workplace, row: RosterEntry) -> str:
    words = f"{_SIGNS[row.line.status][0]} {place.say(f'enrollment.status_{row.line.status.value}')}"
    return words if row.waits_at is None else f"{words} {row.waits_at}"


def _flag(place: Workplace, row: RosterEntry) -> str:
    if row.line.flagged is None:
        return place.say(f"seat_lease.state_{row.line.seat}") if row.asks_for_seat else ""
    reasons = () if row.verdicts is None else refusal_words(place, row.verdicts.verdicts)
    words = f"⚑ {place.say(f'enrollment.flag_{row.line.flagged}')}"
    return " ".join((words, *reasons))


def columns(place: Workplace) -> tuple[Column[RosterEntry], ...]:
    """The columns in reading order."""
    state, flag = partial(_state, place), partial(_flag, place)
    return (
        Column("at", "screen_roster.place", lambda row: row.at, width=52, number=True),
        Column("name", "enrollment.name", lambda row: row.line.name, width=88),
        Column("id", "enrollment.id_mask", lambda row: row.line.id_mask, width=168),
        Column("phone", "person.field_phone", lambda row: row.line.phone, width=128),
        Column("category", "enrollment.category", lambda row: row.category, width=104),
        Column("state", "enrollment.status", state, width=124, tone=lambda row: _SIGNS[row.line.status][1]),
        Column(
            "flag",
            "enrollment.flag",
            flag,
            width=144,
            tone=lambda row: Tone.WARN if row.line.flagged else None,
            hint=lambda row: flag(row) or None,
        ),
        Column("number", "enrollment.number", lambda row: row.line.number, width=200, hidden=True),
        Column("joined", "enrollment.joined_on", lambda row: row.line.joined_on, width=104, hidden=True),
        Column("left", "enrollment.left_on", lambda row: row.line.left_on, width=104, hidden=True),
    )
