"""The foot of the window: who works here, and the truth about three things: saved, what the centre lacks, on line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services import sync_state
from trainingdesk.ui.commands import bind
from trainingdesk.ui.icons import icon
from trainingdesk.ui.look_menu import add_look
from trainingdesk.ui.widgets.giving import GivingButton

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from trainingdesk.services.sync_state import Standing
    from trainingdesk.ui.commands import Command
    from trainingdesk.ui.look import Look
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Link:
    """The line to the centre as whoever syncs knows it; ``last`` is when the desk was last up to date.

    ``online`` is None before the first attempt.
    """

    online: bool | None
    last: datetime | None
    running: bool = False


_NOTHING = timedelta(0)
_UNITS = (("foot.days", 86_400), ("foot.hours", 3600), ("foot.minutes", 60), ("foot.minutes", 1))


class Foot(QFrame):
    """Left a menu of what concerns the person, right the state; a click on that opens the sync."""

    state_clicked = Signal()

    def __init__(self, place: Workplace, look: Look, choose_look: Callable[[Look], None]) -> None:
        super().__init__()
        self.setObjectName("foot")
        self._place = place
        self._standing: Standing | None = None
        self._link: Link | None = None
        self._writes, self._asking, self._stale = 0, False, False
        self._clock_told = self._is_compact = False
        self.menu = QMenu(self)
        add_look(self.menu, place.sentences, look, choose_look)
        self.who = self._button(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.who.setIcon(icon("user"))
        self.who.setMenu(self.menu)
        self.who.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.state = self._button(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.state.clicked.connect(self.state_clicked)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 2, 8, 2)
        line.addWidget(self.who)
        line.addStretch()
        line.addWidget(self.state)
        self._show()
        place.tasks.writing.connect(self._on_writing)

    def add_commands(self, commands: Sequence[Command]) -> None:
        """Put commands into the menu, below the look; their shortcuts work everywhere in the window."""
        self.menu.addSeparator()
        for command in commands:
            self.menu.addAction(bind(command, self, self._place.sentences))

    def show_link(self, link: Link) -> None:
        """Say whether the centre is in reach; whoever syncs calls it when that changes."""
        self._link = link
        self._show()

    def be_compact(self, *, compact: bool) -> None:
        """Of who works here the name alone; the whole stands in the hint."""
        self._is_compact = compact
        self._show()

    def refresh(self) -> None:
        """Ask for the counts again. Calls that come while it asks are answered by one more question."""
        self._stale = True
        if not self._asking:
            self._asking = True
            self._place.start(self._ask())

    def retire(self) -> None:
        """The shell goes: listen no longer."""
        self._place.tasks.writing.disconnect(self._on_writing)

    async def _ask(self) -> None:
        try:
            while self._stale:
                self._stale = False
                self._standing = await self._place.ask(sync_state.standing)
                self._show()
                self._tell_clock(self._standing)
        finally:
            self._asking = False

    def _on_writing(self, writes: int) -> None:
        self._writes = writes
        self._show()

    def _show(self) -> None:
        say, worker, standing = self._place.say, self._place.work.worker, self._standing
        roles = tuple(say(role.sentence) for role in sorted(worker.titles))
        center = f"{standing.center_name} · " if standing is not None and standing.center_name else ""
        who = f"{center}{say('foot.who', name=worker.name, roles=roles)}"
        self.who.show_words(who, shown=worker.name if self._is_compact else None)
        parts = [say("foot.writing" if self._writes else "foot.saved")]
        if standing is not None:
            parts += self._sync_parts(standing)
            parts += [] if standing.clock_behind is None else [say("foot.clock_doubtful")]
        self.state.show_words(" · ".join(parts), does=say("foot.open_sync"))

    def _sync_parts(self, standing: Standing) -> list[str]:
        say = self._place.say
        if not standing.joined:
            return [say("foot.alone")]
        count = say("foot.unsynced_many" if standing.is_many else "foot.unsynced", count=f"{standing.unsynced:,}")
        parts = [count if standing.unsynced else say("foot.all_synced")]
        if self._link is not None:
            if self._link.running:
                parts.append(say("foot.exchanging"))
            elif self._link.online is not None:
                parts.append(say("foot.online" if self._link.online else "foot.offline"))
            if self._link.last is not None:
                parts.append(say("foot.last_sync", at=self._spoken(self._link.last)))
        return parts

    def _tell_clock(self, standing: Standing) -> None:
        """Ask once whether the clock is right; what is written meanwhile is saved all the same (FEATURES 40)."""
        behind = standing.clock_behind
        if behind is None or self._clock_told:
            return
        self._clock_told = True
        far, key = abs(behind), "foot.clock_behind" if behind > _NOTHING else "foot.clock_ahead"
        unit, seconds = next(one for one in _UNITS if far.total_seconds() >= one[1])
        amount = self._place.say(unit, count=round(far.total_seconds() / seconds))
        self._place.notices.advise(
            self._place.say(key, amount=amount, now=f"{self._place.work.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
        )

    def _spoken(self, at: datetime) -> str:
        """The time, with the day where it is not today's."""
        local = at.astimezone(SHANGHAI)
        return f"{local:%H:%M}" if local.date() == self._place.work.today() else f"{local:%Y-%m-%d %H:%M}"

    def _button(self, style: Qt.ToolButtonStyle) -> GivingButton:
        button = GivingButton(self._place.theme.pixels(16))
        button.setToolButtonStyle(style)
        return button
