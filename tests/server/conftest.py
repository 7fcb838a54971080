"""The centre on SQLite and on a private PostgreSQL, and devices that speak to it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine, text

from trainingdesk.domain.access import Role
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.ids import new_id
from trainingdesk.wire.operation import Batch, Operation, freeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from trainingdesk.wire.operation import Receipt, Row

COUNTY = "530181"


class Clock:
    """Stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)

    @property
    def hlc(self) -> int:
        return milliseconds(self.now) << 16


class Device:
    """A desk in so far as the centre sees it: numbers its operations and asks with a cursor."""

    def __init__(
        self, ledger: Ledger, clock: Clock, role: Role = Role.CLERK, *, county: str = COUNTY, user: str = "u1"
    ) -> None:
        self.ledger, self.clock, self.key = ledger, clock, Ed25519PrivateKey.generate()
        code = ledger.code(county=county, user=user, role=role)
        self.id = ledger.enroll(code=code, public_key=self.key.public_key().public_bytes_raw())
        self.op, self.number = 0, 0

    def batch(self, *operations: Operation) -> bytes:
        self.number += 1
        body = freeze(Batch(number=self.number, first=self.op + 1, operations=list(operations)))
        self.op += len(operations)
        return body

    def push(self, *operations: Operation) -> Receipt:
        return self.ledger.push(self.id, self.batch(*operations))

    def make(self, table: str, row_id: str | None = None, *, hlc: int | None = None, **values: Any) -> Operation:
        hlc = self.clock.hlc if hlc is None else hlc
        row_id = row_id or new_id(self.clock())
        return Operation(table=table, row_id=row_id, group=None, values=values, hlc=hlc, base=0, user="u1")

    def change(
        self, table: str, row_id: str, group: str, base: int, *, hlc: int | None = None, **values: Any
    ) -> Operation:
        hlc = self.clock.hlc if hlc is None else hlc
        return Operation(table=table, row_id=row_id, group=group, values=values, hlc=hlc, base=base, user="u1")

    def rows(self, bucket: str = "c") -> dict[str, Row]:
        return {row.row_id: row for row in self.ledger.pull(self.id, bucket=bucket, after=0).rows}


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The URL of a PostgreSQL that lives in a temporary folder and listens on a socket there, and nowhere else."""
    found = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb"))) or [
        path for path in [shutil.which("initdb")] if path
    ]
    if not found:
        pytest.skip("no PostgreSQL binaries on this machine")
    programs, folder = Path(found[-1]).parent, Path(tempfile.mkdtemp(prefix="pg"))
    # PostgreSQL refuses to run as root.
    user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid} if os.geteuid() == 0 else {}
    if user:
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)
    data = str(folder / "data")
    run: Any = lambda *words: subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)  # noqa: E731
    run(programs / "initdb", "-D", data, "-U", "centre", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    listen = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=40"
    run(programs / "pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", listen, "start")
    yield f"postgresql+psycopg://centre@/postgres?host={folder}"
    run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty centre on each database."""
    if request.param == "postgresql":
        url = request.getfixturevalue("cluster")
        empty_database(url)
    else:
        url = f"sqlite:///{tmp_path / 'centre.sqlite'}"
    engine = open_engine(url)
    yield engine
    engine.dispose()


def empty_database(url: str) -> None:
    """Leave nothing of a database of PostgreSQL but its name."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(engine: Engine, clock: Clock) -> Ledger:
    return Ledger(engine, clock)


@pytest.fixture
def one(ledger: Ledger, clock: Clock) -> Device:
    return Device(ledger, clock)


@pytest.fixture
def two(ledger: Ledger, clock: Clock) -> Device:
    return Device(ledger, clock, user="u2")
