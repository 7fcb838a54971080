"""Everything as open files, for a county that leaves or counts for itself (FEATURES 67)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.services import open_export
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs import file_choice
from trainingdesk.ui.dialogs.export_list import ReasonOfExport
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.progress_panel import ProgressPanel
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class Handover(Screen):
    """What leaves, in which form, and the button; the rows are counted while they go."""

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        say = place.say
        export = Command("administration.export_everything", lambda: place.start(self._export()), primary=True)
        self.bar = ActionBar(place, (export,))
        self.progress = ProgressPanel(place.sentences)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(say("administration.handover_what"), wrap=True))
        column.addWidget(label(say("administration.handover_form"), role="muted", wrap=True))
        column.addWidget(label(say("administration.handover_warning"), role="error", wrap=True))
        column.addWidget(self.bar)
        column.addWidget(self.progress)
        column.addStretch()

    def title(self) -> str:
        return self.place.say("administration.handover")

    async def _export(self) -> None:
        say = self.place.say
        dialog = ReasonOfExport(self, self.place, about=say("administration.handover_warning"), may_mask=False)
        if not await dialog.filled():
            return
        reason = dialog.reason.text()
        folder = await file_choice.folder(self, title=say("administration.choose_empty_folder"))
        if folder is None:
            return
        with self.progress.running(say("administration.exporting_everything")) as progress:
            done = await self.place.ask(
                lambda work: open_export.export_everything(work, folder, reason=reason, watch=progress.report)
            )
        self.place.notices.done(say("export.open_done", tables=done.tables, rows=done.rows, path=folder))
