"""What is taken at one moment (预约): more of a thing than there is of it is a clash, whatever the thing is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

#: A day and minutes since its midnight.
Moment: TypeAlias = "tuple[date, int]"


class Bookable(StrEnum):
    """What can be booked."""

    VENUE = "venue"
    EQUIPMENT = "equipment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Pieces of a thing that are away from ``begins`` until ``ends``, nights between them included.

    Uses of one ``holder`` are one, as the booking of a room and the lesson held there; without one each takes its own.
    """

    key: str
    begins: Moment
    ends: Moment
    pieces: int = 1
    holder: str | None = None

    @property
    def counted_as(self) -> str:
        """Whose pieces these are."""
        return self.holder or self.key


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why something cannot be had: how many pieces are left at the fullest moment, and who has the others then."""

    left: int
    others: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Those who have a thing beyond what there is (none where one use alone takes too much), and on which days."""

    others: tuple[str, ...]
    days: tuple[tuple[date, date], ...]


def taken(uses: Iterable[Use]) -> int:
    """How many pieces these take together."""
    held: dict[str, int] = {}
    for use in uses:
        held[use.counted_as] = max(held.get(use.counted_as, 0), use.pieces)
    return sum(held.values())


def crowds(uses: Iterable[Use], there: int) -> Iterator[tuple[Use, ...]]:
    """What runs together wherever more is taken than ``there`` is: it only becomes too much when something begins."""
    running: list[Use] = []
    for use in sorted(uses, key=lambda one: (one.begins, one.key)):
        if use.begins < use.ends:
            running = [*(one for one in running if one.ends > use.begins), use]
            if taken(running) > there:
                yield tuple(running)


def meetings(uses: Iterable[Use], there: int) -> dict[str, Meeting]:
    """What each use that stands in a crowd meets there."""
    others: dict[str, dict[str, None]] = {}
    days: dict[str, list[tuple[date, date]]] = {}
    for crowd in crowds(uses, there):
        span = crowd[-1].begins[0], min(one.ends for one in crowd)[0]
        for use in crowd:
            found = (one.key for one in crowd if one.counted_as != use.counted_as)
            others.setdefault(use.key, {}).update(dict.fromkeys(found))
            days.setdefault(use.key, []).append(span)
    return {key: Meeting(tuple(found), tuple(days[key])) for key, found in others.items()}


def shortage(wanted: Use, others: Sequence[Use], there: int) -> Shortage | None:
    """What stands in the way of one more use; None where there is enough for it all the time."""
    full = [crowd for crowd in crowds((*others, wanted), there) if wanted in crowd]
    if not full:
        return None
    rest = tuple(one for one in max(full, key=taken) if one.counted_as != wanted.counted_as)
    return Shortage(max(0, there - taken(rest)), rest)
