"""The list of classes: narrowed by chips and fields that are remembered; Enter opens one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import training_class
from trainingdesk.services.changes import Topic
from trainingdesk.services.class_export import export_classes
from trainingdesk.services.class_progress import class_progress
from trainingdesk.services.division import divisions
from trainingdesk.services.sync_state import record_states
from trainingdesk.storage.training_class import ClassFilter
from trainingdesk.ui.commands import Command
from trainingdesk.ui.delegates.badge import BadgeDelegate
from trainingdesk.ui.delegates.middle import MiddleDelegate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import PAGE, RowModel
from trainingdesk.ui.screens.class_actions import ClassActions
from trainingdesk.ui.screens.class_list_filters import ClassFilters, filter_choices
from trainingdesk.ui.screens.class_list_table import ListedClass, columns
from trainingdesk.ui.screens.export_list import ListExport, export_command
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.wording.training_class import CLASS_TONES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.division import Divisions
    from trainingdesk.services.work import Work
    from trainingdesk.ui.workplace import Workplace

#: Classes whose progress is asked for at once: a second of the list must not wait for its last row.
_AT_ONCE = 6


class ClassList(Screen):
    """Every class there is, newest first; how each stands is filled in for the rows that are seen."""

    topics: ClassVar = frozenset(
        {Topic.CLASSES, Topic.ENROLLMENTS, Topic.LESSONS, Topic.ATTENDANCE, Topic.CATALOGUE, Topic.SYNC}
    )

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        say = place.say
        self.filters = ClassFilters(place)
        self.chips, self.filter = self.filters.chips, self.filters.text
        self.doing = ClassActions(self, place, self._chosen)
        self.model: RowModel[ListedClass] = RowModel(place, columns(place), lambda row: row.id, name="classes")
        self.table: DataTable[ListedClass] = DataTable(place, self.model, "window.classes")
        self._badge = BadgeDelegate(place.theme, lambda at: CLASS_TONES.get(self.model.row(at).line.state))
        self._middle = MiddleDelegate()
        keys = [column.key for column in self.model.columns]
        self.table.setItemDelegateForColumn(keys.index("name"), self._middle)
        self.table.setItemDelegateForColumn(keys.index("state"), self._badge)
        may = place.may(Action.EDIT_CLASS)
        action = say("screen_class.new") if may else None
        self.list = OrEmpty(self.table, EmptyState(say("window.no_class_yet"), action=action, run=self.doing.new))
        self._places: Divisions | None = None
        self._filling = False
        self._connect()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.filters)
        column.addWidget(self.list, stretch=1)

    def title(self) -> str:
        return self.place.say("place.classes")

    def commands(self) -> tuple[Command, ...]:
        return (
            Command("screen_class.calendar", lambda: self.place.go(Destination("calendar")), icon="calendar"),
            *self.doing.of_one(),
            export_command(self, self.place, self._export),
            Command("screen_class.new", self.doing.new, "Ctrl+N", needs=Action.EDIT_CLASS, primary=True),
        )

    async def load(self) -> None:
        if self._places is None:
            self._places, choices = await self.place.ask(lambda work: (divisions(work), filter_choices(work)))
            self.filters.offer(choices)
        wanted = self.filters.wanted()
        rows = await self.place.ask(lambda work: self._page(work, wanted, 0))
        if wanted == self.filters.wanted():
            self.model.show(rows, self._more)
            self.table.offer_column("synced", shown=any(row.synced is not None for row in rows))
            self.list.empty.words.setText(self._why_empty(wanted))
            self.list.show_filled(bool(rows))
            await self._fill()

    async def _more(self, _last: ListedClass) -> tuple[ListedClass, ...]:
        wanted, so_far = self.filters.wanted(), self.model.rowCount()
        return await self.place.ask(lambda work: self._page(work, wanted, so_far))

    def _page(self, work: Work, wanted: ClassFilter, offset: int) -> tuple[ListedClass, ...]:
        lines = training_class.list_classes(work, wanted, limit=PAGE, offset=offset)
        places = self._places
        synced = record_states(work, "training_class", [line.id for line in lines])
        return tuple(
            ListedClass(line, "" if places is None else places.name(line.division), synced.get(line.id))
            for line in lines
        )

    async def _fill(self) -> None:
        """Ask how the classes stand that are seen and were not asked for yet, a few at a time."""
        if self._filling:
            return
        self._filling = True
        try:
            while seen := self._seen_without_progress():
                await self._fill_in(seen)
        finally:
            self._filling = False

    async def _fill_in(self, rows: Sequence[ListedClass]) -> None:
        found = await self.place.ask(lambda work: class_progress(work, [row.id for row in rows]))
        for row, progress in zip(rows, found, strict=True):
            self.model.replace(replace(row, progress=progress))

    def _export(self) -> ListExport:
        """What the filters leave."""
        wanted = self.filters.wanted()
        write = lambda work, path, _permit, watch: export_classes(work, path, wanted, watch=watch)  # noqa: E731
        return ListExport(self.place.say("screen_export.classes"), write)

    def _chosen(self) -> str | None:
        row = self.table.current()
        return None if row is None else row.id

    def _seen_without_progress(self) -> list[ListedClass]:
        first = max(0, self.table.rowAt(0))
        last = self.table.rowAt(self.table.viewport().height() - 1)
        seen = self.model.rows[first : None if last < 0 else last + 1]
        return [row for row in seen if row.progress is None][:_AT_ONCE] if self.isVisible() else []

    def _why_empty(self, wanted: ClassFilter) -> str:
        return self.place.say("window.no_class_yet" if wanted == ClassFilter() else "screen_class.none_fits")

    def _connect(self) -> None:
        self.filters.changed.connect(self.refresh)
        self.filter.returnPressed.connect(self.table.setFocus)
        self.table.opened.connect(lambda row: self.place.go(Destination("class", row.id)))
        self.table.verticalScrollBar().valueChanged.connect(lambda _at: self.place.start(self._fill()))
        self.model.layoutChanged.connect(lambda: self.place.start(self._fill()))
        QShortcut(QKeySequence.StandardKey.Find, self, self.filter.setFocus)
