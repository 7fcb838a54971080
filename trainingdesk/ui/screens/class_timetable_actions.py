"""What is done to a timetable: planned, cleared, and its lessons moved, cancelled, made up, changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from trainingdesk.domain.access import Action
from trainingdesk.domain.training_class import LESSON_STEPS, LessonState
from trainingdesk.services import lesson as service
from trainingdesk.services import teaching
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.lesson_details import LessonDialog
from trainingdesk.ui.dialogs.lesson_move import CancelDialog, MoveDialog
from trainingdesk.ui.dialogs.lesson_series import SeriesDialog
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.dialogs.register_lesson import SubstituteDialog
from trainingdesk.ui.models.choices import instructors, venues
from trainingdesk.ui.screens.class_timetable_week import lesson_words

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import date

    from trainingdesk.services.class_timetable import ClassTimetable, TimetableLesson
    from trainingdesk.ui.screens.class_timetable import ClassTimetableScreen

_T = "screen_timetable"


class TimetableActions(QObject):
    """Slots of the commands of a timetable."""

    def __init__(self, screen: ClassTimetableScreen) -> None:
        super().__init__(screen)
        self.screen, self.place = screen, screen.place

    def of_class(self) -> tuple[Command, ...]:
        """What is done to all of it."""
        plans = Action.PLAN_LESSONS
        return (
            Command(f"{_T}.plan", self.plan, "Ctrl+N", needs=plans, icon="add"),
            Command(f"{_T}.clear", self.clear, needs=plans, icon="delete"),
        )

    def of_lesson(self) -> tuple[Command, ...]:
        """What is done to the chosen lesson."""
        plans = Action.PLAN_LESSONS
        return (
            Command(f"{_T}.register", self.register, icon="register"),
            Command(f"{_T}.edit", self.edit, "F2", needs=plans, icon="edit"),
            Command(f"{_T}.move", self.move, "F6", needs=plans),
            Command(f"{_T}.make_up", self.move, needs=plans),
            Command(f"{_T}.substitute", self.substitute, "F8", needs=plans, icon="user"),
            Command(f"{_T}.cancel", self.cancel, "Del", needs=plans, icon="delete"),
        )

    def fitting(self, table: ClassTimetable, lesson: TimetableLesson | None) -> frozenset[str]:
        """The commands that make sense for a lesson as it stands."""
        if lesson is None:
            return frozenset()
        cancelled = lesson.row.state is LessonState.CANCELLED
        found = set() if cancelled else {"register"}
        if table.describes and not cancelled:
            found |= {"edit", "substitute"}
        steps = LESSON_STEPS.allowed(lesson.row.state)
        if table.plans and not lesson.begun and LessonState.MOVED in steps:
            found.add("make_up" if cancelled else "move")
        if table.plans and not lesson.begun and LessonState.CANCELLED in steps:
            found.add("cancel")
        return frozenset(f"{_T}.{name}" for name in found)

    def plan(self) -> None:
        """Lay a series of lessons."""

        async def ask_for(table: ClassTimetable) -> None:
            people, rooms = await self._offered(table.head.instructor_id, table.head.venue_id)
            first = _next_day(table)
            dialog = SeriesDialog(
                self.screen, self.place, table.head, starts_on=first, instructors=people, venues=rooms
            )
            if await dialog.filled():
                self.screen.go_to(first)

        self._start(ask_for)

    def clear(self) -> None:
        """Take away what only stands in the plan, after a question."""

        async def ask_first(table: ClassTimetable) -> None:
            say, class_id = self.place.say, table.head.id
            answers = [("clear", say(f"{_T}.clear")), ("keep", say("form.cancel"))]
            text = say(f"{_T}.ask_clear")
            found = await ask(self.screen, title=say(f"{_T}.clear"), text=text, answers=answers, dangerous=True)
            if found == "clear":
                changes = await self.place.do(lambda work: service.clear(work, class_id))
                self.place.announce(changes, say("lesson.cleared", count=len(changes.rows)))

        self._start(ask_first)

    def register(self) -> None:
        """Open the register of the chosen lesson."""
        lesson = self.screen.chosen()
        if lesson is not None and lesson.row.state is not LessonState.CANCELLED:
            self.place.go(Destination("register", lesson.row.id))

    def edit(self) -> None:
        """What the lesson teaches, by whom and where."""

        async def ask_for(lesson: TimetableLesson, about: str) -> None:
            people, rooms = await self._offered(lesson.row.instructor_id, lesson.row.venue_id)
            await LessonDialog(self.screen, self.place, lesson, about=about, instructors=people, venues=rooms).filled()

        self._about_lesson(f"{_T}.edit", ask_for)

    def move(self) -> None:
        """Another day for the lesson; a cancelled one is made up."""

        async def ask_for(lesson: TimetableLesson, about: str) -> None:
            _people, rooms = await self._offered(None, lesson.row.venue_id)
            dialog = MoveDialog(self.screen, self.place, lesson, about=about, venues=rooms)
            if await dialog.filled() and (day := dialog.day.day()) is not None:
                self.screen.go_to(day)

        self._about_lesson(f"{_T}.move", ask_for, f"{_T}.make_up")

    def substitute(self) -> None:
        """Who stands in for the instructor."""

        async def ask_for(lesson: TimetableLesson, _about: str) -> None:
            people = await self.place.ask(teaching.list_instructors)
            row = lesson.row
            await SubstituteDialog(self.screen, self.place, row.id, people, row.substitute_id).filled()

        self._about_lesson(f"{_T}.substitute", ask_for)

    def cancel(self) -> None:
        """Why the lesson is not held."""

        async def ask_for(lesson: TimetableLesson, about: str) -> None:
            await CancelDialog(self.screen, self.place, lesson, about=about).filled()

        self._about_lesson(f"{_T}.cancel", ask_for)

    async def _offered(self, instructor: str | None, venue: str | None) -> tuple[Offered, Offered]:
        return await self.place.ask(lambda work: (instructors(work, instructor), venues(work, venue)))

    def _about_lesson(
        self, command: str, run: Callable[[TimetableLesson, str], Coroutine[object, object, None]], *others: str
    ) -> None:
        lesson, table = self.screen.chosen(), self.screen.table_shown
        if lesson is not None and table is not None and self.fitting(table, lesson) & {command, *others}:
            self.place.start(run(lesson, lesson_words(self.place, lesson)))

    def _start(self, run: Callable[[ClassTimetable], Coroutine[object, object, None]]) -> None:
        table = self.screen.table_shown
        if table is not None and table.plans:
            self.place.start(run(table))


Offered = tuple[tuple[str, str], ...]


def _next_day(table: ClassTimetable) -> date:
    """The day after the last lesson, while that is inside the class; else its first day."""
    last = max((one.row.day for one in table.lessons), default=None)
    if last is None or last >= table.head.ends_on:
        return table.head.starts_on
    return last.fromordinal(last.toordinal() + 1)
