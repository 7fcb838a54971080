"""Which heading means what: guessed, changeable, and remembered by the service for the next file of this sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QVBoxLayout, QWidget

from trainingdesk.services.import_file import LEFT_OUT
from trainingdesk.ui.widgets.scrolled import scrolled
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trainingdesk.services.import_result import FileCheck
    from trainingdesk.ui.workplace import Workplace

_UNKNOWN = "unknown"


class ColumnsPanel(QFrame):
    """Headings beside the fields they are taken for, and what should be known about the file as a whole."""

    changed = Signal(str, str)  # a heading, and the field it means now

    def __init__(self, place: Workplace, fields: Mapping[str, str]) -> None:
        """``fields`` are those that somebody may choose, with their words."""
        super().__init__()
        self.place, self.fields = place, fields
        self.setProperty("card", "true")
        self.boxes: dict[str, QComboBox] = {}
        self.warnings = label(role="muted", wrap=True, select=True)
        self._inside = QWidget()
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._grid_holder: QWidget | None = None
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(label(place.say("screen_import.columns"), role="section"))
        column.addWidget(scrolled(self._inside, place.say("screen_import.columns")), stretch=1)
        self._lines.addWidget(self.warnings)
        self._lines.addStretch()

    def add_choice(self, choice: QWidget) -> None:
        """Another question of how a file is taken, below the headings."""
        self._column.addWidget(choice)

    def show_columns(self, headings: Mapping[str, str | None], warnings: Sequence[str]) -> None:
        """Show headings with their fields (None: not known), and what is said about the file."""
        self.warnings.setText("\n".join(f"• {one}" for one in warnings))
        self.warnings.setVisible(bool(warnings))
        if headings.keys() == self.boxes.keys():
            self._choose(headings)
            return
        if self._grid_holder is not None:
            self._grid_holder.hide()
            self._grid_holder.deleteLater()
        self._grid_holder = holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        self.boxes = {}
        for at, heading in enumerate(headings):
            words = label(heading, wrap=True)
            box = self._box(heading)
            words.setBuddy(box)
            grid.addWidget(words, at, 0)
            grid.addWidget(box, at, 1)
            self.boxes[heading] = box
        self._lines.insertWidget(0, holder)
        self._choose(headings)

    def _box(self, heading: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.place.say("screen_import.means", heading=heading))
        box.setMinimumContentsLength(10)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem(self.place.say("screen_import.not_known"), _UNKNOWN)
        box.addItem(self.place.say("screen_import.field_not_kept"), LEFT_OUT)
        for field, words in self.fields.items():
            box.addItem(words, field)
        box.activated.connect(lambda _at: self.changed.emit(heading, str(box.currentData())))
        return box

    def _choose(self, headings: Mapping[str, str | None]) -> None:
        for heading, field in headings.items():
            box = self.boxes[heading]
            if field is not None and field != LEFT_OUT and field not in self.fields:
                if box.findData(field) < 0:
                    box.addItem(self.place.say("screen_import.field_own"), field)
                box.setEnabled(False)
            box.setCurrentIndex(max(0, box.findData(field or _UNKNOWN)))


def headings_of(found: FileCheck, seen: Sequence[str]) -> dict[str, str | None]:
    """Every heading in the order it stands, with its field."""
    meant: dict[str, str | None] = {}
    for sheet in found.sheets:
        meant |= dict.fromkeys(sheet.unmapped) | dict(sheet.mapping)
    in_order = [one for one in seen if one in meant]
    return {one: meant[one] for one in [*in_order, *(one for one in meant if one not in in_order)]}
