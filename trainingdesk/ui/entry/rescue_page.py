"""A database that does not open: go back to a backup, or save what can be read. Never an empty one in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.domain.errors import Failure
from trainingdesk.services import rescue
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.entry.backup_choice import BackupChoice
from trainingdesk.ui.entry.entrance import EntryPage
from trainingdesk.ui.widgets.progress_panel import ProgressPanel
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from trainingdesk.services.rescue import ClosedDesk
    from trainingdesk.storage.backup_list import Backup
    from trainingdesk.storage.backup_restore import Preview
    from trainingdesk.storage.salvage import Salvage
    from trainingdesk.ui.entry.entrance import Entrance

T = TypeVar("T")

#: Tables of a salvage that are named one by one; the rest is in the sum.
_NAMED = 8


class RescuePage(EntryPage):
    """Says what happened and what it means, and counts before anything is replaced."""

    mended = Signal(object)  # a sentence: sign in again

    def __init__(self, entrance: Entrance, desk: ClosedDesk, failure: Failure) -> None:
        super().__init__(entrance, "entry.rescue", width=640)
        self._desk = desk
        self.backups = BackupChoice(entrance)
        self.loss = label(wrap=True)
        self.panel = ProgressPanel(entrance.sentences)
        self.restore_button = QPushButton(entrance.say("entry.restore"))
        self.salvage_button = QPushButton(entrance.say("entry.salvage"))
        self.column.addWidget(label(entrance.words_of(failure), wrap=True))
        self.column.addWidget(label(entrance.say("entry.rescue_more"), role="muted", wrap=True))
        self.column.addWidget(label(entrance.say("entry.backups"), role="section"))
        for part in (self.backups, self.loss, self.panel):
            self.column.addWidget(part)
        self.finish(self.restore_button, self.salvage_button, self.back_button("command.back"))
        self.salvage_button.setVisible(desk.folder.database.exists())
        self.restore_button.setEnabled(False)
        self.backups.chosen.connect(lambda backup: self._start(self._show_loss(backup)))
        self.restore_button.clicked.connect(lambda: self._start(self._restore()))
        self.salvage_button.clicked.connect(lambda: self._start(self._salvage()))

    async def load(self) -> None:
        """Ask for the backups and show them."""
        found = await self.entrance.tasks.ask(lambda: rescue.list_backups(self._desk))
        self.backups.offer(found)
        if self.backups.backup is None:
            self.loss.setText(self.say("entry.no_backup"))

    def _start(self, work: Awaitable[None]) -> None:
        self.entrance.tasks.start(self._guarded(work))

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Failure as failure:
            self.refuse(self.entrance.words_of(failure))

    async def _show_loss(self, backup: Backup) -> None:
        self.restore_button.setEnabled(False)
        preview = await self.entrance.tasks.ask(lambda: rescue.restore_preview(self._desk, backup.name))
        if self.backups.backup is backup:
            self.loss.setText(self._loss_words(preview))
            self.restore_button.setEnabled(True)
            self.refuse(None)

    def _loss_words(self, preview: Preview) -> str:
        lost = preview.lost
        if lost is None:
            return self.say("backup.loss_unknown")
        if lost.first is None or lost.last is None:
            return self.say("backup.nothing_lost")
        first, last = (at.astimezone(SHANGHAI) for at in (lost.first, lost.last))
        return self.say("backup.loss", sets=lost.change_sets, first=first, last=last)

    async def _restore(self) -> None:
        backup = self.backups.backup
        if backup is None or not await self._agreed("entry.restore", "backup.restore_question", [self.loss.text()]):
            return
        kept = await self._busy(lambda: rescue.restore(self._desk, backup.name))
        self.mended.emit(self.say("backup.restored", name=backup.name, kept=kept.name if kept else "-"))

    async def _salvage(self) -> None:
        with self.panel.running(self.say("entry.salvaging")) as progress:
            result = await self._busy(lambda: rescue.try_salvage(self._desk, progress.report))
        if await self._agreed("entry.use_salvaged", "salvage.question", self._counts(result)):
            kept = await self._busy(lambda: rescue.accept_salvage(self._desk, result))
            self.mended.emit(self.say("salvage.done", kept=kept.name if kept else "-"))

    def _counts(self, result: Salvage) -> list[str]:
        say = self.say
        lines = [say("salvage.found", recovered=result.recovered, unreadable=result.unreadable)]
        worst = sorted(result.tables, key=lambda one: (-one.unreadable, -one.recovered))
        for one in worst[:_NAMED]:
            counts = {"recovered": one.recovered, "backup": one.from_backup, "unreadable": one.unreadable}
            lines.append(say("entry.salvage_line", table=say(f"history.table_{one.table}"), **counts))
        return lines

    async def _agreed(self, title: str, question: str, details: list[str]) -> bool:
        answers = [("yes", self.say(title)), ("no", self.say("form.cancel"))]
        text = self.say(question)
        found = await ask(
            self, title=self.say(title), text=text, answers=answers, details=[one for one in details if one]
        )
        return found == "yes"

    async def _busy(self, work: Callable[[], T]) -> T:
        for button in (self.restore_button, self.salvage_button):
            button.setEnabled(False)
        self.refuse(None)
        try:
            return await self.entrance.tasks.ask(work)
        finally:
            self.restore_button.setEnabled(self.backups.backup is not None)
            self.salvage_button.setEnabled(True)
