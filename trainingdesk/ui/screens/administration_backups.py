"""The backups of this desk: made, checked thoroughly, carried to another disk, and gone back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import backup
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs import file_choice
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.progress_panel import ProgressPanel
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.storage.backup_list import Backup
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

_MEGABYTE = 1_000_000


class Backups(Screen):
    """Newest first. What is long shows how far it is, and can be ended."""

    topics: ClassVar = frozenset({Topic.SETTINGS})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.model: RowModel[Backup] = RowModel(place, _columns(place), lambda row: row.name, name="backups")
        self.table: DataTable[Backup] = DataTable(place, self.model, "administration.backups")
        self.list = OrEmpty(self.table, EmptyState(place.say("administration.no_backup")))
        self.progress = ProgressPanel(place.sentences)
        start = place.start
        self.bar = ActionBar(
            place,
            (
                Command("administration.back_up", lambda: start(self._back_up()), needs=Action.BACK_UP, primary=True),
                Command("administration.verify", lambda: start(self._verify()), needs=Action.BACK_UP),
                Command("administration.carry", lambda: start(self._carry()), needs=Action.BACK_UP),
            ),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.bar, self.progress):
            column.addWidget(part)
        column.addWidget(self.list, stretch=1)

    def title(self) -> str:
        return self.place.say("administration.backups")

    async def load(self) -> None:
        rows = await self.place.ask(backup.list_backups)
        self.model.show(rows)
        self.list.show_filled(bool(rows))

    async def _back_up(self) -> None:
        made = await self.place.ask(backup.back_up)
        self.place.notices.done(self.place.say("backup.made", name=made.name, folder=made.folder))
        self.refresh()

    async def _verify(self) -> None:
        chosen = self.table.current()
        if chosen is None:
            self.place.notices.advise(self.place.say("administration.choose_backup"))
            return
        with self.progress.running(self.place.say("backup.checking")) as progress:
            check = await self.place.ask(lambda work: backup.verify_backup(work, chosen.name, progress.report))
        if check.sound:
            self.place.notices.done(self.place.say("backup.is_sound", name=chosen.name))
        elif check.finished:
            found = {"pages": check.unsound_pages, "problems": len(check.problems)}
            self.place.notices.fail(self.place.say("backup.is_damaged", name=chosen.name, **found))
        self.refresh()

    async def _carry(self) -> None:
        chosen = self.table.current()
        if chosen is None:
            self.place.notices.advise(self.place.say("administration.choose_backup"))
            return
        target = await file_choice.folder(self, title=self.place.say("administration.carry"))
        if target is not None:
            copy = await self.place.ask(lambda work: backup.copy_backup(work, chosen.name, target))
            self.place.notices.done(self.place.say("backup.carried", folder=copy.folder))


def _columns(place: Workplace) -> tuple[Column[Backup], ...]:
    say = place.say

    def rows(backup: Backup, table: str) -> object:
        return None if backup.manifest is None else backup.manifest.rows.get(table)

    return (
        Column("name", "backup.name", lambda row: row.name, width=280),
        Column("why", "backup.why", lambda row: "" if row.manifest is None else say(f"backup.{row.manifest.why}")),
        Column(
            "kind", "administration.kind", lambda row: say(f"administration.{'whole' if row.is_whole else 'delta'}")
        ),
        Column("people", "backup.people", lambda row: rows(row, "person"), width=96, number=True),
        Column("classes", "backup.classes", lambda row: rows(row, "training_class"), width=96, number=True),
        Column("size", "backup.megabytes", lambda row: round(row.size / _MEGABYTE, 1), width=96, number=True),
        Column(
            "state",
            "backup.state",
            lambda row: say("backup.sound" if row.sound else "backup.unsound"),
            tone=lambda row: Tone.OK if row.sound else Tone.DANGER,
        ),
    )
