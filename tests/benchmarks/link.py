"""A day's work over a bad line: 100 enrollments, 600 marks; 32 kbit/s, 800 ms there and back, cut now and then (SYNC 4).

``python -m tests.benchmarks.link``. Between the desk and ``trainingdesk serve`` stands a line that carries four bytes a
millisecond each way, needs 400 ms for each, and on request resets a connection at a random byte.
"""

from __future__ import annotations

import socket
import statistics
import sys
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from random import Random
from threading import Thread
from typing import TYPE_CHECKING, Final

from tests.benchmarks.measure import Figure, table
from tests.benchmarks.sync import COUNTY, now, running_centre
from tests.services import running_class
from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.domain.errors import Unavailable
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.services import attendance
from trainingdesk.services.enrolling import Applicant, enroll_many
from trainingdesk.storage.key_slot import Kdf
from trainingdesk.sync.client import Client, enroll
from trainingdesk.sync.exchange import Pace, exchange_with, join_as

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.services.running_class import Made
    from trainingdesk.services.work import Work
    from trainingdesk.sync.client import Enrolled

_BYTES_A_SECOND: Final = 4_000
_ONE_WAY: Final = 0.4
_PIECE: Final = 512
_DAYS: Final = 8
#: One request in twenty is cut, and an exchange is about six.
_CUT_IN_AN_EXCHANGE: Final = 0.26
#: A day's work must be across in this time and in so many bytes (SYNC 4).
_SECONDS, _KILOBYTES = 30.0, 45.0
_PASSWORD: Final = "a-long-village-password"


@dataclass(slots=True)
class Line:
    """A port of its own before the centre's; ``resets`` is the share of connections that die at a random byte."""

    target: int
    random: Random
    resets: float = 0.0
    carried: int = 0
    cuts: int = 0
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def address(self) -> str:
        """Where the desk reaches it."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def start(self) -> None:
        """Take connections until the listener is closed."""
        Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                time.sleep(2 * _ONE_WAY)  # the greeting of a connection crosses the line as well
                far = socket.create_connection(("127.0.0.1", self.target))
                left = [self.random.randrange(20_000) if self.random.random() < self.resets else -1]
                for one, other in ((near, far), (far, near)):
                    waiting: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
                    Thread(target=self._read, args=(one, waiting, left), daemon=True).start()
                    Thread(target=self._write, args=(waiting, one, other), daemon=True).start()

    def _read(self, near: socket.socket, waiting: SimpleQueue[tuple[float, bytes]], left: list[int]) -> None:
        free = time.monotonic()
        with suppress(OSError):
            while piece := near.recv(_PIECE):
                free = max(free, time.monotonic()) + len(piece) / _BYTES_A_SECOND
                self.carried += len(piece)
                waiting.put((free + _ONE_WAY, piece))
                if 0 <= left[0] <= len(piece):
                    self.cuts += 1
                    break
                left[0] -= len(piece) if left[0] > 0 else 0
        waiting.put((0.0, b""))

    @staticmethod
    def _write(waiting: SimpleQueue[tuple[float, bytes]], near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while True:
                due, piece = waiting.get()
                if not piece:
                    break
                time.sleep(max(0.0, due - time.monotonic()))
                far.sendall(piece)
        for one in (near, far):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def desk_before_the_day(folder: Path, enrolled: Enrolled) -> Iterator[tuple[Work, list[Made]]]:
    """A desk whose two classes of a hundred people the centre knows, and a third whose people are not enrolled yet."""
    today = now().astimezone(SHANGHAI).date()
    create_desk(
        folder,
        county_code=COUNTY,
        county_name="秀山县职业技能培训中心",
        admin_name="王主任",
        password=_PASSWORD,
        clock=now,
        kdf=Kdf(memory_kib=64, passes=1, lanes=1),
    )
    with signed_in(folder, user_name="王主任", password=_PASSWORD, clock=now) as work:
        made = [
            running_class.make(
                work,
                people=100,
                lessons=3,
                capacity=150,
                number=f"{COUNTY}-2026-00{number}",
                starts_on=today - timedelta(days=3),
            )
            for number in (1, 2)
        ]
        made.append(
            running_class.make(work, people=100, enrolled=0, capacity=150, number=f"{COUNTY}-2026-003", starts_on=today)
        )
        join_as(work, enrolled)
        with closing(Client(enrolled.address, enrolled.device, enrolled.private_key)) as centre:
            exchange_with(work, centre)
        yield work, made


def a_days_work(work: Work, made: list[Made]) -> None:
    """A hundred enrollments, and the registers of three lessons of each of two classes."""
    *running, new = made
    with work.writing(Action.IMPORT_ROSTER) as session:
        enroll_many(work, session, running_class.row_of(session, new.class_id), [Applicant(one) for one in new.people])
    for one in running:
        for lesson in one.lessons:
            late = dict.fromkeys(one.enrollments[::17], Mark.LATE)
            attendance.record_marks(work, lesson, dict.fromkeys(one.enrollments, Mark.PRESENT) | late)


def another_day(work: Work, made: list[Made], enrolled: Enrolled, line: Line, day: int) -> float:
    """The six registers written over with another mark, and sent: seconds."""
    mark = (Mark.OFFICIAL_LEAVE, Mark.PRESENT)[day % 2]
    for one in made[:2]:
        for lesson in one.lessons:
            attendance.record_marks(work, lesson, dict.fromkeys(one.enrollments, mark))
    return across(work, enrolled, line)[0]


def across(work: Work, enrolled: Enrolled, line: Line) -> tuple[float, float]:
    """Seconds until the desk had its receipt, and kilobytes that the line carried, tried again as the program does."""
    begun, line.carried = time.monotonic(), 0
    pace = Pace(line.random)
    with closing(Client(line.address, enrolled.device, enrolled.private_key)) as centre:
        while True:
            try:
                exchange_with(work, centre)
            except Unavailable as failure:
                time.sleep(pace.after(failure, usual=0))
            else:
                return time.monotonic() - begun, line.carried / 1000


def measured(folder: Path) -> list[Figure]:
    """The day once over a line that only is slow, then several times over one that is cut."""
    with running_centre(folder) as (address, _process):
        port = int(address.rsplit(":", 1)[1])
        engine = open_engine(f"sqlite:///{folder / 'centre.sqlite'}")
        code = Ledger(engine, now).code(county=COUNTY, user="one", role=Role.ADMINISTRATOR)
        engine.dispose()
        enrolled = enroll(address, code=code)
        with desk_before_the_day(folder / "desk", enrolled) as (work, made):
            slow = Line(port, Random(1))  # noqa: S311 -- repeatable
            slow.start()
            a_days_work(work, made)
            seconds, kilobytes = across(work, enrolled, slow)
            idle = across(work, enrolled, slow)
            bad = Line(port, Random(2), _CUT_IN_AN_EXCHANGE)  # noqa: S311 -- repeatable
            bad.start()
            days = [another_day(work, made, enrolled, bad, day) for day in range(_DAYS)]
            for line in (slow, bad):
                line.listener.close()
    return [
        Figure("a day's work over a slow line", seconds, 1000 * kilobytes / _BYTES_A_SECOND, _SECONDS, of="once"),
        Figure("what it weighs", kilobytes, None, _KILOBYTES, unit="kB", of="once"),
        Figure(f"600 marks over one that was cut {bad.cuts} times", statistics.median(days), None, _SECONDS),
        Figure("the worst of them", max(days), None, None, of=f"of {_DAYS}"),
        Figure("an exchange with nothing to do", idle[0], None, None, of="once"),
        Figure("what that weighs", 1000 * idle[1], None, None, unit="B", of="once"),
    ]


def main() -> None:
    """Run and print."""
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(table(measured(Path(folder))) + "\n")


if __name__ == "__main__":
    main()
