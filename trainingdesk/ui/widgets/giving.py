"""A button whose words give way: what does not fit is shortened, and stands whole in the hint."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton

#: Characters that always fit.
_LEAST = 6


class GivingButton(QToolButton):
    """The hint is what was said, and below it what a click does."""

    def __init__(self, pixels: int) -> None:
        """``pixels``: of its icon."""
        super().__init__()
        self.setIconSize(QSize(pixels, pixels))

    def show_words(self, words: str, *, shown: str | None = None, does: str = "") -> None:
        """Say something, in short where ``shown`` is given; a screen reader hears all of it."""
        self.setText(words if shown is None else shown)
        self.setAccessibleName(words)
        self.setToolTip("\n".join(line for line in (words, does) if line))

    def minimumSizeHint(self) -> QSize:
        whole = super().sizeHint()
        around = whole.width() - self.fontMetrics().horizontalAdvance(self.text())
        least = around + self.fontMetrics().horizontalAdvance("班") * _LEAST
        return QSize(min(whole.width(), least), whole.height())
