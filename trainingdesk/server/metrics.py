"""The centre in numbers, as Prometheus reads them (text format 0.0.4); no name and no number of a person is among them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from trainingdesk.server import attachments
from trainingdesk.server.overview import devices
from trainingdesk.server.tables import BATCH, CONFLICT, RECORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Column, Connection

MEDIA_TYPE = "text/plain; version=0.0.4"


def metrics(connection: Connection, *, now_ms: int) -> str:
    """All families, one after the other."""
    lines = [
        *_counted(connection, RECORD.c.tbl, "trainingdesk_rows", "table", "Rows that the centre holds."),
        *_operations(connection),
        *_counted(connection, CONFLICT.c.state, "trainingdesk_conflicts", "state", "Conflicts ever recorded."),
        *_devices(connection, now_ms),
        *_family(
            "trainingdesk_attachment_bytes",
            "Bytes of files of attachments.",
            [("", attachments.bytes_held(connection))],
        ),
    ]
    return "\n".join(lines) + "\n"


def _counted(connection: Connection, column: Column[str], name: str, label: str, told: str) -> Iterator[str]:
    found = connection.execute(select(column, func.count()).group_by(column).order_by(column))
    yield from _family(name, told, ((f'{{{label}="{value}"}}', int(count)) for value, count in found))


def _operations(connection: Connection) -> Iterator[str]:
    found = Counter[str]()
    for fates in connection.scalars(select(BATCH.c.fates)):
        found.update(fates)
    samples = ((f'{{fate="{fate}"}}', count) for fate, count in sorted(found.items()))
    yield from _family("trainingdesk_operations", "Operations ever received.", samples)


def _devices(connection: Connection, now_ms: int) -> Iterator[str]:
    known = [one for one in devices(connection) if not (one.revoked or one.replaced)]
    silent = (
        (f'{{device="{one.number}"}}', (now_ms - one.seen_ms) // 1000) for one in known if one.seen_ms is not None
    )
    yield from _family("trainingdesk_device_silent_seconds", "Seconds since a device was heard last.", silent)


def _family(name: str, told: str, samples: Iterable[tuple[str, int]]) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        yield f"{name}{labels} {value}"
