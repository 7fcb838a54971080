"""Today's lessons as large rows: when, which class, where, how many are marked. Enter opens the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.ui.delegates.middle import MiddleDelegate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.today import TodayLesson
    from trainingdesk.ui.workplace import Workplace

_ROW_HEIGHT = 40


class TodayLessons(QWidget):
    """The lessons of today, or a sentence that there are none."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.model: RowModel[TodayLesson] = RowModel(
            place, self._columns(), lambda one: one.lesson.lesson_id, name="today_lessons"
        )
        self.table: DataTable[TodayLesson] = DataTable(place, self.model, "screen_today.lessons")
        self.table.setSortingEnabled(False)
        self.table.verticalHeader().setDefaultSectionSize(place.theme.pixels(_ROW_HEIGHT))
        self._names = MiddleDelegate()  # Qt does not keep it alive
        self.table.setItemDelegateForColumn(1, self._names)
        self.table.opened.connect(lambda one: place.go(Destination("register", one.lesson.lesson_id)))
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_today.no_lesson")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(place.say("screen_today.lessons"), role="section"))
        column.addWidget(self.list, stretch=1)

    def show_lessons(self, lessons: Sequence[TodayLesson]) -> None:
        """Show these; the cursor goes to the first whose register is not closed."""
        first = not self.model.rows
        self.model.show(lessons)
        self.list.show_filled(bool(lessons))
        if first and lessons:
            begin = next((one for one in lessons if not one.closed), lessons[0])
            self.table.choose(begin.lesson.lesson_id)

    def _columns(self) -> tuple[Column[TodayLesson], ...]:
        return (
            Column("time", "lesson.title_time", _time, width=112),
            Column("class", "lesson.title_class", lambda one: one.lesson.class_name, width=258),
            Column("venue", "lesson.title_venue", lambda one: one.lesson.venue, width=166),
            Column("marked", "screen_today.marked", _marked, width=88, number=True),
            Column("state", "register.state", self._state, tone=_tone, width=112),
            Column("instructor", "lesson.title_instructor", _instructor, width=72),
        )

    def _state(self, one: TodayLesson) -> str:
        state = "is_closed" if one.closed else "is_open" if one.opened else "is_not_open"
        return self.place.say(f"register.{state}")


def _time(one: TodayLesson) -> str:
    return f"{clock(one.lesson.starts_at)}–{clock(one.lesson.ends_at)}"


def _marked(one: TodayLesson) -> str:
    return f"{one.marked}/{one.people}"


def _instructor(one: TodayLesson) -> str | None:
    return one.lesson.substitute or one.lesson.instructor


def _tone(one: TodayLesson) -> Tone | None:
    return Tone.OK if one.closed else Tone.WARN if one.opened else None
