"""A new desk takes a whole sample county over loopback: made by the centre, transferred, applied (DESIGN, "Budgets").

The floor is measured in the same run: the same rows inserted into an empty desk with the same driver, schema and triggers.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

from tests.benchmarks.measure import Figure, peak_of, seconds
from tests.sync.lifted import lift
from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.sample.bulk import fill
from trainingdesk.sample.plan import plan_county
from trainingdesk.sample.size import SIZES, SizeName
from trainingdesk.sample.staff import SceneClock
from trainingdesk.server.engine import open_engine
from trainingdesk.storage.database import Author, Database
from trainingdesk.storage.opening import create_database
from trainingdesk.storage.settled import settled
from trainingdesk.sync.engine import Engine, Exchange
from trainingdesk.wire.schema import SYNCED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trainingdesk.storage.vault import DataKey

COUNTY: Final = "500241"
#: Seconds for a county of this size, without the making.
BUDGETS: Final = {SizeName.S: None, SizeName.M: 10.0, SizeName.L: 90.0}
_NAME, _PASSWORD = "王主任", "a-long-village-password"
_UNTIL: Final = date(2026, 11, 2)
_AT_ONCE: Final = 10_000


def fill_centre(folder: Path, size: SizeName, key: DataKey) -> tuple[int, float]:
    """Put a county into the centre of ``folder``; answers its rows, and the seconds that the floor takes for them."""
    clock = SceneClock(date(_UNTIL.year - SIZES[size].years + 1, 1, 4))
    named = {"county_code": COUNTY, "county_name": "示例中心", "admin_name": _NAME, "password": _PASSWORD}
    create_desk(folder / "source", **named, clock=clock)
    clock.move_to(_UNTIL, hour=9)
    engine = open_engine(f"sqlite:///{folder / 'centre.sqlite'}")
    with signed_in(folder / "source", user_name=_NAME, password=_PASSWORD, clock=clock) as work:
        fill(work, plan_county(SIZES[size], seed=1), until=_UNTIL)
        rows = lift(work.database, engine, county=COUNTY)
        lowest = _floor(work.database, create_database(folder / "floor.db", key, county_code=COUNTY, now=clock()))
    engine.dispose()
    shutil.rmtree(folder / "source")
    return rows, lowest


def _floor(source: Database, target: Database) -> float:
    """The same rows from one desk into another, as plain statements in transactions of as many rows as a part has."""
    took = 0.0
    for name, rows in _batches(source):

        def insert(name: str = name, rows: list[tuple[Any, ...]] = rows) -> None:
            with target.write(Author("floor", "floor", SceneClock(_UNTIL)())) as session, settled(session):
                driver: Any = session.connection().connection.driver_connection
                driver.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)  # noqa: S608

        took += seconds(insert)
    target.close()
    return took


def _batches(source: Database) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    with source.read() as session:
        for one in SYNCED:
            found = session.connection().execute(text(f'SELECT * FROM "{one.name}" ORDER BY id'))  # noqa: S608
            while rows := [tuple(row) for row in found.fetchmany(_AT_ONCE)]:
                yield one.name, rows


class Timed:
    """A centre whose questions of the first copy are timed by what they are."""

    def __init__(self, centre: Any) -> None:
        self._centre, self.made, self.transferred, self.bytes = centre, 0.0, 0.0, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._centre, name)

    def snapshot(self, *, bucket: str) -> Any:
        """The offer; the centre makes what it offers."""
        found: list[Any] = []
        self.made += seconds(lambda: found.append(self._centre.snapshot(bucket=bucket)))
        return found[0]

    def part(self, *, snapshot: str, number: int) -> bytes:
        """A part over the line."""
        found: list[bytes] = []
        self.transferred += seconds(lambda: found.append(self._centre.part(snapshot=snapshot, number=number)))
        self.bytes += len(found[0])
        return found[0]


def first_copy(size: SizeName, desk: Engine, *, rows: int, lowest: float) -> list[Figure]:
    """Take everything; raises RuntimeError where it is not everything."""
    centre, done = Timed(desk.centre), Exchange()
    before = peak_of()
    engine = Engine(desk.database, centre, desk.clock, lane=desk.lane)  # type: ignore[arg-type]
    took = seconds(lambda: engine.exchange(done))
    if done.came != rows:
        raise RuntimeError(f"{done.came} rows came of {rows}")
    with closing(desk.database.connection()) as plain:
        if plain.execute("SELECT count(*) FROM attendance_mark").fetchone()[0] == 0:
            raise RuntimeError("no mark came")
    own = peak_of()
    rest = took - centre.made
    return [
        Figure(f"county {size}: snapshot made by the centre", centre.made, of="once"),
        Figure(f"county {size}: {rows} rows over the line, meanwhile", centre.transferred, of="once"),
        Figure(f"county {size}: first sync, without making", rest, lowest, BUDGETS[size], of="once"),
        Figure(f"county {size}: on the line", centre.bytes / 1e6, unit="MB", of="all"),
        Figure(f"county {size}: memory of the desk", own, unit="MB", of="peak"),
        Figure(f"county {size}: memory before it", before, unit="MB", of="peak"),
    ]
