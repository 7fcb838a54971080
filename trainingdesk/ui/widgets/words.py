"""Labels by their role: titles, small print, badges. The look stands in the style sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from trainingdesk.ui.theme import Tone
from trainingdesk.ui.wording.capital import begun_large

_BADGES = {Tone.OK: "ok", Tone.WARN: "warn", Tone.DANGER: "danger"}


def label(text: str = "", *, role: str | None = None, wrap: bool = False, select: bool = False) -> QLabel:
    """A label; ``role`` is "title", "section", "muted", "figure" or "error"."""
    made = QLabel(text, wordWrap=wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role is not None:
        made.setProperty("role", role)
    if select:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return made


class Badge(QLabel):
    """A word with a ground: a state. The word says it, the color only helps."""

    def __init__(self, text: str = "", tone: Tone | None = None) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.show_state(text, tone)

    def show_state(self, text: str, tone: Tone | None = None) -> None:
        """Show another state."""
        self.setText(begun_large(text))
        self.setProperty("badge", "plain" if tone is None else _BADGES.get(tone, "plain"))
        self.style().unpolish(self)
        self.style().polish(self)
