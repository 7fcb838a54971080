"""Exchange of 20,000 rows over loopback: real desks, ``trainingdesk serve`` in a process of its own (SYNC 4).

``python -m tests.benchmarks.sync``; with ``--county M`` the first copy of a sample county instead. The floor is measured in
the same run: the same rows inserted by plain statements, encoded and compressed, without capture, network or judge.
"""

from __future__ import annotations

import argparse
import socket
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import zstandard

from tests.benchmarks.first_copy import fill_centre, first_copy
from tests.benchmarks.measure import Figure, median, peak_of, seconds, table
from trainingdesk.domain.access import Role
from trainingdesk.sample.size import SizeName
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.storage import rows, sync_link
from trainingdesk.storage.database import Author
from trainingdesk.storage.opening import create_database
from trainingdesk.storage.vault import DataKey
from trainingdesk.sync.client import Client, enroll
from trainingdesk.sync.engine import Engine, Exchange
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNTY: Final = "500241"
ROWS: Final = 20_000
_KEY: Final = DataKey(bytes(range(32)))
#: Four times faster than PouchDB at this work (SYNC 4).
_BUDGETS: Final = {"push": 1.2, "pull": 1.0}


def now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


@contextmanager
def running_centre(folder: Path) -> Iterator[tuple[str, int]]:
    """The address of a centre and the id of its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "trainingdesk", "serve", "--data", str(folder), "--port", str(port)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        if not any("running on" in line for line in process.stderr):
            raise RuntimeError("the centre did not start")
        try:
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()


def joined(folder: Path, name: str, address: str) -> Engine:
    """A new desk that belongs to the centre which runs on the database in ``folder``."""
    engine = open_engine(f"sqlite:///{folder / 'centre.sqlite'}")
    code = Ledger(engine, now).code(county=COUNTY, user=name, role=Role.ADMINISTRATOR)
    engine.dispose()
    enrolled = enroll(address, code=code)
    database = create_database(folder / f"{name}.db", _KEY, county_code=COUNTY, now=now())
    with database.write(Author(name, "manage_desk", now())) as session:
        sync_link.join(session, address=address, device_id=enrolled.device, private_key=enrolled.private_key)
    return Engine(database, Client(address, enrolled.device, enrolled.private_key), now, lane=ThreadPoolExecutor(1))


def people() -> list[dict[str, Any]]:
    """Synthetic people of thirteen fields."""
    fields = {
        "sex": "female", "birth_date": date(1990, 1, 1), "ethnic_group": "06", "document_kind": "resident",
        "address": "某某县某某镇某某村三组二十五号", "division": "500241001200", "education": "70",
    }  # fmt: skip
    return [
        {
            **fields,
            "id": new_id(now()),
            "county_code": COUNTY,
            "name": f"测试员{number}",
            "name_key": f"测试员{number}",
            "phone": f"138{number:08}",
            "id_mask": f"500241********{number % 10_000:04}",
            **dict.fromkeys(("provisional", "archived", "verified"), False),
        }
        for number in range(ROWS)
    ]


def floor(folder: Path, made: list[dict[str, Any]]) -> float:
    """One way, as little as there can be: encode, compress, open, decode, insert."""
    names = list(made[0])
    with closing(sqlite3.connect(folder / "floor.sqlite")) as connection:
        connection.execute(f"CREATE TABLE person ({', '.join(names)}, PRIMARY KEY (id)) WITHOUT ROWID")
        insert = f"INSERT INTO person VALUES ({', '.join('?' * len(names))})"  # noqa: S608 -- our own names

        def once() -> None:
            sent = zstandard.compress(msgspec.json.encode([list(one.values()) for one in made]), 3)
            with connection:
                connection.executemany(insert, msgspec.json.decode(zstandard.decompress(sent)))

        return seconds(once)


def measured(folder: Path) -> list[Figure]:
    """Twenty thousand rows from one desk to another, then nothing to do, then the memory of both sides."""
    made = people()
    lowest = floor(folder, made)
    with running_centre(folder) as (address, process):
        one, two = (joined(folder, name, address) for name in ("one", "two"))
        with one.database.write(Author("one", "edit_person", now())) as session:
            rows.add_many(session, "person", made)
        pushed, pulled = Exchange(), Exchange()
        push = seconds(lambda: one.exchange(pushed))
        pull = seconds(lambda: two.exchange(pulled))
        idle = median(lambda: two.exchange(Exchange()))
        compared = seconds(two.check)
        peak = peak_of(process)
        if (pushed.sent, pulled.taken, two.check()) != (ROWS, ROWS, 0):
            raise RuntimeError("the two desks do not hold the same")
    own = peak_of()
    return [
        Figure(f"{ROWS} rows pushed", push, lowest, _BUDGETS["push"], of="once"),
        Figure(f"{ROWS} rows pulled by a new desk", pull, lowest, _BUDGETS["pull"], of="once"),
        Figure("an exchange with nothing to do", idle),
        Figure("both sides compared", compared, of="once"),
        Figure("memory of the centre", peak, unit="MB", of="peak"),
        Figure("memory of both desks and their maker", own, unit="MB", of="peak"),
    ]


def copied(folder: Path, size: SizeName) -> list[Figure]:
    """A sample county from the centre to a new desk, and the memory of the centre."""
    rows, lowest = fill_centre(folder, size, _KEY)
    with running_centre(folder) as (address, process):
        desk = joined(folder, "new", address)
        figures = first_copy(size, desk, rows=rows, lowest=lowest)
        compared = seconds(desk.check)
        return [
            *figures,
            Figure(f"county {size}: both sides compared", compared, of="once"),
            Figure(f"county {size}: memory of the centre", peak_of(process), unit="MB", of="peak"),
        ]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--county", type=SizeName, choices=list(SizeName), help="only the first copy of a sample county"
    )
    size = parser.parse_args().county
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder)) if size is None else copied(Path(folder), size)
        sys.stdout.write(table(found) + "\n")


if __name__ == "__main__":
    main()
