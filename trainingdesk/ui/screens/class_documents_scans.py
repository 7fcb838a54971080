"""The scans of one paper: listed, shown where they are pictures, saved to a file, taken off again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import attachment
from trainingdesk.services.sync_state import as_of
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.attachment_fetch import is_brought
from trainingdesk.ui.dialogs.file_choice import file_to_write
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.latest import Latest
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.class_document import PaperLine
    from trainingdesk.storage.attachment import AttachmentRow
    from trainingdesk.ui.workplace import Workplace

_D = "screen_documents"
_KILOBYTE = 1024


class ScansPanel(QFrame):
    """A card beside the list of papers."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.setProperty("card", "true")
        self.head, self.picture = label(role="section", wrap=True), label(role="muted", wrap=True)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumHeight(place.theme.pixels(160))
        self.model: RowModel[AttachmentRow] = RowModel(place, _columns(), lambda row: row.id, name="class_scans")
        self.table: DataTable[AttachmentRow] = DataTable(place, self.model, f"{_D}.scans")
        self.bar = ActionBar(place, self._commands())
        self.fetch = ActionBar(place, (Command(f"{_D}.fetch", self._fetch, icon="import"),))
        self.fetch.hide()
        self._latest = Latest(place.start, self._look)
        self.table.chosen.connect(lambda _row: self._latest.ask())
        self.table.opened.connect(lambda _row: self._save())
        self.table.setMaximumHeight(place.theme.pixels(160))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for part in (self.head, self.table, self.bar):
            column.addWidget(part)
        column.addWidget(self.picture, stretch=1)
        column.addWidget(self.fetch)

    def show_paper(self, paper: PaperLine | None, name: str) -> None:
        """Show the scans of a paper; the first is chosen."""
        self.head.setText(name)
        scans = () if paper is None else paper.scans
        self.model.show(scans)
        self.table.setVisible(bool(scans))
        self.bar.setVisible(bool(scans))
        if scans and self.table.current() is None:
            self.table.choose(scans[0].id)
        self._latest.ask()

    async def write(self, row: AttachmentRow, path: Path) -> None:
        """Save a scan to a file."""
        await self.place.do(
            lambda work: attachment.save_attachment(work, row.id, path), "screen_person.attachment_saved"
        )

    async def _look(self) -> None:
        """Show the chosen scan where it is a picture that Qt can read."""
        row = self.table.current()
        self.picture.setPixmap(QPixmap())
        self.fetch.hide()
        if row is None:
            self.picture.setText(self.place.say(f"{_D}.no_scan"))
            return
        if not row.media_type.startswith("image/"):
            self.picture.setText(self.place.say(f"{_D}.no_picture"))
            return
        if not await self.place.ask(lambda work: attachment.is_here(work, row)):
            await self._tell_lacking()
            return
        room = self.picture.size()
        image = await self.place.ask(lambda work: QImage.fromData(attachment.open_attachment(work, row.id).content))
        if image.isNull():
            self.picture.setText(self.place.say(f"{_D}.no_picture"))
        elif self.table.current() == row:
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(QPixmap.fromImage(image.scaled(room, keep, smooth)))

    async def _tell_lacking(self) -> None:
        """The file is not here; a desk without a centre has nowhere to fetch it from."""
        joined = await self.place.ask(as_of) is not None
        self.picture.setText(self.place.say(f"{_D}.not_here" if joined else "attachment.missing"))
        self.fetch.setVisible(joined)

    def _fetch(self) -> None:
        async def bring(row: AttachmentRow) -> None:
            if await is_brought(self, self.place, row):
                self._latest.ask()

        row = self.table.current()
        if row is not None:
            self.place.start(bring(row))

    def _save(self) -> None:
        async def save(row: AttachmentRow) -> None:
            say = self.place.say
            if not await is_brought(self, self.place, row):
                return
            self._latest.ask()
            title, patterns = say("screen_person.save_attachment"), say("screen_register.scans")
            path = await file_to_write(self, title=title, name=row.name, patterns=patterns)
            if path is not None:
                await self.write(row, path)

        row = self.table.current()
        if row is not None:
            self.place.start(save(row))

    def _remove(self) -> None:
        async def remove(row: AttachmentRow) -> None:
            say = self.place.say
            answers = [("remove", say("screen_person.detach")), ("keep", say("form.cancel"))]
            text = say("screen_person.ask_detach", name=row.name)
            title = say("screen_person.detach")
            if await ask(self, title=title, text=text, answers=answers, dangerous=True) == "remove":
                await self.place.do(lambda work: attachment.remove_attachment(work, row.id), "screen_person.detached")

        row = self.table.current()
        if row is not None:
            self.place.start(remove(row))

    def _commands(self) -> tuple[Command, ...]:
        return (
            Command("screen_person.save_attachment", self._save, icon="export"),
            Command("screen_person.detach", self._remove, needs=Action.EDIT_CLASS, icon="delete"),
        )


def _columns() -> tuple[Column[AttachmentRow], ...]:
    return (
        Column("name", "screen_person.file_name", lambda row: row.name, width=200),
        Column("size", "screen_person.size", lambda row: f"{-(-row.size // _KILOBYTE)} KB", width=80),
    )
