"""Marks from a file of a card reader or another app: what each row would do, in words, before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout

from trainingdesk.services.import_result import Outcome
from trainingdesk.ui.dialogs.dialog import Dialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.marks_import import MarkLine, MarksImport
    from trainingdesk.ui.workplace import Workplace

_TONES = {Outcome.NEW: Tone.OK, Outcome.ERROR: Tone.DANGER, Outcome.DUPLICATE: Tone.WARN}


class MarksImportDialog(Dialog):
    """Shows the rows of a file; accepted where the sound ones are to be written."""

    def __init__(self, parent: QWidget, place: Workplace, found: MarksImport) -> None:
        super().__init__(parent, place.say("screen_register.import"))
        self.place = place
        self.resize(place.theme.pixels(860), place.theme.pixels(520))
        counts = {"new": found.count(Outcome.NEW), "existing": found.count(Outcome.EXISTING)}
        back = len(found.came_back)
        said = place.say("marks_import.read", rows=len(found.lines), back=back, **counts)
        self.model: RowModel[MarkLine] = RowModel(
            place, self._columns(), lambda line: str(line.row), name="marks_import"
        )
        self.model.show(found.lines)
        self.table: DataTable[MarkLine] = DataTable(place, self.model, "screen_register.import")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(f"{found.file_name}　{said}", wrap=True))
        column.addWidget(self.table, stretch=1)
        column.addWidget(self._buttons(counts["new"]))

    def _buttons(self, new: int) -> QDialogButtonBox:
        box = QDialogButtonBox()
        words = self.place.say("screen_register.write_marks", count=new)
        self.write_button = box.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
        self.write_button.setProperty("primary", "true")
        self.write_button.setEnabled(new > 0)
        box.addButton(self.place.say("form.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    def _columns(self) -> tuple[Column[MarkLine], ...]:
        say = self.place.say
        return (
            Column("row", "screen_register.file_row", lambda line: line.row, width=72, number=True),
            Column("name", "register.name", lambda line: line.name, width=140),
            Column(
                "outcome",
                "screen_register.outcome",
                lambda line: say(line.outcome.key),
                tone=lambda line: _TONES.get(line.outcome),
                width=110,
            ),
            Column("why", "register.note", self._why, width=420),
        )

    def _why(self, line: MarkLine) -> str:
        return "；".join(self.place.sentences.of(one.key, one.values) for one in line.problems)
