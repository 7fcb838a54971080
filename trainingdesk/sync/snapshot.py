"""Takes a bucket as a snapshot: ask for one, take its parts one after the other, each in one transaction (SYNC 2.11)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from trainingdesk.services.enrollment_record import refold
from trainingdesk.storage import sync_bulk, sync_bundle, sync_inbox, sync_outbox, sync_places, sync_snapshot
from trainingdesk.storage.opening import county_of
from trainingdesk.storage.settled import settled
from trainingdesk.wire.snapshot import Altered, Gone, digest_of, unpacked, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.storage.sync_snapshot import Copy
    from trainingdesk.sync.engine import Engine, Exchange
    from trainingdesk.wire.operation import Row, Welcome
    from trainingdesk.wire.snapshot import Part


def want(engine: Engine, welcome: Welcome) -> None:
    """Note which buckets are to be taken as snapshots: those that are large, and of which nothing is here."""
    with engine.database.read() as session:
        new = set(welcome.copies) - sync_inbox.buckets(session) - sync_snapshot.copies(session).keys()
        staged = {page.bucket for page in sync_inbox.staged(session)} if new else set()
    if new - staged:
        with engine.writing() as session:
            for bucket in new - staged:
                sync_snapshot.want(session, bucket)


def want_again(engine: Engine, bucket: str) -> None:
    """This desk was away for so long that only a snapshot tells what left the bucket meanwhile (SYNC 2.12)."""
    with engine.writing() as session:
        sync_snapshot.want(session, bucket)


def take(engine: Engine, bucket: str, done: Exchange) -> bool:
    """Take what is wanted of a bucket, from where it was cut the last time; answers whether the bucket is whole.

    Raises Altered before anything of a part is applied that this desk's centre did not make.
    """
    coming: Callable[[], bytes] | None = None
    while (copy := _under_way(engine, bucket, done)) is not None:
        if not copy.snapshot:
            _ask(engine, bucket)
            continue
        try:
            body = (coming or _asked(engine, copy, copy.parts_done))()
        except Gone:
            coming = None
            with engine.writing() as session:
                sync_snapshot.begin_anew(session, bucket)
            continue
        if digest_of(body) != copy.parts[copy.parts_done]:
            raise Altered
        following = copy.parts_done + 1
        coming = _asked(engine, copy, following) if following < len(copy.parts) else None
        if not _apply(engine, copy, body, done):
            return False
    return True


def _asked(engine: Engine, copy: Copy, number: int) -> Callable[[], bytes]:
    """A part that is on its way while the one before it is brought in."""
    return engine.begin(partial(engine.centre.part, snapshot=copy.snapshot, number=number))


def _under_way(engine: Engine, bucket: str, done: Exchange) -> Copy | None:
    with engine.database.read() as session:
        copies = sync_snapshot.copies(session)
    done.copying = sum(copy.rows for copy in copies.values())
    done.copied = sum(copy.rows_done for copy in copies.values())
    return copies.get(bucket)


def _ask(engine: Engine, bucket: str) -> None:
    offer = engine.centre.snapshot(bucket=bucket)
    if offer.ready:
        county = county_of(engine.database)
        with engine.writing() as session:
            verify(offer, county=county, bucket=bucket, signer=sync_bundle.keys(session).centre_signer)
            sync_snapshot.begin(session, offer)


def _apply(engine: Engine, copy: Copy, body: bytes, done: Exchange) -> bool:
    """Bring a part in; not while a batch is under way (R1), which the next exchange sends first."""
    part, is_last = unpacked(body), copy.parts_done + 1 == len(copy.parts)
    left = _put_in(engine, copy, part, is_last=is_last)
    if left is None:
        return False
    if left or is_last:
        _take_the_rest(engine, copy, left, part.size, done, is_last=is_last)
    done.came += part.size - len(left)
    return True


def _put_in(engine: Engine, copy: Copy, part: Part, *, is_last: bool) -> list[Row] | None:
    """Write the rows that are new here; answers the others, or None where nothing may be applied now."""
    apart: set[str] = set()
    while True:
        try:
            with engine.writing_checked_rows() as session, settled(session):
                if sync_outbox.is_waiting(session):
                    return None
                taken = sync_bulk.take(session, part, bucket=copy.bucket, apart=apart)
                refold(session, taken.enrollments)
                if not (taken.left or is_last):
                    sync_snapshot.count(session, copy.bucket, rows=part.size)
                return taken.left
        except sync_bulk.NotAccepted as refused:
            apart.add(refused.table)


def _take_the_rest(engine: Engine, copy: Copy, left: list[Row], size: int, done: Exchange, *, is_last: bool) -> None:
    """Rows that the file itself looks at; after a crash before it the part is taken again, and says nothing new."""
    with engine.writing() as session, settled(session):
        engine.take(session, left, done, first_time=True)
        sync_snapshot.count(session, copy.bucket, rows=size)
        if is_last:
            sync_snapshot.finish(session, copy)
            done.removed += sync_places.sweep(session)
