"""How a list stands under what narrows it and what can be done with it: one look for every screen that is a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_BETWEEN = 8
#: Margins of a list that is a tab of a class.
IN_A_TAB = (0, 12, 0, 8)


def head_line(*left: QWidget, right: QWidget) -> QHBoxLayout:
    """What narrows a list, and at the other edge what stands for all of it: its commands, or its sums."""
    line = QHBoxLayout()
    line.setSpacing(_BETWEEN)
    for one in left:
        line.addWidget(one)
    line.addWidget(right, alignment=Qt.AlignmentFlag.AlignRight)
    return line


def stack(
    owner: QWidget,
    *parts: QWidget | QHBoxLayout,
    grows: QWidget | QHBoxLayout,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> None:
    """Put parts one below the other; ``grows``, which is one of them, takes the room that is left."""
    column = QVBoxLayout(owner)
    column.setContentsMargins(*margins)
    column.setSpacing(_BETWEEN)
    for part in parts:
        stretch = 1 if part is grows else 0
        if isinstance(part, QHBoxLayout):
            column.addLayout(part, stretch)
        else:
            column.addWidget(part, stretch)
