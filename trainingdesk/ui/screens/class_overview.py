"""The overview of a class: where it stands, what the next step still lacks, and the one button that takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from trainingdesk.domain.training_class import CLASS_STEPS, ClassState
from trainingdesk.services import class_checklist, class_step, training_class
from trainingdesk.services.changes import Topic
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.screens.class_tones import state_sentence
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.fields import NoteField
from trainingdesk.ui.widgets.step_bar import StepBar
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.domain.class_checklist import Missing
    from trainingdesk.services.training_class import ClassPage
    from trainingdesk.services.work import Work
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

#: The way of a class that goes well.
_WAY = (
    ClassState.DRAFT,
    ClassState.SUBMITTED,
    ClassState.APPROVED,
    ClassState.RUNNING,
    ClassState.FINISHED,
    ClassState.ASSESSED,
    ClassState.COMPLETED,
    ClassState.CLOSED,
)
#: Where a class stands that left the way: the step of the way it is shown beside.
_BESIDE = {
    ClassState.RETURNED: 1,
    ClassState.REJECTED: 1,
    ClassState.CANCELLED: 2,
    ClassState.SUSPENDED: 3,
    ClassState.TERMINATED: 3,
}


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
        self.lacking = label(wrap=True, select=True)
        self.lacking_title = label(role="section")
        self.facts = QFormLayout()
        self.buttons = QHBoxLayout()
        self._lay_out()

    def title(self) -> str:
        return self.place.say("class_tab.overview")

    async def load(self) -> None:
        page, missing = await self.place.ask(self._asked)
        self.state = page.head.state
        self._show_way(self.state)
        self._show_facts(page)
        self._show_lacking(page, missing)
        self._show_buttons(page.next_steps)

    def _asked(self, work: Work) -> tuple[ClassPage, tuple[Missing, ...]]:
        page = training_class.class_page(work, self.class_id)
        onward = _onward(page)
        return page, () if onward is None else class_checklist.missing(work, self.class_id, onward)

    def _show_way(self, state: ClassState) -> None:
        words = [self.place.say(state_sentence(one)) for one in _WAY]
        if state in _WAY:
            self.steps.show_steps(words, _WAY.index(state))
        else:
            words[_BESIDE[state]] = self.place.say(state_sentence(state))
            self.steps.show_steps(words, _BESIDE[state], wrong=True)

    def _show_facts(self, page: ClassPage) -> None:
        while self.facts.rowCount():
            self.facts.removeRow(0)
        rate = page.attendance
        counted = {
            "course": page.course.name,
            "institution": page.institution.name,
            "dates": f"{page.head.starts_on} — {page.head.ends_on}",
            "people": f"{page.enrolled} / {page.head.capacity}",
            "waiting": page.waiting,
            "lessons": f"{page.lessons_held} / {page.lessons}",
            "periods": f"{page.periods_held} / {page.periods}",
            "attendance": "—" if rate is None or not rate.held else f"{float(rate.share):.1%}",
            "policy": f"{page.head.policy} {page.head.policy_version}",
        }
        for key, value in counted.items():
            self.facts.addRow(
                label(self.place.say(f"screen_class.{key}"), role="muted"), label(str(value), select=True)
            )

    def _show_lacking(self, page: ClassPage, missing: tuple[Missing, ...]) -> None:
        onward = _onward(page)
        say = self.place.say
        self.lacking_title.setVisible(onward is not None)
        self.lacking.setVisible(onward is not None)
        if onward is not None:
            self.lacking_title.setText(say("screen_class.lacking", step=say(state_sentence(onward))))
            self.lacking.setText("\n".join(map(self._line, missing)) or say("screen_class.nothing_lacking"))

    def _line(self, item: Missing) -> str:
        sign = "✗" if item.blocks else "△"
        clause = f"（{item.clause}）" if item.clause else ""
        return f"{sign} {self.place.sentences.of(item.key, item.values)}{clause}"

    def _show_buttons(self, steps: tuple[ClassState, ...]) -> None:
        while (taken := self.buttons.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        allowed = [to for to in steps if self.place.may(CLASS_STEPS.step(self.state, to).action)]
        for to in sorted(allowed, key=lambda one: one not in _WAY):
            button = QPushButton(self.place.say(f"screen_class.to_{to.value}"))
            button.setObjectName(f"to-{to.value}")
            button.setProperty("primary", "true" if to in _WAY else None)
            button.clicked.connect(lambda _checked=False, to=to: self.place.start(self._advance(to)))
            self.buttons.addWidget(button)
        self.buttons.addStretch()

    async def _advance(self, to: ClassState) -> None:
        step = self.place.say(state_sentence(to))
        if not CLASS_STEPS.step(self.state, to).needs_reason:
            await self._take(to, step, None)
            return
        reason: NoteField

        async def save() -> None:
            await self._take(to, step, reason.text())

        dialog = FormDialog(self, self.place, title=f"screen_class.to_{to.value}", save=save, button="form.save")
        reason = dialog.form.add(NoteField(self.place, "screen_class.reason", required=True))
        await dialog.filled()

    async def _take(self, to: ClassState, step: str, reason: str | None) -> None:
        await self.place.do(
            lambda work: class_step.advance(work, self.class_id, to, reason=reason), "screen_class.advanced", step=step
        )

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("card", "true")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 16, 16, 16)
        inside.setSpacing(8)
        inside.addWidget(self.lacking_title)
        inside.addWidget(self.lacking)
        inside.addLayout(self.buttons)
        inside.addStretch()
        facts = QWidget()
        self.facts.setContentsMargins(0, 0, 0, 0)
        facts.setLayout(self.facts)
        across = QHBoxLayout()
        across.setSpacing(24)
        across.addWidget(facts, stretch=1)
        across.addWidget(card, stretch=2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 8)
        column.setSpacing(16)
        column.addWidget(self.steps)
        column.addLayout(across)
        column.addStretch()


def _onward(page: ClassPage) -> ClassState | None:
    """The next step of the way that goes well."""
    return next((to for to in page.next_steps if to in _WAY), None)
