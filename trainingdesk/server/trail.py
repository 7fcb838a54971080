"""The trail of audit: what every device ever sent, as it came, and what became of it (SYNC 2.3).

It is kept in batches as they were frozen, so that the digest of a batch still proves it, less what they told of people who
were erased (``erasure``); reading it goes through all of a
county, which takes as long as an audit may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import exists, func, select, update

from trainingdesk.domain.access import Role
from trainingdesk.server.erasure import is_of_erased
from trainingdesk.server.scopes import shown
from trainingdesk.server.tables import BATCH, QUARANTINE
from trainingdesk.wire.erasure import redacted
from trainingdesk.wire.operation import Receipt, thaw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Connection

    from trainingdesk.wire.operation import Fate, Operation, Outcome

_BATCHES_AT_ONCE: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One operation as it is shown: ``group`` is None where it made the row.

    Of hidden values there are but the names, and no reason, which may tell them.
    """

    device: str
    op: int
    received_ms: int
    user: str
    group: str | None
    values: dict[str, Any]
    fate: Fate
    code: str
    reason: str


def of_row(connection: Connection, county: str, table: str, row_id: str) -> list[Heard]:
    """What was ever said of one row, in the order in which it came; of somebody who was erased, what stays."""
    seen = redacted if is_of_erased(connection, county, (table, row_id)) else (lambda operation: operation)
    return [
        _shown(row, seen(operation), outcome)
        for row, operation, outcome in received(connection, BATCH.c.county == county)
        if (operation.table, operation.row_id) == (table, row_id)
    ]


def received(connection: Connection, *of: ColumnElement[bool]) -> Iterator[tuple[Any, Operation, Outcome]]:
    """Every operation of the batches ``of`` these that are still kept, each with its batch and what became of it."""
    asked = select(BATCH.c.device, BATCH.c.received_ms, BATCH.c.body, BATCH.c.receipt)
    kept = asked.where(BATCH.c.body.is_not(None), *of).order_by(BATCH.c.received_ms, BATCH.c.device, BATCH.c.first)
    with connection.execute(kept, execution_options={"yield_per": _BATCHES_AT_ONCE}) as rows:
        for row in rows:
            outcomes = msgspec.json.decode(row.receipt, type=Receipt).outcomes
            yield from ((row, *both) for both in zip(thaw(row.body).operations, outcomes, strict=True))


def _shown(row: Any, operation: Operation, outcome: Outcome) -> Heard:
    hidden = dict.fromkeys(operation.values, "***")
    seen = hidden | shown(Role.INSTRUCTOR, operation.table, operation.values)
    return Heard(
        device=row.device,
        op=outcome.op,
        received_ms=row.received_ms,
        user=operation.user,
        group=operation.group,
        values=seen,
        fate=outcome.fate,
        code=outcome.code,
        reason=operation.reason if seen == operation.values else "",
    )


def forget(connection: Connection, *, before_ms: int) -> int:
    """Drop what came before an instant and waits for nobody; answers how many operations these were."""
    waits = exists().where(QUARANTINE.c.device == BATCH.c.device, QUARANTINE.c.op.between(BATCH.c.first, BATCH.c.last))
    old = (BATCH.c.received_ms < before_ms, BATCH.c.body.is_not(None), ~waits)
    count = connection.scalar(select(func.sum(BATCH.c.last - BATCH.c.first + 1)).where(*old))
    connection.execute(update(BATCH).where(*old).values(body=None))
    return int(count or 0)
