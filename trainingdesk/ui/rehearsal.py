"""The window without a person: goes to screens, waits until each shows its rows, and opens dialogs."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QPushButton
from shiboken6 import delete

from trainingdesk.domain.errors import Failure
from trainingdesk.domain.relay import USUAL
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.settings.shipped import resource
from trainingdesk.sync.relay_visit import hand_over_here
from trainingdesk.ui.application import application_of_this_process, build_window
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.entry.door import Door
from trainingdesk.ui.event_loop import EventLoop
from trainingdesk.ui.memory import WindowMemory
from trainingdesk.ui.notices import Notices
from trainingdesk.ui.screens.page_preview import PageArea
from trainingdesk.ui.shell import Shell
from trainingdesk.ui.small_screen import logical_size
from trainingdesk.ui.tasks import Tasks
from trainingdesk.ui.theme import Theme, ThemeName
from trainingdesk.ui.widgets.buttons import CommandRow

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.ui.main_window import MainWindow

#: Seconds within which a screen must show its rows.
_PATIENCE = 60
#: How often the loop goes round until what is shown stands: a layout asks for another, and painting comes last.
_ROUNDS = 8
_LOOPBACK = "127.0.0.1"


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
        theme.dress(self.shell)
        self._tasks.failed.connect(self._failed)
        self.shell.resize(*logical_size(self.shell.devicePixelRatio()))
        self.shell.show()

    def visit(self, destination: Destination) -> None:
        """Go there and wait until everything is shown; raises TimeoutError where it never is."""
        self._do(
            lambda: self.shell.go(destination),
            until=lambda: self.shell.destination == destination and self._is_settled(),
        )

    def open_dialog(self, button: str, *, refused: bool = False) -> QDialog:
        """Press a button of the screen, or choose what the menu of the window has by that name, and wait for the dialog.

        ``refused`` presses the dialog's own button as well.

        Raises TimeoutError where no dialog opens, LookupError where there is no such button to press.
        """
        self._do(self._opener(button), until=self._shown_dialog)
        dialog = self._shown_dialog()
        assert dialog is not None  # noqa: S101 -- waited for
        if refused and isinstance(dialog, FormDialog):
            self._do(dialog.submit, until=dialog.save_button.isEnabled)
        return dialog

    def _opener(self, name: str) -> Callable[[], object]:
        pressed = next((one for one in self.shell.findChildren(QPushButton, name) if is_offered(one)), None)
        if pressed is not None and pressed.isEnabled():
            return pressed.click
        for action in self.shell.foot.menu.actions():
            if action.objectName() == name:
                return action.trigger
        raise LookupError(name)

    def close_dialog(self, dialog: QDialog) -> None:
        """Close it whatever was typed, and wait until its screen has taken note."""
        self._do(lambda: dialog.done(QDialog.DialogCode.Rejected.value), until=self._tasks.is_idle)

    def collect_from(self, other: Work) -> None:
        """Open the relay of this window on this machine, and let another desk hand over to it."""

        async def steps() -> None:
            place = self.shell.place
            await place.collecting.open(address=_LOOPBACK, minutes=USUAL)
            if (opened := place.collecting.opened) is not None:
                where, code = opened.address, opened.code
                await place.ask(lambda _work: hand_over_here(other, address=where, code=code))

        self._do(lambda: self._tasks.start(steps()), until=self._is_settled)

    def close(self) -> None:
        """End the relay, the threads, the press and the window."""
        self.shell.place.collecting.stop()
        self._tasks.close()
        self.shell.place.press.close()
        self.shell.close()
        delete(self.shell)  # a window that is only closed is dressed in every later look

    def _is_settled(self) -> bool:
        shown = self.shell.shown
        return shown is not None and shown.is_loaded() and self._tasks.is_idle()

    def _shown_dialog(self) -> QDialog | None:
        return next((one for one in self.shell.findChildren(QDialog) if one.isVisible()), None)

    def _do(self, act: Callable[[], object], *, until: Callable[[], object]) -> None:
        """Do something and let the window work until something is so; raises what went wrong meanwhile."""

        async def steps() -> None:
            act()
            while True:
                while not until() and not self._bugs:  # noqa: ASYNC110 -- a load may start another; there is no one event
                    await asyncio.sleep(0.002)
                for _ in range(_ROUNDS):  # what was shown is laid out and painted, which may ask for something more
                    await asyncio.sleep(0.002)
                if until() or self._bugs:
                    return

        self._loop.run_until_complete(asyncio.wait_for(steps(), _PATIENCE))
        if self._bugs:
            raise self._bugs.pop()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Failure):
            self.shell.place.tell(error)
        else:
            self._bugs.append(error)


def is_offered(button: QPushButton) -> bool:
    """Whether somebody can press it: it is seen, or stands in the menu of its row."""
    row = button.parentWidget()
    return button.isVisible() or (isinstance(row, CommandRow) and row.isVisible() and button in row.more.folded)


@contextmanager
def event_loop() -> Generator[asyncio.AbstractEventLoop]:
    """Qt's loop as asyncio's, for as long as a window is driven."""
    loop = EventLoop(application_of_this_process(), already_running=False)
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        loop.close()
        asyncio.set_event_loop(None)


@contextmanager
def rehearsal(work: Work, *, theme: ThemeName, language: Language) -> Generator[Rehearsal]:
    """A window in one look and one language."""
    look = Theme(application_of_this_process())
    look.apply(theme)
    with event_loop() as loop:
        made = Rehearsal(work, look, language, loop)
        try:
            yield made
        finally:
            made.close()


@contextmanager
def before_any_desk(root: Path, language: Language) -> Generator[MainWindow]:
    """The window before a desk is open: the first day where ``root`` holds none, else the sign-in."""
    with event_loop():
        window = build_window(Door(DeskFolder(root)), language)
        window.resize(*logical_size(window.devicePixelRatio()))
        window.show()
        try:
            yield window
        finally:
            window.close()
            delete(window)


@dataclass(frozen=True, slots=True)
class Visit:
    """The places that were shown, and the pages of the report that were drawn by the window's press."""

    places: tuple[str, ...]
    pages: int


def visit_places(work: Work) -> Visit:
    """Show every place of the rail once, and the last month's report as it prints."""
    with rehearsal(work, theme=ThemeName.LIGHT, language=Language.CHINESE) as window:
        names = tuple(window.shell.rail.buttons)
        for name in names:
            window.visit(Destination(name))
        window.visit(Destination("reports", part="pages"))
        pages = sum(len(area.pages) for area in window.shell.findChildren(PageArea))
    return Visit(names, pages)
