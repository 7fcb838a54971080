"""Which heading means what: guessed, changeable, and remembered by the service for the next file of this sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QVBoxLayout, QWidget

from trainingdesk.services.roster_columns import OwnField
from trainingdesk.settings.roster_headings import RosterField
from trainingdesk.ui.widgets.scrolled import scrolled
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trainingdesk.services.roster_result import RosterCheck
    from trainingdesk.ui.workplace import Workplace

#: Fields that are said by words of the person already.
_OF_PERSON = frozenset(
    {
        RosterField.NAME, RosterField.DOCUMENT_KIND, RosterField.DOCUMENT_NUMBER, RosterField.SEX,
        RosterField.ETHNIC_GROUP, RosterField.BIRTH_DATE, RosterField.PHONE, RosterField.EDUCATION,
        RosterField.CATEGORY, RosterField.ADDRESS, RosterField.HOUSEHOLD, RosterField.EMPLOYMENT,
        RosterField.SOCIAL_SECURITY_CARD, RosterField.PAYEE_ACCOUNT, RosterField.PAYEE_BANK, RosterField.NOTE,
    }
)  # fmt: skip
#: Fields that nobody chooses: the file's own, and what the program writes itself.
_NOT_OFFERED = frozenset({RosterField.REJECT_REASON, RosterField.NOT_KEPT})
_UNKNOWN = "unknown"


class ColumnsPanel(QFrame):
    """Headings beside the fields they are taken for, and what should be known about the file as a whole."""

    changed = Signal(str, str)  # a heading, and the field it means now

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.setProperty("card", "true")
        self.boxes: dict[str, QComboBox] = {}
        self.warnings = label(role="muted", wrap=True, select=True)
        self._inside = QWidget()
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._grid_holder: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(label(place.say("screen_import.columns"), role="section"))
        column.addWidget(scrolled(self._inside, place.say("screen_import.columns")), stretch=1)
        self._lines.addWidget(self.warnings)
        self._lines.addStretch()

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

    def words(self, field: str) -> str:
        """What a field is called."""
        if field in _OF_PERSON:
            return self.place.say(f"person.field_{field}")
        return self.place.say(f"screen_import.field_{field}")

    def _box(self, heading: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.place.say("screen_import.means", heading=heading))
        box.setMinimumContentsLength(10)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem(self.place.say("screen_import.not_known"), _UNKNOWN)
        box.addItem(self.words(RosterField.NOT_KEPT), RosterField.NOT_KEPT.value)
        for field in RosterField:
            if field not in _NOT_OFFERED:
                box.addItem(self.words(field), field.value)
        box.activated.connect(lambda _at: self.changed.emit(heading, str(box.currentData())))
        return box

    def _choose(self, headings: Mapping[str, str | None]) -> None:
        for heading, field in headings.items():
            box = self.boxes[heading]
            if field in set(OwnField):
                if box.findData(field) < 0:
                    box.addItem(self.place.say("screen_import.field_own"), field)
                box.setEnabled(False)
            box.setCurrentIndex(max(0, box.findData(field or _UNKNOWN)))


def headings_of(found: RosterCheck, seen: Sequence[str]) -> dict[str, str | None]:
    """Every heading in the order it stands, with its field."""
    meant: dict[str, str | None] = {}
    for sheet in found.sheets:
        meant |= dict.fromkeys(sheet.unmapped) | dict(sheet.mapping)
    in_order = [one for one in seen if one in meant]
    return {one: meant[one] for one in [*in_order, *(one for one in meant if one not in in_order)]}
