"""The overview of a class: where it stands, what the next step still lacks, the one button that takes it, and key facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.domain.training_class import BESIDE, CLASS_STEPS, WAY, ClassState
from trainingdesk.services.changes import Topic
from trainingdesk.services.class_overview import class_overview
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.class_step import StepDialog
from trainingdesk.ui.screens.class_overview_facts import facts_of
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.beside import Beside
from trainingdesk.ui.widgets.notified import NotifiedList
from trainingdesk.ui.widgets.step_bar import StepBar
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.training_class import missing_words, state_sentence, tabs_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trainingdesk.domain.class_checklist import Missing
    from trainingdesk.services.class_overview import ClassOverview as Overview
    from trainingdesk.ui.workplace import Workplace


#: Pixels that the facts of a class take at least.
_FACTS = 280


class ClassOverview(Screen):
    """``destination.subject`` is the id of the class."""

    topics: ClassVar = frozenset(
        {Topic.CLASSES, Topic.ENROLLMENTS, Topic.LESSONS, Topic.ATTENDANCE, Topic.ASSESSMENTS, Topic.CERTIFICATES}
    )

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.state = ClassState.DRAFT
        self.steps = StepBar()
        self.lacking, self.lacking_title = label(wrap=True, select=True), label(role="section", wrap=True)
        self.notified = NotifiedList(place)
        self.past = label(role="muted", wrap=True, select=True)
        self.past_title = label(place.say("screen_class.steps_taken"), role="section")
        self.facts = QFormLayout()
        self.buttons = QHBoxLayout()
        self._lay_out()

    def title(self) -> str:
        return self.place.say("class_tab.overview")

    async def load(self) -> None:
        found = await self.place.ask(lambda work: class_overview(work, self.class_id))
        self.state = found.page.head.state
        self._show_way(self.state)
        self._show_facts(found)
        self._show_lacking(found)
        self._show_buttons(found.page.next_steps, found.missing)
        self._show_past(found)
        self.notified.show_people(found.notify)

    def _show_way(self, state: ClassState) -> None:
        words = [self.place.say(state_sentence(one)) for one in WAY]
        if state in WAY:
            self.steps.show_steps(words, WAY.index(state))
        else:
            beside = WAY.index(BESIDE[state])
            words[beside] = self.place.say(state_sentence(state))
            self.steps.show_steps(words, beside, wrong=True)

    def _show_facts(self, found: Overview) -> None:
        while self.facts.rowCount():
            self.facts.removeRow(0)
        for title, words in facts_of(self.place, found):
            self.facts.addRow(label(title, role="muted"), label(words, wrap=True, select=True))

    def _show_lacking(self, found: Overview) -> None:
        say = self.place.say
        if found.step is None:
            self.lacking_title.setText(say("screen_class.no_further"))
            self.lacking.clear()
            return
        step = say(state_sentence(found.step))
        blocked = any(item.blocks for item in found.missing)
        self.lacking_title.setText(say("screen_class.lacking" if blocked else "screen_class.ready", step=step))
        self.lacking.setText("\n".join(self._lines(found.missing)) or say("screen_class.nothing_lacking"))

    def _lines(self, missing: Sequence[Missing]) -> Iterator[str]:
        """Items that one clause asks for stand together, with the clause below them."""
        for clause in dict.fromkeys(item.clause for item in sorted(missing, key=lambda item: item.clause is not None)):
            for item in missing:
                if item.clause == clause:
                    yield f"{'✗' if item.blocks else '△'} {missing_words(self.place, item)}"
            if clause:
                yield self.place.say("screen_class.clause", clause=clause)

    def _show_buttons(self, steps: tuple[ClassState, ...], missing: Sequence[Missing]) -> None:
        while (taken := self.buttons.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        allowed = [to for to in steps if self.place.may(CLASS_STEPS.step(self.state, to).action)]
        for to in sorted(allowed, key=lambda one: one not in WAY):
            button = QPushButton(self.place.say(f"screen_class.to_{to.value}"))
            button.setObjectName(f"to-{to.value}")
            button.setProperty("primary", "true" if to in WAY else None)
            button.clicked.connect(lambda _checked=False, to=to: self.place.start(self._advance(to)))
            self.buttons.addWidget(button)
        for tab in tabs_for(self.place, missing):
            way = QPushButton(self.place.say("screen_class.go_to", tab=self.place.say(f"class_tab.{tab}")))
            way.setObjectName(f"tab-{tab}")
            way.clicked.connect(lambda _checked=False, tab=tab: self.place.go(Destination("class", self.class_id, tab)))
            self.buttons.addWidget(way)
        self.buttons.addStretch()

    def _show_past(self, found: Overview) -> None:
        lines = []
        for event in reversed(found.page.events):
            day = f"{event.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
            step = self.place.say(state_sentence(ClassState(event.to_state)))
            marked = "" if event.delegation_id is None else self.place.say("training_class.by_delegation")
            lines.append("　".join(filter(None, (day, step, event.reason, marked))))
        self.past.setText("\n".join(lines))
        for part in (self.past, self.past_title):
            part.setVisible(bool(lines))

    async def _advance(self, to: ClassState) -> None:
        await StepDialog.take(self, self.place, self.class_id, start=self.state, to=to)

    def _lay_out(self) -> None:
        self.facts.setContentsMargins(0, 0, 0, 0)
        self.facts.setHorizontalSpacing(16)
        self.facts.setVerticalSpacing(6)
        self.facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        facts = QWidget()
        facts.setLayout(self.facts)
        facts.setMinimumWidth(self.place.theme.pixels(_FACTS))
        across = Beside((facts, 4), (self._right(), 5), gap=24)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 8)
        column.setSpacing(16)
        column.addWidget(self.steps)
        column.addWidget(across, stretch=1)

    def _right(self) -> QWidget:
        card = QFrame()
        card.setProperty("card", "true")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 16, 16, 16)
        inside.setSpacing(12)
        inside.addWidget(self.lacking_title)
        inside.addWidget(self.lacking)
        inside.addLayout(self.buttons)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(card)
        column.addWidget(self.notified, stretch=1)
        column.addWidget(self.past_title)
        column.addWidget(self.past)
        column.addStretch()
        return right
