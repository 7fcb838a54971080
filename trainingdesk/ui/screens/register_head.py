"""Above and below the table of a register: which lesson it is, how many are marked, and the legend of the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.verdict import Decision
from trainingdesk.ui.dialogs.register_marks import MarksDialog
from trainingdesk.ui.icons import icon
from trainingdesk.ui.models.register_keys import MOST_DIGITS
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.flow import FlowLayout
from trainingdesk.ui.widgets.words import Badge, label
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from trainingdesk.services.attendance_marks import MarkItem, MarkSet
    from trainingdesk.services.register_desk import RegisterDesk
    from trainingdesk.services.register_page import RegisterPage
    from trainingdesk.ui.models.register_keys import RegisterKeys
    from trainingdesk.ui.workplace import Workplace


class RegisterHead(QWidget):
    """The lesson in one line, the state, and the counter: 出勤 27 · 迟到 1 · 未点 2."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.lesson, self.people = label(role="section"), label(role="muted", wrap=True)
        self.state, self.counter = Badge(), label(role="section", wrap=True)
        self.counter.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.counter.setAccessibleName(place.say("screen_register.counter"))
        line, column = QHBoxLayout(), QVBoxLayout(self)
        line.setSpacing(8)
        line.addWidget(self.lesson)
        line.addWidget(self.state, alignment=Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.counter, stretch=1)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.people)

    def show_desk(self, desk: RegisterDesk) -> None:
        """Show a register."""
        say, lesson = self.place.say, desk.lesson
        when = f"{clock(lesson.starts_at)}–{clock(lesson.ends_at)}"
        weekday = say(f"screen_register.weekday_{lesson.day.isoweekday()}")
        self.lesson.setText(f"{lesson.day.isoformat()} {weekday} {when}")
        self.people.setText("　".join(self._about(desk)))
        self.counter.setText(counter(desk.page, self.place))
        self._show_state(desk)

    def _about(self, desk: RegisterDesk) -> list[str]:
        say, lesson = self.place.say, desk.lesson
        parts = [f"{lesson.class_number} {lesson.class_name}", lesson.subject, lesson.venue]
        if lesson.substitute:
            parts.append(
                say("screen_register.with_substitute", instructor=lesson.instructor or "—", name=lesson.substitute)
            )
        else:
            parts.append(lesson.instructor)
        if desk.named_on_the_spot:
            parts.append(say("screen_register.on_the_spot"))
        if desk.has_signed_sheet:
            parts.append(say("screen_register.sheet_attached"))
        return [part for part in parts if part]

    def _show_state(self, desk: RegisterDesk) -> None:
        say, page = self.place.say, desk.page
        if page.takes_marks.decision is Decision.NO:
            words = self.place.sentences.of(page.takes_marks.reason or "", page.takes_marks.values)
            self.state.show_state(words, Tone.WARN)
        elif page.closed:
            self.state.show_state(say("register.is_closed"), Tone.OK)
        else:
            self.state.show_state(say("register.is_open" if page.register else "register.is_not_open"))


class Legend(QFrame):
    """Each key with its symbol and word; a click does what the key does. Beside it, what is half typed.

    Who manages the desk changes the county's marks from here.
    """

    pressed_key = Signal(str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.typed = label(role="section")
        self.typed.setMinimumWidth(place.theme.pixels(112))
        self.buttons: dict[str, QPushButton] = {}
        self._marks: MarkSet | None = None
        keys, column = QWidget(), QVBoxLayout(self)
        self._keys = FlowLayout(keys, spacing=4)
        self.edit = self._edit_button()
        self._keys.addWidget(self.edit)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(keys)
        self.hint = label(place.say("screen_register.hint"), role="muted", wrap=True)
        below = QHBoxLayout()
        below.addWidget(self.hint, stretch=1)
        below.addWidget(self.typed)
        column.addLayout(below)

    def show_marks(self, marks: MarkSet) -> None:
        """Show the county's marks; the buttons are made anew only where they changed."""
        if marks == self._marks:
            return
        self._marks = marks
        self._keys.removeWidget(self.edit)
        for button in self.buttons.values():
            self._keys.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {item.code: self._button(item) for item in marks}
        for shown in (*self.buttons.values(), self.edit):
            self._keys.addWidget(shown)

    def show_typed(self, keys: RegisterKeys) -> None:
        """Show what is half typed: a number, the beginning of a name, a card that is being read."""
        say = self.place.say
        if keys.search is not None:
            self.typed.setText(say("screen_register.searching", text=keys.search))
        elif len(keys.number) > MOST_DIGITS:
            self.typed.setText(say("screen_register.scanning"))
        else:
            self.typed.setText(say("screen_register.number", number=keys.number) if keys.number else "")

    def _edit_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon("edit"))
        button.setProperty("flat", "true")
        button.setToolTip(self.place.say("screen_register.marks"))
        button.setAccessibleName(self.place.say("screen_register.marks"))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.place.start(self._edit()))
        button.setVisible(self.place.may(Action.MANAGE_DESK))
        return button

    async def _edit(self) -> None:
        if self._marks is not None:
            await MarksDialog(self, self.place, self._marks).filled()

    def _button(self, item: MarkItem) -> QPushButton:
        button = QPushButton(f"{item.key}  {item.symbol} {item.name}".strip())
        button.setProperty("flat", "true")
        button.setAccessibleName(item.name)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the hand stays at the table
        button.setEnabled(bool(item.key))
        button.clicked.connect(lambda: self.pressed_key.emit(item.key.upper()))
        return button


def counter(page: RegisterPage, place: Workplace) -> str:
    """How many of each mark, and how many have none: 出勤 27 · 迟到 1 · 未点 2."""
    shown = [mark for mark in Mark if mark is Mark.PRESENT or page.counts.get(mark)]
    parts = [f"{page.marks.of(mark).name} {page.counts.get(mark, 0)}" for mark in shown]
    return " · ".join([*parts, place.say("screen_register.unmarked", count=page.unmarked)])
