"""Whether a desk and the centre hold the same, slice by slice; what differs is taken again (SYNC 2.13, 2.14)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from trainingdesk.storage import sync_digest, sync_inbox, sync_offer, sync_outbox
from trainingdesk.storage.settled import settled
from trainingdesk.storage.sync_places import WHOLE_COUNTY
from trainingdesk.wire import digest, schema
from trainingdesk.wire.operation import Slices

if TYPE_CHECKING:
    from trainingdesk.storage.sync_digest import Key
    from trainingdesk.sync.engine import Engine, Exchange
    from trainingdesk.wire.operation import SlicePage

_DECLARED: Final = {table.name: table for table in schema.SYNCED}


def compare(engine: Engine, bucket: str, done: Exchange, *, unsent: bool = False) -> int | None:
    """How many slices of a bucket were taken again, into ``done``; None where it cannot be compared now.

    That is so while something waits to be sent, and where the centre has moved on meanwhile. With ``unsent`` only what is
    under way hinders: slices with changes that wait differ, and are taken again beside these.
    """
    answer = engine.begin(partial(engine.centre.digest, bucket=bucket))
    with engine.database.read() as session:
        comparable, here = sync_digest.can_be_compared(session, unsent=unsent), sync_inbox.cursor(session, bucket)
        mine = sync_digest.sums(session, bucket) if comparable else []
    told = answer()
    while not told.ready:
        told = engine.centre.digest(bucket=bucket)
    if not comparable or here != told.head:
        return None
    wanted = [number for number, pair in enumerate(zip(mine, told.sums, strict=True)) if pair[0] != pair[1]]
    return _repair(engine, bucket, wanted, mine, done) if wanted else 0


def _repair(engine: Engine, bucket: str, wanted: list[int], mine: list[str], done: Exchange) -> int | None:
    """Take slices again that do not agree, page by page: after an upgrade all of a county may come.

    Answers None where a batch was frozen meanwhile, for a stick: nothing is taken beside it (R1).

    Those of a newer centre may differ in nothing but what is not known here: they are taken, change nothing and count not.
    """
    theirs, after = digest.Sums(), None
    while True:
        page = engine.centre.slices(Slices(bucket=bucket, wanted=wanted, tables=sync_digest.TABLES, after=after))
        theirs.add((_DECLARED[row.table], row.row_id, row.values) for row in page.rows if row.table in _DECLARED)
        with engine.writing() as session, settled(session):
            if sync_outbox.is_waiting(session):
                return None
            engine.take(session, page.rows, done, first_time=False)
        if bucket == WHOLE_COUNTY:
            _offer_again(engine, frozenset(wanted), page, after)
        if page.next is None:
            break
        after = page.next
    told = theirs.told()
    return sum(told[number] != mine[number] for number in wanted)


def _offer_again(engine: Engine, slices: frozenset[int], page: SlicePage, after: Key | None) -> None:
    """Absence is never deletion (R10): what the centre has told is here, so what it does not know it has forgotten."""
    known = {(row.table, row.row_id) for row in page.rows}
    with engine.writing() as session:
        here = sync_digest.keys_in(session, slices, behind=after, until=page.next)
        sync_offer.offer(session, [key for key in here if key not in known])
