"""Everybody on file: found while typing, or read from the first name to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.person_name import name_key
from trainingdesk.services import person
from trainingdesk.services.changes import Topic
from trainingdesk.services.export import export_people
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.new_person import NewPersonDialog
from trainingdesk.ui.models.rows import PAGE, Column, RowModel
from trainingdesk.ui.screens.export_list import ListExport, export_command
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trainingdesk.services.work import Work
    from trainingdesk.storage.person import PersonLine
    from trainingdesk.ui.dialogs.progress import Watch
    from trainingdesk.ui.screens.export_list import Permit
    from trainingdesk.ui.workplace import Workplace


class People(Screen):
    """The list of people; what is typed above it is a name, pinyin, initials, the end of a number or a phone."""

    topics: ClassVar = frozenset({Topic.PEOPLE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self._asked = 0
        self._told, self._enter_waits = "", False
        self.model: RowModel[PersonLine] = RowModel(place, _columns(place), lambda row: row.id, name="people")
        self.table: DataTable[PersonLine] = DataTable(place, self.model, "screen_people.list")
        self.empty = EmptyState("")
        self.list = OrEmpty(self.table, self.empty)
        self.search = QLineEdit(clearButtonEnabled=True, placeholderText=place.say("screen_people.search_hint"))
        self.search.setAccessibleName(place.say("screen_people.search"))
        self.archived = QCheckBox(place.say("screen_people.show_archived"))
        self.limit = label(role="muted", wrap=True)
        self._lay_out()
        self._connect()

    def title(self) -> str:
        return self.place.say("place.people")

    def commands(self) -> tuple[Command, ...]:
        return (
            export_command(self, self.place, self._export, Action.EXPORT_PEOPLE),
            Command("screen_people.new", self._new, "Ctrl+N", needs=Action.EDIT_PERSON, icon="add", primary=True),
        )

    async def load(self) -> None:
        self._asked += 1
        asked, text, archived = self._asked, self.search.text().strip(), self.archived.isChecked()
        if text:
            rows = await self.place.ask(lambda work: person.find_people(work, text, limit=PAGE, archived=archived))
        else:
            rows = await self.place.ask(lambda work: person.list_people(work, limit=PAGE, archived=archived))
        if asked == self._asked:  # else more was typed meanwhile, and a later answer is on its way
            self._show(rows, text)
            self._told = text
            if self._enter_waits:
                self._open_found()

    def _typed(self) -> None:
        self._enter_waits = False
        self.place.start(self.load())

    def _show(self, rows: Sequence[PersonLine], text: str) -> None:
        self.model.show(rows, None if text else self._more)
        say = self.place.say
        self.empty.words.setText(say("person.none_found") if text else say("screen_people.nobody_yet"))
        self.limit.setText(say("screen_people.first_only", count=PAGE))
        self.limit.setVisible(bool(text) and len(rows) >= PAGE)
        self.list.show_filled(bool(rows))

    async def _more(self, last: PersonLine) -> tuple[PersonLine, ...]:
        after, archived = (name_key(last.name), last.id), self.archived.isChecked()
        return await self.place.ask(lambda work: person.list_people(work, after=after, limit=PAGE, archived=archived))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for one in (self.search, self.archived, self.limit, self.list):
            column.addWidget(one)
        column.setStretch(3, 1)
        self.limit.hide()
        self.setFocusProxy(self.search)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._typed())
        self.archived.toggled.connect(lambda _on: self.place.start(self.load()))
        self.search.returnPressed.connect(self._open_found)
        self.table.opened.connect(self._open)
        QShortcut(QKeySequence.StandardKey.Find, self, lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason))
        down = QShortcut(QKeySequence(Qt.Key.Key_Down), self.search, self._enter_table)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _enter_table(self) -> None:
        if self.model.rowCount():
            self.table.choose_first()
            self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _open_found(self) -> None:
        """Enter opens the only person found; of several, the hand goes to the first. An answer under way is waited for."""
        self._enter_waits = self._told != self.search.text().strip()
        if self._enter_waits:
            return
        if len(self.model.rows) == 1:
            self._open(self.model.row(0))
        else:
            self._enter_table()

    def _open(self, row: PersonLine) -> None:
        self.place.go(Destination("person", row.id))

    def _export(self) -> ListExport:
        return ListExport(
            self.place.say("screen_export.people"), _write_people, self.place.say("screen_export.everybody")
        )

    def _new(self) -> None:
        self.place.start(self._add())

    async def _add(self) -> None:
        dialog = NewPersonDialog(self, self.place)
        if await dialog.filled() and dialog.person_id is not None:
            self.place.go(Destination("person", dialog.person_id))


def _write_people(work: Work, path: Path, permit: Permit, watch: Watch) -> int:
    return export_people(work, path, reason=permit.reason, masked=permit.masked, watch=watch)


def _columns(place: Workplace) -> tuple[Column[PersonLine], ...]:
    def sex(row: PersonLine) -> str:
        return place.say(f"person.sex_{row.sex}") if row.sex is not None else ""

    def marks(row: PersonLine) -> str:
        found = ["person.field_provisional"] if row.provisional else []
        found += ["person.field_archived"] if row.archived else []
        return " · ".join(place.say(mark) for mark in found)

    return (
        Column("name", "person.field_name", lambda row: row.name, width=160),
        Column("number", "person.field_document_number", lambda row: row.id_mask, width=200),
        Column("sex", "person.field_sex", sex, width=80),
        Column("born", "person.field_birth_date", lambda row: row.birth_date, width=120),
        Column("phone", "person.field_phone", lambda row: row.phone, width=140),
        Column("provisional", "screen_people.mark", marks, width=120),
    )
