"""Blocks of serials (号段): which serials a desk may give out, so that two desks never give the same one (FEATURES 48).

A desk that was never joined owns all of them, and so does a joined one of numbers that hold its own. Of other numbers a
joined desk owns the blocks that were leased to it. A serial is one above the highest ever given out, or a free one of a
later block; none comes a second time, whatever became of its paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """Serials from ``first`` to ``last``, both included."""

    first: int
    last: int

    def __post_init__(self) -> None:
        """Raise ValueError for a block that holds nothing."""
        if not 1 <= self.first <= self.last:
            raise ValueError((self.first, self.last))


def next_serials(taken: Collection[int], wanted: int, *, blocks: Sequence[Block] | None) -> tuple[int, ...]:
    """The next ``wanted`` serials, ascending; ``blocks`` is None for a desk that owns all.

    Raises Refused where the blocks hold fewer.
    """
    if blocks is None:
        first = max(taken, default=0) + 1
        return tuple(range(first, first + wanted))
    given = frozenset(taken)
    found = tuple(islice((serial for serial in _serials(blocks) if serial not in given), wanted))
    if len(found) < wanted:
        raise Refused("certificate.serials_used_up", found=len(found), wanted=wanted)
    return found


def left(taken: Collection[int], blocks: Sequence[Block]) -> int:
    """How many serials the blocks still hold."""
    given = frozenset(taken)
    return sum(1 for serial in _serials(blocks) if serial not in given)


def _serials(blocks: Sequence[Block]) -> Iterator[int]:
    """Each serial once, in order, also where blocks overlap."""
    last = 0
    for block in sorted(blocks):
        yield from range(max(block.first, last + 1), block.last + 1)
        last = max(last, block.last)
