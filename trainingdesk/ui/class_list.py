"""The list of classes: frozen rows in a table model, no ORM object in sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.storage.training_class import ClassLine

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """Title (a sentence key) and value of one column."""

    title: str
    value: Callable[[ClassLine], object]


COLUMNS = (
    Column("window.class_number", lambda row: row.number),
    Column("window.class_name", lambda row: row.name),
    Column("window.class_course", lambda row: row.course),
    Column("window.class_starts", lambda row: row.starts_on.isoformat()),
    Column("window.class_ends", lambda row: row.ends_on.isoformat()),
    Column("window.class_enrolled", lambda row: f"{row.enrolled}/{row.capacity}"),
)


class ClassModel(QAbstractTableModel):
    """The classes as they were asked for."""

    def __init__(self, sentences: Sentences) -> None:
        super().__init__()
        self._sentences = sentences
        self._rows: tuple[ClassLine, ...] = ()

    def show(self, rows: tuple[ClassLine, ...]) -> None:
        """Replace what is shown."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole or not index.isValid():
            return None
        return COLUMNS[index.column()].value(self._rows[index.row()])

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self._sentences.of(COLUMNS[section].title)
