"""Takes bundles of desks and answers them (SYNC 2.16): the same push and pull as over the network, asked and told at once.

A bundle that came twice, or by stick and by network, is a duplicate (R4). One that came too early lies here until what is
missing before it has come, by whatever way.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import delete, insert, select

from trainingdesk.server import devices, seat_request
from trainingdesk.server.horizon import note_cursor, require_above
from trainingdesk.server.keys import box_of, keys, note_box
from trainingdesk.server.pull import pull
from trainingdesk.server.push import locked_device
from trainingdesk.server.tables import BATCH, BUNDLE, DEVICE, REPLY
from trainingdesk.wire.bundle import Address, Kind, NotTaken, Reason, Sealed, open_content, read, seal
from trainingdesk.wire.bundle_content import Answered, Changes, Renewed, Reply
from trainingdesk.wire.operation import Forked, Gap, Receipt, Revoked, Unreadable, thaw
from trainingdesk.wire.snapshot import Rebase

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from trainingdesk.server.ledger import Ledger
    from trainingdesk.wire.operation import Page, Welcome

#: A reply carries so much of what is new; the rest comes with the next one.
_BYTES_OF_PAGES: Final = 24 << 20
#: Replies, and what waited in vain, are let go after that.
_KEPT_MS: Final = 180 * 24 * 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a bundle: ``waits`` for what comes before it, went to quarantine (``revoked``), or was of a copy.

    ``reply`` is the answer, to be carried to the desk; None for a desk that never told the key for it.
    """

    device: str
    first: int
    last: int
    operations: int
    waits: bool = False
    revoked: bool = False
    was_copied: bool = False
    reply: bytes | None = None


@dataclass(slots=True)
class _Visit:
    """A bundle while it is being taken."""

    sealed: Sealed
    sha256: str
    changes: Changes
    operations: int = 0
    waits: bool = False
    revoked: bool = False
    forked: bool = False


def take(ledger: Ledger, body: bytes, *, now_ms: int) -> Taken:
    """Take a bundle of a desk and make its reply; raises NotTaken, and nothing was done then."""
    visit = _opened(ledger, body, now_ms)
    _push_all(ledger, visit, visit.changes.batches)
    _keep_waiting(ledger, visit, body, now_ms)
    if not visit.revoked:
        take_waiting(ledger, visit.changes.device)
    said = visit.sealed.manifest
    return Taken(
        device=said.device,
        first=said.first,
        last=said.last,
        operations=visit.operations,
        waits=visit.waits,
        revoked=visit.revoked,
        was_copied=visit.forked,
        reply=_answer(ledger, visit, now_ms),
    )


def take_waiting(ledger: Ledger, device_id: str) -> None:
    """Take what lay here too early and is due now; called whenever something of the device came."""
    while True:
        with ledger.engine.begin() as connection:
            due = _due(connection, device_id)
            if due is None:
                return
            changes = open_content(read(due.body), keys(connection).box_key, Changes)
        for batch in changes.batches:
            try:
                ledger.push_alone(device_id, batch)
            except (Gap, Forked, Revoked):
                break  # its next bundle, or its next exchange, tells what became of it
        with ledger.engine.begin() as connection:
            connection.execute(delete(BUNDLE).where(BUNDLE.c.sha256 == due.sha256))


def reply_for(connection: Connection, device_id: str, *, asked_by: str) -> bytes | None:
    """The last reply to a device, for any device of the same county; None where there is none. Raises Revoked."""
    county = locked_device(connection, asked_by).county
    asked = select(REPLY.c.body).where(REPLY.c.device == device_id, REPLY.c.county == county)
    return connection.scalar(asked)


def _opened(ledger: Ledger, body: bytes, now_ms: int) -> _Visit:
    """A bundle that is meant for this centre and comes from one of its devices; raises NotTaken."""
    sealed = read(body)
    said = sealed.manifest
    if said.kind is not Kind.CHANGES:
        raise NotTaken(Reason.NOT_FOR_HERE)
    with ledger.engine.begin() as connection:
        device = connection.execute(select(DEVICE).where(DEVICE.c.id == said.device)).one_or_none()
        if device is None or device.public_key != said.signer:
            raise NotTaken(Reason.UNKNOWN_SENDER)
        if device.county != said.county:
            raise NotTaken(Reason.OTHER_COUNTY)
        changes = open_content(sealed, keys(connection).box_key, Changes)
        if changes.device != said.device or not _are_batches(changes.batches):
            raise NotTaken(Reason.ALTERED)
        note_box(connection, device.id, changes.box)
        devices.note_contact(connection, device, made=changes.made, now_ms=now_ms)
    return _Visit(sealed, hashlib.sha256(body).hexdigest(), changes, forked=changes.is_copy)


def _are_batches(bodies: list[bytes]) -> bool:
    try:
        return all(thaw(body) for body in bodies)
    except Unreadable:
        return False


def _push_all(ledger: Ledger, visit: _Visit, batches: list[bytes]) -> None:
    """Each batch in a transaction of its own, as over the network; the first one that does not go ends it."""
    for body in batches:
        batch = thaw(body)
        try:
            ledger.push_alone(visit.changes.device, body)
        except Gap as gap:
            visit.waits = batch.first > gap.last_op
            visit.forked |= not visit.waits  # it laps over what is held: nothing that comes can close that gap
            return
        except Forked:
            visit.forked = True
            return
        except Revoked:
            visit.revoked = True  # in quarantine now; so must be what follows
        visit.operations += len(batch.operations)


def _keep_waiting(ledger: Ledger, visit: _Visit, body: bytes, now_ms: int) -> None:
    said = visit.sealed.manifest
    with ledger.engine.begin() as connection:
        connection.execute(delete(BUNDLE).where(BUNDLE.c.received_ms < now_ms - _KEPT_MS))
        there = connection.scalar(select(BUNDLE.c.sha256).where(BUNDLE.c.sha256 == visit.sha256))
        if visit.waits and there is None:
            kept = {"device": said.device, "first": said.first, "last": said.last, "received_ms": now_ms}
            connection.execute(insert(BUNDLE).values(sha256=visit.sha256, body=body, **kept))


def _due(connection: Connection, device_id: str) -> Row[Any] | None:
    """The first bundle of a device that continues what is held, or lies wholly within it."""
    last = select(DEVICE.c.last_op).where(DEVICE.c.id == device_id).scalar_subquery()
    waiting = select(BUNDLE).where(BUNDLE.c.device == device_id, BUNDLE.c.body.is_not(None), BUNDLE.c.first <= last + 1)
    return connection.execute(waiting.order_by(BUNDLE.c.first).limit(1)).one_or_none()


def _answer(ledger: Ledger, visit: _Visit, now_ms: int) -> bytes | None:
    """Make the reply and keep it for whoever carries it; None where the device told no key."""
    said = visit.sealed.manifest
    if visit.revoked:
        reply = Reply(device=said.device, revoked=True)
    else:
        try:
            reply = _reply(ledger, visit, now_ms)
        except Revoked:
            visit.revoked, reply = True, Reply(device=said.device, revoked=True)
    with ledger.engine.begin() as connection:
        box = box_of(connection, said.device)
        if box is None:
            return None
        last = reply.welcome.last_op if reply.welcome else 0
        address = Address(kind=Kind.REPLY, county=said.county, device=said.device, first=said.first, last=last)
        body = seal(reply, address, signing_key=keys(connection).signing_key, box=box, now_ms=now_ms)
        connection.execute(delete(REPLY).where((REPLY.c.device == said.device) | (REPLY.c.made_ms < now_ms - _KEPT_MS)))
        connection.execute(insert(REPLY).values(device=said.device, county=said.county, made_ms=now_ms, body=body))
    return body


def _reply(ledger: Ledger, visit: _Visit, now_ms: int) -> Reply:
    changes = visit.changes
    welcome = msgspec.structs.replace(ledger.welcome(changes.device), copies=())  # a file brings pages
    # What this device is known to have, its copy may lack.
    own = changes.own or visit.forked or not _same_life(changes, welcome)
    renewed = _renewed(ledger, visit, now_ms) if visit.forked else None
    with ledger.engine.begin() as connection:
        answered = [] if renewed else _receipts(connection, changes)
    # Before the pages, which bring the leases; and not while promises of this desk are still on the way.
    asked = () if visit.waits or visit.forked else changes.seats
    seats = [seat_request.answer(ledger, changes.device, one, now_ms=now_ms) for one in asked]
    return Reply(
        device=changes.device,
        welcome=welcome,
        answered=answered,
        pages=_pages(ledger, changes, welcome, own=own),
        own=own,
        renewed=renewed,
        waits=visit.waits,
        seats=seats,
    )


def _renewed(ledger: Ledger, visit: _Visit, now_ms: int) -> Renewed:
    """A new identity for a copy: one for each bundle, however often it is taken."""
    device_id = visit.changes.device
    with ledger.engine.begin() as connection:
        kept = connection.scalar(select(BUNDLE.c.renewed).where(BUNDLE.c.sha256 == visit.sha256))
        if kept is None:
            kept = devices.renew(connection, locked_device(connection, device_id))
            said = visit.sealed.manifest
            row = {"device": device_id, "first": said.first, "last": said.last, "received_ms": now_ms}
            connection.execute(insert(BUNDLE).values(sha256=visit.sha256, renewed=kept, **row))
        number = connection.scalar(select(DEVICE.c.number).where(DEVICE.c.id == kept))
    return Renewed(device=kept, number=int(number or 0))


def _receipts(connection: Connection, changes: Changes) -> list[Answered]:
    """Every receipt that the desk had not heard when it wrote: also those of bundles before, whose replies were lost."""
    kept = select(BATCH.c.first, BATCH.c.sha256, BATCH.c.receipt)
    asked = kept.where(BATCH.c.device == changes.device, BATCH.c.first > changes.acknowledged)
    return [
        Answered(first=row.first, sha256=row.sha256, receipt=msgspec.json.decode(row.receipt, type=Receipt))
        for row in connection.execute(asked.order_by(BATCH.c.first))
    ]


def _pages(ledger: Ledger, changes: Changes, welcome: Welcome, *, own: bool) -> list[Page]:
    """What is new since the desk wrote, bucket after bucket until the reply is full."""
    pages: list[Page] = []
    size = 0
    cursors = changes.cursors if _same_life(changes, welcome) else {}
    for bucket in welcome.buckets:
        after, more = cursors.get(bucket, 0), True
        with ledger.engine.begin() as connection:
            try:
                require_above(connection, changes.device, bucket=bucket, after=after)
            except Rebase:
                continue  # a desk so far behind takes its scope anew, over the network or from an invitation
            note_cursor(connection, changes.device, bucket=bucket, seq=after)
        while more:
            if size > _BYTES_OF_PAGES:
                return pages
            with ledger.engine.begin() as connection:  # whether the desk gets them, nobody knows: no cursor is noted
                page = pull(
                    connection, changes.device, bucket=bucket, after=after, own=own, limit=ledger.rows_of_a_page
                )
            pages.append(page)
            size += len(msgspec.json.encode(page))
            after, more = page.next, page.more
    return pages


def _same_life(changes: Changes, welcome: Welcome) -> bool:
    """Whether the cursors of the desk are of this life of the centre."""
    return changes.epoch in (None, welcome.epoch)
