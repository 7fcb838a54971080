"""The self-check of a claim's class, where the claim is reviewed: odd patterns in words (FEATURES 54)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.services import claim_page, self_check
from trainingdesk.services.changes import Topic
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.lines import IN_A_TAB
from trainingdesk.ui.widgets.scrolled import fill
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.domain.self_check import Finding
    from trainingdesk.services.work import Work
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class ClaimChecks(Screen):
    """``destination.subject`` is the id of the claim. Nothing is refused by what is found."""

    topics: ClassVar = frozenset({Topic.CLAIMS, Topic.ATTENDANCE, Topic.LESSONS, Topic.ENROLLMENTS, Topic.PEOPLE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.words = label(wrap=True, select=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*IN_A_TAB)
        column.setSpacing(12)
        column.addWidget(label(place.say("screen_claim.check_is_advice"), role="muted", wrap=True))
        column.addWidget(self.words)
        column.addStretch()
        fill(self, inside, place.say("screen_claim.checks"))

    def title(self) -> str:
        return self.place.say("screen_claim.checks")

    async def load(self) -> None:
        claim_id = self.destination.subject or ""

        def asked(work: Work) -> tuple[Finding, ...]:
            return self_check.check_class(work, claim_page.claim_page(work, claim_id).head.class_id)

        found = await self.place.ask(asked)
        lines = [f"△ {self.place.sentences.of(one.key, dict(one.values))}" for one in found]
        self.words.setText("\n".join(lines) or f"✓ {self.place.say('screen_claim.no_finding')}")
