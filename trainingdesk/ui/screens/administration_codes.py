"""The code tables that a county may edit: rows are renamed, added, retired and put in order; meanings are fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import attendance_marks, code_list
from trainingdesk.services.changes import Topic
from trainingdesk.services.seed import EDITABLE
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.code_item import CodeItemDialog, meaning_words
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import FlowingBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.storage.catalogue import CodeItemRow
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class Codes(Screen):
    """Chips choose the table; the order here is the order in which the rows are offered everywhere."""

    topics: ClassVar = frozenset({Topic.CATALOGUE, Topic.SETTINGS, Topic.ATTENDANCE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        say = place.say
        self.lists = Chips([(name, say(f"administration.list_{name}")) for name in EDITABLE], self.title())
        self.lists.changed.connect(lambda _name: self.refresh())
        self.meanings: Mapping[str, Mapping[str | None, str]] = {
            name: {item.core: meaning_words(place, item) for item in code_list.meanings(name)} for name in EDITABLE
        }
        self.model: RowModel[CodeItemRow] = RowModel(place, self._columns(), lambda row: row.id, name="codes")
        self.table: DataTable[CodeItemRow] = DataTable(place, self.model, "administration.codes")
        self.table.setSortingEnabled(False)  # the order is what is edited here
        self.table.opened.connect(self._edit)
        self.table.chosen.connect(lambda _row: self._offer())
        self.bar = FlowingBar(place, self._offered())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.lists)
        column.addWidget(self.bar)
        column.addWidget(label(say("administration.meaning_is_fixed"), role="muted", wrap=True))
        column.addWidget(self.table, stretch=1)
        self._offer()

    @property
    def list_name(self) -> str:
        """The table that is shown."""
        return self.lists.value

    def title(self) -> str:
        return self.place.say("administration.codes")

    async def load(self) -> None:
        name = self.list_name
        rows = await self.place.ask(lambda work: code_list.list_items(work, name))
        if name == self.list_name:  # else another was chosen meanwhile
            self.model.show(rows)
            for at, column in enumerate(self.model.columns):
                if column.key in {"symbol", "key"}:
                    self.table.setColumnHidden(at, name != attendance_marks.LIST)
            self._offer()

    def _offered(self) -> tuple[Command, ...]:
        start, manage = self.place.start, Action.MANAGE_DESK
        return (
            Command("administration.add_code", lambda: self._open(None), "Ctrl+N", needs=manage, primary=True),
            Command("administration.edit_code", lambda: self._edit(self.table.current()), "F2", needs=manage),
            Command("administration.move_up", lambda: start(self._move(-1)), "Ctrl+Up", needs=manage),
            Command("administration.move_down", lambda: start(self._move(1)), "Ctrl+Down", needs=manage),
            Command("administration.retire_code", lambda: start(self._retire()), "Del", needs=manage),
            Command("administration.readmit_code", lambda: start(self._readmit()), needs=manage),
        )

    def _offer(self) -> None:
        """Only what can be done with the row under the cursor."""
        row, buttons = self.table.current(), self.bar.buttons
        for name, fits in (("retire_code", row and row.active), ("readmit_code", row and not row.active)):
            if f"administration.{name}" in buttons:
                buttons[f"administration.{name}"].setVisible(bool(fits))

    def _edit(self, row: CodeItemRow | None) -> None:
        if row is not None and self.place.may(Action.MANAGE_DESK):
            self._open(row)

    def _open(self, row: CodeItemRow | None) -> None:
        CodeItemDialog(self, self.place, self.list_name, row).begin()

    async def _move(self, by: int) -> None:
        row, codes = self.table.current(), [one.code for one in self.model.rows]
        if row is None:
            return
        at = codes.index(row.code)
        if not 0 <= at + by < len(codes):
            return
        codes.insert(at + by, codes.pop(at))
        name = self.list_name
        await self.place.do(lambda work: code_list.order_items(work, name, codes))

    async def _retire(self) -> None:
        row, name = self.table.current(), self.list_name
        if row is not None and row.active:
            await self.place.do(
                lambda work: code_list.retire_item(work, name, row.code), "administration.code_retired", name=row.name
            )

    async def _readmit(self) -> None:
        row, name = self.table.current(), self.list_name
        if row is not None and not row.active:
            await self.place.do(
                lambda work: code_list.readmit_item(work, name, row.code), "administration.code_saved", name=row.name
            )

    def _columns(self) -> tuple[Column[CodeItemRow], ...]:
        say = self.place.say

        def meaning(row: CodeItemRow) -> str:
            return self.meanings[row.list_name].get(row.core, row.core or "")

        return (
            Column("name", "code_list.title_name", lambda row: row.name, width=240),
            Column("symbol", "administration.symbol", lambda row: row.symbol, width=72),
            Column("key", "administration.key", lambda row: row.key, width=72),
            Column("core", "code_list.title_core", meaning, width=200),
            Column(
                "active",
                "code_list.title_active",
                lambda row: say("catalogue.yes" if row.active else "catalogue.no"),
                tone=lambda row: None if row.active else Tone.MUTED,
                width=80,
            ),
            Column("code", "code_list.title_code", lambda row: row.code, width=200),
        )
