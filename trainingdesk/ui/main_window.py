"""The main window: the gate, then the shell of whoever works here, locked while nobody does. It only navigates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow
from shiboken6 import isValid

from trainingdesk.domain.errors import Failure, Refused
from trainingdesk.i18n.sentences import Sentences
from trainingdesk.services.changes import Topic
from trainingdesk.settings.declared import IDLE_LOCK_MINUTES
from trainingdesk.settings.shipped import resource
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.entry.closing_page import ClosingPage
from trainingdesk.ui.entry.entrance import Entrance
from trainingdesk.ui.entry.gate import Gate
from trainingdesk.ui.faults import FaultLog
from trainingdesk.ui.lock import Lock
from trainingdesk.ui.look import Look
from trainingdesk.ui.memory import WindowMemory
from trainingdesk.ui.notices import Notices
from trainingdesk.ui.places import SCREENS, load_screens
from trainingdesk.ui.standing import Standing
from trainingdesk.ui.widgets.pages import Pages

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent
    from PySide6.QtWidgets import QApplication, QWidget

    from trainingdesk.i18n.sentences import Language
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Worker
    from trainingdesk.ui.collecting import Collecting
    from trainingdesk.ui.entry.door import Door, Opened
    from trainingdesk.ui.entry.sign_in import SignInForm
    from trainingdesk.ui.hourly_backup import HourlyBackup
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.tasks import Tasks
    from trainingdesk.ui.theme import Theme

_SIZE = (1280, 720)


class MainWindow(QMainWindow):
    """Shows who may enter, then the shell."""

    loaded = Signal()  # the whole program is in memory
    entered = Signal()  # the shell is shown
    refused = Signal(object)  # the sentence
    broken = Signal(object)  # an exception that nobody expected; it was written down and said

    def __init__(self, application: QApplication, door: Door, tasks: Tasks, theme: Theme, language: Language) -> None:
        super().__init__()
        theme.dress(self)
        self._tasks, self._theme, self._own_door = tasks, theme, door
        self.notices = Notices()
        self.shell: Shell | None = None
        self._opened: Opened | None = None
        self._backup: HourlyBackup | None = None
        self._may_close = False
        self.pages = Pages()
        self.setCentralWidget(self.pages)
        self.resize(*_SIZE)
        self.lock = Lock(application, self)
        self.lock.due.connect(self._lock)
        self.lock.unlocked.connect(self._go_on)
        self.lock.another.connect(lambda: tasks.start(self._sign_out(leave=False)))
        self.standing = Standing(tasks, self)
        self.standing.changed.connect(self._tell_standing)
        tasks.failed.connect(self.tell_failure)
        tasks.changed.connect(self._on_changed)
        self._stand_before(door, language)

    @property
    def form(self) -> SignInForm:
        """The sign-in form, while it is shown."""
        assert self.gate.form is not None  # noqa: S101 -- for whoever knows that it is shown
        return self.gate.form

    # --- before the work ---------------------------------------------------------------------------------------------

    def _stand_before(self, door: Door, language: Language) -> None:
        """Another desk: its own memory, its own look."""
        self._door = door
        self._memory = WindowMemory(door.folder.window)
        self._faults = FaultLog(door.folder.errors)
        remembered = Look.remembered(self._memory)
        self._was_chosen = remembered is None  # by the command line, or at the gate; else the desk's settings say it
        self._put_on(remembered or Look(language))
        self._show_gate()

    def _show_gate(self) -> None:
        self.gate = gate = Gate(self._entrance(), self._look, way_back=self._door != self._own_door)
        gate.entered.connect(lambda opened: self._tasks.start(self._enter(opened)))
        gate.wants_door.connect(lambda door: self._stand_before(door or self._own_door, self._look.language))
        gate.look_chosen.connect(self._look_at_gate)
        self._show(gate)

    def _entrance(self) -> Entrance:
        return Entrance(self._door, self._tasks, self._sentences, self._theme)

    def _look_at_gate(self, look: Look) -> None:
        self._was_chosen = True
        self._put_on(look)
        look.remember(self._memory)
        self._show_gate()

    def _put_on(self, look: Look) -> None:
        self._look = look
        self._sentences = Sentences.load(look.language, resource("locale"))
        look.put_on(self._theme)
        title = self._sentences.of("window.title")
        self.setWindowTitle(f"{title} · {self._sentences.of('window.training')}" if self._door.is_training else title)

    # --- at work -----------------------------------------------------------------------------------------------------

    def begin_loading(self) -> None:
        """Load the program while somebody types their password."""
        self._tasks.start(self._load())

    async def _load(self) -> None:
        await self._tasks.ask(load_screens)
        self.loaded.emit()

    async def _enter(self, opened: Opened) -> None:
        self._opened = opened
        self.standing.show(opened)
        await self._load()
        self._memory = WindowMemory(self._door.folder.window)  # the folder may be new
        settings = await self._tasks.ask(opened.settings)
        if self._was_chosen:
            await self._tasks.ask(lambda: self._look.store(opened.work))
        elif (look := Look.of(settings)) != self._look:  # else nothing has to be polished again
            self._put_on(look)
        self._look.remember(self._memory)
        self._was_chosen = False
        self._show_shell(())
        self.lock.watch(int(settings[IDLE_LOCK_MINUTES.key]))
        self.entered.emit()

    def _show_shell(self, trail: tuple[Destination, ...], collecting: Collecting | None = None) -> None:
        from trainingdesk.ui.hourly_backup import HourlyBackup  # noqa: PLC0415 -- the sign-in must not wait for it
        from trainingdesk.ui.shell import Shell  # noqa: PLC0415

        assert self._opened is not None  # noqa: S101 -- somebody signed in
        shell = Shell(
            self._opened.work,
            sentences=self._sentences,
            tasks=self._tasks,
            notices=self.notices,
            memory=self._memory,
            theme=self._theme,
            look=self._look,
            collecting=collecting,
        )
        shell.wants_lock.connect(self._lock)
        shell.wants_sign_out.connect(lambda: self._tasks.start(self._sign_out(leave=True)))
        shell.look_chosen.connect(lambda look: self._tasks.start(self._change_look(look)))
        shell.over.connect(lambda sentence: self._tasks.start(self._sign_out(leave=False, said=sentence)))
        shell.arrived.connect(lambda _at: self._tasks.start(self._take_note()))
        self.shell = shell
        self._show(shell)
        self._backup = HourlyBackup(shell.place, shell)
        self._backup.make()
        shell.exchange.begin()
        shell.follow(_offered(trail, tuple(shell.rail.buttons)))

    async def _change_look(self, look: Look) -> None:
        """The shell is built anew in the other look, at the same destination."""
        old, opened = self.shell, self._opened
        if old is None or opened is None or not await old.may_leave():
            return
        await self._tasks.ask(lambda: look.store(opened.work))
        look.remember(self._memory)
        self._retire_shell()
        self._put_on(look)
        self._show_instead(old)

    def _show_instead(self, old: Shell) -> None:
        self._show_shell(old.trail, old.place.collecting)
        self._tasks.start(self._tasks.outlive(old))

    def _tell_standing(self, now: Worker | Refused) -> None:
        changed = self._sentences.of("account.reach_changed")
        self.notices.refuse(self._words_of(now) if isinstance(now, Refused) else changed)

    async def _take_note(self) -> None:
        """Somebody went to another page: nothing is typed there, so what changed holds from here on."""
        news, old = self.standing.take(), self.shell
        if isinstance(news, Refused):
            await self._sign_out(leave=False)
            self.gate.refuse(self._words_of(news))
        elif news is not None and old is not None and self._opened is not None:
            self._opened = replace(self._opened, work=replace(self._opened.work, worker=news))
            self.standing.show(self._opened)
            self._retire_shell()
            self._show_instead(old)

    def _lock(self) -> None:
        if self.shell is not None and self.pages.currentWidget() is self.shell:
            self.shell.exchange.rest()
            self.lock.close(self._entrance(), self.shell.place.work)
            self._show(self.lock.page)

    def _go_on(self) -> None:
        """The same person is back: the screen is as it was."""
        if self.shell is not None:
            self._show(self.shell)
            self.shell.exchange.begin()
            self.standing.ask()

    async def _sign_out(self, *, leave: bool, said: str = "") -> None:
        """To the sign-in, where ``said`` stands; ``leave`` asks the screen first, which cannot be behind a lock."""
        if self.shell is None or (leave and not await self.shell.may_leave()):
            return
        self.lock.open()
        await self._close_desk()
        self._show_gate()
        if said:
            self.gate.page.tell(said)

    async def _close_desk(self) -> None:
        self._memory.save()
        old = self.shell
        self._retire_shell()
        await self._tasks.settle()
        if old is not None:
            old.place.collecting.stop()
            old.deleteLater()
        if self._opened is not None:
            self._opened.close()
        self._opened = None
        self.standing.show(None)

    def _retire_shell(self) -> None:
        if self.shell is not None and self._backup is not None:
            self._backup.stop()
            self.pages.removeWidget(self.shell)
            self.shell.retire()
        self.shell = self._backup = None

    def _on_changed(self, changes: Changes) -> None:
        if self._opened is None or self._opened.work.database.closed:
            return  # by a new key, say: somebody will sign in again
        if changes.touches(Topic.SETTINGS):
            self._tasks.start(self._read_minutes(self._opened))
        if changes.touches(Topic.USERS, Topic.SYNC):
            self.standing.ask()

    async def _read_minutes(self, opened: Opened) -> None:
        settings = await self._tasks.ask(opened.settings)
        self.lock.watch(int(settings[IDLE_LOCK_MINUTES.key]))

    # --- going -------------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.shell is None or self._may_close:
            self._memory.save()
            self._tasks.close()
            super().closeEvent(event)
        else:
            event.ignore()
            self._tasks.start(self.leave())

    async def leave(self) -> None:
        """Close, unless the screen has input to keep; backs up first, and asks where that fails."""
        shell = self.shell
        if shell is None or not await shell.may_leave():
            return
        shell.exchange.rest()
        page = ClosingPage(self._entrance())
        page.went_back.connect(self._go_on)
        page.anyway.connect(lambda: self._tasks.start(self.close_at_once()))
        page.again.connect(lambda: self._tasks.start(self._back_up_and_finish(page)))
        self._show(page)
        await self._back_up_and_finish(page)

    async def _back_up_and_finish(self, page: ClosingPage) -> None:
        if self._opened is None:
            return
        opened = self._opened
        page.show_busy()
        try:
            await self._tasks.ask(opened.back_up_on_exit)
        except Failure as failure:
            page.show_failure(self._words_of(failure))
        else:
            await self.close_at_once()

    async def close_at_once(self) -> None:
        """Close the desk and the window; nothing is asked and nothing backed up."""
        self._may_close = True
        self.lock.open()
        await self._close_desk()
        self.close()

    # --- what goes wrong ---------------------------------------------------------------------------------------------

    def _words_of(self, failure: Failure) -> str:
        return self._sentences.of(failure.key, failure.values)

    def tell_failure(self, error: BaseException) -> None:
        """A Failure in its own words; anything else is a bug: written down without personal data, and said."""
        if isinstance(error, Failure):
            sentence = self._words_of(error)
        else:
            self._faults.record(error)
            sentence = self._sentences.of("window.broken", file=self._faults.path.name)
            self.broken.emit(error)
        if self.lock.is_closed:
            self.lock.page.refuse(sentence)
        elif self.shell is None:
            if isValid(self.gate):  # between two people there is a moment without one
                self.gate.refuse(sentence)
        elif isinstance(error, Failure):
            self.shell.place.tell(error)
        else:
            self.notices.fail(sentence)
        self.refused.emit(sentence)

    def _show(self, page: QWidget) -> None:
        """Show a page of the window; what it takes the place of goes, unless it is the shell."""
        left = self.pages.currentWidget()
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        if left is not None and left is not page and left is not self.shell:
            self.pages.removeWidget(left)
            left.deleteLater()


def _offered(trail: tuple[Destination, ...], places: tuple[str, ...]) -> tuple[Destination, ...]:
    """The way as far as these places are offered, else to the first of them."""
    return tuple(one for one in trail if SCREENS[one.screen].place in places) or (Destination(places[0]),)
