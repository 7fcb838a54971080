"""Rows of the centre: one document each, a stamp for every group, and the buckets each stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import select

from trainingdesk.server.bulk import among, put
from trainingdesk.server.tables import FEED, RECORD
from trainingdesk.wire import operation
from trainingdesk.wire.merge import Stamp, Written
from trainingdesk.wire.schema import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from trainingdesk.wire.schema import Group

WHOLE_COUNTY = "c"
#: What every desk needs to show a class: courses, venues, instructors, dictionaries.
EVERYBODY = "g"
_FOR_EVERYBODY = frozenset({table.name for table in CATALOGUE} | {"employer"})
_TAUGHT = frozenset({"training_class", "lesson"})
#: What is found out about a class is not for the desk of whoever teaches it.
_OF_OVERSIGHT = frozenset({"inspection", "phone_check", "complaint"})

#: What a list of a stamp says at its end, where it says it, and how many members every list has.
_UNSAID: Final[list[Any]] = [0, "", 0]
_LEAST: Final = 6

#: The table and the id of a row.
Key: TypeAlias = tuple[str, str]


@dataclass(slots=True)
class Record:
    """One row while a batch is judged."""

    table: str
    row_id: str
    data: dict[str, Any]
    stamps: dict[str, list[Any]]
    version: int = 0
    touched: bool = False
    #: The lowest version that the operations of this batch rest on; None before the first of them.
    base: int | None = None
    #: Every operation of this batch was taken as it came.
    as_it_came: bool = True
    #: The buckets that its contents put it in before, its version then, and the device that had it as it stood.
    stood_in: frozenset[str] = frozenset()
    stood_at: int = 0
    known_to: str | None = None

    def written(self, group: Group) -> Written:
        """What stands in a group; a group that nobody wrote has version 0."""
        found = self.stamps.get(group.name) or self.stamps.get("*") or [0, 0, 0, "", False, ""]
        return Written(values={name: self.data.get(name) for name in group.fields}, stamp=unpacked(found))

    def says_nothing_of(self, group: Group) -> bool:
        """Whether a group was left out when the row was made, and written by nobody since."""
        return group.name not in self.stamps and all(self.data.get(name) is None for name in group.fields)

    def write(self, group: Group, written: Written) -> None:
        """Put what comes in the place of what stands."""
        self.data.update(written.values)
        self.stamps[group.name] = packed(written.stamp)

    def rest_on(self, base: int) -> None:
        """Note what the writer of an operation had seen."""
        self.base = base if self.base is None else min(base, self.base)

    def stands_as_with(self, device_id: str) -> bool:
        """Whether this device has the row as it stands after its batch: it knew whatever others wrote to it.

        Stamps do not tell alone: what lost there stands at the device until the row came to it once more.
        """
        base = self.base or 0
        had = self.stood_at <= base or self.known_to == device_id
        knew = all(stamp[3] == device_id or stamp[0] <= base for stamp in self.stamps.values())
        return self.as_it_came and had and knew

    @property
    def class_id(self) -> str | None:
        """The class it belongs to; a class belongs to itself."""
        return self.row_id if self.table == "training_class" else self.data.get("class_id")

    def buckets(self) -> set[str]:
        """Where its own contents put it; people come in by their enrollments (``class_people``).

        A bucket is closed under references: what names a class stands with the class alone.
        """
        own, class_id = {WHOLE_COUNTY}, self.class_id
        if class_id and self.table not in _OF_OVERSIGHT:
            own.add(of_class(class_id))
        elif self.table in _FOR_EVERYBODY:
            own.add(EVERYBODY)
        if self.table in _TAUGHT:
            own |= self._of_instructors()
        return own

    def _of_instructors(self) -> set[str]:
        """Of a class, or of a lesson: who was planned, and who stands in."""
        named = () if self.data.get("deleted") else (self.data.get("instructor_id"), self.data.get("substitute_id"))
        return {of_instructor(one) for one in named if one}


def of_instructor(instructor_id: str) -> str:
    """The classes and lessons of one instructor: no desk asks for it, the centre reads in it which classes are theirs."""
    return f"t:{instructor_id}"


def of_class(class_id: str) -> str:
    """The bucket of one class."""
    return f"k:{class_id}"


def packed(stamp: Stamp) -> list[Any]:
    """A stamp as the document keeps it; what it does not say at its end is left out, as it is in older ones."""
    kept = [stamp.version, stamp.hlc, stamp.device_number, stamp.device_id, stamp.by_instructor, stamp.user]
    kept += [stamp.received, stamp.reason, stamp.typed]
    while not kept[-1] and len(kept) > _LEAST:
        kept.pop()
    return kept


def unpacked(kept: list[Any]) -> Stamp:
    """``packed`` the other way round."""
    version, hlc, number, device_id, by_instructor, user, received, reason, typed = _whole(kept)
    return Stamp(
        version=version,
        hlc=hlc,
        device_number=number,
        device_id=device_id,
        by_instructor=by_instructor,
        user=user,
        received=received,
        reason=reason,
        typed=typed,
    )


def told(kept: list[Any], *, reason: bool) -> operation.Written:
    """Who wrote it and when, as a page tells it; why, to whom that is told."""
    _version, hlc, _number, device_id, _by_instructor, user, received, why, typed = _whole(kept)
    return operation.Written(
        user=user, device=device_id, hlc=hlc, received=received, reason=why if reason else "", typed=typed
    )


def _whole(kept: list[Any]) -> list[Any]:
    return kept + _UNSAID[len(kept) - _LEAST :]


def load(connection: Connection, county: str, keys: Iterable[Key]) -> dict[Key, Record]:
    """The rows of a county that have these keys."""
    by_table: dict[str, set[str]] = {}
    for table, row_id in keys:
        by_table.setdefault(table, set()).add(row_id)
    found: dict[Key, Record] = {}
    for table, ids in sorted(by_table.items()):
        asked = select(RECORD.c.id, RECORD.c.data, RECORD.c.stamps, RECORD.c.version)
        mine = (RECORD.c.county == county, RECORD.c.tbl == table, among(connection, RECORD.c.id, ids))
        for row_id, data, stamps, version in connection.execute(asked.where(*mine)).all():
            record = found[table, row_id] = Record(table, row_id, data, stamps, version, stood_at=version)
            record.stood_in = frozenset(record.buckets())
    return found


def note_known(connection: Connection, county: str, found: Iterable[Record]) -> None:
    """Add to rows which device has each of them as it stands."""
    by_table: dict[str, dict[str, Record]] = {}
    for record in found:
        by_table.setdefault(record.table, {})[record.row_id] = record
    for table, by_id in sorted(by_table.items()):
        asked = select(FEED.c.row_id, FEED.c.known_to).where(FEED.c.county == county, FEED.c.bucket == WHOLE_COUNTY)
        for row_id, known_to in connection.execute(
            asked.where(FEED.c.tbl == table, among(connection, FEED.c.row_id, by_id))
        ):
            by_id[row_id].known_to = known_to


def save(connection: Connection, county: str, records: list[Record]) -> None:
    """Write whole rows in the place of what stood under their keys."""
    put(connection, RECORD, [_columns(county, record) for record in records])


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
