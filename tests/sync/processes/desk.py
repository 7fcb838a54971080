"""A desk as a process of its own, which is killed, never ended: its user writes without a pause.

``python -m tests.sync.processes.desk DATABASE PORT LIST NAME``: what was committed is written to LIST afterwards.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from tests.sync.conftest import COUNTY, KEY
from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage import rows, sync_link
from trainingdesk.storage.database import Author, Database
from trainingdesk.sync.client import Client
from trainingdesk.sync.engine import Engine, Exchange
from trainingdesk.wire.ids import new_id


def now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


def engine_of(database: Database, port: int) -> Engine:
    """A desk's engine over the network."""
    with database.read() as session:
        link = sync_link.link(session)
    assert link is not None
    return Engine(database, Client(f"http://127.0.0.1:{port}", link.device_id, link.private_key), now)


def main(path: str, port: str, told: str, name: str) -> None:
    """Write and exchange until somebody kills this process."""
    random, database = Random(), Database(Path(path), KEY)  # noqa: S311 -- no secret
    engine = engine_of(database, int(port))
    with Path(told).open("a", encoding="utf-8") as acknowledged:
        while True:
            for _ in range(random.randrange(1, 8)):
                row_id, value = new_id(now()), f"{name} {random.getrandbits(64):x}"
                with database.write(Author(name, "edit_catalogue", now())) as session:
                    rows.add(
                        session,
                        "venue",
                        row_id=row_id,
                        county_code=COUNTY,
                        values={"name": value, "status": "active"},
                    )
                acknowledged.write(f"{row_id} {value}\n")
                acknowledged.flush()
            with suppress(Unavailable):
                engine.exchange(Exchange())


if __name__ == "__main__":
    main(*sys.argv[1:])
