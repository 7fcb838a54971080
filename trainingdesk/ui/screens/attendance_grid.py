"""The month grid (考勤表): people by lessons with the symbol of each mark, totals and shares; edited as in the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QSizePolicy, QTabBar, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import Month
from trainingdesk.services import attendance_grid as service
from trainingdesk.services import lesson as lessons
from trainingdesk.services.changes import Topic
from trainingdesk.services.export import export_marks
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.attendance_grid import AttendanceGridModel
from trainingdesk.ui.screens.attendance_grid_table import GridTable, GridTaking
from trainingdesk.ui.screens.export_list import ListExport, export_command
from trainingdesk.ui.screens.file_drop import FileDropScreen
from trainingdesk.ui.screens.register_head import Legend
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.lines import IN_A_TAB
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.attendance_grid import AttendanceGrid
    from trainingdesk.ui.workplace import Workplace


class AttendanceGridScreen(FileDropScreen):
    """``destination.subject`` is the class. It begins at the present month, or at the last one with lessons."""

    topics: ClassVar = frozenset({Topic.ATTENDANCE, Topic.ENROLLMENTS, Topic.LESSONS, Topic.PEOPLE})
    action: ClassVar = Action.TAKE_REGISTER

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.number = ""
        self.month: Month | None = None
        self._begun = False
        self.model = AttendanceGridModel(place)
        self.table = GridTable(place, self.model)
        self.taking = GridTaking(place, self.table)
        self.months, self.legend, self.people = QComboBox(), Legend(place), label(role="muted")
        self.bar = ActionBar(place, self._commands())
        self.bar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.months.setAccessibleName(place.say("attendance_grid.month"))
        self.list = OrEmpty(self.table, EmptyState(place.say("attendance_grid.empty")))
        self.taking.queue.emptied.connect(self.free)
        self.taking.typed.connect(lambda: self.legend.show_typed(self.taking.keys))
        self.legend.pressed_key.connect(self.taking.queue.put)
        self.months.activated.connect(lambda _at: self._choose())
        self._lay_out()

    def title(self) -> str:
        return self.place.say("class_tab.attendance")

    def is_busy(self) -> bool:
        return self.taking.queue.busy

    async def load(self) -> None:
        held = await self.place.ask(lambda work: lessons.lessons_of_class(work, self.class_id))
        months = sorted({Month.of(one.day) for one in held})
        if not self._begun:
            self._begun = True
            present = Month.of(self.place.work.today())
            self.month = present if present in months else next(reversed(months), None)
        month = self.month
        grid = await self.place.ask(lambda work: service.attendance_grid(work, self.class_id, month=month))
        self._show_months(months)
        self._show(grid)

    def _show(self, grid: AttendanceGrid) -> None:
        first = not self.model.lines
        self.number = grid.class_number
        self.model.show_grid(grid)
        self.list.show_filled(bool(grid.lines and grid.lessons))
        self.legend.show_marks(grid.marks)
        self.people.setText(self.place.say("attendance_grid.size", people=len(grid.lines), lessons=len(grid.lessons)))
        if first and grid.lines and grid.lessons:
            today = self.place.work.today()
            begin = next((at for at, one in enumerate(grid.lessons) if one.day >= today), len(grid.lessons) - 1)
            self.table.go_to(0, begin)
            if not isinstance(QApplication.focusWidget(), QTabBar):  # somebody is walking over the tabs
                self.table.setFocus()

    def _show_months(self, months: Sequence[Month]) -> None:
        self.months.clear()
        self.months.addItem(self.place.say("attendance_grid.whole_class"), None)
        for one in months:
            self.months.addItem(str(one), str(one))
        self.months.setCurrentIndex(max(0, self.months.findData(None if self.month is None else str(self.month))))

    def _choose(self) -> None:
        chosen = self.months.currentData()
        self.month = None if chosen is None else Month.parse(chosen)
        self.refresh()

    def _commands(self) -> tuple[Command, ...]:
        return (
            Command("attendance_grid.import", self.go_import, needs=Action.TAKE_REGISTER, icon="import"),
            export_command(self, self.place, self._export, Action.EXPORT_PEOPLE),
        )

    def take_dropped(self, part: str) -> None:
        self.go_import(part)

    def go_import(self, part: str | None = None) -> None:
        """Open the import of the marks of this class; ``part`` is a file."""
        self.place.go(Destination("marks_import", self.class_id, part))

    def _export(self) -> ListExport:
        """The marks of all lessons, whatever month is shown: as they come back by ``_import``."""
        number, say = self.number, self.place.say
        write = lambda work, path, permit, _watch: export_marks(work, number, path, reason=permit.reason)  # noqa: E731
        name = f"{number} {self.title()}"
        return ListExport(name, write, say("attendance_grid.export_about", number=number), may_mask=False)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self.months)
        line.addWidget(self.people)
        line.addStretch()
        line.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(*IN_A_TAB)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.list, stretch=1)
        column.addWidget(self.legend)
