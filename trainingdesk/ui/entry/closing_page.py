"""The last page: today's work is backed up, and where that fails the person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from trainingdesk.ui.entry.entrance import EntryPage
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.ui.entry.entrance import Entrance


class ClosingPage(EntryPage):
    """Busy at first; ``show_failure`` offers to try again, to go anyway, or to stay."""

    again = Signal()
    anyway = Signal()

    def __init__(self, entrance: Entrance) -> None:
        super().__init__(entrance, "entry.closing", width=440)
        self.words = label(entrance.say("entry.closing_more"), wrap=True)
        self.column.addWidget(self.words)
        self.again_button = QPushButton(entrance.say("entry.try_again"))
        self.anyway_button = QPushButton(entrance.say("entry.close_anyway"))
        self.back = self.back_button("command.back")
        self.finish(self.again_button, self.anyway_button, self.back)
        self.again_button.clicked.connect(self.again)
        self.anyway_button.clicked.connect(self.anyway)
        self.show_busy()

    def show_busy(self) -> None:
        """Nothing to decide."""
        self.refuse(None)
        self.words.show()
        self.busy.show()
        for button in (self.again_button, self.anyway_button, self.back):
            button.hide()

    def show_failure(self, why: str) -> None:
        """Say what was not done."""
        self.words.hide()
        self.busy.hide()
        self.refuse(self.say("entry.closing_failed", why=why))
        for button in (self.again_button, self.anyway_button, self.back):
            button.show()
        self.again_button.setFocus()
