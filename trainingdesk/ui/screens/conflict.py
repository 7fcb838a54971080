"""One record about which two people disagree: both values of each group side by side, and the choice between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.services import conflict as service
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.screens.conflict_card import ConflictCard
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.scrolled import scrolled
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.record import about, way_to

if TYPE_CHECKING:
    from trainingdesk.services.conflict import Choice, Disagreements
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class ConflictScreen(Screen):
    """``destination.subject`` is the id of a conflict; the others about the same record stand below it.

    Fields that belong together are never split: each card is one group, chosen for itself.
    """

    topics: ClassVar = frozenset(Topic)

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.found: Disagreements | None = None
        self.cards: dict[str, ConflictCard] = {}
        self.intro = label(role="muted", wrap=True)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(12)
        self._column.addStretch()
        held = QWidget()
        held.setLayout(self._column)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.intro)
        column.addWidget(scrolled(held, place.say("screen_sync.part_conflicts")), stretch=1)

    def title(self) -> str:
        if self.found is None:
            return self.place.say("screen_sync.part_conflicts")
        first = self.found.rows[0]
        return about(first.subject, first.conflict.table, self.place.sentences)

    def commands(self) -> tuple[Command, ...]:
        return (Command("screen_conflict.open_record", self._open_record, "Ctrl+O"),)

    async def load(self) -> None:
        subject = self.destination.subject or ""
        found = await self.place.ask(lambda work: service.of_record(work, subject))
        self.found = found
        for one in found.rows:
            card = self.cards.get(one.conflict.id)
            if card is None:
                card = self.cards[one.conflict.id] = ConflictCard(self.place, self._choose)
                self._column.insertWidget(self._column.count() - 1, card)
            card.show_conflict(one, device=found.device)
        waiting = sum(one.conflict.state != "decided" for one in found.rows)
        key = "screen_conflict.intro" if waiting else "screen_conflict.intro_decided"
        self.intro.setText(self.place.say(key, count=waiting))
        self.titled.emit(self.title())

    def _choose(self, conflict_id: str, choice: Choice) -> None:
        self.place.start(self._decide(conflict_id, choice))

    async def _decide(self, conflict_id: str, choice: Choice) -> None:
        await self.place.do(lambda work: service.decide(work, conflict_id, choice), "conflict.resolved")

    def _open_record(self) -> None:
        if self.found is None:
            return
        first = self.found.rows[0]
        to = way_to(first.subject, first.conflict.table)
        if to is None:
            self.place.notices.refuse(self.place.say("screen_conflict.no_screen"))
        else:
            self.place.go(to)
