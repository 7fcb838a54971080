"""Sync: what the centre does not have yet, by kind of record and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.services import sync_state as service
from trainingdesk.services.changes import Topic
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.storage.sync_state import WaitingTable
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class SyncScreen(Screen):
    """Counts only what is in the store; a step that the desk cannot do yet has no button."""

    topics: ClassVar = frozenset(Topic)

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        columns: tuple[Column[WaitingTable], ...] = (
            Column("table", "screen_sync.kind", lambda row: place.say(f"history.table_{row.table}"), width=280),
            Column("records", "screen_sync.records", lambda row: row.records, width=120, number=True),
            Column("operations", "screen_sync.operations", lambda row: row.operations, width=120, number=True),
        )
        self.model: RowModel[WaitingTable] = RowModel(place, columns, lambda row: row.table, name="waiting")
        self.table: DataTable[WaitingTable] = DataTable(place, self.model, "screen_sync.waiting")
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_sync.nothing_waits")))
        self.state = label(role="section", wrap=True)
        self.device = label(role="muted", select=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        for part in (self.state, self.device):
            column.addWidget(part)
        column.addWidget(self.list, stretch=1)

    def title(self) -> str:
        return self.place.say("place.sync")

    async def load(self) -> None:
        found = await self.place.ask(service.sync_state)
        key = "screen_sync.joined" if found.joined else "screen_sync.alone"
        self.state.setText(self.place.say(key, count=found.operations))
        self.device.setText(self.place.say("screen_sync.device", device=found.device))
        self.model.show(found.waiting)
        self.list.show_filled(bool(found.waiting))
