"""A form: labels beside fields, Enter moves on, problems in words, and it knows whether anything was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QWidget

from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.ui.widgets.fields import Field
    from trainingdesk.ui.workplace import Workplace

F = TypeVar("F", bound="Field")


class Form(QWidget):
    """Fields one below the other."""

    changed = Signal()
    finished = Signal()  # Enter in the last field

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.fields: list[Field] = []
        self._place = place
        self._before: list[str] = []
        self._lines = QFormLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(16)
        self._lines.setVerticalSpacing(8)
        self._lines.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self._lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def add(self, field: F) -> F:
        """Put a field at the end."""
        self.fields.append(field)
        if isinstance(field.editor, QCheckBox):  # says itself what it is about
            self._lines.addRow("", field)
        else:
            words = label(f"{field.words} *" if field.required else field.words)
            words.setBuddy(field.editor)
            self._lines.addRow(words, field)
        field.changed.connect(self.changed)
        field.advanced.connect(lambda: self._advance(field))
        self._before.append(field.text())
        return field

    def hold(self, field: F) -> F:
        """A field that is not asked for here: nobody sees it, it keeps its value, and goes with the form."""
        field.setParent(self)
        field.hide()
        return field

    def section(self, title: str) -> None:
        """A heading between fields."""
        self._lines.addRow(label(self._place.say(title), role="section"))

    def remark(self, text: str) -> QLabel:
        """A sentence between fields, as it stands."""
        words = label(text, role="muted", wrap=True)
        self._lines.addRow(words)
        return words

    def show_field(self, field: Field, *, shown: bool) -> None:
        """Show a field with its label, or hide both; what it holds stays."""
        self._lines.setRowVisible(field, shown)

    def put_labels_above(self) -> None:
        """Each label above its field instead of beside it: half as wide."""
        self._lines.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._lines.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)

    def remember(self) -> None:
        """What stands in the fields now is what "changed" is measured against."""
        self._before = [field.text() for field in self.fields]

    def is_dirty(self) -> bool:
        """Whether anything differs from what was remembered."""
        return self._before != [field.text() for field in self.fields]

    def check(self) -> bool:
        """Look at every field; the cursor goes to the first that is wrong."""
        wrong = [field for field in self.fields if field.isEnabled() and not field.check()]
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def _advance(self, field: Field) -> None:
        following = [one for one in self.fields[self.fields.index(field) + 1 :] if one.isEnabled() and one.isVisible()]
        if following:
            following[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.finished.emit()
