"""The dictionary of occupations in its versions: searched, taken in from a list, ended; shortages marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import occupation
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs import file_choice
from trainingdesk.ui.dialogs.occupation_list import OccupationEndDialog, import_list
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.storage.occupation import OccupationRow
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

_CHOICES = ("all", "now", "shortage")


class Occupations(Screen):
    """Every version of an occupation is a row of its own."""

    topics: ClassVar = frozenset({Topic.CATALOGUE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        say = place.say
        self.search = QLineEdit(clearButtonEnabled=True, placeholderText=say("administration.search_occupation"))
        self.search.setAccessibleName(say("administration.search_occupation"))
        self.search.textChanged.connect(lambda _text: self.refresh())
        self.which = Chips([(one, say(f"administration.occupations_{one}")) for one in _CHOICES], self.title())
        self.which.changed.connect(lambda _which: self.refresh())
        self.model: RowModel[OccupationRow] = RowModel(place, _columns(place), lambda row: row.id, name="occupations")
        self.table: DataTable[OccupationRow] = DataTable(place, self.model, "administration.occupations")
        self.table.opened.connect(self._end)
        self.list = OrEmpty(self.table, EmptyState(say("administration.no_occupation")))
        manage = Action.MANAGE_DESK
        self.bar = ActionBar(
            place,
            (
                Command("administration.import_occupations", self._import, "Ctrl+I", needs=manage, primary=True),
                Command("administration.end_occupation", lambda: self._end(self.table.current()), "F2", needs=manage),
            ),
        )
        self._lay_out()
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)

    def title(self) -> str:
        return self.place.say("administration.occupations")

    async def load(self) -> None:
        asked = (self.search.text(), self.which.value)
        on = self.place.work.today() if asked[1] == "now" else None
        rows = await self.place.ask(
            lambda work: occupation.list_occupations(work, text=asked[0], shortage_only=asked[1] == "shortage", on=on)
        )
        if asked == (self.search.text(), self.which.value):  # else a later answer is on its way
            self.model.show(rows)
            self.list.show_filled(bool(rows))

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.search, stretch=1)
        line.addWidget(self.which, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.bar)
        column.addLayout(line)
        column.addWidget(self.list, stretch=1)

    def _import(self) -> None:
        self.place.start(self._choose())

    async def _choose(self) -> None:
        say = self.place.say
        path = await file_choice.file_to_read(
            self, title=say("administration.import_occupations"), patterns=say("administration.lists")
        )
        if path is not None:
            await import_list(self, self.place, path)

    def _end(self, row: OccupationRow | None) -> None:
        if row is not None and self.place.may(Action.MANAGE_DESK):
            OccupationEndDialog(self, self.place, row).begin()


def _columns(place: Workplace) -> tuple[Column[OccupationRow], ...]:
    signs = {"L": place.say("administration.green"), "S": place.say("administration.digital")}

    def flags(row: OccupationRow) -> str:
        return " · ".join(signs.get(sign, sign) for sign in (row.flags or "").split("/") if sign)

    return (
        Column("code", "code_list.title_code", lambda row: row.code, width=112),
        Column("name", "code_list.title_name", lambda row: row.name, width=224),
        Column("version", "administration.version", lambda row: row.version, width=104),
        Column("from", "policy.valid_from", lambda row: row.valid_from, width=112),
        Column("to", "policy.valid_to", lambda row: row.valid_to, width=112),
        Column("shortage", "administration.shortage", lambda row: row.shortage, tone=lambda _row: Tone.WARN, width=104),
        Column("flags", "administration.flags", flags, width=120),
    )
