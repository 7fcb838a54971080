"""Scans and photos of a person: added, looked at, taken off again; saved to a file only where somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.attachment import PHOTO, shows_identity
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attachment
from trainingdesk.services.changes import Changes
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.attachment_fetch import is_brought
from trainingdesk.ui.dialogs.file_choice import file_to_read, file_to_write
from trainingdesk.ui.dialogs.picture import show_picture
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.dialogs.reveal import RevealDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.storage.attachment import AttachmentRow
    from trainingdesk.ui.workplace import Workplace

#: What is not a photo is kept as this kind, and opening it is a reveal.
SCAN = "scan"
_KILOBYTE = 1024


class PersonAttachments(QWidget):
    """The attachments of one person; ``owner`` answers the id."""

    def __init__(self, place: Workplace, owner: Callable[[], str]) -> None:
        super().__init__()
        self.place, self._owner = place, owner
        self.model: RowModel[AttachmentRow] = RowModel(
            place, _columns(place), lambda row: row.id, name="person_attachments"
        )
        self.table: DataTable[AttachmentRow] = DataTable(place, self.model, "screen_person.attachments")
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_person.no_attachment")))
        self.bar = ActionBar(place, self._commands())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self.list, 1)
        self.table.opened.connect(lambda row: place.start(self.look(row)))

    def show_rows(self, rows: tuple[AttachmentRow, ...]) -> None:
        """Show what is attached."""
        self.model.show(rows)
        self.list.show_filled(bool(rows))

    async def add(self, kind: str) -> None:
        """Attach a file that is chosen."""
        say = self.place.say
        path = await file_to_read(self, title=say("screen_person.attach"), patterns=say("screen_register.scans"))
        if path is not None:
            await self.attach(path, kind)

    async def attach(self, path: Path, kind: str) -> None:
        """Attach a file."""
        owner = ("person", self._owner())
        await self.place.do(
            lambda work: attachment.attach(work, owner, attachment.read_scan(work, path), kind=kind, name=path.name),
            "screen_person.attached",
        )

    async def look(self, row: AttachmentRow) -> None:
        """Show one that is a picture; what shows an identity only with a reason, which is logged."""
        if not row.media_type.startswith("image/"):
            raise Refused("screen_documents.no_picture")
        if not await is_brought(self, self.place, row):
            return
        seen: list[QImage] = []

        async def open_with(reason: str | None) -> None:
            seen.append(await self._picture(row, reason))

        if not shows_identity(row.owner_table, row.kind):
            await open_with(None)
        elif not await RevealDialog(self, self.place, open_with).filled():
            return
        await show_picture(self, self.place, row.name, seen[0])

    async def save_as(self, row: AttachmentRow) -> None:
        """Save one to a file; what shows an identity only with a reason, which is logged."""
        say = self.place.say
        if not await is_brought(self, self.place, row):
            return
        path = await file_to_write(
            self, title=say("screen_person.save_attachment"), name=row.name, patterns=say("screen_register.scans")
        )
        if path is None:
            return
        if shows_identity(row.owner_table, row.kind):
            await RevealDialog(self, self.place, lambda reason: self.write(row, path, reason)).filled()
        else:
            await self.write(row, path, None)

    async def write(self, row: AttachmentRow, path: Path, reason: str | None) -> None:
        """Open one and write it to a file; raises Refused without a reason where one is needed."""
        await self.place.do(
            lambda work: attachment.save_attachment(work, row.id, path, reason=reason), "screen_person.attachment_saved"
        )

    async def remove(self) -> None:
        """Take the chosen one off, after a question."""
        row, say = self.table.current(), self.place.say
        if row is None:
            return
        answers = [("remove", say("screen_person.detach")), ("keep", say("form.cancel"))]
        text = say("screen_person.ask_detach", name=row.name)
        if await ask(self, title=say("screen_person.detach"), text=text, answers=answers, dangerous=True) == "remove":
            await self.place.do(lambda work: attachment.remove_attachment(work, row.id), "screen_person.detached")

    async def _picture(self, row: AttachmentRow, reason: str | None) -> QImage:
        found: list[QImage] = []

        def run(work: Work) -> Changes:
            found.append(QImage.fromData(attachment.open_attachment(work, row.id, reason=reason).content))
            return Changes(frozenset(), (), None)

        await self.place.do(run)
        return found[0]

    def _look_at_current(self) -> None:
        row = self.table.current()
        if row is not None:
            self.place.start(self.look(row))

    def _save_current(self) -> None:
        row = self.table.current()
        if row is not None:
            self.place.start(self.save_as(row))

    def _commands(self) -> tuple[Command, ...]:
        start, edit = self.place.start, Action.EDIT_PERSON
        return (
            Command("screen_person.look", self._look_at_current, icon="eye"),
            Command("screen_person.attach", lambda: start(self.add(SCAN)), needs=edit, icon="attach"),
            Command("screen_person.attach_photo", lambda: start(self.add(PHOTO)), needs=edit, icon="user"),
            Command("screen_person.save_attachment", self._save_current, icon="export"),
            Command("screen_person.detach", lambda: start(self.remove()), needs=edit, icon="delete"),
        )


def _columns(place: Workplace) -> tuple[Column[AttachmentRow], ...]:
    def kind(row: AttachmentRow) -> str:
        return place.say("screen_person.photo" if row.kind == PHOTO else "screen_person.scan")

    return (
        Column("name", "screen_person.file_name", lambda row: row.name, width=280),
        Column("kind", "screen_person.kind", kind, width=112),
        Column("size", "screen_person.size", lambda row: f"{-(-row.size // _KILOBYTE)} KB", width=96),
    )
