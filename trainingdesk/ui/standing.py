"""What whoever is signed in may do by now: the centre, the office or the calendar may change it while they work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from trainingdesk.services.work import Worker
    from trainingdesk.ui.entry.door import Opened
    from trainingdesk.ui.tasks import Tasks


class Standing(QObject):
    """Asks who works here; an answer that is another than the window shows waits until somebody takes it."""

    changed = Signal(object)  # the Worker they are now, or the Refused that says why they may not work here any more

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._shown: Opened | None = None  # whom the window shows
        self._news: Worker | Refused | None = None

    def show(self, opened: Opened | None) -> None:
        """From now on the window shows these; what was heard of others is forgotten."""
        self._shown, self._news = opened, None

    def ask(self) -> None:
        """Find out whether anything changed, and say so once."""
        if self._shown is not None:
            self._tasks.start(self._ask(self._shown))

    def take(self) -> Worker | Refused | None:
        """What changed since, once; None where nothing did."""
        news, self._news = self._news, None
        return news

    async def _ask(self, opened: Opened) -> None:
        now = await self._tasks.ask(lambda: _by_now(opened))
        if opened is not self._shown:
            return
        was, self._news = self._news, None
        if isinstance(now, Refused) or now.reach != opened.work.worker.reach:
            self._news = now
            if was is None:
                self.changed.emit(now)


def _by_now(opened: Opened) -> Worker | Refused:
    try:
        return opened.worker()
    except Refused as refused:
        return refused
