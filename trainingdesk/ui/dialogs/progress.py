"""Long work over a list: its progress in a dialog, with a Cancel that works; Esc is Cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.ui.dialogs.dialog import Dialog
from trainingdesk.ui.widgets.progress_panel import ProgressPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.work import Work
    from trainingdesk.ui.workplace import Workplace

    #: Hears how far something is, and answers whether to go on.
    Watch = Callable[[int, int], bool]

T = TypeVar("T")

_WIDTH = 440


class ProgressDialog(Dialog):
    """Shown for as long as the work runs; closing it ends the work at its next report."""

    def __init__(self, parent: QWidget, place: Workplace, title: str) -> None:
        super().__init__(parent, title, width=_WIDTH)
        self.panel = ProgressPanel(place.sentences)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self.panel)

    def reject(self) -> None:
        self.panel.cancel()

    def done(self, result: int) -> None:
        self.panel.cancel()  # where the window goes, nobody waits for the work any more
        super().done(result)


async def with_progress(
    owner: QWidget,
    place: Workplace,
    title: str,
    run: Callable[[Work, Watch], T],
    *,
    count: str = "progress.count",
) -> T:
    """The answer of ``run``, which is given what it reports to; raises what it raises. ``count`` as in the panel."""
    dialog = ProgressDialog(owner, place, title)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    with dialog.panel.running(title, count) as progress:
        dialog.open()
        try:
            return await place.ask(lambda work: run(work, progress.report))
        finally:
            dialog.done(0)
            dialog.deleteLater()
