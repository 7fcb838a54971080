"""Rows on their way into a file: counted, told of, and stopped where somebody wants no more of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Row = TypeVar("Row")
#: Rows between two reports.
AT_ONCE: Final = 500


@dataclass(slots=True)
class Watched:
    """How far an export is; ``watch`` hears done and total now and then, and may end it."""

    total: int
    watch: Callable[[int, int], bool] | None = None
    done: int = 0

    def each(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows; raises Refused ``export.stopped`` as soon as ``watch`` says so: the file is not left behind."""
        for row in rows:
            if self.done % AT_ONCE == 0:
                self.tell()
            self.done += 1
            yield row

    def tell(self) -> None:
        """Say how far it is."""
        if self.watch is not None and not self.watch(min(self.done, self.total), self.total):
            raise Refused("export.stopped")
