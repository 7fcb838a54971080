"""Over the whole window while a first copy is under way: what is seen below is not everything yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from trainingdesk.ui.exchange import Line
    from trainingdesk.ui.workplace import Workplace


class FirstCopy(QLabel):
    """Stands there from the first part to the last one, also between two exchanges and without a line."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self.setProperty("role", "training")  # it warns as that strip does
        self.setWordWrap(True)
        self.hide()
        place.exchange.changed.connect(self._show_line)

    def _show_line(self, line: Line) -> None:
        if line.copied is not None:
            self.setText(self._place.say("window.first_copy", percent=line.copied))
        self.setVisible(line.copied is not None)
