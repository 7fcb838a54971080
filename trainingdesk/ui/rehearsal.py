"""The window without a person: goes to screens, waits until each shows its rows, and takes pictures."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

import qasync

from trainingdesk.domain.errors import Failure
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.shipped import resource
from trainingdesk.ui.application import application_of_this_process
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.memory import WindowMemory
from trainingdesk.ui.notices import Notices
from trainingdesk.ui.shell import Shell
from trainingdesk.ui.tasks import Tasks
from trainingdesk.ui.theme import Theme, ThemeName

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from trainingdesk.services.work import Work

#: Seconds within which a screen must show its rows.
_PATIENCE = 60

#: The smallest window that the screens are made for.
SIZE = (1366, 768)


class Rehearsal:
    """A shell that is driven step by step on its own loop; what is no Failure is raised."""

    def __init__(self, work: Work, theme: Theme, language: Language, loop: asyncio.AbstractEventLoop) -> None:
        self._tasks, notices, self._loop = Tasks(), Notices(), loop
        self._bugs: list[Exception] = []
        self.shell = Shell(
            work,
            sentences=Sentences.load(language, resource("locale")),
            tasks=self._tasks,
            notices=notices,
            memory=WindowMemory(work.folder.window),
            theme=theme,
        )
        self._tasks.failed.connect(self._failed)
        self.shell.resize(*SIZE)
        self.shell.show()

    def visit(self, destination: Destination) -> None:
        """Go there and wait until everything is shown; raises TimeoutError where it never is."""
        self._loop.run_until_complete(asyncio.wait_for(self._arrive(destination), _PATIENCE))
        if self._bugs:
            raise self._bugs.pop()

    def picture(self, path: Path) -> None:
        """Write what is shown as a PNG."""
        self.shell.grab().save(str(path))

    def close(self) -> None:
        """End the threads and the window."""
        self._tasks.close()
        self.shell.close()

    async def _arrive(self, destination: Destination) -> None:
        self.shell.go(destination)

        def done() -> bool:
            shown = self.shell.shown
            there = shown is not None and self.shell.destination == destination
            return there and shown.is_loaded() and self._tasks.is_idle()  # type: ignore[union-attr]  # looked at above

        while not done() and not self._bugs:  # noqa: ASYNC110 -- a load may start another one; there is no one event
            await asyncio.sleep(0.002)
        await asyncio.sleep(0.05)  # what was shown is painted

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Failure):
            self.shell.place.tell(error)
        else:
            self._bugs.append(error)


@contextmanager
def rehearsal(work: Work, *, theme: ThemeName, language: Language) -> Generator[Rehearsal]:
    """A window in one look and one language."""
    application = application_of_this_process()
    loop = qasync.QEventLoop(application, already_running=False)
    asyncio.set_event_loop(loop)
    look = Theme(application)
    look.apply(theme)
    made = Rehearsal(work, look, language, loop)
    try:
        yield made
    finally:
        made.close()
        loop.close()
        asyncio.set_event_loop(None)


def visit_places(work: Work) -> tuple[str, ...]:
    """Show every place of the rail once; answers their names."""
    with rehearsal(work, theme=ThemeName.LIGHT, language=Language.CHINESE) as window:
        names = tuple(window.shell.rail.buttons)
        for name in names:
            window.visit(Destination(name))
    return names
