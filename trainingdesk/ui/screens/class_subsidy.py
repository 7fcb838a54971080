"""What a class may claim: every person eligible, not, or in need of a proof, each with its rule; and the claims it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.verdict import Decision
from trainingdesk.services.changes import Topic
from trainingdesk.services.claim_prospect import claim_prospect
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.claim_details import ClaimDialog, would_be
from trainingdesk.ui.screens.claim_lines import ClaimLines
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.claim import state_words, yuan
from trainingdesk.ui.wording.verdict import verdict_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.services.claim_prospect import ClaimProspect
    from trainingdesk.ui.workplace import Workplace


class ClassSubsidy(Screen):
    """``destination.subject`` is the id of the class."""

    topics: ClassVar = frozenset(
        {
            Topic.CLASSES,
            Topic.ENROLLMENTS,
            Topic.LESSONS,
            Topic.ATTENDANCE,
            Topic.ASSESSMENTS,
            Topic.CERTIFICATES,
            Topic.CLAIMS,
            Topic.PEOPLE,
            Topic.POLICIES,
        }
    )

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.prospect: ClaimProspect | None = None
        self.told = label(wrap=True, select=True)
        self.prepare = QPushButton(place.say("screen_subsidy.prepare"))
        self.prepare.setProperty("primary", "true")
        self.prepare.clicked.connect(lambda: place.start(self._prepare()))
        self.open = QPushButton(place.say("screen_subsidy.open"))
        self.open.clicked.connect(self._open)
        self.lines = ClaimLines(place, "class_subsidy", empty="screen_subsidy.none")
        self._lay_out()

    def title(self) -> str:
        return self.place.say("class_tab.subsidy")

    async def load(self) -> None:
        self.prospect = found = await self.place.ask(lambda work: claim_prospect(work, self.class_id))
        self.told.setText("\n".join(self._told(found)))
        self.prepare.setVisible(found.begin.decision is Decision.YES and self.place.may(Action.PREPARE_CLAIM))
        self.open.setVisible(bool(found.claims))
        self.lines.show_page(found)

    def _told(self, found: ClaimProspect) -> Iterator[str]:
        say = self.place.say
        for one in found.claims:
            yield say(
                "screen_subsidy.has", number=one.number, state=state_words(self.place, one.state), amount=yuan(one.fen)
            )
        going = any(not one.refused for one in found.claims)
        if not going:
            can = found.begin.decision is Decision.YES
            yield say("screen_subsidy.may_begin") if can else verdict_words(self.place, found.begin)
            if found.until is not None:
                key = "screen_subsidy.late" if found.late else "screen_subsidy.until"
                yield say(key, until=found.until.day, clause=found.until.clause or "—")
        if found.lines:
            yield would_be(self.place, found)
        if going:
            yield say("screen_subsidy.today")

    async def _prepare(self) -> None:
        if self.prospect is not None:
            dialog = ClaimDialog(self, self.place, self.prospect)
            if await dialog.filled():
                self.place.go(Destination("claim", dialog.made))

    def _open(self) -> None:
        """The claim that goes on, else the last that was refused."""
        claims = self.prospect.claims if self.prospect is not None else ()
        if claims:
            chosen = next((one for one in claims if not one.refused), claims[-1])
            self.place.go(Destination("claim", chosen.id))

    def _lay_out(self) -> None:
        self.setFocusProxy(self.lines)
        card = QFrame()
        card.setProperty("card", "true")
        line = QHBoxLayout(card)
        line.setContentsMargins(16, 8, 16, 8)
        line.setSpacing(12)
        line.addWidget(self.told, stretch=1)
        line.addWidget(self.open)
        line.addWidget(self.prepare)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(8)
        column.addWidget(card)
        column.addWidget(self.lines, stretch=1)
