"""The catalogue (目录): who and what may train in the county, kind by kind, with everything known of the chosen row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services.catalogue_export import export_list
from trainingdesk.services.changes import Topic
from trainingdesk.services.sync_state import as_of
from trainingdesk.ui.catalogue_kinds import KINDS
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.catalogue_approval import ApprovalDialog, WithdrawalDialog
from trainingdesk.ui.dialogs.catalogue_entry import CatalogueEntryDialog
from trainingdesk.ui.dialogs.catalogue_platform_step import PlatformStepDialog
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.screens.catalogue_list import CatalogueList
from trainingdesk.ui.screens.catalogue_panel import CataloguePanel
from trainingdesk.ui.screens.catalogue_told import tell
from trainingdesk.ui.screens.export_list import ListExport, export_command
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.beside import Halves
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.pages import Pages
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.catalogue import CatalogueWords, is_in_use, read_names

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.storage.sync_state import Contact
    from trainingdesk.ui.catalogue_kinds import Kind
    from trainingdesk.ui.screens.catalogue_told import Told
    from trainingdesk.ui.wording.catalogue import Names
    from trainingdesk.ui.workplace import Workplace


class Catalogue(Screen):
    """Chips choose the kind (a destination's part), the filter narrows its list; a destination's subject is a row."""

    topics: ClassVar = frozenset({Topic.CATALOGUE, Topic.SETTINGS, Topic.SYNC})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self._wanted = destination.subject
        self._told: tuple[Any, Told] | None = None
        self._lists: dict[
            str, CatalogueList
        ] = {}  # each made when its kind is first looked at: all at once take 100 ms
        self.stack = Pages()
        self.chips = Chips([(kind.name, place.say(kind.sentence)) for kind in KINDS], self.title())
        self.search = QLineEdit(clearButtonEnabled=True, placeholderText=place.say("screen_catalogue.search_hint"))
        self.search.setAccessibleName(place.say("screen_catalogue.search"))
        self.copy_date = label(role="muted", wrap=True)
        self.copy_date.hide()
        self.panel = CataloguePanel(place, self._row_commands())
        self._lay_out()
        self._connect()

    @property
    def list(self) -> CatalogueList:
        """The list that is shown."""
        name = self.chips.value
        if name not in self._lists:
            self._lists[name] = self._made(next(kind for kind in KINDS if kind.name == name))
        return self._lists[name]

    @property
    def kind(self) -> Kind:
        """What it lists."""
        return self.list.kind

    def title(self) -> str:
        return self.place.say("place.catalogue")

    def commands(self) -> tuple[Command, ...]:
        needs = Action.EDIT_CATALOGUE
        return (
            Command("screen_booking.title", lambda: self.place.go(Destination("bookings")), icon="calendar"),
            export_command(self, self.place, self._export, Action.SEE_EVERYTHING),
            Command("screen_catalogue.new", self._new, "Ctrl+N", needs=needs, icon="add", primary=True),
        )

    def show_part(self, part: str) -> None:
        if part in {kind.name for kind in KINDS} and part != self.chips.value:
            self.chips.choose(part)
            self._show_kind()

    async def load(self) -> None:
        kind, shown = self.kind, self.list

        def query(work: Work) -> tuple[tuple[Any, ...], Names, Contact | None]:
            return tuple(kind.rows(work)), read_names(work, self.place.say), as_of(work)

        rows, names, contact = await self.place.ask(query)
        self._show_copy_date(contact)
        if shown is not self.list:  # another kind was chosen meanwhile, and is on its way
            return
        shown.show_rows(rows, CatalogueWords(self.place, names), self.search.text())
        if self._wanted is not None and shown.table.choose(self._wanted):
            self._wanted = None
        await self._tell()

    def _show_copy_date(self, contact: Contact | None) -> None:
        """Of which day this copy is; a desk without a centre has no copy but the catalogue itself."""
        self.copy_date.setVisible(contact is not None)
        if contact is not None:
            at = None if contact.last is None else contact.last.astimezone(SHANGHAI)
            key = "screen_catalogue.copy_never" if at is None else "screen_catalogue.copy_of"
            self.copy_date.setText(self.place.say(key, at=at))

    def _made(self, kind: Kind) -> CatalogueList:
        made = CatalogueList(self.place, kind)
        made.table.opened.connect(lambda _row: self._edit())
        made.table.chosen.connect(lambda _row: self.place.start(self._tell()))
        self.stack.addWidget(made)
        return made

    def _row_commands(self) -> tuple[Command, ...]:
        edit = Action.EDIT_CATALOGUE
        return (
            Command("screen_catalogue.edit", self._edit, "F2", needs=edit, icon="edit"),
            Command(
                "screen_catalogue.step_on", self._step_on, "Ctrl+Return", needs=Action.REVIEW_PLATFORM, primary=True
            ),
            Command("screen_catalogue.approve", self._approve, needs=edit),
            Command("screen_catalogue.withdraw", self._withdraw, needs=edit),
            Command("screen_catalogue.retire", self._retire, needs=edit),
            Command("screen_catalogue.readmit", self._readmit, needs=edit),
        )

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.copy_date)
        column.addWidget(self.stack, 1)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(8, 0, 0, 0)
        beside.addWidget(self.panel)
        halves = Halves(left, right, sizes=(640, 440))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(8)
        whole.addWidget(self.chips)
        whole.addWidget(halves, 1)
        self.setFocusProxy(self.search)

    def _connect(self) -> None:
        self.chips.changed.connect(lambda _name: self._show_kind())
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._enter_table)
        QShortcut(QKeySequence.StandardKey.Find, self, lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason))
        clear = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.search, self.search.clear)
        clear.setContext(Qt.ShortcutContext.WidgetShortcut)
        down = QShortcut(QKeySequence(Qt.Key.Key_Down), self.search, self._enter_table)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _export(self) -> ListExport:
        """The whole list of the kind that is shown."""
        listed = self.kind.exported
        write = lambda work, path, _permit, _watch: export_list(work, listed, path)  # noqa: E731
        return ListExport(self.place.say(self.kind.sentence), write)

    def _enter_table(self) -> None:
        if self.list.model.rowCount():
            self.list.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_kind(self) -> None:
        self.stack.setCurrentWidget(self.list)
        self.panel.clear()
        self.refresh()

    def _narrow(self, text: str) -> None:
        self.list.narrow(text)
        self.place.start(self._tell())

    async def _tell(self) -> None:
        """Tell of the row the cursor is on."""
        shown, row, kind = self.list, self.list.table.current(), self.kind
        if row is None or shown.words is None:
            self._told = None
            self.panel.clear()
            return
        told = await self.place.ask(lambda work: tell(work, kind, row))
        if shown is self.list and row is shown.table.current():  # else the cursor moved on meanwhile
            self._told = (row, told)
            self.panel.show_row(kind, row, told, shown.words)
            self._offer(row, told)

    def _offer(self, row: Any, told: Told) -> None:
        """Only what can be done with this row stands there."""
        kind, used = self.kind, is_in_use(row)
        offered = {
            "screen_catalogue.step_on": kind.name == "platform",
            "screen_catalogue.approve": kind.name == "institution" and used,
            "screen_catalogue.withdraw": bool(told.approvals),
            "screen_catalogue.retire": kind.retire is not None and used,
            "screen_catalogue.readmit": kind.readmit is not None and not used,
        }
        for name, button in self.panel.buttons.buttons.items():
            button.setVisible(offered.get(name, True))

    def _new(self) -> None:
        self.place.start(self._open(None))

    def _edit(self) -> None:
        if self._told is not None and self.place.may(Action.EDIT_CATALOGUE):
            row, told = self._told
            self.place.start(self._open((row.id, told.details)))

    def _step_on(self) -> None:
        if self._told is not None and self.kind.name == "platform":
            PlatformStepDialog(self, self.place, self._told[0]).begin()

    def _approve(self) -> None:
        if self._told is not None and self.list.words is not None:
            dialog = ApprovalDialog(self, self.place, self._told[0].id, self.list.words.names)
            dialog.begin()

    def _withdraw(self) -> None:
        if self._told is not None and self.list.words is not None:
            (row, told), names = self._told, self.list.words.names
            dialog = WithdrawalDialog(self, self.place, row.id, approvals=told.approvals, names=names)
            dialog.begin()

    def _retire(self) -> None:
        self.place.start(self._ask_retire())

    def _readmit(self) -> None:
        self.place.start(self._take_back())

    async def _open(self, kept: tuple[str, Any] | None) -> None:
        if self.list.words is None:
            return
        dialog = CatalogueEntryDialog(self, self.place, self.kind, self.list.words.names, kept=kept)
        if await dialog.filled() and dialog.row_id is not None:
            self._wanted = dialog.row_id
            self.search.clear()
            self.refresh()

    async def _ask_retire(self) -> None:
        retire = self.kind.retire
        if self._told is None or retire is None:
            return
        row, say = self._told[0], self.place.say
        answers = [("retire", say("screen_catalogue.retire")), ("keep", say("form.cancel"))]
        text = say("screen_catalogue.ask_retire", name=row.name)
        title = say("screen_catalogue.retire")
        if await ask(self, title=title, text=text, answers=answers, dangerous=True) == "retire":
            await self.place.do(lambda work: retire(work, row.id), "catalogue.retired")

    async def _take_back(self) -> None:
        readmit = self.kind.readmit
        if self._told is not None and readmit is not None:
            row = self._told[0]
            await self.place.do(lambda work: readmit(work, row.id), "screen_catalogue.readmitted", name=row.name)
