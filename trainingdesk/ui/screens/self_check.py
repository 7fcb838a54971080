"""The self-check (自查): odd patterns of classes before an inspection asks about them, each with the rows behind it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout

from trainingdesk.services import self_check as service
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.delegates.middle import MiddleDelegate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.inspection_visit import class_choices
from trainingdesk.ui.dialogs.progress import with_progress
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.search_field import SearchField
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from trainingdesk.services.self_check import ClassFinding
    from trainingdesk.storage.self_check import BehindRow
    from trainingdesk.ui.workplace import Workplace

#: The patterns in the order of their weight.
KINDS: Final = ("trainee_twice", "instructor_twice", "too_perfect", "typed_late", "same_phone", "past_retirement")
_ALL: Final = "all"


class SelfCheck(Screen):
    """``destination.subject`` is a class that is checked at once; the check itself refuses nothing."""

    topics: ClassVar = frozenset({Topic.CLASSES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.classes = SearchField(place, "screen_self_check.class", ())
        line = self.classes.box.lineEdit()
        if line is not None:
            line.setPlaceholderText(place.say("screen_self_check.all_classes"))
        run = Command("screen_self_check.run", lambda: place.start(self._run()), "F5", icon="search", primary=True)
        to_class = Command("screen_inspection.open_class", self._open_class, "Alt+Return", icon="classes")
        self.bar = ActionBar(place, (run, to_class))
        kinds = [(one, place.say(f"screen_self_check.kind_{one}")) for one in KINDS]
        self.kinds = Chips([(_ALL, place.say("screen_class.all")), *kinds], place.say("screen_self_check.kind"))
        self.found: tuple[ClassFinding, ...] = ()
        self.told = label(role="section", wrap=True)
        self.model: RowModel[ClassFinding] = RowModel(place, self._columns(), _key, name="self_check")
        self.table: DataTable[ClassFinding] = DataTable(place, self.model, "screen_inspection.part_self_check")
        self.behind_model: RowModel[BehindRow] = RowModel(
            place, _behind_columns(), lambda row: row.row, name="self_check_rows"
        )
        self.behind: DataTable[BehindRow] = DataTable(place, self.behind_model, "screen_self_check.behind")
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_self_check.what")))
        self.list.show_filled(bool(self.found))
        self._middle = MiddleDelegate()
        self._asked = destination.subject
        self._connect()
        self._lay_out()

    def title(self) -> str:
        return self.place.say("screen_inspection.part_self_check")

    async def load(self) -> None:
        self.classes.offer(await self.place.ask(class_choices))
        if self._asked is not None:
            self.classes.set_text(self._asked)
            self._asked = None
            await self._run()

    async def _run(self) -> None:
        class_id = self.classes.text()
        wanted = [class_id] if class_id else None
        found = await with_progress(
            self,
            self.place,
            self.place.say("screen_self_check.running"),
            lambda work, watch: service.check_classes(work, wanted, watch=watch),
        )
        self.found = found
        classes = len({one.class_id for one in found})
        self.told.setText(self.place.say("screen_self_check.found", count=len(found), classes=classes) if found else "")
        self.told.setVisible(bool(found))
        self.kinds.setVisible(bool(found))
        counts = Counter(_kind(one) for one in found)
        self.kinds.count(_ALL, len(found), self.place.say("screen_class.all"))
        for one in KINDS:
            self.kinds.count(one, counts[one], self.place.say(f"screen_self_check.kind_{one}"))
        self._show()

    def _show(self) -> None:
        rows = [one for one in self.found if self.kinds.value in {_ALL, _kind(one)}]
        self.model.show(rows)
        self.list.empty.words.setText(self.place.say("screen_self_check.nothing"))
        self.list.show_filled(bool(rows))
        self.behind.setVisible(bool(rows))
        self.table.choose_first()
        self.place.start(self._show_behind())

    async def _show_behind(self) -> None:
        row = self.table.current()
        behind = () if row is None else await self.place.ask(lambda work: service.rows_behind(work, row.finding))
        if row == self.table.current():  # else another was chosen meanwhile
            self.behind_model.show(behind)

    def _open(self, row: BehindRow) -> None:
        """The register of a lesson, else the page of a person."""
        if row.lesson_id is not None:
            self.place.go(Destination("register", row.lesson_id))
        elif row.person_id is not None:
            self.place.go(Destination("person", row.person_id))

    def _open_class(self) -> None:
        row = self.table.current()
        if row is not None:
            self.place.go(Destination("class", row.class_id))

    def _columns(self) -> tuple[Column[ClassFinding], ...]:
        say, of = self.place.say, self.place.sentences.of
        return (
            Column("number", "inspection.class_number", lambda row: row.class_number, width=152),
            Column("class", "inspection.class_name", lambda row: row.class_name, width=240),
            Column(
                "kind", "screen_self_check.kind", lambda row: say(f"screen_self_check.kind_{_kind(row)}"), width=152
            ),
            Column(
                "what",
                "screen_self_check.pattern",
                lambda row: of(row.finding.key, dict(row.finding.values)),
                width=560,
            ),
        )

    def _connect(self) -> None:
        self.kinds.changed.connect(lambda _kind: self._show())
        self.table.setItemDelegateForColumn([one.key for one in self.model.columns].index("class"), self._middle)
        self.table.chosen.connect(lambda _row: self.place.start(self._show_behind()))
        self.table.opened.connect(lambda _row: self.behind.setFocus())
        self.behind.opened.connect(self._open)

    def _lay_out(self) -> None:
        self.setFocusProxy(self.classes)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.classes, stretch=1)
        line.addWidget(self.bar)
        line.addStretch(1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.list)
        parts.addWidget(self.behind)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.told)
        column.addWidget(self.kinds)
        column.addWidget(parts, stretch=1)
        for part in (self.told, self.kinds, self.behind):
            part.hide()


def _kind(row: ClassFinding) -> str:
    """Which pattern it is."""
    return row.finding.key.removeprefix("self_check.")


def _key(row: ClassFinding) -> str:
    return f"{row.class_id} {row.finding.key} {' '.join(row.finding.rows)}"


def _behind_columns() -> tuple[Column[BehindRow], ...]:
    return (
        Column("class", "inspection.class_number", lambda row: row.class_number, width=152),
        Column("day", "reports.lesson_day", lambda row: row.day, width=112),
        Column(
            "time",
            "lesson.title_time",
            lambda row: row.starts_at,
            lambda row: "" if row.starts_at is None else clock(row.starts_at),
            width=80,
        ),
        Column("number", "inspection.trainee", lambda row: row.number, width=184),
        Column("name", "inspection.name", lambda row: row.name, width=160),
    )
