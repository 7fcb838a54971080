"""The lessons of a class in the order of the timetable; Enter opens the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.training_class import LessonState
from trainingdesk.services import lesson
from trainingdesk.services.changes import Topic
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.storage.lesson import CalendarLine
    from trainingdesk.ui.workplace import Workplace

_TONES = {LessonState.HELD: Tone.OK, LessonState.MOVED: Tone.WARN, LessonState.CANCELLED: Tone.DANGER}


class ClassLessons(Screen):
    """``destination.subject`` is the id of the class."""

    topics: ClassVar = frozenset({Topic.LESSONS, Topic.ATTENDANCE, Topic.CLASSES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.model: RowModel[CalendarLine] = RowModel(
            place, _columns(place), lambda row: row.lesson_id, name="class_lessons"
        )
        self.table: DataTable[CalendarLine] = DataTable(place, self.model, "class_tab.lessons")
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_class.no_lesson_yet")))
        self.table.opened.connect(lambda row: place.go(Destination("register", row.lesson_id)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.addWidget(self.list)

    def title(self) -> str:
        return self.place.say("class_tab.lessons")

    async def load(self) -> None:
        rows = await self.place.ask(lambda work: lesson.timetable_of(work, self.class_id))
        self.model.show(rows)
        self.list.show_filled(bool(rows))


def _columns(place: Workplace) -> tuple[Column[CalendarLine], ...]:
    say = place.say
    return (
        Column("day", "screen_class.day", lambda row: row.day, width=112),
        Column("slot", "screen_class.slot", lambda row: row.slot, lambda row: say(f"lesson.slot_{row.slot}"), width=72),
        Column("time", "screen_class.time", lambda row: row.starts_at, _time, width=112),
        Column("periods", "screen_class.lesson_periods", lambda row: row.periods, width=64, number=True),
        Column("part", "screen_class.part", lambda row: row.part, lambda row: say(f"lesson.part_{row.part}"), width=64),
        Column("subject", "screen_class.subject", lambda row: row.subject, width=200),
        Column("instructor", "screen_class.instructor", lambda row: row.substitute or row.instructor, width=120),
        Column("venue", "screen_class.venue", lambda row: row.venue, width=160),
        Column(
            "state",
            "screen_class.state",
            lambda row: row.state.value,
            lambda row: say(f"screen_class.lesson_{row.state.value}"),
            tone=lambda row: _TONES.get(row.state),
            hint=lambda row: _moved(place, row),
            width=96,
        ),
    )


def _moved(place: Workplace, row: CalendarLine) -> str | None:
    """Where a lesson was planned first, and why it is not there."""
    if (row.day, row.slot) == (row.planned_day, row.planned_slot):
        return row.state_reason
    planned = f"{row.planned_day} {place.say(f'lesson.slot_{row.planned_slot}')}"
    return place.say("screen_class.was_planned", planned=planned, reason=row.state_reason or "")


def _time(row: CalendarLine) -> str:
    """Minutes of the day as people write them."""
    return "—".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (row.starts_at, row.ends_at))
