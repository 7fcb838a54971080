"""A state machine as steps in a row: what is behind, where it stands, what is ahead. Signs say it, colors only help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.flow import FlowLayout
from trainingdesk.ui.widgets.words import Badge
from trainingdesk.ui.wording.capital import begun_large

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEHIND, _HERE, _AHEAD = "✓ ", "● ", "○ "


class StepBar(QWidget):
    """The words of the steps, with the present one marked."""

    def __init__(self) -> None:
        super().__init__()
        self._line = FlowLayout(self)

    def show_steps(self, steps: Sequence[str], present: int, *, wrong: bool = False) -> None:
        """Show where it stands; ``wrong`` where that is no step anybody wanted."""
        while (item := self._line.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for at, words in enumerate(steps):
            sign = _BEHIND if at < present else _HERE if at == present else _AHEAD
            tone = (Tone.DANGER if wrong else Tone.OK) if at == present else None
            arrow = "" if at == 0 else "→  "
            self._line.addWidget(Badge(arrow + sign + begun_large(words), tone))
        self.setAccessibleName(steps[present] if steps else "")
