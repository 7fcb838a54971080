"""What waits to go to the centre, by kind of record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.storage.sync_state import WaitingTable
    from trainingdesk.ui.workplace import Workplace


class SyncWaiting(OrEmpty):
    """Numbers stay beside what they count."""

    def __init__(self, place: Workplace) -> None:
        self.model: RowModel[WaitingTable] = RowModel(place, _columns(place), lambda row: row.table, name="waiting")
        self.table: DataTable[WaitingTable] = DataTable(place, self.model, "screen_sync.waiting")
        self.table.horizontalHeader().setStretchLastSection(False)
        super().__init__(self.table, EmptyState(place.say("screen_sync.nothing_waits")))

    def show_rows(self, rows: Sequence[WaitingTable]) -> None:
        """Show these."""
        self.model.show(rows)
        self.show_filled(bool(rows))


def _columns(place: Workplace) -> tuple[Column[WaitingTable], ...]:
    return (
        Column("table", "screen_sync.kind", lambda row: place.say(f"history.table_{row.table}"), width=280),
        Column(
            "records",
            "screen_sync.records",
            lambda row: row.records,
            lambda row: f"{row.records:,}",
            width=120,
            number=True,
        ),
        Column(
            "operations",
            "screen_sync.operations",
            lambda row: row.operations,
            lambda row: f"{row.operations:,}",
            width=120,
            number=True,
        ),
    )
