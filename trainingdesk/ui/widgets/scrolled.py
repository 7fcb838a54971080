"""A part of a screen that may be higher than its room."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


def scrolled(inside: QWidget, name: str) -> QScrollArea:
    """``inside`` as wide as its room, scrolled where it is higher, without a frame; a screen reader calls it ``name``."""
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inside)
    area.setAccessibleName(name)
    return area


def fill(owner: QWidget, inside: QWidget, name: str) -> QScrollArea:
    """All of ``owner`` is what is scrolled."""
    area = scrolled(inside, name)
    around = QVBoxLayout(owner)
    around.setContentsMargins(0, 0, 0, 0)
    around.addWidget(area)
    return area
