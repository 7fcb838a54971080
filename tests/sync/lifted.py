"""A county of a desk, put into a centre as if it had been pushed long ago; without a judge, so that large ones are quick."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import insert, text

from trainingdesk.server.bulk import add
from trainingdesk.server.records import Record, of_class, save
from trainingdesk.server.tables import COUNTER, FEED
from trainingdesk.wire.schema import SYNCED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine
    from sqlmodel import Session

    from trainingdesk.storage.database import Database

_AT_ONCE: Final = 20_000
#: Where the rows say that they were written.
_DEVICE: Final = str(uuid4())


def lift(database: Database, engine: Engine, *, county: str) -> int:
    """Put every row of a desk into the centre; answers how many there are."""
    numbers = count(1)
    with database.read() as session, engine.begin() as connection:
        classes = _classes_of(session)
        last = 0
        for records in _records(session, numbers):
            save(connection, county, records)
            add(connection, FEED, list(_places(county, records, classes)))
            last = records[-1].version
        connection.execute(COUNTER.delete().where(COUNTER.c.county == county))
        connection.execute(insert(COUNTER).values(county=county, n=last))
    return last


def _places(county: str, records: list[Record], classes: dict[str, set[str]]) -> Iterator[dict[str, Any]]:
    for one in records:
        for bucket in sorted(one.buckets() | classes.get(one.row_id, set())):
            place = {"county": county, "bucket": bucket, "tbl": one.table, "row_id": one.row_id}
            yield place | {"seq": one.version, "stands": True, "known_to": None}


def _classes_of(session: Session) -> dict[str, set[str]]:
    """The buckets that people are brought into by their enrollments."""
    found: dict[str, set[str]] = {}
    for row in session.connection().execute(text("SELECT person_id, class_id FROM enrollment")):
        found.setdefault(row.person_id, set()).add(of_class(row.class_id))
    return found


def _records(session: Session, numbers: Iterator[int]) -> Iterator[list[Record]]:
    for declared in SYNCED:
        fields = ", ".join(f'"{field}"' for field in ("id", *declared.fields))
        asked = session.connection().execute(text(f'SELECT {fields} FROM "{declared.name}" ORDER BY id'))  # noqa: S608
        while several := asked.fetchmany(_AT_ONCE):
            yield [
                Record(
                    declared.name,
                    row[0],
                    dict(zip(declared.fields, row[1:], strict=True)),
                    {"*": [number, number << 16, 1, _DEVICE, False, "u0"]},
                    number,
                )
                for row, number in zip(several, numbers, strict=False)
            ]
