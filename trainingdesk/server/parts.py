"""Bytes that come in parts, each beginning where the one before it ended, so that a line that breaks goes on there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, insert, select

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import ColumnElement, Connection, Table


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one thing: rows of ``table`` under ``key``, with the columns ``start`` and ``part``."""

    connection: Connection
    table: Table
    key: Mapping[str, Any]

    def held(self) -> int:
        """How much is there."""
        last = select(self.table.c.start, func.length(self.table.c.part).label("size")).where(self._mine())
        row = self.connection.execute(last.order_by(self.table.c.start.desc()).limit(1)).one_or_none()
        return 0 if row is None else int(row.start + row.size)

    def keep(self, part: bytes, *, start: int, size: int, **beside: Any) -> int:
        """Keep a part of what is ``size`` long in all; one that begins elsewhere is left aside. Answers ``held``."""
        held = self.held()
        if part and start == held and held + len(part) <= size:
            self.connection.execute(insert(self.table).values(**self.key, start=start, part=part, **beside))
            held += len(part)
        return held

    def stream(self) -> Iterator[bytes]:
        """One part after the other."""
        starts = select(self.table.c.start).where(self._mine()).order_by(self.table.c.start)
        for start in self.connection.scalars(starts).all():
            asked = select(self.table.c.part).where(self._mine(), self.table.c.start == start)
            yield bytes(self.connection.execute(asked).scalar_one())

    def piece(self, offset: int, *, most: int) -> bytes:
        """What stands at ``offset``, no longer than ``most``."""
        first = select(func.max(self.table.c.start)).where(self._mine(), self.table.c.start <= offset).scalar_subquery()
        asked = select(self.table.c.start, self.table.c.part).where(
            self._mine(), self.table.c.start >= first, self.table.c.start < offset + most
        )
        found = self.connection.execute(asked.order_by(self.table.c.start)).all()
        if not found:
            return b""
        skipped = offset - int(found[0].start)
        return b"".join(bytes(row.part) for row in found)[skipped : skipped + most]

    def drop(self) -> None:
        """Let all of it go."""
        self.connection.execute(delete(self.table).where(self._mine()))

    def _mine(self) -> ColumnElement[bool]:
        return and_(*(self.table.c[name] == value for name, value in self.key.items()))
