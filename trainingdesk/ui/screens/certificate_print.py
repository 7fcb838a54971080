"""Certificates as they will print on pre-printed paper, moved by millimetres until they meet its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDoubleValidator, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout

from trainingdesk.domain.errors import Failure
from trainingdesk.reports.certificate_form import Shift, certificate_form
from trainingdesk.services.certificate_print import certificates_to_print
from trainingdesk.services.changes import Topic
from trainingdesk.ui.screens.page_preview import PagePreview
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.flow import Line, pair
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.services.certificate_print import CertificateToPrint
    from trainingdesk.ui.commands import Command
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

_C: Final = "screen_certificates"
#: What is kept of this printer on this desk, and whether titles are printed.
_KEPT: Final = "certificate.shift"
_FARTHEST: Final = 60.0
_STEP: Final = 0.5
_WIDTH: Final = 72
#: Every valid certificate of the class.
ALL: Final = "all"


class Length(QLineEdit):
    """Millimetres with one decimal; the arrow keys go up and down by half of one."""

    changed = Signal()

    def __init__(self, place: Workplace, title: str) -> None:
        super().__init__("0.0")
        self.millimetres = 0.0
        self.setAccessibleName(place.say(title))
        self.setValidator(QDoubleValidator(-_FARTHEST, _FARTHEST, 1, self))
        self.setFixedWidth(place.theme.pixels(_WIDTH))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.editingFinished.connect(lambda: self._take(float(self.text())))

    def show_length(self, millimetres: float) -> None:
        """Show a length, no farther than the paper allows, without telling anybody."""
        self.millimetres = round(max(-_FARTHEST, min(_FARTHEST, millimetres)), 1)
        self.setText(f"{self.millimetres:.1f}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: _STEP, Qt.Key.Key_Down: -_STEP}
        if event.key() in steps:
            self._take(self.millimetres + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _take(self, millimetres: float) -> None:
        before = self.millimetres
        self.show_length(millimetres)
        if self.millimetres != before:
            self.changed.emit()


class CertificatePrint(Screen):
    """``destination.subject`` is the id of the class; ``part`` the id of one certificate, or ``ALL`` for every valid one."""

    topics: ClassVar = frozenset({Topic.CERTIFICATES, Topic.PEOPLE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.found: tuple[CertificateToPrint, ...] = ()
        self.part = destination.part or ALL
        self.right, self.down = Length(place, f"{_C}.right"), Length(place, f"{_C}.down")
        self.titles = QCheckBox(place.say(f"{_C}.titled"))
        self._recall()
        self.right.changed.connect(self._moved)
        self.down.changed.connect(self._moved)
        self.titles.toggled.connect(lambda _on: self._moved())
        self.preview = PagePreview(place)
        self._lay_out()

    def title(self) -> str:
        return self.place.say(f"{_C}.print_title")

    def commands(self) -> tuple[Command, ...]:
        return tuple(one for one in self.preview.commands() if one.id != "page_preview.excel")

    def show_part(self, part: str) -> None:
        if part != self.part:
            self.part = part
            self.refresh()

    async def load(self) -> None:
        class_id, one = self.destination.subject or "", None if self.part == ALL else self.part
        try:
            self.found = await self.place.ask(lambda work: certificates_to_print(work, class_id, certificate_id=one))
        except Failure as failure:
            self.preview.show_refusal(failure)
            return
        self._show()

    def _moved(self) -> None:
        self.place.memory.keep(_KEPT, [self.right.millimetres, self.down.millimetres, self.titles.isChecked()])
        if self.found:
            self._show()

    def _show(self) -> None:
        shift = Shift(x=self.right.millimetres, y=self.down.millimetres)
        document = certificate_form(self.found, self.place.sentences, shift=shift, titled=self.titles.isChecked())
        name = self.place.say(f"{_C}.file", number=self.found[0].number)
        self.preview.show_document(document, name, self.place.work.now())

    def _recall(self) -> None:
        match self.place.memory.get(_KEPT):
            case [int() | float() as right, int() | float() as down, bool(titled)]:
                self.right.show_length(right)
                self.down.show_length(down)
                self.titles.setChecked(titled)

    def _lay_out(self) -> None:
        line = Line()
        for box in (self.right, self.down):
            words = label(box.accessibleName())
            words.setBuddy(box)
            line.add(pair(words, box))
        line.add(self.titles)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(line)
        column.addWidget(label(self.place.say(f"{_C}.print_about"), role="muted", wrap=True))
        column.addWidget(self.preview, stretch=1)
