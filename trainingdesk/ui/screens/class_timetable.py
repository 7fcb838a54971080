"""The timetable of a class (课程表): a grid week by week or a list, planned in series, changed with the old plan kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout

from trainingdesk.domain.calendar import monday_of
from trainingdesk.services.changes import Topic
from trainingdesk.services.class_timetable import class_timetable
from trainingdesk.ui.icons import icon
from trainingdesk.ui.models.rows import RowModel
from trainingdesk.ui.screens.class_timetable_actions import TimetableActions
from trainingdesk.ui.screens.class_timetable_list import columns
from trainingdesk.ui.screens.class_timetable_week import WEEK, week_page
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.calendar_grid import CalendarGrid
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.pages import Pages
from trainingdesk.ui.widgets.series_preview import clash_words
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.services.class_timetable import ClassTimetable, TimetableLesson
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

_WEEK, _LIST = "week", "list"
#: How many clashes are named below the grid; the others are counted.
_CLASHES = 3


class ClassTimetableScreen(Screen):
    """``destination.subject`` is the id of the class."""

    topics: ClassVar = frozenset({Topic.LESSONS, Topic.CLASSES, Topic.ATTENDANCE, Topic.CATALOGUE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.table_shown: ClassTimetable | None = None
        self.monday: date | None = None
        say = place.say
        self.doing = TimetableActions(self)
        self.views = Chips(
            [(one, say(f"screen_timetable.as_{one}")) for one in (_WEEK, _LIST)], say("class_tab.timetable")
        )
        self.views.choose(str(place.memory.get("timetable.view", _WEEK)))
        self.week, self.periods = label(role="section"), label(wrap=True)
        self.clashes = label(role="error", wrap=True, select=True)
        self.grid = CalendarGrid(place, "class_tab.timetable")
        self.model: RowModel[TimetableLesson] = RowModel(
            place, columns(place), lambda one: one.row.id, name="timetable"
        )
        self.table: DataTable[TimetableLesson] = DataTable(place, self.model, "class_tab.timetable")
        self.stack, self.list = self._views()
        self.class_bar = ActionBar(place, self.doing.of_class())
        self.lesson_bar = ActionBar(place, self.doing.of_lesson())
        self.back, self.on = self._turner(-1), self._turner(1)
        self._connect()
        self._lay_out()

    def title(self) -> str:
        return self.place.say("class_tab.timetable")

    async def load(self) -> None:
        found = await self.place.ask(lambda work: class_timetable(work, self.class_id))
        self.table_shown = found
        begins = self.monday is None
        if begins:
            self.monday = monday_of(min(max(self.place.work.today(), found.head.starts_on), found.head.ends_on))
        self.model.show(found.lessons)
        self.list.show_filled(bool(found.lessons))
        self.list.empty.button.setVisible("screen_timetable.plan" in self.class_bar.buttons and found.plans)
        self._show_week()
        self._show_periods(found)
        self._show_clashes(found)
        if begins:
            self._begin(found)
        self._offer()

    def chosen(self) -> TimetableLesson | None:
        """The lesson under the cursor of the view that is shown."""
        if self.views.value == _LIST:
            return self.table.current()
        entry = self.grid.entry()
        at = None if entry is None else self.model.position(entry.key)
        return None if at is None else self.model.row(at)

    def go_to(self, day: date) -> None:
        """Show the week of a day."""
        self.monday = monday_of(day)
        self._show_week()

    def _begin(self, found: ClassTimetable) -> None:
        """The cursor stands on the next lesson."""
        today = self.place.work.today()
        following = next((one for one in found.lessons if one.row.day >= today), None)
        if following is not None:
            self.grid.choose(following.row.id)
            self.table.choose(following.row.id)

    def _turn(self, weeks: int) -> None:
        if self.monday is not None:
            self.monday += weeks * WEEK
            self._show_week()

    def _show_week(self) -> None:
        if self.table_shown is None or self.monday is None:
            return
        self.grid.show_page(week_page(self.place, self.table_shown, self.monday))
        week = (self.monday - monday_of(self.table_shown.head.starts_on)).days // 7 + 1
        last = self.monday + WEEK
        last = last.fromordinal(last.toordinal() - 1)
        self.week.setText(self.place.say("screen_timetable.week", number=week, first=self.monday, last=last))

    def _show_periods(self, found: ClassTimetable) -> None:
        say = self.place.say
        kinds = [
            say(
                "screen_timetable.kind",
                part=say(f"lesson.part_{one.part}"), planned=one.planned, wanted=one.wanted, held=one.held,
            )
            for one in found.periods
        ]  # fmt: skip
        sound = all(one.planned == one.wanted for one in found.periods)
        sign = "✓ " if sound else "△ "
        self.periods.setText(sign + "　".join(kinds))
        self.periods.setProperty("tone", "ok" if sound else "warn")
        self.periods.style().unpolish(self.periods)
        self.periods.style().polish(self.periods)

    def _show_clashes(self, found: ClassTimetable) -> None:
        lines = [f"{one.day} {clash_words(self.place, one)}" for one in found.clashes[:_CLASHES]]
        if len(found.clashes) > _CLASHES:
            lines.append(self.place.say("screen_timetable.more_clashes", count=len(found.clashes) - _CLASHES))
        self.clashes.setText("\n".join(lines))
        self.clashes.setVisible(bool(lines))

    def _show_view(self) -> None:
        self.place.memory.keep("timetable.view", self.views.value)
        as_list, chosen = self.views.value == _LIST, self.grid.entry()
        self.stack.setCurrentWidget(self.table if as_list else self.grid)
        for part in (self.back, self.on, self.week):
            part.setVisible(not as_list)
        if as_list and chosen is not None:
            self.table.choose(chosen.key)
        self._offer()

    def _offer(self) -> None:
        table = self.table_shown
        fitting = frozenset() if table is None else self.doing.fitting(table, self.chosen())
        for key, button in self.lesson_bar.buttons.items():
            button.setVisible(key in fitting)
        usable = {
            "screen_timetable.plan": table is not None and table.plans,
            "screen_timetable.clear": table is not None and table.clears and bool(table.lessons),
        }
        for key, button in self.class_bar.buttons.items():
            button.setVisible(usable[key])

    def _views(self) -> tuple[Pages, OrEmpty]:
        """Grid and list in one place, and what stands there while nothing is planned."""
        say, views = self.place.say, Pages()
        for view in (self.grid, self.table):
            views.addWidget(view)
        empty = EmptyState(say("screen_timetable.empty"), action=say("screen_timetable.plan"), run=self.doing.plan)
        return views, OrEmpty(views, empty)

    def _turner(self, weeks: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("flat", "true")
        button.setIcon(icon("back" if weeks < 0 else "next"))
        words = self.place.say("screen_timetable.week_before" if weeks < 0 else "screen_timetable.week_after")
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.clicked.connect(lambda _checked=False: self._turn(weeks))
        return button

    def _connect(self) -> None:
        self.views.changed.connect(lambda _view: self._show_view())
        self.grid.turned.connect(self._turn)
        self.grid.opened.connect(lambda _key: self.doing.register())
        self.grid.chosen.connect(lambda _key: self._offer())
        self.table.opened.connect(lambda _row: self.doing.register())
        self.table.chosen.connect(lambda _row: self._offer())

    def _lay_out(self) -> None:
        line, below = QHBoxLayout(), QHBoxLayout()
        line.setSpacing(8)
        self.views.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for part in (self.views, self.back, self.week, self.on):
            line.addWidget(part)
        line.addStretch()
        below.addWidget(self.lesson_bar, stretch=1)
        below.addWidget(self.class_bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(8)
        column.addLayout(line)
        for part in (self.periods, self.clashes):
            column.addWidget(part)
        column.addWidget(self.list, stretch=1)
        column.addLayout(below)
        self._show_view()
