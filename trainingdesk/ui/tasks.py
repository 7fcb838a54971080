"""Work off the GUI thread: screens ask and do, await the answer, and hear what changed (STYLE 4)."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from trainingdesk.ui.allocator import give_back_now

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from trainingdesk.services.changes import Changes

T = TypeVar("T")

READERS = 3
#: Seconds of a processor after which a piece of work left so much behind that giving it back is worth some milliseconds.
_LONG = 0.2


class Tasks(QObject):
    """One writer thread and a few readers; a task that raises is reported, never lost."""

    changed = Signal(object)  # a Changes
    failed = Signal(object)  # an Exception
    writing = Signal(object)  # how many use cases are writing or wait for it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(1, "writer")
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._running: set[asyncio.Task[None]] = set()
        self._writes = 0

    async def ask(self, query: Callable[[], T]) -> T:
        """The answer of a query, computed by a reader thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, _lean(query))

    async def try_out(self, trial: Callable[[], T]) -> T:
        """What a trial found that writes and takes everything back: on the writer thread, so that it waits for its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, _lean(trial))

    async def do(self, action: Callable[[], Changes]) -> Changes:
        """Run a use case on the writer thread and tell every screen what it changed."""
        self._count_writes(1)
        try:
            changes = await asyncio.get_running_loop().run_in_executor(self._writer, _lean(action))
        finally:
            self._count_writes(-1)
        self.changed.emit(changes)
        return changes

    def prepare(self, work: Callable[[], None]) -> None:
        """Do on a reader thread what nobody waits for, and what does not fail."""
        self._readers.submit(_lean(work))

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Run a coroutine from a slot; an exception becomes ``failed``."""
        task = asyncio.get_running_loop().create_task(self._reported(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._running

    async def settle(self) -> None:
        """Wait until nothing else that was started is under way."""
        while others := self._running - {asyncio.current_task()}:
            await asyncio.wait(others)

    async def outlive(self, widget: QObject) -> None:
        """Delete a widget when what is under way now has come: an answer must find what it was asked for."""
        if others := self._running - {asyncio.current_task()}:
            await asyncio.wait(others)
        widget.deleteLater()

    def close(self) -> None:
        """Finish what is under way and end the threads."""
        self._writer.shutdown()
        self._readers.shutdown()

    def _count_writes(self, more: int) -> None:
        self._writes += more
        self.writing.emit(self._writes)

    async def _reported(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 -- the one place where a task's failure becomes visible
            self.failed.emit(error)


def _lean(work: Callable[[], T]) -> Callable[[], T]:
    """The same work; where it was long, the memory that it needs no more goes back to the system when it is done."""

    def done() -> T:
        begun = time.thread_time()
        try:
            return work()
        finally:
            if time.thread_time() - begun > _LONG:
                give_back_now()

    return done
