"""The window of a signed-in worker: rail, head, notices, one screen at a time, and the foot that tells the truth."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainingdesk.reports.press import Press
from trainingdesk.storage.search_words import spelled
from trainingdesk.ui.collecting import Collecting
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.about import show_about
from trainingdesk.ui.dialogs.program_update import update_program
from trainingdesk.ui.dialogs.question import answered
from trainingdesk.ui.entry.own_password import OwnPasswordDialog
from trainingdesk.ui.exchange import Exchanges
from trainingdesk.ui.look import Look
from trainingdesk.ui.palette import Entry, Palette
from trainingdesk.ui.places import SCREENS, places_for
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.undo_redo import UndoRedo
from trainingdesk.ui.widgets.first_copy import FirstCopy
from trainingdesk.ui.widgets.foot import Foot, Link
from trainingdesk.ui.widgets.head import Head
from trainingdesk.ui.widgets.notice_bar import NoticeBar
from trainingdesk.ui.widgets.pages import Pages
from trainingdesk.ui.widgets.rail import Rail
from trainingdesk.ui.widgets.room import Room
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.workplace import Workplace

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.ui.exchange import Line
    from trainingdesk.ui.memory import WindowMemory
    from trainingdesk.ui.notices import Notices
    from trainingdesk.ui.tasks import Tasks
    from trainingdesk.ui.theme import Theme

#: Screens that stay alive behind the one that is shown, so that going back finds list and cursor as they were.
_KEPT = 12
#: Where the window is narrower or lower than this, what stands around a screen is compact; at 100 % letters.
_COMPACT = (1000, 560)


class Shell(QWidget):
    """Navigates; knows no screen by name beyond the list in ``ui/places.py``."""

    arrived = Signal(object)  # the Destination that is shown now
    wants_lock = Signal()
    wants_sign_out = Signal()
    look_chosen = Signal(object)  # a Look
    over = Signal(object)  # the desk was closed; the sentence that says why

    def __init__(
        self,
        work: Work,
        *,
        sentences: Sentences,
        tasks: Tasks,
        notices: Notices,
        memory: WindowMemory,
        theme: Theme,
        look: Look | None = None,
        collecting: Collecting | None = None,
    ) -> None:
        super().__init__()
        self.exchange = Exchanges(work, tasks, self)
        ways = (self.go, self.over.emit, self.exchange, collecting or Collecting(work, tasks))
        self.place = Workplace(work, tasks, sentences, notices, memory, theme, Press(), *ways)
        self._trail: list[Destination] = []
        self._screens: dict[Destination, Screen] = {}
        self._rooms: dict[Screen, Room] = {}
        self._is_compact = False
        self._told = False
        self.rail = Rail(places_for(work.worker), sentences, width=theme.pixels(136))
        self.notices = NoticeBar(sentences)
        self.stack = Pages()
        self.undo_redo = UndoRedo(self.place, self)
        self.head = Head(self.place, self.undo_redo.buttons, go_back=self.go_back, find=self.find_anything)
        self.foot = Foot(self.place, look or Look(sentences.language, percent=theme.percent), self.look_chosen.emit)
        self.foot.add_commands(self._own_commands())
        self._lay_out()
        notices.shown.connect(self.notices.show_notice)
        tasks.changed.connect(self._on_changed)
        self.exchange.changed.connect(self._show_line)
        self.rail.chosen.connect(lambda name: self.go(Destination(name)))
        self.foot.state_clicked.connect(lambda: self.go(Destination("sync")))

    @property
    def shown(self) -> Screen | None:
        """The screen that is shown."""
        room = self.stack.currentWidget()
        found = room.widget() if isinstance(room, Room) else None
        return found if isinstance(found, Screen) else None

    @property
    def destination(self) -> Destination | None:
        """Where the window is."""
        return self._trail[-1] if self._trail else None

    @property
    def trail(self) -> tuple[Destination, ...]:
        """How one came here; ``follow`` goes the same way in another shell."""
        return tuple(self._trail)

    def follow(self, trail: tuple[Destination, ...]) -> None:
        """Show the last of these; the others are behind it for whoever goes back."""
        *before, last = trail
        self._trail = [*before]
        self.go(last)

    async def may_leave(self) -> bool:
        """Whether the shown screen lets go: one with unsaved input asks."""
        return self.shown is None or await self.shown.may_leave()

    def retire(self) -> None:
        """Another shell takes its place: hear nothing more."""
        self.hide()
        self.place.notices.shown.disconnect(self.notices.show_notice)
        self.place.tasks.changed.disconnect(self._on_changed)
        self.exchange.stop()
        self.place.press.close()
        self.foot.retire()

    def find_anything(self) -> None:
        """Open the box for everything."""
        Palette(self, self.place, self._near()).open()

    def go(self, destination: Destination) -> None:
        """Show a screen, unless the present one has input that its person wants to keep."""
        self.place.start(self._leave_for(destination))

    def go_back(self) -> None:
        """Show the screen before this one."""
        if len(self._trail) > 1:
            self.place.start(self._leave_for(self._trail[-2], back=True))

    async def _leave_for(self, destination: Destination, *, back: bool = False) -> None:
        present = self.shown
        if present is not None and destination != self.destination and not await present.may_leave():
            self.rail.mark(SCREENS[present.destination.screen].place)
            return
        if back:
            self._trail.pop()
        elif destination != self.destination:
            self._trail.append(destination)
        screen = self._screen_for(destination)
        room = self._rooms[screen]
        await asyncio.sleep(0)  # made, put in and shown, each in an event of its own: keys and clicks are heard between
        if room.widget() is None:
            room.setWidget(screen)  # once, where it stays: the style of every part is found anew at each place
            await asyncio.sleep(0)
        if screen in self._rooms:  # else so much was opened at once that it was dropped again
            self._arrive(screen, destination)

    def _arrive(self, screen: Screen, destination: Destination) -> None:
        self.stack.setCurrentWidget(self._rooms[screen])
        if destination.part is not None:
            screen.show_part(destination.part)
        self.rail.mark(SCREENS[destination.screen].place)
        self._show_head(screen)
        self._drop_old()
        if not self._told:
            self._told = True
            self._tell()
            self.place.start(self._warm_up())
        self.arrived.emit(destination)

    def _screen_for(self, destination: Destination) -> Screen:
        key = replace(destination, part=None)
        if key not in self._screens:
            screen = SCREENS[destination.screen].load()(self.place, destination)
            screen.titled.connect(lambda title: self.head.title.setText(title) if screen is self.shown else None)
            screen.offered.connect(lambda: self.head.show_tools(screen.commands()) if screen is self.shown else None)
            self._screens[key] = screen
            self._rooms[screen] = Room()
            self.stack.addWidget(self._rooms[screen])
        self._screens[key] = self._screens.pop(key)  # the newest stands last
        return self._screens[key]

    def _drop_old(self) -> None:
        for key in list(self._screens)[:-_KEPT]:
            screen = self._screens.pop(key)
            room = self._rooms.pop(screen)
            self.stack.removeWidget(room)
            room.hide()
            self.place.start(self.place.tasks.outlive(room))

    def _show_head(self, screen: Screen) -> None:
        place = SCREENS[screen.destination.screen].place
        path = "" if screen.destination.screen == place else f"{self.place.say(f'place.{place}')}  ›"
        self.head.show_place(screen.title(), path)
        self.head.back_button.setEnabled(len(self._trail) > 1)
        self.head.show_tools(screen.commands())

    def _on_changed(self, changes: Changes) -> None:
        for screen in self._screens.values():
            screen.on_changed(changes)
        self._tell()

    def _tell(self) -> None:
        """What stands around the screens follows every change."""
        self.foot.refresh()
        self.undo_redo.refresh()

    async def _warm_up(self) -> None:
        """Pinyin takes 60 ms to load; the box for everything must not wait for it."""
        await self.place.ask(lambda _work: spelled("今日"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        pixels = self.place.theme.pixels
        compact = event.size().width() < pixels(_COMPACT[0]) or event.size().height() < pixels(_COMPACT[1])
        if compact is not self._is_compact:
            self._is_compact = compact
            for part in (self.rail, self.head, self.foot):
                part.be_compact(compact=compact)

    def _own_commands(self) -> tuple[Command, ...]:
        return (
            Command("command.find", self.find_anything, "Ctrl+K", icon="search"),
            Command("command.exchange", lambda: self.place.start(self._exchange()), "Ctrl+Shift+S", icon="sync"),
            Command("command.lock", self.wants_lock.emit, "Ctrl+L", icon="lock"),
            Command("command.sign_out", self.wants_sign_out.emit, icon="user"),
            Command("command.change_password", lambda: self.place.start(self._change_password())),
            Command("command.update_program", lambda: self.place.start(update_program(self, self.place))),
            Command("command.about", lambda: self.place.start(show_about(self, self.place))),
        )

    def _show_line(self, line: Line) -> None:
        if line.online is not None or line.running or line.last is not None:
            self.foot.show_link(Link(line.online, line.last, running=line.running))

    async def _exchange(self) -> None:
        await self.exchange.now()
        line = self.exchange.line
        if not line.running:
            self.place.notices.done(self.place.say("sync.done", sent=line.sent, received=line.received))

    async def _change_password(self) -> None:
        dialog = OwnPasswordDialog(self, self.place)
        if await answered(dialog):
            self.place.notices.done(self.place.say("account.password_changed", name=self.place.work.worker.name))
        dialog.deleteLater()

    def _near(self) -> list[Entry]:
        """What the box offers before anything is asked: places, and commands of this moment."""
        say = self.place.say
        places = [
            Entry(say(f"place.{name}"), f"Alt+{at}", say("palette.place"), lambda name=name: self.go(Destination(name)))  # type: ignore[misc]
            for at, name in enumerate(self.rail.buttons, start=1)
        ]
        shown = self.shown.commands() if self.shown is not None else ()
        commands = [
            Entry(say(one.id), one.shortcut, say("palette.command"), one.run)
            for one in (*shown, *self._own_commands()[1:])
            if one.needs is None or self.place.may(one.needs)
        ]
        return [replace(one, spelled=spelled(one.words)) for one in (*places, *commands)]

    def _lay_out(self) -> None:
        notices = QWidget()
        around = QVBoxLayout(notices)
        around.setContentsMargins(16, 0, 16, 0)
        around.addWidget(self.notices)
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        main.addWidget(self.head)
        main.addWidget(notices)
        main.addWidget(self.stack, stretch=1)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(main, stretch=1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        if self.place.work.folder.training.exists():
            whole.addWidget(label(self.place.say("window.training"), role="training"))
        whole.addWidget(FirstCopy(self.place))
        whole.addLayout(across, stretch=1)
        whole.addWidget(self.foot)
