"""Puts rows of the centre into the parts of a snapshot: columns instead of documents, cut where a part is full."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgspec

from trainingdesk.server.scopes import shown
from trainingdesk.wire.snapshot import Part, Portion, Shape, packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trainingdesk.domain.access import Role

#: A part is full with so many rows or characters of documents: about 300 KiB on the line, a blink on the desk.
ROWS_OF_A_PART: Final = 10_000
_FULL: Final = 4 << 20
_DATA: Final = msgspec.json.Decoder(dict[str, Any])
_STAMPS: Final = msgspec.json.Decoder(dict[str, list[Any]])
#: A row whose groups were never stamped.
_NOBODY: Final[list[Any]] = [0, 0, 0, "", False, ""]


@dataclass(slots=True)
class _Alike:
    """Rows with the same fields, collected."""

    ids: list[str] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)
    writers: list[int] = field(default_factory=list)
    hlcs: list[int] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)

    def shape(self, names: Sequence[str]) -> Shape:
        same: dict[str, Any] = {}
        columns: dict[str, list[Any]] = {}
        for name in names:
            values = [document[name] for document in self.documents]
            if _all_alike(values):
                same[name] = values[0]
            else:
                columns[name] = values
        return Shape(
            ids=self.ids,
            versions=self.versions,
            writers=self.writers,
            hlcs=self.hlcs,
            same=same,
            columns=columns,
        )


@dataclass(slots=True)
class Parts:
    """Collects rows as a role sees them; gives each part out when it is full."""

    role: Role
    most: int = ROWS_OF_A_PART
    _table: str = ""
    _after: str = ""
    _alike: dict[tuple[str, ...], _Alike] = field(default_factory=dict)
    _writers: dict[tuple[str, str], int] = field(default_factory=dict)
    _portions: list[Portion] = field(default_factory=list)
    _size: int = 0
    _count: int = 0

    def begin(self, table: str) -> None:
        """The rows that come now are those of a table, in the order of their ids."""
        self._table, self._after = table, ""

    def add(self, rows: Sequence[Any]) -> Iterator[tuple[int, bytes]]:
        """Take rows (id, document, stamps, version); answers the parts that became full, each with its number of rows."""
        for row_id, data, stamps, version in rows:
            document = shown(self.role, self._table, _DATA.decode(data))
            names = tuple(document)
            alike = self._alike.get(names)
            if alike is None:
                alike = self._alike[names] = _Alike()
            _version, hlc, _number, device, _by, user, *_told = max(_STAMPS.decode(stamps).values(), default=_NOBODY)
            alike.ids.append(row_id)
            alike.versions.append(version)
            alike.writers.append(self._writers.setdefault((user, device), len(self._writers)))
            alike.hlcs.append(hlc)
            alike.documents.append(document)
            self._size += len(data)
            self._count += 1
            if self._size >= _FULL or self._count >= self.most:
                self._close(until=row_id)
                yield self.last()

    def end(self) -> None:
        """No more rows of this table: it holds nothing else."""
        self._close(until=None)

    def last(self) -> tuple[int, bytes]:
        """What is collected, as a part."""
        count, body = self._count, packed(Part(writers=list(self._writers), portions=self._portions))
        self._writers, self._portions, self._size, self._count = {}, [], 0, 0
        return count, body

    def _close(self, *, until: str | None) -> None:
        shapes = [alike.shape(names) for names, alike in self._alike.items()]
        self._portions.append(Portion(table=self._table, after=self._after, until=until, shapes=shapes))
        self._alike, self._after = {}, until or ""


def _all_alike(values: list[Any]) -> bool:
    first = values[0]
    if not (first is None or isinstance(first, str | int)) or values.count(first) != len(values):
        return False
    return isinstance(first, str) or len(set(map(type, values))) == 1  # True is 1, and does not travel as 1
