"""Who may come in: whoever proves the code. Wrong ones cost a growing wait, and many of them close the door for all.

Asked from several threads at once.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from trainingdesk.domain.relay import MOST_MISTAKES
from trainingdesk.domain.sign_in_delay import delay_after
from trainingdesk.wire.relay import Challenge, Tie, Turned, is_same, new_visit

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
#: Visits that are remembered; the oldest goes first, and its desk begins anew.
_MOST_VISITS: Final = 256


class TurnedAway(Exception):  # noqa: N818 -- an answer, as in wire/operation.py
    """The relay does not do it, and says why in one word."""

    def __init__(self, status: int, error: str, *, seconds: int = 0) -> None:
        super().__init__(error)
        self.status, self.error, self.seconds = status, error, seconds

    def said(self) -> bytes:
        """The same as the other side reads it."""
        return msgspec.json.encode(Turned(error=self.error, seconds=self.seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a question says of itself: its visit, its number in it, its proof."""

    visit: str
    count: int
    proof: str


@dataclass(slots=True)
class Guest:
    """A desk that proved the code; ``device`` is empty until it said who it is."""

    tie: Tie = field(repr=False)
    count: int = 0
    device: str = ""
    name: str = ""


@dataclass(slots=True)
class Guard:
    """The door of one opening; ``key`` is made of its code and salt, ``seconds`` is a clock that only goes on."""

    key: bytes = field(repr=False)
    salt: bytes
    seconds: Callable[[], float] = time.monotonic
    mistakes: int = 0
    _asked: OrderedDict[str, None] = field(default_factory=OrderedDict, repr=False)
    _guests: OrderedDict[str, Guest] = field(default_factory=OrderedDict, repr=False)
    _wrong: dict[str, tuple[int, float]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def is_spent(self) -> bool:
        """Whether too many wrong codes came: nobody new comes in."""
        return self.mistakes >= MOST_MISTAKES

    def challenge(self) -> Challenge:
        """A number for one visit."""
        visit = new_visit()
        with self._lock:
            _remember(self._asked, visit, None)
        return Challenge(relay=1, salt=self.salt, visit=visit)

    def admit(self, caller: str, ticket: Ticket, door: str, body: bytes) -> Guest:
        """The desk that asks this; raises TurnedAway where it does not prove the code, or has to wait first."""
        with self._lock:
            guest = self._guests.get(ticket.visit)
            if guest is None:
                guest = self._new_guest(caller, ticket, door, body)
            elif ticket.count <= guest.count or not _proves(guest.tie, ticket, door, body):
                raise TurnedAway(400, "altered")
            guest.count = ticket.count
            return guest

    def _new_guest(self, caller: str, ticket: Ticket, door: str, body: bytes) -> Guest:
        self._let_wait(caller)
        asked, _, _own = ticket.visit.partition(".")
        if asked not in self._asked:
            raise TurnedAway(404, "gone")
        del self._asked[asked]
        guest = Guest(Tie.of(self.key, ticket.visit))
        if ticket.count < 1 or not _proves(guest.tie, ticket, door, body):
            self.mistakes += 1
            self._wrong[caller] = (self._wrong.get(caller, (0, 0.0))[0] + 1, self.seconds())
            raise TurnedAway(401, "code")
        self._wrong.pop(caller, None)
        _remember(self._guests, ticket.visit, guest)
        return guest

    def _let_wait(self, caller: str) -> None:
        if self.is_spent:
            raise TurnedAway(403, "spent")
        count, last = self._wrong.get(caller, (0, 0.0))
        left = last + delay_after(count).total_seconds() - self.seconds()
        if count and left > 0:
            raise TurnedAway(429, "wait", seconds=math.ceil(left))


def _proves(tie: Tie, ticket: Ticket, door: str, body: bytes) -> bool:
    return is_same(ticket.proof, tie.asks(ticket.count, door, body))


def _remember(known: OrderedDict[str, T], key: str, value: T) -> None:
    known[key] = value
    while len(known) > _MOST_VISITS:
        known.popitem(last=False)
