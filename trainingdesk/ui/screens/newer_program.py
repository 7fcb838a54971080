"""One quiet line where the centre has a newer program, with the way to it; gone as soon as that is here (FEATURES 98)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from trainingdesk.services.program_update import news
from trainingdesk.settings.programs import programs_of_this_user
from trainingdesk.ui.dialogs.program_update import update_program
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.ui.exchange import Line
    from trainingdesk.ui.workplace import Workplace


class NewerProgram(QFrame):
    """Hidden while there is none; it hears of one when the desk exchanges with its centre, and asks for nothing itself."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._heard = ""
        self.setProperty("card", "true")
        self.words = label(wrap=True)
        self.button = QPushButton(place.say("update.look"))
        self.button.setObjectName("update.look")
        self.button.clicked.connect(lambda: place.start(update_program(self, place)))
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 6, 6)
        line.addWidget(self.words, stretch=1)
        line.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.hide()
        place.exchange.changed.connect(self._show_line)

    async def refresh(self) -> None:
        """Look whether what was heard of is still news."""
        self._heard = heard = self._place.exchange.line.program
        found = await self._place.ask(lambda _work: news(programs_of_this_user(), heard))
        if found is not None:
            self.words.setText(self._place.say("update.newer", version=found))
        self.setVisible(found is not None)

    def _show_line(self, line: Line) -> None:
        if line.program != self._heard:
            self._place.start(self.refresh())
