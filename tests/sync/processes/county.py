"""Desks and a centre as processes, a line that is cut, kill -9 on both sides; afterwards everybody holds everything once."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from tests.sync.conftest import KEY, enroll, join
from tests.sync.processes.desk import engine_of
from tests.sync.processes.proxy import Proxy
from trainingdesk.domain.errors import Unavailable
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.server.tables import DEVICE
from trainingdesk.server.trail import received
from trainingdesk.storage.database import Author, Database
from trainingdesk.sync.engine import Exchange

if TYPE_CHECKING:
    from pathlib import Path

_STARTS_WITHIN = 30


def now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


@dataclass(slots=True)
class County:
    """What one run needs; ``seed`` decides who is killed when, not what the machine does meanwhile."""

    folder: Path
    empty: Path
    seed: int = 0
    desks: int = 3
    kills: Counter[str] = field(default_factory=Counter)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    port: int = 0
    proxy: Proxy | None = None

    @property
    def ledger(self) -> Ledger:
        """The centre's own database, beside its process."""
        return Ledger(open_engine(f"sqlite:///{self.folder / 'centre.sqlite'}"), now)

    def run(self, *, seconds: float) -> Counter[str]:
        """Everything; raises AssertionError where something is missing, doubled or different."""
        random, begun = Random(self.seed), time.monotonic()  # noqa: S311 -- no secret
        self._begin()
        try:
            while time.monotonic() - begun < seconds or not self._had_everything():
                time.sleep(random.uniform(0.3, 2.0))
                name = random.choice(("centre", *(f"desk{number}" for number in range(self.desks))))
                self._kill(name)
                self.kills["centre" if name == "centre" else "desk"] += 1
                self._start(name)
            self._judge()
        finally:
            for name in list(self.processes):
                self._kill(name)
        return self.kills

    def _had_everything(self) -> bool:
        """Whether each misfortune came at least once: on a slow machine a few seconds are not enough for all."""
        assert self.proxy is not None
        return bool(self.kills["centre"] and self.kills["desk"] and self.proxy.cuts)

    def _begin(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        ledger = self.ledger
        for number in range(self.desks):
            path = self._path(f"desk{number}")
            shutil.copy(self.empty, path)
            self._told(f"desk{number}").touch()
            device, key = enroll(ledger, user=f"desk{number}")
            database = Database(path, KEY)
            join(database, Author("x", "manage_desk", now()), device=device, key=key)
            database.close()
        ledger.engine.dispose()
        self.proxy = Proxy(self.port, Random(self.seed + 1))  # noqa: S311 -- no secret
        self.proxy.start()
        self._start("centre")
        for number in range(self.desks):
            self._start(f"desk{number}")

    def _start(self, name: str) -> None:
        assert self.proxy is not None
        url = f"sqlite:///{self.folder / 'centre.sqlite'}"
        centre = ["-m", "trainingdesk", "serve", "--database-url", url, "--port", str(self.port)]
        desk = [
            "-m",
            "tests.sync.processes.desk",
            str(self._path(name)),
            str(self.proxy.port),
            str(self._told(name)),
            name,
        ]
        command = [sys.executable, *(centre if name == "centre" else desk)]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(command, stdout=log, stderr=log)
        if name == "centre":
            self._wait_for_the_centre()

    def _wait_for_the_centre(self) -> None:
        until = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "centre.log").read_text()[-2000:])

    def _kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def _judge(self) -> None:
        for number in range(self.desks):
            self._kill(f"desk{number}")
        databases = [Database(self._path(f"desk{number}"), KEY) for number in range(self.desks)]
        engines = [engine_of(database, self.port) for database in databases]
        for engine in (*engines, *engines):
            _exchange(engine)
        assert [engine.check() for engine in engines] == [0] * self.desks
        promised = self._promised()
        self.kills["rows"], self.kills["cuts"] = len(promised), self.proxy.cuts if self.proxy else 0
        for database in databases:
            with database.read() as session:
                held = session.connection().execute(text("SELECT id, name FROM venue")).all()
            names = Counter(row.name for row in held)
            assert promised.items() <= {row.id: row.name for row in held}.items(), "something acknowledged is missing"
            assert max(names.values()) == 1, "something is there twice"
            database.close()
        self._operations_are_counted_once()

    def _operations_are_counted_once(self) -> None:
        ledger = self.ledger
        with ledger.engine.begin() as connection:
            counts = Counter(row.device for row, *_ in received(connection))
            held = dict(connection.execute(select(DEVICE.c.id, DEVICE.c.last_op)).all())  # type: ignore[arg-type]
        ledger.engine.dispose()
        assert dict(counts) == {device: last for device, last in held.items() if last}
        assert len(held) == self.desks, "a desk that nobody copied was taken for a copy"

    def _promised(self) -> dict[str, str]:
        """What a user was told is written; a line that was cut by the kill was not yet told."""
        lines = [
            line
            for number in range(self.desks)
            for line in self._told(f"desk{number}").read_text(encoding="utf-8").splitlines(keepends=True)
        ]
        return dict(line.rstrip("\n").split(" ", 1) for line in lines if line.endswith("\n"))  # type: ignore[misc]

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.db"

    def _told(self, name: str) -> Path:
        return self.folder / f"{name}.told"


def _exchange(engine: object) -> None:
    for attempt in range(5):
        try:
            engine.exchange(Exchange())  # type: ignore[attr-defined]
        except Unavailable:
            if attempt == 4:
                raise
            time.sleep(1)
        else:
            return
