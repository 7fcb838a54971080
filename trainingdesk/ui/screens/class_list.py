"""The list of classes: by state, and by what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import training_class
from trainingdesk.services.changes import Topic
from trainingdesk.storage.training_class import ClassFilter
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import PAGE, Column, RowModel
from trainingdesk.ui.screens.class_tones import CLASS_TONES, state_sentence
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.storage.training_class import ClassLine
    from trainingdesk.ui.workplace import Workplace

#: The states that the desk works with every day; the others are found under "all".
_CHIPS = (
    ClassState.DRAFT,
    ClassState.SUBMITTED,
    ClassState.RETURNED,
    ClassState.APPROVED,
    ClassState.RUNNING,
    ClassState.FINISHED,
    ClassState.ASSESSED,
    ClassState.COMPLETED,
)
_ALL = "all"


class ClassList(Screen):
    """Every class there is, newest first; Enter opens one."""

    topics: ClassVar = frozenset({Topic.CLASSES, Topic.ENROLLMENTS})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        say = place.say
        chips = [(_ALL, say("screen_class.all")), *((one.value, say(state_sentence(one))) for one in _CHIPS)]
        self.chips = Chips(chips, say("screen_class.state"))
        self.chips.choose(str(place.memory.get("classes.state", _ALL)))
        self.filter = QLineEdit(placeholderText=say("screen_class.filter"), clearButtonEnabled=True)
        self.filter.setAccessibleName(say("screen_class.filter"))
        self.model: RowModel[ClassLine] = RowModel(place, _columns(place), lambda row: row.id, name="classes")
        self.table: DataTable[ClassLine] = DataTable(place, self.model, "window.classes")
        self.list = OrEmpty(self.table, EmptyState(say("window.no_class_yet")))
        self._connect()
        self._lay_out()

    def title(self) -> str:
        return self.place.say("place.classes")

    async def load(self) -> None:
        wanted = self._wanted()
        rows = await self.place.ask(lambda work: training_class.list_classes(work, wanted, limit=PAGE))
        if wanted == self._wanted():
            self.model.show(rows, self._more)
            self.list.empty.words.setText(self._why_empty(wanted))
            self.list.show_filled(bool(rows))

    async def _more(self, _last: ClassLine) -> tuple[ClassLine, ...]:
        wanted, so_far = self._wanted(), self.model.rowCount()
        return await self.place.ask(lambda work: training_class.list_classes(work, wanted, limit=PAGE, offset=so_far))

    def _wanted(self) -> ClassFilter:
        state = self.chips.value
        return ClassFilter(text=self.filter.text().strip() or None, state=None if state == _ALL else ClassState(state))

    def _why_empty(self, wanted: ClassFilter) -> str:
        return self.place.say("window.no_class_yet" if wanted == ClassFilter() else "screen_class.none_fits")

    def _choose_state(self, state: str) -> None:
        self.place.memory.keep("classes.state", state)
        self.refresh()

    def _connect(self) -> None:
        self.chips.changed.connect(self._choose_state)
        self.filter.textChanged.connect(lambda _text: self.refresh())
        self.filter.returnPressed.connect(self.table.setFocus)
        self.table.opened.connect(lambda row: self.place.go(Destination("class", row.id)))
        QShortcut(QKeySequence.StandardKey.Find, self, self.filter.setFocus)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self.chips, stretch=1)
        line.addWidget(self.filter)
        self.filter.setMinimumWidth(self.place.theme.pixels(240))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(line)
        column.addWidget(self.list, stretch=1)


def _columns(place: Workplace) -> tuple[Column[ClassLine], ...]:
    return (
        Column("number", "window.class_number", lambda row: row.number, width=152),
        Column("name", "window.class_name", lambda row: row.name, width=336),
        Column(
            "state",
            "screen_class.state",
            lambda row: row.state.value,
            lambda row: place.say(state_sentence(row.state)),
            tone=lambda row: CLASS_TONES.get(row.state),
            width=112,
        ),
        Column("course", "window.class_course", lambda row: row.course, width=160),
        Column("institution", "screen_class.institution", lambda row: row.institution, width=200, hidden=True),
        Column("starts", "window.class_starts", lambda row: row.starts_on, width=104),
        Column("ends", "window.class_ends", lambda row: row.ends_on, width=104),
        Column(
            "enrolled",
            "window.class_enrolled",
            lambda row: row.enrolled,
            lambda row: f"{row.enrolled}/{row.capacity}",
            width=96,
        ),
    )
