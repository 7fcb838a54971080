"""Rows of the centre: one document each, a stamp for every group, and the buckets each stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sqlalchemy import select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from trainingdesk.server.tables import FEED, RECORD
from trainingdesk.wire.merge import Stamp, Written
from trainingdesk.wire.schema import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Table

    from trainingdesk.wire.schema import Group

#: Keys of one statement stay below the parameters that SQLite takes.
_AT_ONCE = 5000
WHOLE_COUNTY = "c"
#: What every desk needs to show a class: courses, venues, instructors, dictionaries.
EVERYBODY = "g"
_FOR_EVERYBODY = frozenset(table.name for table in CATALOGUE)

#: The table and the id of a row.
Key: TypeAlias = tuple[str, str]
T = TypeVar("T")


@dataclass(slots=True)
class Record:
    """One row while a batch is judged."""

    table: str
    row_id: str
    data: dict[str, Any]
    stamps: dict[str, list[Any]]
    version: int = 0
    touched: bool = False
    left: set[str] = field(default_factory=set)

    def written(self, group: Group) -> Written:
        """What stands in a group; a group that nobody wrote has version 0."""
        found = self.stamps.get(group.name) or self.stamps.get("*") or [0, 0, 0, "", False, ""]
        version, hlc, number, device_id, by_instructor, user = found
        stamp = Stamp(
            version=version,
            hlc=hlc,
            device_number=number,
            device_id=device_id,
            by_instructor=by_instructor,
            user=user,
        )
        return Written(values={name: self.data.get(name) for name in group.fields}, stamp=stamp)

    def write(self, group: Group, written: Written) -> None:
        """Put what comes in the place of what stands."""
        self.data.update(written.values)
        self.stamps[group.name] = packed(written.stamp)

    @property
    def class_id(self) -> str | None:
        """The class it belongs to; a class belongs to itself."""
        return self.row_id if self.table == "training_class" else self.data.get("class_id")

    def buckets(self) -> set[str]:
        """Where its own contents put it; people come in by their enrollments (``scopes``)."""
        own = {WHOLE_COUNTY}
        if self.table in _FOR_EVERYBODY:
            own.add(EVERYBODY)
        if self.class_id:
            own.add(of_class(self.class_id))
        return own


def of_class(class_id: str) -> str:
    """The bucket of one class."""
    return f"k:{class_id}"


def packed(stamp: Stamp) -> list[Any]:
    """A stamp as the document keeps it."""
    return [stamp.version, stamp.hlc, stamp.device_number, stamp.device_id, stamp.by_instructor, stamp.user]


def load(connection: Connection, county: str, keys: Iterable[Key]) -> dict[Key, Record]:
    """The rows of a county that have these keys."""
    wanted = tuple_(RECORD.c.tbl, RECORD.c.id)
    found: dict[Key, Record] = {}
    for part in parts(sorted(set(keys))):
        for row in connection.execute(select(RECORD).where(RECORD.c.county == county, wanted.in_(part))):
            found[row.tbl, row.id] = Record(row.tbl, row.id, dict(row.data), dict(row.stamps), row.version)
    return found


def save(connection: Connection, county: str, records: list[Record]) -> None:
    """Write whole rows in the place of what stood under their keys."""
    _put(connection, RECORD, [_columns(county, record) for record in records])


def feed(connection: Connection, county: str, places: list[tuple[str, Key, int, bool]]) -> None:
    """Put rows into buckets, or note that they left, each at its place in the order of the county."""
    made = (
        {"county": county, "bucket": bucket, "tbl": key[0], "row_id": key[1], "seq": seq, "stands": stands}
        for bucket, key, seq, stands in places
    )
    _put(connection, FEED, list(made))


def _put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Rows as they are now, whatever stood under their keys; both kinds of database say it alike."""
    if not rows:
        return
    made = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)
    changed = {column.name: made.excluded[column.name] for column in table.c if not column.primary_key}
    connection.execute(made.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed), rows)


def _columns(county: str, record: Record) -> dict[str, Any]:
    return {
        "county": county,
        "tbl": record.table,
        "id": record.row_id,
        "data": record.data,
        "stamps": record.stamps,
        "version": record.version,
        "class_id": record.class_id,
        "person_id": record.data.get("person_id"),
    }


def parts(whole: list[T]) -> Iterator[list[T]]:
    """A list in pieces that one statement can ask for."""
    for start in range(0, len(whole), _AT_ONCE):
        yield whole[start : start + _AT_ONCE]
