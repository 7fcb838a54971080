"""Seats that a laptop takes along (名额预留): what it may promise in a village without asking anybody (SYNC 2.8).

The centre gives seats in the order of arrival, so who comes home last might have promised what is gone. A lease keeps some
seats of a class for one laptop until a day; people who are enrolled under it there have their seat at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

#: The way home: so long the centre keeps the seats after the last day of promising, before others are given them.
WAY_HOME: Final = timedelta(days=2)
MOST_DAYS: Final = 30
MOST_SEATS: Final = 10_000


class Seat(StrEnum):
    """What an enrollment has of its class."""

    PROVISIONAL = "provisional"  # 待中心分配: a joined desk wrote it, the centre has not heard of it yet
    PROMISED = "promised"  # 已承诺: the same, under a lease
    GRANTED = "granted"  # 已分配
    WAITLISTED = "waitlisted"  # 候补
    GIVEN_UP = "given_up"  # 已让出: somebody who left; who enrolls again asks anew


class Outcome(StrEnum):
    """What became of a question for seats that went without a line."""

    WAITS = ""
    GIVEN = "given"
    NONE_FREE = "none_free"
    NOT_ALLOWED = "not_allowed"
    TOO_LATE = "too_late"

    @property
    def sentence(self) -> str:
        """The key of the sentence that says it."""
        return "seat_lease.taken" if self is Outcome.GIVEN else f"seat_lease.{self.value or 'waits'}"


@dataclass(frozen=True, slots=True)
class SeatLease:
    """Seats of one class for one laptop, the days it may promise them on, and how many people sit on them.

    ``ended_on`` is the day it was given back, or its laptop was shut out.
    """

    id: str
    class_id: str
    device_id: str
    device_number: int
    seats: int
    taken_on: date
    ends_on: date
    ended_on: date | None = None
    used: int = 0

    def open_on(self, today: date) -> int:
        """How many more people its laptop may promise a seat."""
        over = self.ended_on is not None or today > self.ends_on
        return 0 if over else max(0, self.seats - self.used)

    def is_over(self, today: date) -> bool:
        """Whether nothing is kept for it any more."""
        return self.ended_on is not None or today > self.ends_on + WAY_HOME

    def kept_on(self, today: date) -> int:
        """How many seats nobody else is given for its sake."""
        return 0 if self.is_over(today) else max(0, self.seats - self.used)

    def honors(self, *, promised_on: date, today: date) -> bool:
        """Whether a promise that arrives today is kept, whoever came before it.

        The day of a promise is what a laptop says, and its clock may stand still or lie. So a lease is never worth more
        people than it has seats, whatever day they are said to be promised on; what is left to a wrong clock are seats that
        were kept for it anyway.
        """
        in_time = promised_on <= self.ends_on or today <= self.ends_on + WAY_HOME
        return self.ended_on is None and self.used < self.seats and in_time


def seats_free(*, capacity: int, taken: int, leases: Iterable[SeatLease], today: date) -> int:
    """Seats that nobody has and that are kept for none of these leases; below zero where more were let in."""
    return capacity - taken - sum(one.kept_on(today) for one in leases)


def leased(*, wanted: int, used: int, free: int) -> int:
    """How many seats a lease gets: what was wanted as far as it is free, never fewer than people sit on.

    The same question twice has the same answer: a laptop whose line broke asks again. ``free`` leaves its own lease out.
    """
    return max(used, min(wanted, used + max(0, free)))
