"""One claim: where it stands and what comes next, every line with its rule, its papers, its money, and who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.claim import BESIDE, WAY, ClaimState
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import claim_page
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.claim_decision import ClaimDecisionDialog
from trainingdesk.ui.dialogs.claim_details import RecheckDialog
from trainingdesk.ui.screens.claim_checks import ClaimChecks
from trainingdesk.ui.screens.claim_history import ClaimHistory
from trainingdesk.ui.screens.claim_lines import ClaimLines
from trainingdesk.ui.screens.claim_money import ClaimMoney
from trainingdesk.ui.screens.claim_papers import ClaimPapers
from trainingdesk.ui.screens.claim_steps import ClaimSteps
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.step_bar import StepBar
from trainingdesk.ui.widgets.tabs import Tabs
from trainingdesk.ui.widgets.words import Badge, label
from trainingdesk.ui.wording.claim import CLAIM_TONES, state_words, yuan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QPushButton

    from trainingdesk.services.changes import Changes
    from trainingdesk.services.claim_page import ClaimLine, ClaimPage
    from trainingdesk.ui.workplace import Workplace

#: The tabs by their names in destinations.
PARTS = ("lines", "papers", "money", "checks", "history")
#: Before the review the lines are judged anew by whoever prepared them.
_PREPARING = frozenset({ClaimState.CLAIMED, ClaimState.RETURNED})


class ClaimScreen(Screen):
    """``destination.subject`` is the id of the claim, ``part`` the tab."""

    topics: ClassVar = frozenset({Topic.CLAIMS, Topic.CLASSES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.page: ClaimPage | None = None
        self.state, self.facts = Badge(), label(role="muted", wrap=True, select=True)
        self.total = label(role="title", select=True)
        self.way = StepBar()
        self.steps = ClaimSteps(place, self._current)
        self.tabs: Tabs[QWidget] = Tabs(place.say("screen_claim.tabs"))
        for part, make in zip(PARTS, self._sides(), strict=True):
            self.tabs.add(part, place.say(f"screen_claim.{part}"), make)
        self._lay_out()

    @property
    def lines(self) -> ClaimLines:
        """The tab of the lines."""
        return self.tabs.side("lines", ClaimLines)

    def title(self) -> str:
        return self.place.say("screen_claim.title") if self.page is None else self._named(self.page)

    def commands(self) -> tuple[Command, ...]:
        return (Command("screen_claim.open_class", self._open_class, "Alt+Return", icon="classes"),)

    async def load(self) -> None:
        claim_id = self.destination.subject or ""
        try:
            page = await self.place.ask(lambda work: claim_page.claim_page(work, claim_id))
        except Refused:
            if self.page is None:
                raise
            self.place.go(Destination("claims"))  # its making was taken back
            return
        self.page = page
        self._show_head(page)
        self.steps.show_page(page)
        self.tabs.tell(lambda side: self._show_side(side, page))
        self.titled.emit(self._named(page))

    def _show_head(self, page: ClaimPage) -> None:
        self.state.show_state(state_words(self.place, page.head.state), CLAIM_TONES.get(page.head.state))
        self.facts.setText(f"{page.class_number}　{page.class_name}　{page.institution}")
        self.total.setText(self.place.say("screen_claim.total", amount=yuan(page.totals.fen)))
        self._show_way(page.head.state)

    def show_part(self, part: str) -> None:
        self.tabs.look_at(part)

    def on_changed(self, changes: Changes) -> None:
        super().on_changed(changes)
        for side in self.tabs.made:
            if isinstance(side, Screen):
                side.on_changed(changes)

    def is_loaded(self) -> bool:
        shown = self.tabs.shown
        return super().is_loaded() and self.tabs.is_made and (not isinstance(shown, Screen) or shown.is_loaded())

    def _named(self, page: ClaimPage) -> str:
        return self.place.say("screen_claim.named", number=page.head.number)

    def _show_way(self, state: ClaimState) -> None:
        words = [state_words(self.place, one) for one in WAY]
        at = WAY.index(BESIDE.get(state, state))
        words[at] = state_words(self.place, state)
        self.way.show_steps(words, at, wrong=state in BESIDE)

    def _sides(self) -> tuple[Callable[[], QWidget], ...]:
        place, to, no_line = self.place, self.destination, "screen_claim.no_line"
        return (
            lambda: ClaimLines(place, "claim_lines", commands=self._line_commands(), empty=no_line),
            lambda: ClaimPapers(place, to),
            lambda: ClaimMoney(place),
            lambda: ClaimChecks(place, to),
            lambda: ClaimHistory(place),
        )

    def _show_side(self, side: QWidget, page: ClaimPage) -> None:
        if isinstance(side, ClaimLines | ClaimMoney | ClaimHistory):
            side.show_page(page)
        if isinstance(side, ClaimLines):
            self._offer_deciding(side.bar.buttons, page)

    def _offer_deciding(self, buttons: Mapping[str, QPushButton], page: ClaimPage) -> None:
        reviewing = page.head.state is ClaimState.AUDITING
        for key in ("screen_claim.grant", "screen_claim.refuse"):
            if key in buttons:
                buttons[key].setVisible(reviewing)
                buttons[key].setEnabled(page.may_approve)
        if "screen_claim.recheck" in buttons:
            buttons["screen_claim.recheck"].setVisible(page.head.state in _PREPARING)

    def _line_commands(self) -> tuple[Command, ...]:
        def decide(*, granted: bool) -> None:
            self.place.start(self._decide(granted=granted))

        approve = Action.APPROVE_CLAIM
        return (
            Command("screen_claim.grant", lambda: decide(granted=True), needs=approve),
            Command("screen_claim.refuse", lambda: decide(granted=False), needs=approve),
            Command("screen_claim.recheck", lambda: self.place.start(self._recheck()), needs=Action.PREPARE_CLAIM),
        )

    def _current(self) -> ClaimLine | None:
        return self.lines.table.current()

    async def _decide(self, *, granted: bool) -> None:
        if self.page is None:
            return
        lines = self._to_decide(granted=granted)
        if lines:
            await ClaimDecisionDialog(self, self.place, self.page, lines, granted=granted).filled()
        else:
            self.place.notices.advise(self.place.say("screen_claim.choose_lines"))

    def _to_decide(self, *, granted: bool) -> tuple[ClaimLine, ...]:
        """The selected lines that can still be decided so: what a rule refused stays refused."""
        open_to_it = {Decision.UNDECIDED} if granted else {Decision.UNDECIDED, Decision.YES}
        return tuple(line for line in self.lines.chosen() if line.decision in open_to_it)

    async def _recheck(self) -> None:
        if self.page is not None:
            await RecheckDialog.run(self, self.place, self.page)

    def _open_class(self) -> None:
        if self.page is not None:
            self.place.go(Destination("class", self.page.head.class_id, "subsidy"))

    def _lay_out(self) -> None:
        self.setFocusProxy(self.tabs)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.state, alignment=Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.facts, stretch=1)
        line.addWidget(self.total)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.way)
        column.addWidget(self.steps)
        column.addWidget(self.tabs, stretch=1)
