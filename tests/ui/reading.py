"""What keeps somebody from reading or reaching a part of a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QToolButton,
    QWidget,
)

from trainingdesk.ui.screens.page_preview import PageArea
from trainingdesk.ui.widgets.giving import GivingButton
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.title import Title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QDialog

_CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractItemView)


def clipped(window: QWidget) -> list[str]:
    """Labels in one line, buttons and headings of columns whose words do not fit."""
    found = [f"heading {words!r}" for table in window.findChildren(DataTable) for words in _cut_headings(table)]
    for kind in (QLabel, QAbstractButton):
        for one in window.findChildren(kind):
            words = one.text().replace("&", "")
            if not one.isVisible() or not words or shows_no_line(one):
                continue
            if one.fontMetrics().horizontalAdvance(words) > one.width() + 1:
                found.append(f"{type(one).__name__} {one.objectName()} {words!r}")
    return found


def _cut_headings(table: DataTable[Any]) -> Iterator[str]:
    head = table.horizontalHeader()
    for at, column in enumerate(table.rows.columns):
        words = str(table.rows.headerData(at, Qt.Orientation.Horizontal))
        seen = table.isVisible() and not head.isSectionHidden(at)
        if seen and head.fontMetrics().horizontalAdvance(words) > head.sectionSize(at):
            yield f"{column.key} {words}"


def wide_tables(window: QWidget) -> list[str]:
    """Tables with a column that one must scroll to; for a window of the usual size, where all of a row is seen.

    The bar beside many rows takes room too, and is counted where the few rows of a test do not need it.
    """
    found = []
    for one in window.findChildren(DataTable):
        head, bar = one.horizontalHeader(), one.verticalScrollBar()
        shown = [at for at in range(head.count()) if not head.isSectionHidden(at)]
        widths = {at: head.sectionSize(at) for at in shown}
        if head.stretchLastSection():
            widths[shown[-1]] = min(widths[shown[-1]], one.rows.columns[shown[-1]].width)
        room = one.viewport().width() - (0 if bar.isVisible() else bar.sizeHint().width())
        if one.isVisible() and sum(widths.values()) > room:
            found.append(f"table {one.rows.name} is {sum(widths.values()) - room} too wide")
    return found


def shows_no_line(one: QWidget) -> bool:
    """Whether its words are wrapped, shortened with the whole in the hint, or not painted at all."""
    if isinstance(one, Title | GivingButton):
        return True
    if isinstance(one, QLabel):
        return one.wordWrap() or "\n" in one.text()
    return isinstance(one, QToolButton) and one.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly


def nameless(window: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    found = []
    for kind in _CONTROLS:
        for one in window.findChildren(kind):
            text = one.text() if isinstance(one, QAbstractButton) else ""
            inner = one.parent() is not None and isinstance(one.parent(), (QComboBox, QAbstractItemView))
            if one.isVisible() and not inner and not one.accessibleName() and not text:
                found.append(f"{type(one).__name__} {one.objectName()}")
    return found


def unreachable(window: QWidget) -> list[str]:
    """Controls that stand outside of what they lie in, where nothing scrolls to them."""
    found = []
    for kind in _CONTROLS:
        for one in window.findChildren(kind):
            if one.isVisible() and one.window() is window and not isinstance(one.parent(), QTabBar):
                cut = _cut(one, window)
                found += (
                    [] if cut is None else [f"{type(one).__name__} {one.objectName()!r} {one.accessibleName()!r} {cut}"]
                )
    return found


def _cut(one: QWidget, window: QWidget) -> QRect | None:
    """Where it stands out, or None: each thing that scrolls reaches what is in it, and must be reached itself."""
    while (area := _scrolling(one)) is not None and area is not window:
        inside = area.viewport()
        if one is not inside and not inside.isAncestorOf(one):
            return None  # a part of the frame, such as a scroll bar
        one = area
    frame = QRect(one.mapTo(window, QPoint(0, 0)), one.size())
    return None if window.rect().contains(frame) else frame


def _scrolling(one: QWidget) -> QAbstractScrollArea | None:
    above = one.parentWidget()
    while above is not None and not isinstance(above, QAbstractScrollArea):
        above = above.parentWidget()
    return above


def sideways(window: QWidget) -> list[str]:
    """Pages that are wider than their room: whoever reads them would scroll both ways."""
    return [
        f"{type(one.widget()).__name__} is {one.widget().width()} wide in {one.viewport().width()}"
        for one in window.findChildren(QScrollArea)
        if one.isVisible() and one.widget().width() > one.viewport().width() and not isinstance(one, PageArea)
    ]


def off_screen(dialog: QDialog) -> list[str]:
    """A dialog larger than its screen, or with buttons that it does not show whole."""
    screen: QSize = dialog.screen().availableSize()
    found = [] if dialog.size().boundedTo(screen) == dialog.size() else [f"{dialog.size()} on {screen}"]
    for box in dialog.findChildren(QDialogButtonBox):
        found += [
            f"button {one.text()!r}"
            for one in box.buttons()
            if one.isVisible() and one.visibleRegion().boundingRect() != one.rect()
        ]
    return found
