"""Today (今日): what this person should do now, by what their role may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.services import lesson, today
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.screens.newer_program import NewerProgram
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.screens.today_lessons import TodayLessons
from trainingdesk.ui.screens.today_waiting import TodayWaiting
from trainingdesk.ui.screens.today_year import TodayYear
from trainingdesk.ui.widgets.beside import Beside
from trainingdesk.ui.widgets.fields import NumberField, TextField

if TYPE_CHECKING:
    from collections.abc import Sized

    from trainingdesk.ui.workplace import Workplace


class TodayScreen(Screen):
    """Lessons to mark, what waits, and for the office how the year stands."""

    topics: ClassVar = frozenset(set(Topic) - {Topic.SYNC})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.lessons, self.waiting = TodayLessons(place), TodayWaiting(place)
        self.year = TodayYear(place) if place.may(Action.SEE_EVERYTHING) else None
        self.newer = NewerProgram(place) if place.may(Action.KEEP_DESK) else None
        self._begun = False
        self._lay_out()

    def title(self) -> str:
        return self.place.say("place.today")

    def commands(self) -> tuple[Command, ...]:
        return (
            Command("screen_today.stand_in", self._stand_in, needs=Action.TAKE_REGISTER, icon="register"),
            Command("screen_trip.title", lambda: self.place.go(Destination("trip")), icon="done"),
        )

    async def load(self) -> None:
        lessons = await self.place.ask(today.lessons_today)
        self.lessons.show_lessons(lessons)
        self._begin_with(self.lessons, lessons)
        waiting = await self.place.ask(today.waiting)
        self.waiting.show_waiting(waiting)
        self._begin_with(self.waiting, waiting)
        self._begun = True
        if self.newer is not None:
            await self.newer.refresh()
        if self.year is not None:
            self.place.start(self._load_year(self.year))

    def _begin_with(self, list_: TodayLessons | TodayWaiting, rows: Sized) -> None:
        """The keys go to the first list in which something is to be done."""
        if rows and not self._begun:
            self._begun = True
            list_.table.setFocus()

    async def _load_year(self, card: TodayYear) -> None:
        """The month's figures take as long as everything else here; nobody waits for them to begin to work."""
        card.show_year(await self.place.ask(today.year_so_far))

    def _stand_in(self) -> None:
        self.place.start(self._ask_lesson())

    async def _ask_lesson(self) -> None:
        """A colleague's lesson by the number of its class; the register asks whether it is to be taken over."""

        async def find() -> None:
            name, which = number.text(), place_in_row.number() or 1
            found = await self.place.ask(lambda work: lesson.lesson_to_take_over(work, name, which))
            self.place.go(Destination("register", found.id))

        title = "screen_today.stand_in"
        dialog = FormDialog(self, self.place, title=title, save=find, button="screen_today.open")
        number = dialog.form.add(TextField(self.place, "register.class_number", required=True))
        place_in_row = dialog.form.add(NumberField(self.place, "screen_today.which", least=1, required=True))
        await dialog.filled()

    def _lay_out(self) -> None:
        waits = QWidget()
        work = QVBoxLayout(waits)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(16)
        work.addWidget(self.lessons, stretch=1)
        work.addWidget(self.waiting, stretch=1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(12)
        if self.newer is not None:
            whole.addWidget(self.newer)
        whole.addWidget(Beside((waits, 5), *(() if self.year is None else ((self.year, 2),))))
