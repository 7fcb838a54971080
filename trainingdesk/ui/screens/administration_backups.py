"""The backups of this desk: made, checked thoroughly, carried to another disk, and gone back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services import backup
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs import file_choice
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.administration_restore import restore
from trainingdesk.ui.screens.administration_second_place import SecondPlace
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar, FlowingBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.progress_panel import ProgressPanel
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from pathlib import Path

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
        self.second = SecondPlace(place)
        self.elsewhere: Path | None = None  # another folder or disk whose backups are listed
        self.where = label(role="muted", wrap=True)
        self.bar = FlowingBar(place, self._offered())
        self.home = ActionBar(place, (Command("administration.look_here", lambda: self._list_those_in(None)),))
        self._lay_out()

    def title(self) -> str:
        return self.place.say("administration.backups")

    async def load(self) -> None:
        elsewhere = self.elsewhere
        await self.second.load()
        rows = await self.place.ask(lambda work: backup.list_backups(work, elsewhere))
        self.model.show(rows)
        self.list.show_filled(bool(rows))
        say = self.place.say
        empty = say("administration.no_backup") if elsewhere is None else say("administration.none_there")
        self.list.empty.words.setText(empty)
        self.where.setText("" if elsewhere is None else say("administration.listed_there", folder=elsewhere))
        self.where.setVisible(elsewhere is not None)
        self.home.setVisible(elsewhere is not None)

    def _offered(self) -> tuple[Command, ...]:
        start, back_up, restoring = self.place.start, Action.BACK_UP, Action.RESTORE
        return (
            Command("administration.back_up", lambda: start(self._back_up()), needs=back_up, primary=True),
            Command("administration.verify", lambda: start(self._verify()), needs=back_up),
            Command("administration.carry", lambda: start(self._carry()), needs=back_up),
            Command("administration.restore", lambda: start(self._restore()), needs=restoring),
            Command("administration.look_elsewhere", lambda: start(self._look_elsewhere()), needs=back_up),
        )

    def _lay_out(self) -> None:
        there = QHBoxLayout()
        there.addWidget(self.where, stretch=1)
        there.addWidget(self.home)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.bar, self.second, self.progress):
            column.addWidget(part)
        column.addLayout(there)
        column.addWidget(self.list, stretch=1)
        self.where.hide()
        self.home.hide()

    def _chosen(self) -> Backup:
        """The backup under the cursor; raises Refused where there is none."""
        chosen = self.table.current()
        if chosen is None:
            raise Refused("administration.choose_backup")
        return chosen

    def _list_those_in(self, folder: Path | None) -> None:
        self.elsewhere = folder
        self.refresh()

    async def _look_elsewhere(self) -> None:
        folder = await file_choice.folder(self, title=self.place.say("administration.look_elsewhere"))
        if folder is not None:
            self._list_those_in(folder)

    async def _back_up(self) -> None:
        made = await self.place.ask(backup.back_up)
        self.place.notices.done(self.place.say("backup.made", name=made.name, folder=made.folder))
        self.refresh()

    async def _verify(self) -> None:
        chosen, elsewhere = self._chosen(), self.elsewhere
        with self.progress.running(self.place.say("backup.checking")) as progress:
            check = await self.place.ask(
                lambda work: backup.verify_backup(work, chosen.name, progress.report, place=elsewhere)
            )
        if check.sound:
            self.place.notices.done(self.place.say("backup.is_sound", name=chosen.name))
        elif check.finished:
            found = {"pages": check.unsound_pages, "problems": len(check.problems)}
            self.place.notices.fail(self.place.say("backup.is_damaged", name=chosen.name, **found))
        self.refresh()

    async def _carry(self) -> None:
        chosen = self._chosen()
        if self.elsewhere is not None:
            raise Refused("administration.carry_from_here")
        target = await file_choice.folder(self, title=self.place.say("administration.carry"))
        if target is not None:
            copy = await self.place.ask(lambda work: backup.copy_backup(work, chosen.name, target))
            self.place.notices.done(self.place.say("backup.carried", folder=copy.folder))

    async def _restore(self) -> None:
        await restore(self, self.place, self._chosen(), self.elsewhere)


def _columns(place: Workplace) -> tuple[Column[Backup], ...]:
    say = place.say

    def rows(backup: Backup, table: str) -> object:
        return None if backup.manifest is None else backup.manifest.rows.get(table)

    return (
        Column("at", "history.time", lambda row: row.manifest and row.manifest.made_at, width=152),
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
            width=88,
        ),
        Column("name", "backup.name", lambda row: row.name, width=240),
    )
