"""What a centre need not keep for ever is dropped, by hand or once a day while it serves (SYNC 2.12)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError

from trainingdesk.server import attachments, erasure, horizon, snapshot, trail

if TYPE_CHECKING:
    import threading

    from sqlalchemy import Connection

    from trainingdesk.server.ledger import Ledger

_DAY_MS: Final = 24 * 3_600_000
#: Audits of subsidies reach back so far; what stands in quarantine waits for a person however old it is.
OPERATIONS_KEPT_MS: Final = 3 * 366 * _DAY_MS
_DAY: Final = 24 * 3600
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Compacted:
    """How many notes of rows that left a bucket, old operations and files of attachments are gone."""

    left: int
    operations: int
    files: int = 0


def compact(connection: Connection, *, now_ms: int) -> Compacted:
    """Drop what every desk has heard of, old operations, snapshots that nobody takes, and files that no row names.

    Of people who were erased batches say nothing afterwards either.
    """
    left = horizon.forget(connection, now_ms=now_ms)
    operations = trail.forget(connection, before_ms=now_ms - OPERATIONS_KEPT_MS)
    erasure.clear_trail(connection)
    snapshot.throw_away(connection, now_ms=now_ms)
    return Compacted(left, operations, attachments.forget(connection, now_ms=now_ms))


def every_day(ledger: Ledger, stop: threading.Event, *, pause: float = _DAY) -> None:
    """Compact at once and then day by day until ``stop``; a day on which the database does not let it is left out."""
    while True:
        try:
            ledger.compact()
        except DBAPIError as error:
            _LOG.warning("the centre was not compacted: %s", type(error.orig).__name__)
        if stop.wait(pause):
            return
