"""One class, one file (一班一档): why it leaves, where to, and then what is in it with the hash of every file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout

from trainingdesk.services.class_file import write_class_file
from trainingdesk.ui.dialogs.attachment_fetch import bring_class
from trainingdesk.ui.dialogs.dialog import Dialog
from trainingdesk.ui.dialogs.export_list import ReasonOfExport
from trainingdesk.ui.dialogs.file_choice import file_to_write, open_folder
from trainingdesk.ui.dialogs.question import answered
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.class_file import ClassFile
    from trainingdesk.ui.workplace import Workplace

_WIDTH, _HEIGHT = 880, 520


class ClassFileDialog(Dialog):
    """What was written; hashes can be copied into a letter."""

    def __init__(self, parent: QWidget, place: Workplace, written: ClassFile, path: Path) -> None:
        super().__init__(parent, place.say("screen_inspection.pack"))
        self.resize(place.theme.pixels(_WIDTH), place.theme.pixels(_HEIGHT))
        values = {"name": path.name, "count": len(written.hashes)}
        said = [place.say("screen_inspection.packed", **values)]
        if written.lacking:
            said.append(place.say("inspection.pack_lacks", count=written.lacking))
        self.words = label("\n".join(said), wrap=True, select=True)
        self.sum = label(place.say("screen_inspection.sum", sha256=written.sha256), wrap=True, select=True)
        model: RowModel[tuple[str, str]] = RowModel(place, _COLUMNS, lambda row: row[0], name="class_file")
        self.table: DataTable[tuple[str, str]] = DataTable(place, model, "screen_inspection.files")
        model.show(sorted(written.hashes.items()))
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole.ActionRole
        folder = buttons.addButton(place.say("page_preview.open_folder"), role)
        close = buttons.addButton(place.say("screen_inspection.close"), role)
        close.setDefault(True)
        folder.clicked.connect(lambda: open_folder(path.parent))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        for part in (self.words, self.sum):
            column.addWidget(part)
        column.addWidget(self.table, stretch=1)
        column.addWidget(buttons)


async def pack_class(parent: QWidget, place: Workplace, class_id: str, number: str) -> None:
    """Ask why and where to, fetch what other laptops added, write the file, and show what is in it."""
    say = place.say
    ask = ReasonOfExport(parent, place, about=say("screen_inspection.pack_what", number=number), may_mask=False)
    if not await ask.filled():
        return
    reason = ask.reason.text()
    name = say("screen_inspection.file_name", number=number)
    path = await file_to_write(parent, title=say("screen_inspection.pack"), name=f"{name}.zip", patterns="zip (*.zip)")
    if path is None:
        return
    await bring_class(parent, place, class_id)
    written = await place.ask(lambda work: write_class_file(work, class_id, path, reason=reason))
    dialog = ClassFileDialog(parent, place, written, path)
    await answered(dialog)
    dialog.deleteLater()


_COLUMNS: tuple[Column[tuple[str, str]], ...] = (
    Column("name", "screen_inspection.file", lambda row: row[0], width=248),
    Column("sum", "screen_inspection.hash", lambda row: row[1], width=560),
)
