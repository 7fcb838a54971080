"""Exchange with the centre while people work: by itself after writes and from time to time, at once when asked.

It runs on a thread of its own and never holds up the window or the writer; the pauses are those of ``trainingdesk sync
--watch``. When it stops, the question that is under way is still answered, and nothing is done with the answer.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from random import SystemRandom
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from trainingdesk.domain.errors import Failure, Refused
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.sync_state import sync_state
from trainingdesk.sync import attachment_sending
from trainingdesk.sync.exchange import Pace, exchange, usual_pause, what_changed
from trainingdesk.ui.network import Network

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from trainingdesk.services.work import Work
    from trainingdesk.sync.engine import Exchange
    from trainingdesk.ui.tasks import Tasks

#: After so long without another write what was written goes out.
SETTLED_MS: Final = 3000


class _Stopped(Exception):  # noqa: N818 -- ends an exchange, nobody hears of it
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The line to the centre: ``online`` is None before the first attempt; counts are those of the exchange under way.

    ``copied`` is how many percent of a first copy are here; None where none is under way. ``metered`` is what the system
    says of the network; None where it does not tell. ``program`` is the version of the program that the centre has for this
    kind of machine; empty where it has none or nobody asked yet.
    """

    joined: bool = False
    running: bool = False
    online: bool | None = None
    last: datetime | None = None
    failure: Failure | None = None
    sent: int = 0
    received: int = 0
    copied: int | None = None
    metered: bool | None = None
    program: str = ""


class Exchanges(QObject):
    """One exchange at a time; whoever shows it listens to ``changed``."""

    changed = Signal(object)  # a Line
    _moved = Signal(object)  # what the Line says of the exchange under way, told by the other thread

    def __init__(
        self, work: Work, tasks: Tasks, parent: QObject, *, settled_ms: int = SETTLED_MS, network: Network | None = None
    ) -> None:
        super().__init__(parent)
        self._work, self._tasks = work, tasks
        self._thread = ThreadPoolExecutor(1, "exchange")
        self._pace = Pace(SystemRandom())
        self._cut: threading.Event | None = None  # of the exchange under way
        self._resting, self._switched, self._again, self._telling = True, False, False, False
        self._network = network or Network(self)
        self._network.changed.connect(self._on_network)
        self.line = Line(metered=self._network.is_metered)
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(lambda: self._tasks.start(self._by_itself()))
        self._settled_ms = settled_ms
        self._moved.connect(self._on_moved)
        tasks.changed.connect(self._on_changed)

    def begin(self) -> None:
        """Somebody works here, or works here again: exchange by itself from now on."""
        self._resting = False
        self._tasks.start(self._by_itself())

    def rest(self) -> None:
        """Nobody looks: nothing begins by itself, and what is under way ends at the next answer."""
        self._resting = True
        self.timer.stop()
        if self._cut is not None:
            self._cut.set()

    def stop(self) -> None:
        """Nobody works here any more; an exchange under way ends as in ``rest``."""
        self.rest()
        self._tasks.changed.disconnect(self._on_changed)
        self._network.changed.disconnect(self._on_network)
        self._thread.shutdown(wait=False)

    async def now(self) -> None:
        """Exchange because a person asked, whatever the network costs; the Failure goes to the caller."""
        await self._once()
        if self.line.failure is not None:
            raise self.line.failure

    def forget_program(self) -> None:
        """A newer program was taken: that the centre has one is no news any more."""
        self._show(replace(self.line, program=""))

    async def _by_itself(self) -> None:
        await self._look()
        if self._is_dear:
            self.timer.stop()
        elif self.line.joined and not self._resting:
            await self._once()

    async def _look(self) -> None:
        """Read where this desk stands: joined or not, when it was last up to date, what its network costs."""
        state = await self._tasks.ask(lambda: sync_state(self._work))
        self._switched = state.metered
        last = None if state.contact is None else state.contact.last
        joined, metered = state.contact is not None, self._network.is_metered
        self._show(replace(self.line, joined=joined, last=last, copied=state.copied, metered=metered))

    @property
    def _is_dear(self) -> bool:
        """Whether the network costs money: somebody says so by the switch, or the system does."""
        return self._switched or self._network.is_metered is True

    async def _once(self) -> None:
        if self._cut is not None:
            self._again = True  # what was written meanwhile goes with the next one
            return
        self.timer.stop()
        self._cut = cut = threading.Event()
        self._show(replace(self.line, running=True, sent=0, received=0))
        try:
            await self._exchange(cut)
        finally:
            self._cut = None
            self._show(replace(self.line, running=False))
        await self._plan()

    async def _exchange(self, cut: threading.Event) -> None:
        loop = asyncio.get_running_loop()
        try:
            done = await loop.run_in_executor(self._thread, lambda: exchange(self._work, watch=self._watch(cut)))
        except _Stopped:
            return
        except Failure as failure:
            self._show(replace(self.line, online=False, failure=failure))
            self._tell(Changes(frozenset({Topic.SYNC}), (), None))
            return
        said = replace(self.line, joined=True, online=True, failure=None, last=self._work.now(), program=done.program)
        self._show(replace(said, **_moves(done)))
        self._tell(what_changed(done))
        await self._send_files(cut)

    async def _send_files(self, cut: threading.Event) -> None:
        """Files of attachments go when the screens show what came, and not where the network costs money."""
        if self._is_dear:
            return

        def watch() -> None:
            if cut.is_set() or self._again:  # what is written meanwhile goes before the rest of them
                raise _Stopped

        loop = asyncio.get_running_loop()
        try:
            sent = await loop.run_in_executor(self._thread, lambda: attachment_sending.send(self._work, watch))
        except _Stopped:
            return
        if sent:
            self._tell(Changes(frozenset({Topic.SYNC}), (), None))

    async def _plan(self) -> None:
        """When the next one begins by itself; one that was refused waits until somebody asks or writes."""
        failure = self.line.failure
        if self._resting or self._is_dear or isinstance(failure, Refused):
            return
        usual = await self._tasks.ask(lambda: usual_pause(self._work))
        seconds = self._pace.after(failure, usual=usual)
        if self._again and failure is None:
            seconds = self._settled_ms / 1000
        self._again = False
        if not self._resting:
            self.timer.start(int(seconds * 1000))

    def _watch(self, cut: threading.Event) -> Callable[[Exchange], None]:
        def watch(done: Exchange) -> None:
            if cut.is_set():
                raise _Stopped
            self._moved.emit(_moves(done))

        return watch

    def _on_moved(self, moves: dict[str, Any]) -> None:
        if self.line.running:
            self._show(replace(self.line, **moves))

    def _on_changed(self, changes: Changes) -> None:
        """Something was written here: it goes out when the hand rests. After a failure the pause stays as it is."""
        if self._telling or self._resting:
            return
        if changes.touches(Topic.SETTINGS):
            self._tasks.start(self._by_itself())  # the network may have become free, or dear
            return
        if self._is_dear or not self.line.joined or changes.change_set is None:
            return
        if self._cut is not None:
            self._again = True
        elif self.line.failure is None or isinstance(self.line.failure, Refused):
            self.timer.start(self._settled_ms)

    def _on_network(self) -> None:
        """It became dear, and what would begin by itself waits; or free, and what waited goes."""
        if self._resting:
            self._show(replace(self.line, metered=self._network.is_metered))
        else:
            self._tasks.start(self._by_itself())

    def _tell(self, changes: Changes) -> None:
        """Screens hear what came; this is no writing that has to go out."""
        self._telling = True
        self._tasks.changed.emit(changes)
        self._telling = False

    def _show(self, line: Line) -> None:
        if line != self.line:
            self.line = line
            self.changed.emit(line)


def _moves(done: Exchange) -> dict[str, Any]:
    """What the line says of an exchange."""
    return {"sent": done.sent, "received": done.taken, "copied": done.percent}
