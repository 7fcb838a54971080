"""The registers of a class: each lesson with how far its register is and how many are marked; Enter opens the register."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from trainingdesk.services.changes import Topic
from trainingdesk.services.class_registers import RegisterState, registers_of_class
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.lesson_columns import lesson_columns
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.services.class_registers import LessonRegister
    from trainingdesk.ui.workplace import Workplace

_ALL = "all"
_SHOWN = (RegisterState.MISSING, RegisterState.TODAY, RegisterState.OPEN, RegisterState.CLOSED, RegisterState.AHEAD)
_TONES = {
    RegisterState.MISSING: Tone.DANGER,
    RegisterState.TODAY: Tone.ACCENT,
    RegisterState.OPEN: Tone.WARN,
    RegisterState.CLOSED: Tone.OK,
    RegisterState.CANCELLED: Tone.MUTED,
}
_SIGNS = {
    RegisterState.MISSING: "✗",
    RegisterState.TODAY: "●",
    RegisterState.OPEN: "◐",
    RegisterState.CLOSED: "✓",
    RegisterState.AHEAD: "○",
    RegisterState.CANCELLED: "–",
}
#: Registers that wait for somebody.
_WAITING = frozenset({RegisterState.MISSING, RegisterState.TODAY, RegisterState.OPEN})


class ClassRegistersScreen(Screen):
    """``destination.subject`` is the id of the class."""

    topics: ClassVar = frozenset({Topic.LESSONS, Topic.ATTENDANCE, Topic.ENROLLMENTS})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.registers: tuple[LessonRegister, ...] = ()
        chips = [(_ALL, place.say("screen_class.all")), *((one.value, place.say(one.sentence)) for one in _SHOWN)]
        self.chips = Chips(chips, place.say("class_registers.state"))
        self.model: RowModel[LessonRegister] = RowModel(
            place, _columns(place), lambda one: one.lesson.lesson_id, name="class_registers"
        )
        self.table: DataTable[LessonRegister] = DataTable(place, self.model, "class_tab.registers")
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_class.no_lesson_yet")))
        self.chips.changed.connect(lambda _state: self._show())
        self.table.opened.connect(self._open)
        line = QHBoxLayout()
        line.addWidget(self.chips)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.list, stretch=1)

    def title(self) -> str:
        return self.place.say("class_tab.registers")

    async def load(self) -> None:
        begun = bool(self.registers)
        self.registers = await self.place.ask(lambda work: registers_of_class(work, self.class_id))
        counts = Counter(one.state for one in self.registers)
        for state in _SHOWN:
            self.chips.count(state.value, counts[state], self.place.say(state.sentence))
        self._show()
        if not begun:
            self._begin()

    def _show(self) -> None:
        wanted = self.chips.value
        self.model.show([one for one in self.registers if wanted in {_ALL, one.state}])
        self.list.show_filled(bool(self.registers))

    def _begin(self) -> None:
        """The cursor stands on the first register that waits for somebody."""
        first = next((one for one in self.registers if one.state in _WAITING), next(iter(self.registers), None))
        if first is not None:
            self.table.choose(first.lesson.lesson_id)

    def _open(self, one: LessonRegister) -> None:
        if one.state is not RegisterState.CANCELLED:
            self.place.go(Destination("register", one.lesson.lesson_id))


def _columns(place: Workplace) -> tuple[Column[LessonRegister], ...]:
    say = place.say

    def state(one: LessonRegister) -> str:
        return f"{_SIGNS[one.state]} {say(one.state.sentence)}"

    def who(one: LessonRegister) -> str:
        return one.lesson.substitute or one.lesson.instructor or ""

    return (
        Column("number", "lesson.title_number", lambda one: one.number, width=48, number=True),
        *lesson_columns(place, lambda one: one.lesson),
        Column("subject", "screen_class.subject", lambda one: one.lesson.subject, width=200),
        Column("instructor", "screen_class.instructor", who, width=128),
        Column(
            "marked",
            "class_registers.marked",
            lambda one: one.marked,
            lambda one: f"{one.marked}/{one.people}",
            tone=_lacking,
            width=104,
            number=True,
        ),
        Column("state", "class_registers.state", state, tone=lambda one: _TONES.get(one.state), width=160),
    )


def _lacking(one: LessonRegister) -> Tone | None:
    """A closed register with people who have no mark."""
    return Tone.WARN if one.state is RegisterState.CLOSED and one.marked < one.people else None
