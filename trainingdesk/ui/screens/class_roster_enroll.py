"""Enrolling one person by the keyboard: type initials, Enter chooses and shows what the rules say, Enter enrolls.

A key that comes before the answer of the search waits for it, so that fast fingers and slow disks mean the same.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import ALLOWED, EventKind
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import enrollment, person
from trainingdesk.services.enrollment_prospect import Prospect, prospect
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.enrollment import override_reason
from trainingdesk.ui.dialogs.new_person import NewPersonDialog
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.verdicts import VerdictPanel
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.verdict import refusal_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.storage.person import PersonLine
    from trainingdesk.ui.workplace import Workplace

_FOUND = 20
_SHOWN = 6


def is_table(text: str) -> bool:
    """Whether a text is cells of a spreadsheet: several cells, or several lines."""
    return "\t" in text or "\n" in text.strip()


class SearchLine(QLineEdit):
    """A line in which arrows move the list below, and into which a pasted table does not go."""

    entered = Signal()
    moved = Signal(object)  # 1 or -1
    escaped = Signal()
    table_pasted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(False)
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and is_table(QGuiApplication.clipboard().text()):
            self.table_pasted.emit()
            return
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case Qt.Key.Key_Down:
                self.moved.emit(1)
            case Qt.Key.Key_Up:
                self.moved.emit(-1)
            case Qt.Key.Key_Escape if self.text():
                self.escaped.emit()
            case _:
                super().keyPressEvent(event)


class EnrollPanel(QWidget):
    """The search line, who was found, and the person about to be enrolled."""

    enrolled = Signal(object)  # the id of the enrollment
    prospect_shown = Signal(object)  # the Prospect, or None

    def __init__(self, place: Workplace, class_id: str) -> None:
        super().__init__()
        self.place, self.class_id = place, class_id
        self.known: Mapping[str, str] = {}  # words about people of the class, by person
        self.found: tuple[PersonLine, ...] = ()
        self.prospect: Prospect | None = None
        self._search: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self.line, self.list, self.hint = SearchLine(), QListWidget(), label(role="muted", wrap=True)
        self.card = VerdictPanel(place)
        self.bar = ActionBar(place, self._commands())
        self.line.setPlaceholderText(place.say("screen_roster.search_hint"))
        self.line.setAccessibleName(place.say("screen_roster.search"))
        self.list.setAccessibleName(place.say("screen_roster.found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.line)
        self._lay_out()
        self.line.textEdited.connect(lambda _text: self._typed())
        self.line.textChanged.connect(lambda text: None if text else self.clear())
        self.line.entered.connect(lambda: place.start(self._enter()))
        self.line.moved.connect(self._move)
        self.line.escaped.connect(self.clear)
        self.list.itemClicked.connect(lambda _item: place.start(self._enter()))

    def clear(self) -> None:
        """Begin anew."""
        if self.line.text():
            self.line.clear()
        self._show_found((), "")
        self._show_prospect(None)

    def _commands(self) -> tuple[Command, ...]:
        start = self.place.start
        return (
            Command("screen_roster.enroll", lambda: start(self._enter()), needs=Action.ENROLL, primary=True),
            Command("screen_roster.enroll_anyway", lambda: start(self._override()), needs=Action.OVERRIDE_RULE),
            Command("form.cancel", self.clear),
        )

    def _typed(self) -> None:
        self._show_prospect(None)
        text = self.line.text().strip()
        if self._search is not None:
            self._search.cancel()
            self._search = None
        if text:
            self._search = asyncio.get_running_loop().create_task(self._find(text))
            self.place.start(self._reported(self._search))

    async def _reported(self, search: asyncio.Task[None]) -> None:
        """Let a search that failed tell it; one that was overtaken is silent."""
        await asyncio.wait({search})
        if not search.cancelled():
            search.result()

    async def _find(self, text: str) -> None:
        found = await self.place.ask(lambda work: person.find_people(work, text, limit=_FOUND))
        hint = "screen_roster.choose" if found else "screen_roster.nobody"
        self._show_found(found, self.place.say(hint, text=text))

    async def _enter(self) -> None:
        """One Enter: choose, enter somebody new, or enroll; a second one waits until the first was answered."""
        async with self._turn:
            while (search := self._search) is not None and not search.done():
                await asyncio.wait({search})  # and for the one that overtook it, where somebody typed on
            if self.prospect is not None:
                await self._enroll(self.prospect)
            elif self.found:
                await self.choose(self.found[max(0, self.list.currentRow())].id)
            elif self.line.text().strip():
                await self._enter_newcomer()

    async def choose(self, person_id: str) -> None:
        """Show somebody as the one to be enrolled, with what the rules say."""
        self._show_prospect(await self.place.ask(lambda work: prospect(work, self.class_id, person_id)))

    async def _enter_newcomer(self) -> None:
        dialog = NewPersonDialog(self, self.place, typed=self.line.text().strip())
        if await dialog.filled() and dialog.person_id is not None:
            await self.choose(dialog.person_id)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    async def _enroll(self, one: Prospect, *, override: str | None = None) -> None:
        """Enroll; what a rule refuses is said with its clause and stays on the card."""
        try:
            changes = await self.place.do(
                lambda work: enrollment.enroll(work, self.class_id, one.person_id, override=override)
            )
        except Refused as refused:
            self._tell(refused)
            return
        if changes.change_set is not None:
            self.place.announce(changes, self.place.say("screen_roster.enrolled", name=one.name))
        self.clear()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.enrolled.emit(changes.row)

    def _tell(self, refused: Refused) -> None:
        reason, clause = self.place.sentences.of(refused.key, refused.values), refused.values.get("clause")
        if clause is not None:
            reason = self.place.say("eligibility.reason_with_clause", reason=reason, clause=clause)
        self.place.notices.refuse(reason)

    async def _override(self) -> None:
        if (one := self.prospect) is None:
            return
        reason = await override_reason(self, self.place, refusal_words(self.place, one.verdicts))
        if reason is not None:
            await self._enroll(one, override=reason)

    def _move(self, step: int) -> None:
        if self.found:
            self._show_prospect(None)
            self._show_list(visible=True)
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), len(self.found) - 1))

    def _show_found(self, found: tuple[PersonLine, ...], hint: str) -> None:
        self.found = found
        self.list.clear()
        for one in found:
            about = " · ".join(filter(None, (one.name, one.id_mask, self.known.get(one.id))))
            self.list.addItem(QListWidgetItem(about))
        self.list.setCurrentRow(0)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self._show_list(visible=bool(found))

    def _show_list(self, *, visible: bool) -> None:
        height = self.list.sizeHintForRow(0) * min(len(self.found), _SHOWN) + 2 * self.list.frameWidth() + 2
        self.list.setFixedHeight(max(height, 1))
        self.list.setVisible(visible)

    def _show_prospect(self, one: Prospect | None) -> None:
        self.prospect = one
        self.card.setVisible(one is not None)
        self.bar.setVisible(one is not None)
        if one is not None:
            self._show_list(visible=False)
            self.hint.setText(self.place.say(self._advice(one)))
            more = [one.id_mask or ""]
            if one.status is not None:
                more.append(self.place.say(f"enrollment.status_{one.status.value}"))
            if one.waits and not _is_in(one):
                more.append(self.place.say("screen_roster.would_wait"))
            self.card.show_person(one.name, one.decision, one.verdicts, more=" · ".join(filter(None, more)))
            if "screen_roster.enroll_anyway" in self.bar.buttons:
                shown = (one.decision is Decision.NO or one.waits) and not _is_in(one)
                self.bar.buttons["screen_roster.enroll_anyway"].setVisible(shown)
        self.prospect_shown.emit(one)

    @staticmethod
    def _advice(one: Prospect) -> str:
        if _is_in(one):
            return "screen_roster.in_class"
        return "screen_roster.refused" if one.decision is Decision.NO else "screen_roster.press_enter"

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        column.addWidget(self.list)
        column.addWidget(self.hint)
        column.addWidget(self.card, stretch=1)
        column.addWidget(self.bar)
        self.list.hide()
        self.hint.hide()
        self.card.hide()
        self.bar.hide()


def _is_in(one: Prospect) -> bool:
    """Whether the person is in the class already; who left may come back."""
    return one.status is not None and EventKind.REOPENED not in ALLOWED[one.status]
