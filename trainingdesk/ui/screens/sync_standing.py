"""Above the tabs of Sync: joined or alone, what the centre lacks, the last contact, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services import setting
from trainingdesk.settings.declared import METERED_NETWORK
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.sync_join import JoinDialog
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.words import Badge, label

if TYPE_CHECKING:
    from datetime import datetime

    from trainingdesk.services.sync_state import SyncState
    from trainingdesk.ui.exchange import Line
    from trainingdesk.ui.workplace import Workplace


class SyncStanding(QFrame):
    """Follows the line to the centre while an exchange runs."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._found: SyncState | None = None
        self.setProperty("card", "true")
        self.badge, self.state = Badge(), label(role="section", wrap=True)
        self.contact, self.device = label(role="muted", wrap=True, select=True), label(role="muted", select=True)
        self.files = label(role="muted", wrap=True)
        self.problem = label(role="error", wrap=True, select=True)
        self.metered = QCheckBox(place.say("screen_sync.metered"))
        self.cost = label(place.say("screen_sync.metered_told"), role="muted", wrap=True)
        self.cost.setProperty("tone", "warn")
        self.metered.clicked.connect(lambda on: place.start(self._keep_metered(metered=on)))
        self.now = ActionBar(place, (self._now(),))
        self.join = ActionBar(place, (self._join(),))
        self._lay_out()

    def show_state(self, found: SyncState, line: Line) -> None:
        """Show what the store says."""
        self._found = found
        self.device.setText(self.place.say("screen_sync.device", device=found.device))
        self.metered.setChecked(found.metered)
        for part in (self.metered, self.now):
            part.setVisible(found.joined)
        self.join.setVisible(not found.joined)
        self.show_line(line)

    def show_line(self, line: Line) -> None:
        """Show how the exchange stands."""
        found, say = self._found, self.place.say
        if found is None:
            return
        key = "joined" if found.operations else "up_to_date"
        self.state.setText(say(f"screen_sync.{key if found.joined else 'alone'}", count=f"{found.operations:,}"))
        self._show_badge(found, line)
        if found.contact is not None:
            last = line.last or found.contact.last
            at = say("screen_sync.never") if last is None else _spoken(last)
            self.contact.setText(say("screen_sync.contact", address=found.contact.address, at=at))
        self.contact.setVisible(found.contact is not None)
        problems = self._problems(found, line)
        self.problem.setText("\n".join(problems))
        self.problem.setVisible(bool(problems))
        for button in self.now.buttons.values():
            button.setEnabled(not line.running)
        self._show_cost(found, line)
        wait = "files_wait_for_network" if found.metered or line.metered else "files_wait"
        self.files.setText(say(f"screen_sync.{wait}", count=f"{found.files:,}"))
        self.files.setVisible(found.files > 0)

    def _show_cost(self, found: SyncState, line: Line) -> None:
        """Who decides that the network costs money: the system where it tells, else the switch."""
        say = self.place.say
        self.cost.setVisible(found.joined and line.metered is True)
        told = "metered_hint" if line.metered is None else "metered_hint_told"
        self.metered.setToolTip(say(f"screen_sync.{told}"))

    def _problems(self, found: SyncState, line: Line) -> list[str]:
        """Why the last exchange failed, and for how many days there was none."""
        failure = line.failure
        said = [] if failure is None else [self.place.sentences.of(failure.key, failure.values)]
        if found.silent_days is not None and not line.online:
            said.append(self.place.say("screen_sync.silent", days=found.silent_days))
        return said

    def _show_badge(self, found: SyncState, line: Line) -> None:
        say = self.place.say
        if line.running and line.copied is not None:
            self.badge.show_state(say("screen_sync.copying", percent=line.copied), Tone.WARN)
        elif line.running:
            self.badge.show_state(say("screen_sync.running", sent=line.sent, received=line.received), Tone.OK)
        elif not found.joined:
            self.badge.show_state(say("foot.alone"))
        elif line.online is None:
            self.badge.show_state(say("screen_sync.not_tried"))
        else:
            online = line.online
            self.badge.show_state(say("foot.online" if online else "foot.offline"), Tone.OK if online else Tone.WARN)

    def _now(self) -> Command:
        run = lambda: self.place.start(self.place.exchange.now())  # noqa: E731
        return Command("command.exchange", run, icon="sync", primary=True)

    def _join(self) -> Command:
        run = lambda: self.place.start(self._ask_to_join())  # noqa: E731
        return Command("screen_sync.join", run, needs=Action.KEEP_DESK, primary=True)

    async def _ask_to_join(self) -> None:
        if await JoinDialog(self, self.place).filled():
            self.place.exchange.begin()

    async def _keep_metered(self, *, metered: bool) -> None:
        done = "screen_sync.metered_on" if metered else "screen_sync.metered_off"
        await self.place.do(lambda work: setting.set_setting(work, METERED_NETWORK, metered), done)

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.badge, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.state, stretch=1)
        head.addWidget(self.now)
        head.addWidget(self.join)
        foot.addWidget(self.contact, stretch=1)
        foot.addWidget(self.metered)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.files)
        column.addWidget(self.problem)
        column.addWidget(self.cost)
        column.addLayout(foot)
        column.addWidget(self.device)
        for part in (self.files, self.problem, self.cost, self.metered, self.now, self.join, self.contact):
            part.hide()


def _spoken(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
