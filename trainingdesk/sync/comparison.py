"""Whether a desk and the centre hold the same, slice by slice; what differs is taken again (SYNC 2.13, 2.14)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from trainingdesk.storage import sync_digest, sync_inbox, sync_offer
from trainingdesk.storage.settled import settled
from trainingdesk.storage.sync_places import WHOLE_COUNTY
from trainingdesk.wire import digest, schema

if TYPE_CHECKING:
    from trainingdesk.sync.engine import Engine, Exchange

#: Slices that are asked for at once: after an upgrade every one of them may have to come.
_SLICES_AT_ONCE: Final = 16
_DECLARED: Final = {table.name: table for table in schema.SYNCED}


def compare(engine: Engine, bucket: str, done: Exchange) -> int | None:
    """How many slices of a bucket were taken again, into ``done``; None where it cannot be compared now.

    That is so while something waits to be sent, and where the centre has moved on meanwhile.
    """
    answer = engine.begin(partial(engine.centre.digest, bucket=bucket))
    with engine.database.read() as session:
        comparable, here = sync_digest.can_be_compared(session), sync_inbox.cursor(session, bucket)
        mine = sync_digest.sums(session, bucket) if comparable else []
    told = answer()
    while not told.ready:
        told = engine.centre.digest(bucket=bucket)
    if not comparable or here != told.head:
        return None
    wanted = [number for number, pair in enumerate(zip(mine, told.sums, strict=True)) if pair[0] != pair[1]]
    parts = (wanted[start : start + _SLICES_AT_ONCE] for start in range(0, len(wanted), _SLICES_AT_ONCE))
    return sum(_repair(engine, bucket, part, mine, done) for part in parts)


def _repair(engine: Engine, bucket: str, wanted: list[int], mine: list[str], done: Exchange) -> int:
    """Take slices again that do not agree; those of a newer centre may differ in nothing but what is not known here."""
    came = engine.centre.slices(bucket=bucket, wanted=wanted)
    theirs = digest.sums((_DECLARED[row.table], row.row_id, row.values) for row in came if row.table in _DECLARED)
    differ = frozenset(number for number in wanted if theirs[number] != mine[number])
    if differ:
        rows = [row for row in came if digest.slice_of(row.row_id) in differ]
        with engine.writing() as session, settled(session):
            engine.take(session, rows, done, first_time=False)
        if bucket == WHOLE_COUNTY:
            _offer_again(engine, differ, {(row.table, row.row_id) for row in rows})
    return len(differ)


def _offer_again(engine: Engine, slices: frozenset[int], known: set[tuple[str, str]]) -> None:
    """Absence is never deletion (R10): what the centre has told is here, so what it does not know it has forgotten."""
    with engine.writing() as session:
        sync_offer.offer(session, [key for key in sync_digest.keys_in(session, slices) if key not in known])
