"""The relay of this window: open for a time, whatever screen is shown meanwhile, and closed when the worker signs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from trainingdesk.services.changes import Changes, Topic
from trainingdesk.sync.relay_opening import open_relay

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.sync.relay_opening import Opened
    from trainingdesk.ui.tasks import Tasks


class Collecting(QObject):
    """Screens hear that something came as of every change (``Topic.SYNC``); ``changed`` says opened or closed."""

    changed = Signal()
    _came = Signal()  # told by the threads of the relay
    _ended = Signal()

    def __init__(self, work: Work, tasks: Tasks) -> None:
        super().__init__()
        self._work, self._tasks = work, tasks
        self._opened: Opened | None = None
        self._came.connect(self._tell)
        self._ended.connect(self.changed)

    @property
    def opened(self) -> Opened | None:
        """The relay while it listens."""
        found = self._opened
        return found if found is not None and found.listener.is_open else None

    @property
    def last(self) -> Opened | None:
        """The relay that was opened last, whether it still listens or not: who came is known of it."""
        return self._opened

    async def open(self, *, address: str, minutes: int) -> None:
        """Listen for so many minutes; raises Refused, Unavailable."""
        self._opened = await self._tasks.ask(lambda: self._open(address, minutes))
        self.changed.emit()

    async def close(self) -> None:
        """Listen no more; what was taken stays."""
        await self._tasks.ask(self.stop)

    def stop(self) -> None:
        """The same at once, where nobody works here any more."""
        if self._opened is not None:
            self._opened.listener.close()

    def _open(self, address: str, minutes: int) -> Opened:
        told, ended = self._came.emit, self._ended.emit
        return open_relay(self._work, address=address, minutes=minutes, told=told, ended=ended)

    def _tell(self) -> None:
        self._tasks.changed.emit(Changes(frozenset({Topic.SYNC}), (), None))
