"""Screens on which a file may be dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.dropping import dropped_file

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from trainingdesk.domain.access import Action
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class FileDropScreen(Screen):
    """A file that somebody drops here who may do ``action`` with it is taken."""

    action: ClassVar[Action]

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.setAcceptDrops(True)

    def take_dropped(self, part: str) -> None:
        """Do what is done with a file, named as the part of a destination."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.place.may(self.action) and dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        part = dropped_file(event.mimeData())
        if part is not None:
            event.acceptProposedAction()
            self.take_dropped(part)
