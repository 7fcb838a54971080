"""How the last exchanges with the centre went: what was sent, what came, and why one ended early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.storage.rejected import RunRow
    from trainingdesk.ui.workplace import Workplace


class SyncRuns(QWidget):
    """The newest first."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.model: RowModel[RunRow] = RowModel(place, _columns(place), lambda row: row.at.isoformat(), name="runs")
        self.table: DataTable[RunRow] = DataTable(place, self.model, "screen_sync.part_runs")
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_sync.no_run")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.list)

    def show_rows(self, rows: Sequence[RunRow]) -> None:
        """Show these."""
        self.model.show(rows)
        self.list.show_filled(bool(rows))


def _columns(place: Workplace) -> tuple[Column[RunRow], ...]:
    say = place.say
    return (
        Column(
            "at",
            "sync.time",
            lambda row: row.at,
            lambda row: f"{row.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            width=184,
        ),
        Column("sent", "sync.sent", lambda row: row.sent, width=88, number=True),
        Column("received", "sync.received", lambda row: row.received, width=88, number=True),
        Column(
            "ended",
            "sync.ended",
            lambda row: (
                say("sync.ended_well") if row.failure is None else place.sentences.of(row.failure, {"status": "—"})
            ),
            tone=lambda row: None if row.failure is None else Tone.WARN,
            width=480,
        ),
    )
