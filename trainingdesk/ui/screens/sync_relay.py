"""Both ends of a relay: collect from laptops in the same hall, or hand over to the one that collects; and what lies here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.sync.relay_opening import Stage, Visitor, local_addresses, visitors
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.relay_hand_over import HandOverDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.sync_collect import SyncCollect
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.beside import Beside
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.services.sync_state import SyncState
    from trainingdesk.services.work import Work
    from trainingdesk.sync.relay_opening import Opened
    from trainingdesk.ui.workplace import Workplace

_KILOBYTE: Final = 1024
_TONES: Final = {Stage.WAITS: None, Stage.REPLY: Tone.OK, Stage.GONE: Tone.MUTED}


@dataclass(frozen=True, slots=True)
class Hall:
    """The addresses of this laptop, and whose files it has or had."""

    addresses: tuple[str, ...]
    visitors: tuple[Visitor, ...]


def look(work: Work, last: Opened | None) -> Hall:
    """What the tab shows; ``last`` is the relay that was opened last."""
    return Hall(local_addresses(), visitors(work.folder.bundles, last.relay.visits if last else {}))


class SyncRelay(QWidget):
    """A desk without a centre is told to join one first."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.collect = SyncCollect(place)
        self.waiting = label(wrap=True)
        hand_over = Command("screen_sync.hand_over", lambda: HandOverDialog(self, place).begin(), icon="export")
        self.hand_over = ActionBar(place, (hand_over,))
        self.model: RowModel[Visitor] = RowModel(place, _columns(place), lambda row: row.device, name="collected")
        self.table: DataTable[Visitor] = DataTable(place, self.model, "screen_sync.collected")
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_sync.nothing_collected")))
        self.pages = OrEmpty(self._whole(), EmptyState(place.say("screen_sync.relay_alone")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.pages)

    def show_hall(self, state: SyncState, found: Hall) -> None:
        """Show what waits to be handed over, and what was collected."""
        self.pages.show_filled(state.joined)
        self.waiting.setText(self.place.say("screen_sync.hand_about", count=f"{state.operations:,}"))
        self.collect.offer(found.addresses)
        self.collect.show_state()
        self.model.show(found.visitors)
        self.list.show_filled(bool(found.visitors))

    def _whole(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Beside((self.collect, 3), (self._hand_over_card(), 2), gap=12))
        column.addWidget(label(self.place.say("screen_sync.collected"), role="section"))
        column.addWidget(self.list, stretch=1)
        return whole

    def _hand_over_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("card", "true")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(label(self.place.say("screen_sync.hand_title"), role="section"))
        column.addWidget(self.waiting)
        column.addWidget(self.hand_over)
        column.addStretch()
        return card


def _columns(place: Workplace) -> tuple[Column[Visitor], ...]:
    say = place.say

    def at(row: Visitor) -> str:
        return f"{row.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"

    return (
        Column("name", "relay.name", lambda row: row.name, width=136),
        Column("device", "relay.device", lambda row: f"…{row.device[-12:]}", width=152),
        Column("at", "relay.at", lambda row: row.at, at, width=152),
        Column("size", "relay.size", lambda row: row.size, lambda row: f"{-(-row.size // _KILOBYTE)} KB", width=96),
        Column("times", "relay.times", lambda row: row.times or None, width=80, number=True),
        Column(
            "stage", "relay.stage", lambda row: say(row.stage.sentence), tone=lambda row: _TONES[row.stage], width=240
        ),
    )
