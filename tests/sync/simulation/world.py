"""A county made up from a seed: desks with wrong clocks, a line that fails in every way, laptops that die and are copied.

Everything below the line is the program itself: capture, storage, engine, ledger. A run is told by its seed alone.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, text

from tests.sync.conftest import COUNTY, KEY, Direct, enroll, join
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

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.wire.operation import Page, Receipt

#: The table, the id and the group that a value belongs to.
Place = tuple[str, str, str]

VENUES = ("00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002")
PERSON = "00000000-0000-7000-8000-00000000000a"
FUND = fact_id("fund", "x")
#: Groups that users write, with the field that carries the value by which a write is known.
WRITTEN: dict[str, dict[str, str]] = {
    "venue": {"name": "name", "address": "address", "equipment": "equipment"},
    "person": {"identity": "name", "phone": "phone"},
    "fund": {"name": "name"},
}


#: What a run must have met often enough to count.
PATHS = ("conflict", "mask", "crash", "fork", "resurrection", "fact", "snapshot", "stick", "alias", "split", "restored")


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

    @classmethod
    def drawn(cls, random: Random) -> Faults:
        """A random few of them: a run with all of them would hardly get anywhere."""
        return cls(**{name: random.choice((0.0, 0.0, 0.1, 0.4)) for name in cls.__dataclass_fields__})


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
        page = self.world.ledger.pull(
            self.device, bucket=bucket, after=after, own=own, limit=1 if self.world.faults.edit_meanwhile else 3
        )
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

    @property
    def engine(self) -> Engine:
        return Engine(self.database, self.line, self.clock, operations_of_a_batch=self.world.batch)

    def clock(self) -> datetime:
        return self.world.clock() + self.skew

    def author(self) -> Author:
        return Author(self.name, "edit_catalogue", self.clock())

    def current(self, place: Place) -> str | None:
        """What stands in a place on this desk."""
        return self._seen([place])[0]

    def _seen(self, places: list[Place]) -> list[str | None]:
        """What stands in some places, in one transaction."""
        found = []
        with self.database.read() as session:
            for table, row_id, group in places:
                asked = text(f'SELECT "{WRITTEN[table][group]}" FROM "{table}" WHERE id = :row')  # noqa: S608 -- names of the declaration
                value = session.connection().execute(asked, {"row": row_id}).scalar()
                found.append(None if value is None else str(value))
        return found

    def look(self) -> None:
        """The user looks at everything."""
        for place, value in zip(self.world.places, self._seen(self.world.places), strict=True):
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
        empty: Path,
        *,
        desks: int = 2,
        faults: Faults | None = None,
        snapshots: bool = False,
    ) -> None:
        """``snapshots``: desks begin with one of everything that is there, in parts of two rows."""
        self.random, self.folder, self.empty = Random(seed), folder, empty  # noqa: S311 -- repeatable
        self.now = datetime(2026, 11, 25, tzinfo=UTC)
        engine = open_engine(f"sqlite:///{folder / 'centre.sqlite'}")
        self.ledger = Ledger(engine, self.clock, rows_of_a_page=0 if snapshots else 2000, rows_of_a_part=2)
        self.faults = faults or Faults.drawn(self.random)
        self.batch = self.random.choice((1, 2, 50))
        self.quiet, self.centre_countdown = False, -1
        self.places: list[Place] = []
        self.writes: list[Write] = []
        #: Files of somebody who registers at several desks; the backup that the centre would be restored from.
        self.people: list[str] = []
        self.backup: Path | None = None
        self.counter, self.taken = 0, dict.fromkeys(PATHS, 0)
        self.watch_centre()
        self.desks = [self.new_desk(f"desk{number}") for number in range(desks)]
        self._begin()

    def watch_centre(self) -> None:
        """Count the statements of the centre, which may go down before any of them."""
        event.listen(self.ledger.engine, "before_cursor_execute", self._centre_statement)

    def clock(self) -> datetime:
        self.now += timedelta(milliseconds=self.random.randrange(1, 50))
        return self.now

    def happens(self, fault: str) -> bool:
        return not self.quiet and self.random.random() < getattr(self.faults, fault)

    def new_desk(self, name: str, *, like: SimDesk | None = None) -> SimDesk:
        """A laptop fresh from the box, or the copy of another."""
        path = self.folder / f"{name}.db"
        source = self.empty if like is None else self.snapshot(like, name)
        shutil.copy(source, path)
        skew = timedelta(days=self.random.choice((0, 0, -7, 1, 400)))
        if like is None:
            device, key = enroll(self.ledger, user=name)
        desk = SimDesk(name, path, skew, Line(self, like.line.device if like else device), self, Database(path, KEY))
        desk.database = self.opened(desk)
        if like is None:
            join(desk.database, desk.author(), device=device, key=key)
        else:
            desk.known = {place: set(values) for place, values in like.known.items()}
        return desk

    def opened(self, desk: SimDesk) -> Database:
        database = Database(desk.path, KEY)

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

    def _begin(self) -> None:
        """Two venues and a person, known to every desk, before anything goes wrong."""
        self.quiet, first = True, self.desks[0]
        for venue in VENUES:
            self.make(
                first, "venue", venue, name=self.word(), address=self.word(), equipment=self.word(), status="active"
            )
        self.make(first, "person", PERSON, name=self.word(), name_key="x", phone=self.word())
        for desk in (*self.desks, *self.desks):
            self.exchange(desk)
        self.quiet = False
        #: The fewer places, the more often two users meet in one.
        self.busy = self.random.sample(self.places, self.random.choice((1, 2, len(self.places))))

    def word(self) -> str:
        self.counter += 1
        return f"w{self.counter}"

    def make(self, desk: SimDesk, table: str, row_id: str, **values: Any) -> None:
        """Make a row; a fact may be made on two desks."""
        with desk.database.write(desk.author()) as session:
            rows.add(session, table, row_id=row_id, county_code=COUNTY, values=values)
        for group, carrier in WRITTEN[table].items():
            place = (table, row_id, group)
            if place not in self.places:
                self.places.append(place)
            if values.get(carrier) is not None:
                self.wrote(desk, place, values[carrier], None)

    def edit(self, desk: SimDesk) -> None:
        """A user changes one group, knowing what stands there on this desk."""
        chosen = self.random.choice((*self.busy, *self.places[len(VENUES) * 3 + 2 :]))
        place = place_of(self, desk, chosen)
        if place is None:
            return
        table, row_id, group = place
        saw = desk.current(place)
        desk.look()
        if saw is None and not self.exists(desk, table, row_id):
            return
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
        if not self.exists(desk, "fund", FUND):
            self.taken["fact"] += 1
            self.make(desk, "fund", FUND, code="x", name=self.word(), core=False, active=True)

    def exists(self, desk: SimDesk, table: str, row_id: str) -> bool:
        with desk.database.read() as session:
            asked = text(f'SELECT 1 FROM "{table}" WHERE id = :r')  # noqa: S608 -- a name of the declaration
            return bool(session.connection().execute(asked, {"r": row_id}).first())

    def exchange(self, desk: SimDesk) -> int:
        """One attempt; a crash leaves what is on the disk. Answers how many operations were sent."""
        desk.line.meanwhile = lambda: self.edit(desk)
        if self.happens("crash"):
            desk.countdown = self.random.randrange(60)
        done = Exchange()
        try:
            desk.engine.exchange(done)
        except Unavailable:
            pass
        except Crash:
            self.taken["crash"] += 1
            desk.countdown = None
            desk.reopen()
        desk.countdown = None
        self.taken["fork"] += done.was_copied
        with desk.database.read() as session:
            masks = session.connection().execute(text("SELECT count(*) FROM sync_mask")).scalar_one()
        self.taken["mask"] += bool(masks)
        desk.look()
        return done.sent

    def wrote(self, desk: SimDesk, place: Place, value: str, saw: str | None) -> None:
        """Remember what a user wrote, and what they had seen there."""
        known = frozenset(desk.known.get(place, set()))
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


assert all(schema.table(name) for name in WRITTEN)
