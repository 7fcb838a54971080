"""The rows behind a part of a number, taken apart only when somebody asks for them.

A report adds up some thousands of parts and is asked for the ids of a few: by a drill-down, by a freeze, by an adjustment.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Amounts:
    """What some rows add to a number: 1 each, or an amount each (fen, class periods).

    ``total`` is the sum and ``count`` the number of rows; iterating gives the pairs of id and amount, which sum to it.
    """

    __slots__ = ("_amounts", "_ids", "count", "total")

    def __init__(self, ids: Sequence[str] | str, count: int, *, each: Sequence[int] | str | None, total: int) -> None:
        self._ids = ids
        self._amounts = each
        self.count = count
        self.total = total

    @classmethod
    def ones(cls, ids: Sequence[str]) -> Amounts:
        """Rows that count 1 each."""
        return cls(ids, len(ids), each=None, total=len(ids))

    @classmethod
    def weighed(cls, ids: Sequence[str], each: Sequence[int]) -> Amounts:
        """Rows of money or of class periods, in the order of their amounts."""
        return cls(ids, len(ids), each=each, total=sum(each))

    @classmethod
    def written(cls, ids: str, count: int, *, each: str | None = None, total: int | None = None) -> Amounts:
        """As a query groups them: ids between spaces, and amounts in the same order where they are money."""
        return cls(ids, count, each=each, total=count if total is None else total)

    @property
    def ids(self) -> Sequence[str]:
        """The rows."""
        return self._ids.split() if isinstance(self._ids, str) else self._ids

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return zip(self.ids, self._each(), strict=True)

    def _each(self) -> Iterable[int]:
        if self._amounts is None:
            return repeat(1, self.count)
        return map(int, self._amounts.split()) if isinstance(self._amounts, str) else self._amounts
