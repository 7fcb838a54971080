"""Monthly reports are closed here alone (SYNC, head item 4): a desk that holds the whole county counts, the centre writes.

Under the lock of the county it is asked once more whether the desk has seen everything, whether the step is one, and who
takes it; so a month is closed once, and what earlier months changed by is posted once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import func, select

from trainingdesk.domain.access import Role, may
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.monthly_report import REPORT_STEPS, ReportState, action_of
from trainingdesk.server.judging import is_plain
from trainingdesk.server.push import bench_of, locked_device, settle
from trainingdesk.server.records import WHOLE_COUNTY
from trainingdesk.server.tables import FEED, RECORD
from trainingdesk.wire.operation import Operation, OutOfScope
from trainingdesk.wire.report_signing import Answer
from trainingdesk.wire.schema import Merge, table

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from trainingdesk.server.judging import Bench
    from trainingdesk.wire.report_signing import ReportSigned, SignedRow

_REPORT, _ADJUSTMENT = "monthly_report", "report_adjustment"
_GROUPS: Final = tuple(group for group in table(_REPORT).groups if group.merge is not Merge.APPEND)
#: Who decides on what another prepared, by the state that it has then.
_DECIDES: Final = {ReportState.REVIEWED: "reviewed_by", ReportState.FROZEN: "approved_by"}


class _No(Exception):  # noqa: N818 -- an answer
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.answer = answer


def sign(connection: Connection, device_id: str, said: ReportSigned, *, now_ms: int) -> Answer:
    """Write what a step of a report makes, all of it or nothing; raises Revoked, and OutOfScope for a part of the county."""
    device = locked_device(connection, device_id)
    bench = bench_of(connection, device, {(row.table, row.row_id) for row in said.rows}, now_ms=now_ms)
    if bench.scope is not None:
        raise OutOfScope
    if _head(connection, device.county) > said.head:
        return Answer.BEHIND
    closed = _closed(connection, device.county)
    try:
        for row in said.rows:
            _admit(bench, device, row, closed)
    except _No as no:
        return no.answer
    for row in said.rows:
        _write(bench, row)
    settle(connection, device.county, bench)
    return Answer.TAKEN


def _head(connection: Connection, county: str) -> int:
    asked = select(func.max(FEED.c.seq)).where(FEED.c.county == county, FEED.c.bucket == WHOLE_COUNTY)
    return int(connection.scalar(asked) or 0)


def _closed(connection: Connection, county: str) -> dict[str, str]:
    """The months that are closed, with the version that closed each."""
    asked = select(RECORD.c.id, RECORD.c.data).where(RECORD.c.county == county, RECORD.c.tbl == _REPORT)
    found = [(row.id, row.data) for row in connection.execute(asked)]
    return {str(data.get("month")): row_id for row_id, data in found if data.get("state") == ReportState.FROZEN}


def _admit(bench: Bench, device: Row[Any], row: SignedRow, closed: dict[str, str]) -> None:
    as_operation = Operation(
        table=row.table, row_id=row.row_id, group=None, values=row.values, hlc=bench.receipt, base=0, user=device.user
    )
    role = Role(device.role)
    if row.table == _ADJUSTMENT and (row.table, row.row_id) not in bench.records:
        allowed = may((role,), action_of(ReportState.FROZEN))
    else:
        allowed = row.table == _REPORT
    if not allowed or not is_plain(as_operation) or not row.values.keys() <= set(table(row.table).fields):
        raise _No(Answer.NOT_ALLOWED)
    if row.table == _REPORT:
        _admit_report(bench, as_operation, role, closed)


def _admit_report(bench: Bench, said: Operation, role: Role, closed: dict[str, str]) -> None:
    stands, values = bench.records.get((_REPORT, said.row_id)), said.values
    try:
        to = ReportState(str(values.get("state")))
        if stands is not None and (stands.data["state"], to) != (ReportState.PREPARED, ReportState.PREPARED):
            REPORT_STEPS.step(ReportState(stands.data["state"]), to)
    except (ValueError, Refused):
        raise _No(Answer.ANOTHER_STANDS) from None
    if not may((role,), action_of(to)):
        raise _No(Answer.NOT_ALLOWED)
    if closed.get(str(values.get("month")), said.row_id) != said.row_id:
        raise _No(Answer.ANOTHER_STANDS)
    signer = values.get(_DECIDES[to]) if to in _DECIDES else None
    own = signer is not None and signer == values.get("prepared_by")
    if own and not bench.delegated(msgspec.structs.replace(said, user=str(signer), hlc=_signed_at(values, said.hlc))):
        raise _No(Answer.OWN_WORK)


def _signed_at(values: dict[str, Any], now: int) -> int:
    """The stamp of the moment when a month was closed: a desk that worked alone tells later what it was allowed then."""
    at_ms = values.get("frozen_at")
    return at_ms << 16 if isinstance(at_ms, int) and 0 < at_ms < 1 << 47 else now


def _write(bench: Bench, row: SignedRow) -> None:
    stands = bench.records.get((row.table, row.row_id))
    if stands is None:
        bench.publish_own(row.table, row.row_id, row.values)
        return
    for group in _GROUPS:
        said = {name: row.values.get(name, stands.data.get(name)) for name in group.fields}
        if said != {name: stands.data.get(name) for name in group.fields}:
            bench.write_own(stands, group, said)
