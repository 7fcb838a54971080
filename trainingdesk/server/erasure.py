"""The centre forgets whom an administrator's desk erased, and takes nothing of them any more (FEATURES 17).

The erasing of the person is an operation like any other, but nothing concurrent beats it. In the transaction that takes it
all rows about the person are emptied (``wire/erasure.py``) and go to every desk, and the values of conflicts, reasons and
files go. What is written of the person by a desk that has not heard of it is put aside: it loses, and what it said is kept
nowhere. The trail hides both at once, and loses them with the next compaction (``clear_trail``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select, update

from trainingdesk.server.bulk import among, put
from trainingdesk.server.parts import Parts
from trainingdesk.server.records import load
from trainingdesk.server.tables import (
    ATTACHMENT_FILE,
    ATTACHMENT_PART,
    BATCH,
    CONFLICT,
    ERASED,
    RECORD,
    SNAPSHOT,
    SNAPSHOT_PART,
)
from trainingdesk.wire.erasure import (
    FOLLOWING,
    TELLING,
    erases,
    hides_reasons,
    is_emptied,
    left,
    owner,
    redacted_body,
    without,
)
from trainingdesk.wire.ids import mark_id
from trainingdesk.wire.schema import DELETED, table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from trainingdesk.server.judging import Bench, Clash
    from trainingdesk.server.records import Key, Record
    from trainingdesk.wire.merge import Written
    from trainingdesk.wire.operation import Operation

#: Where the reason stands in a stamp (``records.packed``).
_REASON: Final = 7
#: Tables whose rows name the person, and of these the ones that own other rows about them.
_BY_PERSON: Final = (*TELLING, "enrollment", "claim_line")
_OWNING: Final = (*TELLING, "enrollment")
_MARK: Final = "attendance_mark"


def recognize(connection: Connection, county: str, bench: Bench, operations: Iterable[Operation]) -> None:
    """Note on the bench who of those that operations are about was erased before, with the rows that tell about them."""
    if last_version(connection, county) == 0:
        return  # nobody ever was
    met: set[tuple[str, str]] = set()
    for one in operations:
        record = bench.records.get((one.table, one.row_id))
        values = record.data if record else one.values
        whose = owner(one.table, one.row_id, values)
        if isinstance(whose, str) and "\0" not in whose:
            met.add((_table_of_owner(one.table, values), whose))
    people = erased(connection, county, {row_id for table, row_id in met if table not in _BY_PERSON})
    bench.erased = people | _rows_of_erased(
        connection, county, {row_id for table, row_id in met if table in _BY_PERSON}
    )


def _table_of_owner(table: str, values: Mapping[str, Any]) -> str:
    if table == "attachment":
        return str(values.get("owner_table"))
    return "enrollment" if table in FOLLOWING else "person"


def _rows_of_erased(connection: Connection, county: str, ids: Collection[str]) -> frozenset[str]:
    """Which of these rows, that name their person, are about somebody who was erased, and about whom."""
    if not ids:
        return frozenset()
    asked = select(RECORD.c.id, RECORD.c.person_id).join(
        ERASED, (ERASED.c.county == RECORD.c.county) & (ERASED.c.person_id == RECORD.c.person_id)
    )
    mine = (RECORD.c.county == county, RECORD.c.tbl.in_(_BY_PERSON), among(connection, RECORD.c.id, ids))
    return frozenset(one for row in connection.execute(asked.where(*mine)) for one in row)


def erased(connection: Connection, county: str, ids: Collection[str]) -> frozenset[str]:
    """Who of these people was erased."""
    if not ids:
        return frozenset()
    mine = (ERASED.c.county == county, among(connection, ERASED.c.person_id, ids))
    return frozenset(connection.scalars(select(ERASED.c.person_id).where(*mine)))


def last_version(connection: Connection, county: str) -> int:
    """The number that the county had reached when somebody was erased last; 0 where nobody ever was."""
    asked = select(ERASED.c.version).where(ERASED.c.county == county).order_by(ERASED.c.version.desc()).limit(1)
    return int(connection.scalar(asked) or 0)


def settle(connection: Connection, county: str, bench: Bench, taken: Iterable[Operation]) -> None:
    """Leave nothing of whom the operations that were taken erase, and of what they say of those erased before."""
    fresh = {one.row_id for one in taken if erases(one) and ("person", one.row_id) in bench.records} - bench.erased
    if not fresh and not bench.erased:
        return
    bench.records |= _about(connection, county, fresh, bench)
    gone = fresh | bench.erased
    gone |= {one.row_id for one in bench.records.values() if one.table in _OWNING and one.data.get("person_id") in gone}
    concerned = [one for one in bench.records.values() if owner(one.table, one.row_id, one.data) in gone]
    digests = {str(one.data.get("sha256")) for one in concerned if one.table == "attachment"}
    for record in concerned:
        if owner(record.table, record.row_id, record.data) not in bench.erased or record.touched:
            _empty(bench, record)
    keys = {(one.table, one.row_id) for one in concerned}
    bench.clashes = [
        _emptied(clash) if clash.key in keys else clash
        for clash in bench.clashes
        if not (clash.key in keys and is_emptied(clash.key[0]))
    ]
    _forget_conflicts(connection, county, bench, keys)
    _drop_files(connection, county, bench, digests - {""})
    if fresh:
        _drop_snapshots(connection, county)
    put(connection, ERASED, [_note(county, one, bench.number) for one in sorted(fresh)])


def note_told(connection: Connection, county: str, people: Collection[str]) -> None:
    """A batch that is kept tells of these people, as far as they were erased."""
    if people:
        mine = (ERASED.c.county == county, among(connection, ERASED.c.person_id, people))
        connection.execute(update(ERASED).where(*mine).values(told=True))


def clear_trail(connection: Connection) -> int:
    """Take out of kept batches what they tell of people who were erased since the last time; answers how many batches.

    Their digests stay, by which a batch that comes again is known; they prove such a body no more.
    """
    cleared = 0
    for county in connection.scalars(select(ERASED.c.county).where(ERASED.c.told).distinct()).all():
        people = set(connection.scalars(select(ERASED.c.person_id).where(ERASED.c.county == county, ERASED.c.told)))
        keys = {(one.table, one.row_id) for one in _rows_about(connection, county, people)}
        keys |= {("person", one) for one in people}
        for device, first, body in _redacted(connection, county, keys):
            which = (BATCH.c.device == device, BATCH.c.first == first)
            connection.execute(update(BATCH).where(*which).values(body=body))
            cleared += 1
        connection.execute(update(ERASED).where(ERASED.c.county == county).values(told=False))
    return cleared


def is_of_erased(connection: Connection, county: str, key: Key) -> bool:
    """Whether a row belongs to somebody who was erased."""
    for record in load(connection, county, [key]).values():
        whose = owner(record.table, record.row_id, record.data)
        through = load(connection, county, [(_table_of_owner(record.table, record.data), str(whose))])
        further = {str(one.data.get("person_id")) for one in through.values() if one.table in _OWNING}
        return bool(whose and erased(connection, county, {whose, *further}))
    return False


def _redacted(connection: Connection, county: str, keys: Collection[Key]) -> list[tuple[str, int, bytes]]:
    asked = select(BATCH.c.device, BATCH.c.first, BATCH.c.body)
    kept = asked.where(BATCH.c.county == county, BATCH.c.body.is_not(None))
    with connection.execute(kept, execution_options={"yield_per": 10}) as rows:
        return [(row.device, row.first, body) for row in rows if (body := redacted_body(row.body, keys)) is not None]


def _about(connection: Connection, county: str, people: Collection[str], bench: Bench) -> dict[Key, Record]:
    """The rows about people, as the bench has them where it does."""
    found = {(one.table, one.row_id): one for one in _rows_about(connection, county, people)}
    return {key: record for key, record in found.items() if key not in bench.records}


def _rows_about(connection: Connection, county: str, people: Collection[str]) -> Iterator[Record]:
    if not people:
        return
    of = (RECORD.c.tbl.in_(_BY_PERSON), among(connection, RECORD.c.person_id, people))
    rows = _found(connection, county, *of)
    owners = {*people, *(one.row_id for one in rows if one.table in TELLING)}
    attached = among(connection, RECORD.c.data["owner_id"].as_string(), owners)
    rows += _found(connection, county, RECORD.c.tbl == "attachment", attached)
    rows += _following(connection, county, [one for one in rows if one.table == "enrollment"])
    merged = among(connection, RECORD.c.data["old_id"].as_string(), people)
    yield from (*rows, *_found(connection, county, RECORD.c.tbl == "person_alias", merged))


def _following(connection: Connection, county: str, enrollments: Collection[Record]) -> list[Record]:
    """Rows that follow enrollments, by way of their classes; marks by the ids that lessons give them."""
    classes = {str(one.class_id) for one in enrollments}
    if not classes:
        return []
    inside = among(connection, RECORD.c.class_id, classes)
    of = among(connection, RECORD.c.data["enrollment_id"].as_string(), [one.row_id for one in enrollments])
    rows = _found(connection, county, RECORD.c.tbl.in_([one for one in FOLLOWING if one != _MARK]), inside, of)
    asked = select(RECORD.c.id, RECORD.c.class_id).where(RECORD.c.county == county, RECORD.c.tbl == "lesson", inside)
    lessons = connection.execute(asked).all()
    marks = {
        (_MARK, mark_id(lesson.id, one.row_id))
        for lesson in lessons
        for one in enrollments
        if one.class_id == lesson.class_id
    }
    return [*rows, *load(connection, county, marks).values()]


def _found(connection: Connection, county: str, *of: Any) -> list[Record]:
    keys = connection.execute(select(RECORD.c.tbl, RECORD.c.id).where(RECORD.c.county == county, *of))
    return list(load(connection, county, [(row.tbl, row.id) for row in keys]).values())


def _empty(bench: Bench, record: Record) -> None:
    """Take everything out of a row but what stays; every desk receives it, also the one that wrote it."""
    bench.touch(record)
    record.as_it_came = False
    declared = table(record.table)
    whole = dict.fromkeys(declared.fields) if is_emptied(record.table) else {}  # an older program leaves fields out
    said = left(record.table, whole | record.data)
    own = () if record.table in FOLLOWING else declared.groups  # a mark stays whose it is: only its words go
    for group in own:
        values = {name: record.data.get(name) for name in group.fields}
        empty = values | {name: said[name] for name in group.fields if name in said}
        if empty != values:
            bench.write_own(record, group, empty)
    record.data.update(said)  # fields too that only a newer desk knows
    if hides_reasons(record.table):
        for stamp in record.stamps.values():
            erases_now = record.table == "person" and stamp[0] == record.version
            if len(stamp) > _REASON and not erases_now:  # why somebody was erased stays
                stamp[_REASON] = ""


def _emptied(clash: Clash) -> Clash:
    def side(written: Written) -> Written:
        return replace(written, values={**written.values, **left(clash.key[0], written.values)})

    return replace(clash, kept=side(clash.kept), lost=side(clash.lost))


def _forget_conflicts(connection: Connection, county: str, bench: Bench, keys: Collection[Key]) -> None:
    """Both values of differences about these rows; where nothing of the row stays there is no difference left."""
    ids = [row_id for _table, row_id in keys]
    about = among(connection, RECORD.c.data["about_row"].as_string(), ids)
    for record in _found(connection, county, RECORD.c.tbl == "conflict", about):
        _forget_values(bench, bench.records.setdefault((record.table, record.row_id), record))
    mine = (CONFLICT.c.county == county, among(connection, CONFLICT.c.row_id, ids))
    for row in connection.execute(select(CONFLICT).where(*mine)).all():
        which = [column == getattr(row, column.name) for column in CONFLICT.primary_key]
        values = {side: getattr(row, side) | left(row.tbl, getattr(row, side)) for side in ("kept", "lost")}
        state = "auto" if is_emptied(row.tbl) else row.state
        connection.execute(update(CONFLICT).where(*which).values(**values, state=state))


def _forget_values(bench: Bench, conflict: Record) -> None:
    name = str(conflict.data.get("about_table"))
    for group in table("conflict").groups:
        values = {one: conflict.data.get(one) for one in group.fields}
        if group.name in ("kept", "lost"):
            values[group.name] = without(name, str(values[group.name]))
        if group == DELETED and is_emptied(name):
            values = {"deleted": True}
        if any(conflict.data.get(one) != value for one, value in values.items()):
            bench.write_own(conflict, group, values)


def _drop_files(connection: Connection, county: str, bench: Bench, digests: Collection[str]) -> None:
    """Files that no other attachment names."""
    if not digests:
        return
    named = among(connection, RECORD.c.data["sha256"].as_string(), digests)
    others = _found(connection, county, RECORD.c.tbl == "attachment", named)
    still = {one.data["sha256"] for one in others if (one.table, one.row_id) not in bench.records}
    still |= {one.data.get("sha256") for one in bench.records.values() if one.table == "attachment"}
    for digest in set(digests) - still:
        key = {"county": county, "sha256": digest}
        Parts(connection, ATTACHMENT_PART, key).drop()
        connection.execute(delete(ATTACHMENT_FILE).filter_by(**key))


def _drop_snapshots(connection: Connection, county: str) -> None:
    """A desk that is taking one begins anew; one that is being made at this moment is never offered (``last_version``)."""
    ready = select(SNAPSHOT.c.id).where(SNAPSHOT.c.county == county, SNAPSHOT.c.ready)
    connection.execute(delete(SNAPSHOT_PART).where(SNAPSHOT_PART.c.snapshot.in_(ready)))
    connection.execute(delete(SNAPSHOT).where(SNAPSHOT.c.county == county, SNAPSHOT.c.ready))


def _note(county: str, person_id: str, version: int) -> dict[str, Any]:
    return {"county": county, "person_id": person_id, "version": version, "told": True}
