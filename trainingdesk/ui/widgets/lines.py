"""How a list stands under what narrows it and what can be done with it: one look for every screen that is a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.ui.widgets.flow import Line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_BETWEEN = 8
#: Margins of a list that is a tab of a class.
IN_A_TAB = (0, 12, 0, 8)


def head_line(*left: QWidget, right: QWidget) -> Line:
    """What narrows a list, and at the other edge what stands for all of it: its commands, or its sums."""
    line = Line(*left)
    line.push()
    line.add(right)
    return line


def stack(owner: QWidget, *parts: QWidget, grows: QWidget, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> None:
    """Put parts one below the other; ``grows``, which is one of them, takes the room that is left."""
    column = QVBoxLayout(owner)
    column.setContentsMargins(*margins)
    column.setSpacing(_BETWEEN)
    for part in parts:
        column.addWidget(part, 1 if part is grows else 0)
