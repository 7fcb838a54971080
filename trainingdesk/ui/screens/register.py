"""The register (点名): rows in the order of the roster, marked from the keyboard as fast as a signed sheet is read out."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attendance
from trainingdesk.services.changes import Topic
from trainingdesk.services.register_desk import RegisterDesk, register_desk
from trainingdesk.ui.commands import Command
from trainingdesk.ui.models.register_keys import CLOSE, REST_PRESENT
from trainingdesk.ui.models.register_rows import RegisterModel
from trainingdesk.ui.screens.register_actions import RegisterActions
from trainingdesk.ui.screens.register_head import Legend, RegisterHead
from trainingdesk.ui.screens.register_photo import RegisterPhoto
from trainingdesk.ui.screens.register_table import RegisterTable
from trainingdesk.ui.screens.register_taking import Taking
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty

if TYPE_CHECKING:
    from trainingdesk.services.register_page import RegisterPage
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class RegisterScreen(Screen):
    """``destination.subject`` is the lesson. An instructor whose lesson it is not may stand in for a colleague."""

    topics: ClassVar = frozenset({Topic.ATTENDANCE, Topic.ENROLLMENTS, Topic.LESSONS, Topic.PEOPLE, Topic.CLASSES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.lesson_id = destination.subject or ""
        self._closed = False
        self.model = RegisterModel(place)
        self.table = RegisterTable(place, self.model)
        self.taking = Taking(place, self.table, self.lesson_id)
        self.asking = RegisterActions(self, self.taking)
        self.head, self.legend, self.photo = RegisterHead(place), Legend(place), RegisterPhoto(place)
        self.bar = ActionBar(place, self._about_lesson())
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_register.nobody")))
        self.taking.queue.emptied.connect(self.free)
        self.taking.typed.connect(lambda: self.legend.show_typed(self.taking.keys))
        self.taking.asked_for_details.connect(self.asking.details)
        self.legend.pressed_key.connect(self.taking.queue.put)
        self.table.chosen.connect(lambda _line: self._show_photo())
        self._lay_out()

    @property
    def desk(self) -> RegisterDesk | None:
        """What is shown."""
        return self.taking.desk

    def title(self) -> str:
        return self.place.say("screen_register.title")

    def is_busy(self) -> bool:
        return self.taking.queue.busy

    def commands(self) -> tuple[Command, ...]:
        """Nobody is marked in a closed register, which the bar above the table opens again."""
        if self._closed:
            return ()
        put, needs = self.taking.queue.put, Action.TAKE_REGISTER
        return (
            Command("screen_register.walk_in", self.asking.walk_in, "Ctrl+N", needs=Action.ADD_AT_DOOR, icon="add"),
            Command("screen_register.rest_present", lambda: put(REST_PRESENT), "F9", needs=needs),
            Command("screen_register.close", lambda: put(CLOSE), "Ctrl+Return", needs=needs, primary=True),
        )

    async def load(self) -> None:
        try:
            desk = await self.place.ask(lambda work: register_desk(work, self.lesson_id))
        except Refused as refused:
            if refused.key != "attendance.not_your_lesson" or not self.place.may(Action.TAKE_REGISTER):
                raise
            self._stack.setCurrentWidget(self.colleagues)
            return
        first = self.desk is None
        self.taking.desk = desk
        self._stack.setCurrentWidget(self.filled)
        self._show(desk)
        if first:
            self._begin(desk.page)
        if self.taking.wanted is not None and self.table.go_to(self.taking.wanted):
            self.taking.wanted = None

    def _show(self, desk: RegisterDesk) -> None:
        self.model.show_page(desk.page)
        self.list.show_filled(bool(desk.page.lines))
        self.head.show_desk(desk)
        self.legend.show_marks(desk.page.marks)
        self._offer(desk)
        if self._closed is not desk.page.closed:
            self._closed = desk.page.closed
            self.offered.emit()
        self._show_photo()

    def _show_photo(self) -> None:
        if self.desk is not None:
            self.photo.show_person(self.desk, self.table.current())

    def _begin(self, page: RegisterPage) -> None:
        """The cursor goes to the first person without a mark."""
        able = [line for line in page.lines if line.may_be_marked]
        begin = next((line for line in able if line.counted is None), next(iter(able), None))
        if begin is not None:
            self.table.go_to(begin.enrollment_id)
        self.table.setFocus()

    def _offer(self, desk: RegisterDesk) -> None:
        for key, usable in {
            "screen_register.reopen": desk.page.closed,
            "screen_register.times": not desk.page.closed,
            "screen_register.details": not desk.page.closed,
            "screen_register.import": not desk.page.closed,
        }.items():
            if key in self.bar.buttons:
                self.bar.buttons[key].setVisible(usable)

    def _about_lesson(self) -> tuple[Command, ...]:
        asking, take = self.asking, Action.TAKE_REGISTER
        return (
            Command("screen_register.details", asking.details, "F2", needs=take),
            Command("screen_register.times", asking.times, "F4", needs=take),
            Command("screen_register.correct", asking.correct, "F6", needs=Action.CORRECT_MARK),
            Command("screen_register.reopen", asking.reopen, needs=take),
            Command("screen_register.substitute", asking.substitute, needs=Action.PLAN_LESSONS),
            Command("screen_register.attach", asking.attach, needs=take, icon="attach"),
            Command("screen_register.import", asking.import_marks, needs=take, icon="import"),
        )

    def _stand_in(self) -> None:
        async def stand_in() -> None:
            await self.place.do(lambda work: attendance.stand_in(work, self.lesson_id), "register.stands_in")

        self.place.start(stand_in())

    def _lay_out(self) -> None:
        say = self.place.say
        self.filled = QWidget()
        column = QVBoxLayout(self.filled)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.bar)
        across = QHBoxLayout()
        across.setSpacing(12)
        across.addWidget(self.list, stretch=1)
        across.addWidget(self.photo, alignment=Qt.AlignmentFlag.AlignTop)
        column.addLayout(across, stretch=1)
        column.addWidget(self.legend)
        self.colleagues = EmptyState(
            say("attendance.not_your_lesson"), action=say("screen_register.stand_in"), run=self._stand_in
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.filled)
        self._stack.addWidget(self.colleagues)
