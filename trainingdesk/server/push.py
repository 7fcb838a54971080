"""Takes a batch of operations: check, judge, write and answer in one transaction (SYNC 2.5 R4, R7, R10).

The row of the device is locked first, so two posts of one batch wait for each other; then the row of the county. The design
takes that one last; here rows are judged under it, since two desks that judge the same row side by side would lose a write.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import insert, select, update

from trainingdesk.domain.access import Action, Role, may
from trainingdesk.server import duplicates, erasure, grant, merging, seats
from trainingdesk.server.bulk import add
from trainingdesk.server.judging import Author, Bench, Clash
from trainingdesk.server.records import load, note_known, save
from trainingdesk.server.scopes import enter, granted, places
from trainingdesk.server.tables import BATCH, CENTRE, CONFLICT, COUNTER, DEVICE, QUARANTINE, RECORD
from trainingdesk.wire.operation import Batch, Fate, Forked, Gap, Outcome, Receipt, Revoked, in_runs, thaw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row

    from trainingdesk.server.records import Key


def push(connection: Connection, device_id: str, body: bytes, *, now_ms: int) -> Receipt | None:
    """Take a frozen batch; raises Unreadable, Revoked (for a device that never was), Gap, Forked.

    What a device sends that was shut out goes to quarantine, not to the bin: it may be a month of registers. None then.
    """
    batch, sha256 = thaw(body), hashlib.sha256(body).hexdigest()
    device = _device(connection, device_id)
    if batch.last <= device.last_op:
        receipt = _again(connection, device_id, batch, sha256)
        return None if device.revoked else receipt
    if batch.first != device.last_op + 1:
        raise Gap(device.last_op)
    bench = _bench(connection, device, batch, now_ms)
    erasure.recognize(connection, device.county, bench, batch.operations)
    outcomes = _quarantined(batch) if device.revoked else _judged(connection, device.county, bench, batch)
    erasure.note_told(connection, device.county, bench.erased)
    stands, returns = _versions(bench, batch)
    receipt = Receipt(
        last_op=batch.last,
        outcomes=outcomes,
        stands=in_runs(stands),
        returns=in_runs(returns),
        received_ms=now_ms,
    )
    came = {"body": body, "sha256": sha256, "received_ms": now_ms, "changed": _changed(bench, batch, outcomes)}
    _keep(connection, device, batch, receipt, **came)
    connection.execute(update(DEVICE).where(DEVICE.c.id == device_id).values(last_op=batch.last))
    _count_on(connection, device.county, bench.number)
    return None if device.revoked else receipt


def _bench(connection: Connection, device: Row[Any], batch: Batch, now_ms: int) -> Bench:
    """The rows that a batch is judged against."""
    keys = {(o.table, o.row_id) for o in batch.operations if "\0" not in o.table + o.row_id}
    wanted = keys | seats.wanted(batch.operations) | merging.wanted(batch.operations)
    bench = bench_of(connection, device, wanted, now_ms=now_ms)
    meant = ((bench.records.get((one.table, one.row_id)), one.base) for one in batch.operations)
    note_known(connection, device.county, [record for record, base in meant if record and record.stood_at > base])
    return bench


def bench_of(connection: Connection, device: Row[Any], keys: Iterable[Key], *, now_ms: int) -> Bench:
    """Rows that a device is about to change, read under the lock of the county."""
    number = _locked_counter(connection, device.county)
    records = load(connection, device.county, keys)
    return Bench(
        author=Author(device_id=device.id, number=device.number, role=Role(device.role), user=device.user),
        records=records,
        living=merging.read_through(connection, device.county, records),
        number=number,
        receipt=now_ms << 16,
        scope=_scope(connection, device),
        delegations=_delegations(connection, device.county),
        life=str(connection.scalar(select(CENTRE.c.epoch))),
    )


def settle(connection: Connection, county: str, bench: Bench) -> None:
    """Write what the centre itself changed on a bench."""
    _write(connection, county, bench)
    _count_on(connection, county, bench.number)


def _judged(connection: Connection, county: str, bench: Bench, batch: Batch) -> list[Outcome]:
    numbered = list(enumerate(batch.operations, batch.first))
    outcomes = [merging.hear(bench, op, operation) for op, operation in numbered]
    merging.part(connection, county, bench)
    seats.give(connection, county, bench)
    duplicates.find(connection, county, bench, numbered)
    taken = [one for one, said in zip(batch.operations, outcomes, strict=True) if said.fate is not Fate.QUARANTINED]
    erasure.settle(connection, county, bench, taken)
    if any(table == "user" for table, _row_id in bench.records):
        grant.issue(connection, county, bench)
    _write(connection, county, bench)
    return outcomes


def _versions(bench: Bench, batch: Batch) -> tuple[dict[int, int], dict[int, int]]:
    """The versions of the rows of operations: of those that stand as they were sent, and of all others."""
    stands: dict[int, int] = {}
    returns: dict[int, int] = {}
    for op, one in enumerate(batch.operations, batch.first):
        record = bench.records.get((one.table, one.row_id))
        if record is not None and record.touched:
            (stands if bench.stands_as_sent(record) else returns)[op] = record.version
    return stands, returns


def _quarantined(batch: Batch) -> list[Outcome]:
    return [Outcome(op=op, fate=Fate.QUARANTINED, code="revoked") for op, _ in enumerate(batch.operations, batch.first)]


def locked_device(connection: Connection, device_id: str) -> Row[Any]:
    """The row of a device, locked until commit; raises Revoked where it may not take part."""
    device = _device(connection, device_id)
    if device.revoked:
        raise Revoked
    return device


def _device(connection: Connection, device_id: str) -> Row[Any]:
    device = connection.execute(select(DEVICE).where(DEVICE.c.id == device_id).with_for_update()).one_or_none()
    if device is None:
        raise Revoked
    return device


def last_sha256(connection: Connection, device_id: str, last_op: int) -> str:
    """The digest of the batch that ended with this operation; empty where nothing was ever taken."""
    asked = select(BATCH.c.sha256).where(BATCH.c.device == device_id, BATCH.c.last == last_op)
    return str(connection.scalar(asked) or "")


def _scope(connection: Connection, device: Row[Any]) -> frozenset[str] | None:
    role = Role(device.role)
    if may((role,), Action.SEE_EVERYTHING):
        return None
    return frozenset(granted(connection, county=device.county, user=device.user, role=role))


def _delegations(connection: Connection, county: str) -> tuple[dict[str, Any], ...]:
    asked = select(RECORD.c.data).where(RECORD.c.county == county, RECORD.c.tbl == "delegation")
    return tuple(data for data in connection.scalars(asked) if not data.get("deleted"))


def _again(connection: Connection, device_id: str, batch: Batch, sha256: str) -> Receipt:
    """The receipt of a batch that is already here; other bytes under its numbers mean that the device was copied."""
    asked = select(BATCH.c.sha256, BATCH.c.receipt)
    held = connection.execute(asked.where(BATCH.c.device == device_id, BATCH.c.first == batch.first)).one_or_none()
    if held is None or held.sha256 != sha256:
        raise Forked
    return msgspec.structs.replace(msgspec.json.decode(held.receipt, type=Receipt), duplicate=True)


def _locked_counter(connection: Connection, county: str) -> int:
    """The last number of the county; nobody else gets the next one before this transaction ends."""
    return int(connection.scalar(select(COUNTER.c.n).where(COUNTER.c.county == county).with_for_update()) or 0)


def _count_on(connection: Connection, county: str, number: int) -> None:
    connection.execute(update(COUNTER).where(COUNTER.c.county == county).values(n=number))


def _write(connection: Connection, county: str, bench: Bench) -> None:
    for clash in bench.clashes:
        bench.publish(clash)
    touched = sorted((r for r in bench.records.values() if r.touched), key=lambda record: record.version)
    save(connection, county, touched)
    enter(connection, county, places(connection, county, touched, bench))
    if bench.clashes:
        connection.execute(insert(CONFLICT), [_conflict(county, bench.author.device_id, c) for c in bench.clashes])


def _conflict(county: str, device_id: str, clash: Clash) -> dict[str, Any]:
    return {
        "county": county,
        "device": device_id,
        "op": clash.op,
        "tbl": clash.key[0],
        "row_id": clash.key[1],
        "group_name": clash.group,
        "kept": dict(clash.kept.values),
        "lost": dict(clash.lost.values),
        "kept_by": clash.kept.stamp.device_id,
        "lost_by": clash.lost.stamp.device_id,
        "state": "review" if clash.review else "auto",
    }


def _keep(connection: Connection, device: Row[Any], batch: Batch, receipt: Receipt, **as_it_came: Any) -> None:
    """Put the batch into the trail, and apart from it what waits for a person."""
    fates = Counter(outcome.fate.value for outcome in receipt.outcomes)
    connection.execute(
        insert(BATCH).values(
            device=device.id,
            first=batch.first,
            last=batch.last,
            county=device.county,
            fates=dict(fates),
            receipt=msgspec.json.encode(receipt),
            **as_it_came,
        )
    )
    aside = [
        {
            "county": device.county,
            "device": device.id,
            "op": outcome.op,
            "tbl": operation.table.replace("\0", "\ufffd"),  # PostgreSQL keeps no NUL
            "code": outcome.code,
        }
        for operation, outcome in zip(batch.operations, receipt.outcomes, strict=True)
        if outcome.fate is Fate.QUARANTINED
    ]
    add(connection, QUARANTINE, aside)


def _changed(bench: Bench, batch: Batch, outcomes: list[Outcome]) -> int:
    """The highest version of a row that the batch changed; 0 where it only made new ones."""
    changed = (
        bench.records.get((operation.table, operation.row_id))
        for operation, outcome in zip(batch.operations, outcomes, strict=True)
        if operation.group is not None and outcome.fate is not Fate.SAME
    )
    return max((record.version for record in changed if record), default=0)
