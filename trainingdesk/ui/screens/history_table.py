"""A table of what was changed; when the centre took it stands beside where one line has more to say than the other time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.ui.models.history_rows import HistoryLine
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.ui.models.rows import RowModel
    from trainingdesk.ui.workplace import Workplace


class HistoryTable(DataTable[HistoryLine]):
    """Lines of a life, one below the other."""

    def __init__(self, place: Workplace, model: RowModel[HistoryLine], title: str) -> None:
        super().__init__(place, model, title)
        model.modelReset.connect(self._offer_received)
        self._offer_received()

    def _offer_received(self) -> None:
        self.offer_column("received", shown=any(line.received for line in self.rows.rows))
