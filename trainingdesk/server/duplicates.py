"""One person registered on two desks: found by the document number (SYNC 2.8).

Nothing is refused. A number that is surely right under one name makes the two files one (``merging``). Everything else is a
case for a person, and both rows are usable meanwhile: a conflict about the identity of the row that came later, which every
desk lists, to take the other identity, to merge the two, or to leave both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from trainingdesk.domain.same_person import surely_one
from trainingdesk.server import number_key
from trainingdesk.server.bulk import add, among
from trainingdesk.server.judging import WHOLE_ROW, Clash
from trainingdesk.server.merging import Aliases, aliases, merge
from trainingdesk.server.records import load
from trainingdesk.server.tables import PERSON_KEY
from trainingdesk.wire.schema import DELETED, table

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from trainingdesk.server.judging import Bench
    from trainingdesk.server.records import Record
    from trainingdesk.wire.operation import Operation

_IDENTITY: Final = next(group for group in table("person").groups if group.name == "identity")


def find(connection: Connection, county: str, bench: Bench, numbered: list[tuple[int, Operation]]) -> None:
    """Remember the numbers that this batch brought; merge or list those that somebody else has, after all were judged.

    A file that lives again brings its number too: another of the same person may have come while it was put away.
    """
    brought: dict[str, tuple[int, Record]] = {}
    for op, operation in numbered:
        record = bench.records.get(("person", operation.row_id))
        if operation.table != "person" or record is None:
            continue
        says_who = operation.group in (None, _IDENTITY.name) and _is_named(record)
        if says_who or _lives_again(record):
            brought.setdefault(record.row_id, (op, record))
    if brought:
        _compare(connection, county, bench, brought)


def _is_named(record: Record) -> bool:
    return record.written(_IDENTITY).stamp.version == record.version


def _lives_again(record: Record) -> bool:
    is_new = DELETED.name in record.stamps and record.written(DELETED).stamp.version == record.version
    return is_new and not record.data.get("deleted")


def _compare(connection: Connection, county: str, bench: Bench, brought: dict[str, tuple[int, Record]]) -> None:
    """All of a batch with few questions: one for each person made a push last twice as long."""
    mine = (PERSON_KEY.c.county == county, among(connection, PERSON_KEY.c.person_id, brought))
    connection.execute(delete(PERSON_KEY).where(*mine))
    secret = number_key.secret(connection)
    numbers = ((row_id, number_key.digest(secret, county, record.data)) for row_id, (_op, record) in brought.items())
    digests = {row_id: found for row_id, found in numbers if found}
    holders = _holders(connection, county, set(digests.values()))
    twice = holders or len(set(digests.values())) < len(digests)
    known = aliases(connection, county, bench) if twice else Aliases({}, frozenset())
    for row_id, digest in digests.items():
        op, record = brought[row_id]
        others = sorted(holders.get(digest, ()))
        holders.setdefault(digest, set()).add(row_id)
        keys = {("person", one) for one in others} - bench.records.keys()
        bench.records |= load(connection, county, keys)
        for other in (bench.records.get(("person", one)) for one in others):
            if other and not other.data.get("deleted") and known.living.keys().isdisjoint((other.row_id, row_id)):
                _meet(bench, op, record, other, known)
                break
    made = [{"county": county, "digest": digest, "person_id": row_id} for row_id, digest in digests.items()]
    if made:
        add(connection, PERSON_KEY, made)


def _holders(connection: Connection, county: str, digests: set[str]) -> dict[str, set[str]]:
    """Who has which of these numbers already."""
    if not digests:
        return {}
    asked = select(PERSON_KEY.c.digest, PERSON_KEY.c.person_id).where(PERSON_KEY.c.county == county)
    found: dict[str, set[str]] = {}
    for digest, person_id in connection.execute(asked.where(among(connection, PERSON_KEY.c.digest, digests))):
        found.setdefault(digest, set()).add(person_id)
    return found


def _meet(bench: Bench, op: int, record: Record, other: Record, known: Aliases) -> None:
    """Two rows of one number: one person, unless somebody took just these apart; else a case."""
    taken_apart = frozenset((record.row_id, other.row_id)) in known.parted
    if taken_apart and not _is_named(record):
        return
    surely = surely_one(record.written(_IDENTITY).values, other.written(_IDENTITY).values, today=bench.today())
    if not surely or taken_apart or record.data.get("deleted"):
        _list(bench, op, record, other)
        return
    kept, old = sorted((record, other), key=lambda one: (one.stamps[WHOLE_ROW][0], one.row_id))
    merge(bench, old, kept)


def _list(bench: Bench, op: int, record: Record, other: Record) -> None:
    """What stands of the later row is the value that may give way to the identity of the one that was here before."""
    key, own = ("person", record.row_id), record.written(_IDENTITY)
    if any(clash.key == key and clash.group == _IDENTITY.name for clash in bench.clashes):
        return  # its identity is decided about already
    bench.clashes.append(
        Clash(op=op, key=key, group=_IDENTITY.name, kept=own, lost=other.written(_IDENTITY), review=True)
    )
