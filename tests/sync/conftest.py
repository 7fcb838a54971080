"""Desks with real encrypted databases and one centre in the same process."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from trainingdesk.domain.access import Role
from trainingdesk.server.backup import restore_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.storage import rows, sync_link
from trainingdesk.storage.database import Author, Database
from trainingdesk.storage.opening import create_database
from trainingdesk.storage.vault import DataKey
from trainingdesk.sync.engine import Engine, Exchange
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from trainingdesk.wire.operation import Digest, Page, Receipt, SlicePage, Slices, Welcome
    from trainingdesk.wire.snapshot import Offer

COUNTY = "500241"
KEY = DataKey(bytes(range(32)))


class Clock:
    """Moves a millisecond at each look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 4, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@dataclass(slots=True)
class Direct:
    """A ledger in the same process, as one device sees it."""

    ledger: Ledger
    device: str

    def hello(self) -> Welcome:
        return self.ledger.hello(self.device)

    def push(self, body: bytes) -> Receipt:
        return self.ledger.push(self.device, body)

    def pull(self, *, bucket: str, after: int, own: bool) -> Page:
        return self.ledger.pull(self.device, bucket=bucket, after=after, own=own)

    def snapshot(self, *, bucket: str) -> Offer:
        return self.ledger.snapshot(self.device, bucket=bucket)

    def part(self, *, snapshot: str, number: int) -> bytes:
        return self.ledger.part(self.device, snapshot_id=snapshot, number=number)

    def digest(self, *, bucket: str) -> Digest:
        return self.ledger.digest(self.device, bucket=bucket)

    def slices(self, asked: Slices) -> SlicePage:
        return self.ledger.slices(self.device, asked)

    def renew(self) -> str:
        self.device = self.ledger.renew(self.device)
        return self.device


@dataclass(slots=True)
class Desk:
    """One laptop: its database, its user, its way to the centre."""

    database: Database
    centre: Any
    clock: Callable[[], datetime]
    user: str

    @property
    def engine(self) -> Engine:
        return Engine(self.database, self.centre, self.clock)

    def exchange(self) -> Exchange:
        done = Exchange()
        self.engine.exchange(done)
        return done

    def author(self) -> Author:
        return Author(self.user, "edit_catalogue", self.clock())

    def make(self, table: str, **values: Any) -> str:
        with self.database.write(self.author()) as session:
            return rows.add(session, table, row_id=new_id(self.clock()), county_code=COUNTY, values=values)

    def change(self, table: str, row_id: str, **values: Any) -> None:
        with self.database.write(self.author()) as session:
            assert rows.change(session, table, row_id, values)

    def ask(self, sql: str, **bound: Any) -> list[tuple[Any, ...]]:
        with self.database.read() as session:
            return [tuple(row) for row in session.connection().execute(text(sql), bound)]

    def value(self, table: str, row_id: str, field: str) -> Any:
        found = self.ask(f'SELECT "{field}" FROM "{table}" WHERE id = :row', row=row_id)  # noqa: S608 -- our own names
        return found[0][0] if found else None


def enroll(ledger: Ledger, *, user: str, role: Role = Role.ADMINISTRATOR) -> tuple[str, bytes]:
    """A new device of the centre and its key."""
    key = Ed25519PrivateKey.generate()
    code = ledger.code(county=COUNTY, user=user, role=role)
    return ledger.enroll(code=code, public_key=key.public_key().public_bytes_raw()), key.private_bytes_raw()


def join(database: Database, author: Author, *, device: str, key: bytes, address: str = "http://centre") -> None:
    with database.write(author) as session:
        sync_link.join(session, address=address, device_id=device, private_key=key)


@pytest.fixture(scope="session")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database, made once and copied for each desk."""
    path = tmp_path_factory.mktemp("empty") / "desk.db"
    create_database(path, KEY, county_code=COUNTY, now=Clock()()).close()
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    engine = open_engine(f"sqlite:///{tmp_path / 'centre.sqlite'}")
    yield Ledger(engine, clock)
    engine.dispose()


@pytest.fixture
def new_desk(ledger: Ledger, clock: Clock, empty_desk: Path, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Makes desks that are joined to the centre."""
    made: list[Desk] = []

    def make(user: str, role: Role = Role.ADMINISTRATOR) -> Desk:
        path = tmp_path / f"{user}.db"
        shutil.copy(empty_desk, path)
        device, key = enroll(ledger, user=user, role=role)
        desk = Desk(Database(path, KEY), Direct(ledger, device), clock, user)
        join(desk.database, desk.author(), device=device, key=key)
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.database.close()


@pytest.fixture
def one(new_desk: Callable[..., Desk]) -> Desk:
    return new_desk("u1")


@pytest.fixture
def two(new_desk: Callable[..., Desk]) -> Desk:
    return new_desk("u2")


@pytest.fixture
def restored(one: Desk, two: Desk, ledger: Ledger, tmp_path: Path) -> Iterator[Callable[[], Ledger]]:
    """Puts the centre, and all who speak to it, back to the backup that was written last."""
    engines = []

    def restore() -> Ledger:
        engine = open_engine(f"sqlite:///{tmp_path / f'other{len(engines)}.sqlite'}")
        engines.append(engine)
        restore_backup(tmp_path / "centre.backup", engine, now_ms=milliseconds(ledger.clock()))
        for desk in (one, two):
            desk.centre.ledger = Ledger(engine, ledger.clock)
        return desk.centre.ledger

    yield restore
    for engine in engines:
        engine.dispose()
