"""Takes a batch of operations: check, judge, write and answer in one transaction (SYNC 2.5 R4, R7, R10).

The row of the device is locked first, so two posts of one batch wait for each other; then the row of the county. The design
takes that one last; here rows are judged under it, since two desks that judge the same row side by side would lose a write.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import insert, select, update

from trainingdesk.domain.access import Action, Role, may
from trainingdesk.server.judging import Author, Bench, Clash
from trainingdesk.server.records import feed, load, save
from trainingdesk.server.scopes import granted, places
from trainingdesk.server.tables import BATCH, CONFLICT, COUNTER, DEVICE, OPLOG
from trainingdesk.wire.operation import Batch, Forked, Gap, Operation, Outcome, Receipt, Revoked, thaw

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

_LARGEST = (1 << 63) - 1


def push(connection: Connection, device_id: str, body: bytes, *, now_ms: int) -> Receipt:
    """Take a frozen batch; raises Unreadable, Revoked, Gap, Forked."""
    batch, digest = thaw(body), hashlib.sha256(body).hexdigest()
    device = locked_device(connection, device_id)
    if batch.last <= device.last_op:
        return _again(connection, device_id, batch, digest)
    if batch.first != device.last_op + 1:
        raise Gap(device.last_op)
    county = device.county
    author = Author(device_id=device_id, number=device.number, role=Role(device.role))
    keys = [(o.table, o.row_id) for o in batch.operations if "\0" not in o.table + o.row_id]
    number = _locked_counter(connection, county)
    scope = _scope(connection, device)
    bench = Bench(author, load(connection, county, keys), number, now_ms << 16, scope)
    outcomes = [bench.hear(op, operation) for op, operation in enumerate(batch.operations, batch.first)]
    _write(connection, county, bench)
    _log(connection, device, batch, outcomes, bench)
    receipt = Receipt(last_op=batch.last, outcomes=outcomes)
    kept = {"device": device_id, "first": batch.first, "last": batch.last, "sha256": digest, "received_ms": now_ms}
    connection.execute(insert(BATCH).values(receipt=msgspec.json.encode(receipt), **kept))
    connection.execute(update(DEVICE).where(DEVICE.c.id == device_id).values(last_op=batch.last))
    connection.execute(update(COUNTER).where(COUNTER.c.county == county).values(n=bench.number))
    return receipt


def locked_device(connection: Connection, device_id: str) -> Row[Any]:
    """The row of a device, locked until commit; raises Revoked where it may not take part."""
    device = connection.execute(select(DEVICE).where(DEVICE.c.id == device_id).with_for_update()).one_or_none()
    if device is None or device.revoked:
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


def _again(connection: Connection, device_id: str, batch: Batch, digest: str) -> Receipt:
    """The receipt of a batch that is already here; other bytes under its numbers mean that the device was copied."""
    held = connection.execute(
        select(BATCH).where(BATCH.c.device == device_id, BATCH.c.first == batch.first)
    ).one_or_none()
    if held is None or held.sha256 != digest:
        raise Forked
    return msgspec.structs.replace(msgspec.json.decode(held.receipt, type=Receipt), duplicate=True)


def _locked_counter(connection: Connection, county: str) -> int:
    """The last number of the county; nobody else gets the next one before this transaction ends."""
    return int(connection.scalar(select(COUNTER.c.n).where(COUNTER.c.county == county).with_for_update()) or 0)


def _write(connection: Connection, county: str, bench: Bench) -> None:
    for clash in bench.clashes:
        bench.publish(clash)
    touched = sorted((r for r in bench.records.values() if r.touched), key=lambda record: record.version)
    save(connection, county, touched)
    feed(connection, county, places(connection, county, touched, bench))
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


def _log(connection: Connection, device: Row[Any], batch: Batch, outcomes: list[Outcome], bench: Bench) -> None:
    rows = []
    for operation, outcome in zip(batch.operations, outcomes, strict=True):
        record = bench.records.get((operation.table, operation.row_id))
        rows.append(
            {
                "device": device.id,
                "op": outcome.op,
                "county": device.county,
                **_received(operation),
                "hlc": max(-_LARGEST, min(operation.hlc, bench.receipt)),
                "fate": outcome.fate.value,
                "code": outcome.code,
                "version": record.version if record else 0,
            }
        )
    connection.execute(insert(OPLOG), rows)


def _received(operation: Operation) -> dict[str, Any]:
    """The operation as it came; only what no column can hold is replaced."""
    return {
        "tbl": operation.table.replace("\0", "\ufffd"),
        "row_id": operation.row_id.replace("\0", "\ufffd"),
        "group_name": operation.group.replace("\0", "\ufffd") if operation.group else operation.group,
        "new": operation.values,
        "base": max(-_LARGEST, min(operation.base, _LARGEST)),
        "hlc_raw": max(-_LARGEST, min(operation.hlc, _LARGEST)),
        "user": operation.user.replace("\0", "\ufffd"),
    }
