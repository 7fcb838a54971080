"""Who stands in the bucket of a class: the people enrolled in it, and by whom their files are read since they were merged.

An instructor's desk needs all files of one person, and the aliases between them, to have them once on the roll (SYNC 2.8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from trainingdesk.server.bulk import among
from trainingdesk.server.merging import Aliases, aliases
from trainingdesk.server.records import of_class
from trainingdesk.server.tables import RECORD
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from trainingdesk.server.judging import Bench
    from trainingdesk.server.records import Key, Record

#: Rows that say who is enrolled where, or whose files are one.
_TELLING = frozenset({"person", "person_alias", "enrollment"})


def class_people(connection: Connection, county: str, touched: list[Record], bench: Bench) -> Iterator[tuple[str, Key]]:
    """Buckets of classes, with the people and aliases that stand there because of these rows; some more than once."""
    telling = [record for record in touched if record.table in _TELLING]
    known = aliases(connection, county, bench) if telling else Aliases({}, frozenset())
    files = _Files(known)
    changed = [record.row_id for record in telling if record.table == "person"]
    for person_id, class_id in _classes_of(connection, county, files.of_all(changed)):
        yield from ((of_class(class_id), ("person", one)) for one in files.of(person_id).intersection(changed))
    for record in telling:
        if record.table == "enrollment" and record.class_id and record.data.get("person_id"):
            bucket = of_class(record.class_id)
            yield from ((bucket, key) for key in files.rows_of(str(record.data["person_id"])))
    for alias in (record for record in telling if record.table == "person_alias" and not record.data.get("deleted")):
        both = files.of_both(alias)
        rows = [("person_alias", alias.row_id), *(key for one in both for key in files.rows_of(one))]
        for _person_id, class_id in _classes_of(connection, county, both):
            yield from ((of_class(class_id), key) for key in rows)


def parted(connection: Connection, county: str, touched: list[Record], bench: Bench) -> Iterator[tuple[str, Key]]:
    """Buckets of classes, with what stands there no more since merges were taken apart: who is not enrolled themselves."""
    gone = [record for record in touched if record.table == "person_alias" and record.data.get("deleted")]
    files = _Files(aliases(connection, county, bench)) if gone else _Files(Aliases({}, frozenset()))
    for alias in gone:
        both = files.of_both(alias)
        stay: dict[str, set[str]] = {}
        for person_id, class_id in _classes_of(connection, county, both):
            stay.setdefault(of_class(class_id), set()).update(files.of(person_id))
        for bucket, people in stay.items():
            yield bucket, ("person_alias", alias.row_id)
            yield from ((bucket, key) for one in both - people for key in files.rows_of(one))


class _Files:
    """All files of each person."""

    def __init__(self, known: Aliases) -> None:
        self._known = known
        self._merged: dict[str, set[str]] = {}
        for old, living in known.living.items():
            self._merged.setdefault(living, {living}).add(old)

    def of(self, person_id: str) -> set[str]:
        """The files of a person, whichever is named."""
        return self._merged.get(self._known.of(person_id), {person_id})

    def of_both(self, alias: Record) -> set[str]:
        """The files of the people, or of the two, that an alias names."""
        return self.of(str(alias.data.get("old_id"))) | self.of(str(alias.data.get("canonical_id")))

    def of_all(self, people: list[str]) -> set[str]:
        """The files of all these people."""
        found = set(people)
        return found.union(*(self._merged[self._known.of(one)] for one in found if self._known.of(one) in self._merged))

    def rows_of(self, person_id: str) -> list[Key]:
        """The rows by which a person is known: every file, and the aliases between them."""
        files = sorted(self.of(person_id))
        old = [one for one in files if one in self._known.living]
        return [("person", one) for one in files] + [("person_alias", fact_id("person_alias", one)) for one in old]


def _classes_of(connection: Connection, county: str, people: Iterable[str]) -> list[tuple[str, str]]:
    wanted = sorted(people)
    if not wanted:
        return []
    asked = select(RECORD.c.person_id, RECORD.c.class_id).where(
        RECORD.c.county == county, RECORD.c.tbl == "enrollment", RECORD.c.class_id.is_not(None)
    )
    found = connection.execute(asked.where(among(connection, RECORD.c.person_id, wanted)))
    return [(row.person_id, row.class_id) for row in found]
