"""A county made up from a seed: desks with wrong clocks, a line that fails in every way, laptops that die and are copied.

Everything below the line is the program itself: capture, storage, engine, ledger. A run is told by its seed alone.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event

from tests.sync.conftest import COUNTY, KEY, Direct
from tests.sync.simulation.classes import mark
from tests.sync.simulation.dawn import ROWS, TEACHER, VENUES, WORDS
from tests.sync.simulation.erasing import is_gone, whose
from tests.sync.simulation.older import at_work, counts_as_unseen, lacks
from tests.sync.simulation.people import place_of
from trainingdesk.domain.errors import Unavailable
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.storage import rows
from trainingdesk.storage.database import Author, Database
from trainingdesk.storage.sync_link import link
from trainingdesk.sync.engine import Engine, Exchange
from trainingdesk.wire import schema
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.operation import OutOfScope

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine as Connections

    from tests.sync.simulation.classes import Happened
    from tests.sync.simulation.dawn import Dawn
    from trainingdesk.wire.operation import Page, Receipt

#: The table, the id and the group that a value belongs to.
Place = tuple[str, str, str]

FUND = fact_id("fund", "x")
#: Groups that users write, with the field that carries the value by which a write is known.
WRITTEN: dict[str, dict[str, str]] = {
    "venue": {"name": "name", "address": "address", "equipment": "equipment"},
    "person": {"identity": "name", "phone": "phone"},
    "person_category": {"proof": "proof_number"},
    "fund": {"name": "name"},
    "enrollment": {"note": "note"},
    "register": {"note": "note"},
    "attendance_mark": {"mark": "reason"},
}


#: What a run must have met often enough to count.
PATHS = (
    "conflict",
    "mask",
    "crash",
    "fork",
    "resurrection",
    "fact",
    "snapshot",
    "stick",
    "alias",
    "split",
    "restored",
    "reopened",
    "scope",
    "aside",
    "older",
    "upgraded",
    "older_stick",
    "taught_twice",
    "erased",
)

#: By driver: what SQLAlchemy knows of it, and the statements that it put together. Every desk says the same.
_SHARED: Final[dict[str, tuple[Any, dict[Any, Any]]]] = {}


class Crash(Exception):  # noqa: N818 -- it is no error of the program
    """The power goes off before a statement."""


@dataclass(frozen=True, slots=True)
class Write:
    """A value that a user wrote over another that he saw."""

    place: Place
    value: str
    saw: str | None
    known: frozenset[str]
    desk: str


@dataclass(slots=True)
class Faults:
    """How likely each misfortune is in this run."""

    lost_request: float = 0.0
    lost_answer: float = 0.0
    doubled: float = 0.0
    stale: float = 0.0
    old_page: float = 0.0
    crash: float = 0.0
    centre_crash: float = 0.0
    edit_meanwhile: float = 0.0
    #: Before which statement of an exchange a crash comes, and the group that users write to; empty: as it falls out.
    crash_by: int = 60
    busy: str = ""

    @classmethod
    def drawn(cls, random: Random) -> Faults:
        """A random few of them: a run with all of them would hardly get anywhere."""
        likely = [name for name, one in cls.__dataclass_fields__.items() if isinstance(one.default, float)]
        return cls(**{name: random.choice((0.0, 0.0, 0.1, 0.4)) for name in likely})


class Line(Direct):
    """A way to the centre that loses, doubles and delays."""

    def __init__(self, world: World, device: str) -> None:
        super().__init__(world.ledger, device)
        self.world = world
        self.bodies: list[bytes] = []
        self.pages: list[Page] = []
        self.meanwhile: Any = None

    def hello(self) -> Any:
        self._lose("lost_request")
        return super().hello()

    def push(self, body: bytes) -> Receipt:
        self._lose("lost_request")
        self._stale()
        self.bodies.append(body)
        with self.world.centre_may_crash():
            receipt = super().push(body)
        if self.world.happens("doubled"):
            receipt = super().push(body)
        self._lose("lost_answer")
        return receipt

    def pull(self, *, bucket: str, after: int, own: bool) -> Page:
        self._lose("lost_request")
        if self.meanwhile is not None and self.world.happens("edit_meanwhile"):
            self.meanwhile()
        limit = self.world.rows_of_a_page
        page = self.ledger.pull(self.device, bucket=bucket, after=after, own=own, limit=limit)
        if self.pages and self.world.happens("old_page"):
            return self.world.random.choice(self.pages)
        self.pages.append(page)
        self._lose("lost_answer")
        return page

    def part(self, *, snapshot: str, number: int) -> bytes:
        self._lose("lost_request")
        if self.meanwhile is not None and self.world.happens("edit_meanwhile"):
            self.meanwhile()
        body = super().part(snapshot=snapshot, number=number)
        self.world.taken["snapshot"] += 1
        self._lose("lost_answer")
        return body

    def _stale(self) -> None:
        """An old stick is put in once more; what the centre says to it nobody hears."""
        if self.bodies and self.world.happens("stale"):
            with suppress(Exception):  # whatever it answers, it answers nobody
                super().push(self.world.random.choice(self.bodies))

    def _lose(self, fault: str) -> None:
        if self.world.happens(fault):
            raise Unavailable("sync.unreachable")


@dataclass(slots=True)
class SimDesk:
    """A laptop of the county."""

    name: str
    path: Path
    skew: timedelta
    line: Line
    world: World
    database: Database
    #: Values that its user has had on the screen, for each place.
    known: dict[Place, set[str]] = field(default_factory=dict)
    countdown: int | None = None
    #: Whether it runs a program that knows less than the centre does.
    is_older: bool = False

    @property
    def engine(self) -> Engine:
        return Engine(self.database, self.line, self.clock, operations_of_a_batch=self.world.operations_of_a_batch)

    def clock(self) -> datetime:
        return self.world.clock() + self.skew

    def author(self) -> Author:
        return Author(self.name, "edit_catalogue", self.clock())

    def current(self, place: Place) -> str | None:
        """What stands in a place on this desk."""
        if lacks(self, place):
            return None
        table, row_id, group = place
        found = self.ask(f'SELECT "{WRITTEN[table][group]}" FROM "{table}" WHERE id = ?', row_id)  # noqa: S608 -- names of the declaration
        return None if not found or found[0][0] is None else str(found[0][0])

    def ask(self, sql: str, *bound: Any) -> list[tuple[Any, ...]]:
        """What is in the file, asked of the driver itself: the harness looks far more often than the program does."""
        connection = self.database._reading.raw_connection()
        try:
            driver: Any = connection.driver_connection
            return list(driver.execute(sql, bound))
        finally:
            connection.close()

    def has(self, table: str, row_id: str) -> bool:
        """Whether a row is here, deleted or not."""
        return bool(self.ask(f'SELECT 1 FROM "{table}" WHERE id = ?', row_id))  # noqa: S608 -- a name of the declaration

    def buckets(self) -> set[str]:
        return {bucket for (bucket,) in self.ask("SELECT bucket FROM sync_bucket")}

    @property
    def teaches(self) -> bool:
        """Whether this is the laptop of an instructor, who sees the classes they teach."""
        return self.name == TEACHER

    def look(self) -> None:
        """The user looks at everything."""
        for place in self.world.places:
            value = self.current(place)
            if value is not None:
                self.known.setdefault(place, set()).add(value)

    def reopen(self) -> None:
        """After a crash: what is on the disk is all there is, also of who this desk is."""
        self.database.close()
        self.database = self.world.opened(self)
        with self.database.read() as session:
            joined = link(session)
        assert joined is not None
        self.line.device = joined.device_id


class World:
    """Everything of one run."""

    def __init__(
        self,
        seed: int,
        folder: Path,
        dawn: Dawn,
        *,
        faults: Faults | None = None,
    ) -> None:
        self.random, self.folder, self.now = Random(seed), folder, dawn.now  # noqa: S311 -- repeatable
        for path in dawn.folder.iterdir():
            shutil.copy(path, folder)
        # Where only the first desk knows what is there, the others begin with a snapshot, in parts of two rows.
        rows_of_a_page = 2000 if dawn.everybody else 1
        self.ledger = Ledger(
            open_engine(f"sqlite:///{folder / 'centre.sqlite'}"),
            self.clock,
            rows_of_a_page=rows_of_a_page,
            rows_of_a_part=2,
            ids_of_a_page=5,
        )
        self.faults = faults or Faults.drawn(self.random)
        self.batch = self.random.choice((1, 2, 50))
        self.quiet, self.centre_countdown = False, -1
        self.places: list[Place] = []
        self.writes: list[Write] = []
        #: Files of somebody who registers at several desks; the backup that the centre would be restored from.
        self.people: list[str] = []
        #: Those who may be erased, and those who were.
        self.arrived: list[str] = []
        self.erased: set[str] = set()
        #: What happened to enrollments, in the order in which users wrote it.
        self.events: list[Happened] = []
        self.backup: Path | None = None
        self.counter, self.taken = WORDS, dict.fromkeys(PATHS, 0)
        self.watch_centre()
        self.desks = [self._desk(name, device) for name, device in dawn.devices.items()]
        self._remember(self.desks if dawn.everybody else self.desks[:1])

    def watch_centre(self) -> None:
        """Count the statements of the centre, which may go down before any of them."""
        share(self.ledger.engine)
        event.listen(self.ledger.engine, "before_cursor_execute", self._centre_statement)

    def clock(self) -> datetime:
        self.now += timedelta(milliseconds=self.random.randrange(1, 50))
        return self.now

    @property
    def operations_of_a_batch(self) -> int:
        """Few, so that much goes wrong between two of them; all at once where nothing does."""
        return 2000 if self.quiet else self.batch

    @property
    def rows_of_a_page(self) -> int:
        """As few, for the same reason."""
        return 2000 if self.quiet else 1 if self.faults.edit_meanwhile else 3

    def happens(self, fault: str) -> bool:
        return not self.quiet and self.random.random() < getattr(self.faults, fault)

    def copy(self, desk: SimDesk, name: str) -> SimDesk:
        """The copy of a laptop, with all that its user knows."""
        shutil.copy(self.snapshot(desk, name), self.folder / f"{name}.db")
        made = self._desk(name, desk.line.device)
        made.is_older, made.line.ledger = desk.is_older, desk.line.ledger
        made.known = {place: set(values) for place, values in desk.known.items()}
        return made

    def _desk(self, name: str, device: str) -> SimDesk:
        """The laptop whose file lies there, with a clock of its own."""
        path = self.folder / f"{name}.db"
        skew = timedelta(days=self.random.choice((0, 0, -7, 1, 400)))
        desk = SimDesk(name, path, skew, Line(self, device), self, Database(path, KEY))
        desk.database = self.opened(desk)
        return desk

    def opened(self, desk: SimDesk) -> Database:
        database = Database(desk.path, KEY)
        share(database._reading)
        share(database._writing)

        def statement(*_: Any) -> None:
            if desk.countdown is not None:
                desk.countdown -= 1
                if desk.countdown < 0:
                    desk.countdown = None
                    raise Crash

        event.listen(database._writing, "before_cursor_execute", statement)
        return database

    def snapshot(self, desk: SimDesk, name: str) -> Path:
        path = self.folder / f"{name}.copy"
        plain = desk.database.connection()
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        plain.close()
        shutil.copy(desk.path, path)
        return path

    def close(self) -> None:
        for desk in self.desks:
            desk.database.close()
        self.ledger.engine.dispose()

    def centre_may_crash(self) -> Any:
        return _CentreCrash(self)

    def _centre_statement(self, *_: Any) -> None:
        self.centre_countdown -= 1
        if self.centre_countdown == 0:
            raise Crash

    def _remember(self, know: list[SimDesk]) -> None:
        """Who wrote the rows that are there, and who has seen them."""
        for table, row_id, values in ROWS:
            for group, carrier in WRITTEN[table].items():
                place, value = (table, row_id, group), str(values[carrier])
                self.places.append(place)
                self.writes.append(Write(place, value, None, frozenset(), self.desks[0].name))
                for desk in know:
                    desk.known[place] = {value}
        #: The fewer places, the more often two users meet in one.
        drawn = self.random.sample(self.places, self.random.choice((1, 2, len(self.places))))
        self.busy = [place for place in self.places if place[2] == self.faults.busy] or drawn

    def word(self) -> str:
        self.counter += 1
        return f"w{self.counter}"

    def make(self, desk: SimDesk, table: str, row_id: str, **values: Any) -> None:
        """Make a row; a fact may be made on two desks."""
        with desk.database.write(desk.author()) as session:
            rows.add(session, table, row_id=row_id, county_code=COUNTY, values=values)
        for group, carrier in WRITTEN[table].items():
            self.made(desk, (table, row_id, group), values.get(carrier))

    def made(self, desk: SimDesk, place: Place, value: str | None) -> None:
        """Remember a place that a row was made with."""
        if place not in self.places:
            self.places.append(place)
        if value is not None:
            self.wrote(desk, place, value, None)

    def edit(self, desk: SimDesk) -> None:
        """A user changes one group, knowing what stands there on this desk."""
        chosen = self.random.choice((*self.busy, *self.places[WORDS:]))
        place = place_of(self, desk, chosen)
        if place is not None:
            self.rewrite(desk, place)

    def rewrite(self, desk: SimDesk, place: Place) -> None:
        """The same in a place that was chosen, where it is on this desk."""
        table, row_id, group = place
        saw, about = desk.current(place), whose(self, place)
        desk.look()
        if lacks(desk, place) or (saw is None and not desk.has(table, row_id)):
            return
        if about is not None and is_gone(desk, about):
            return
        self.taken["older"] += desk.is_older and table == "venue"
        value = self.word()
        changed = {WRITTEN[table][group]: value}
        with desk.database.write(desk.author()) as session:
            found = rows.change(session, table, row_id, changed)
            if not found and rows.revive(session, table, row_id):
                self.taken["resurrection"] += 1
                found = rows.change(session, table, row_id, changed)
        if found:
            self.wrote(desk, place, value, saw)

    def remove(self, desk: SimDesk) -> None:
        with desk.database.write(desk.author()) as session:
            rows.remove(session, "venue", self.random.choice(VENUES))

    def make_fact(self, desk: SimDesk) -> None:
        if not desk.has("fund", FUND):
            self.taken["fact"] += 1
            self.make(desk, "fund", FUND, code="x", name=self.word(), core=False, active=True)

    def exchange(self, desk: SimDesk) -> int:
        """One attempt; a crash leaves what is on the disk. Answers how many operations were sent."""
        desk.line.meanwhile = lambda: mark(self, desk) if desk.teaches else self.edit(desk)
        held = desk.buckets()
        if self.happens("crash"):
            desk.countdown = self.random.randrange(self.faults.crash_by)
        done = Exchange()
        try:
            with at_work(desk):
                desk.engine.exchange(done)
        except (Unavailable, OutOfScope):
            pass
        except Crash:
            self.taken["crash"] += 1
            desk.countdown = None
            desk.reopen()
        desk.countdown = None
        self.taken["fork"] += done.was_copied
        self.taken["scope"] += bool(held - desk.buckets())
        self.taken["mask"] += bool(desk.ask("SELECT 1 FROM sync_mask"))
        self.taken["taught_twice"] += desk.teaches and bool(desk.ask("SELECT 1 FROM person_alias WHERE NOT deleted"))
        desk.look()
        return done.sent

    def wrote(self, desk: SimDesk, place: Place, value: str, saw: str | None) -> None:
        """Remember what a user wrote, and what they had seen there."""
        known = frozenset() if counts_as_unseen(desk, place) else frozenset(desk.known.get(place, set()))
        self.writes.append(Write(place, value, saw, known, desk.name))
        desk.known.setdefault(place, set()).add(value)


class _CentreCrash:
    """Within it the centre may go down before any statement, once; the desk hears nothing."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __enter__(self) -> None:
        if self.world.happens("centre_crash"):
            self.world.centre_countdown = self.world.random.randrange(1, 20)

    def __exit__(self, _kind: object, error: object, _trace: object) -> None:
        self.world.centre_countdown = -1
        if isinstance(error, Crash):
            raise Unavailable("sync.unreachable")


def share(engine: Connections) -> None:
    """Let a database find the statements that others have put together already."""
    engine.connect().close()  # a dialect learns from its first connection
    dialect, compiled = _SHARED.setdefault(engine.dialect.dbapi.__name__, (engine.dialect, {}))
    engine.dialect = engine.pool._dialect = dialect
    engine.update_execution_options(compiled_cache=compiled)


assert all(schema.table(name) for name in WRITTEN)
