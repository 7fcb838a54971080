"""What comes next with a claim: by when, what stands in the way, who may not do it, and the buttons that do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from trainingdesk.domain.access import APPROVALS
from trainingdesk.domain.claim import BESIDE, CLAIM_STEPS, WAY, ClaimState
from trainingdesk.ui.dialogs.claim_payment import PaymentDialog, RecoveryDialog
from trainingdesk.ui.dialogs.claim_step import ClaimStepDialog
from trainingdesk.ui.widgets.flow import FlowLayout
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.claim import state_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trainingdesk.services.claim_page import ClaimLine, ClaimPage
    from trainingdesk.ui.workplace import Workplace

#: Here the days of an earlier publicity say nothing: it will begin anew.
_BEFORE_PUBLICITY: Final = frozenset(
    {ClaimState.CLAIMED, ClaimState.AUDITING, ClaimState.RETURNED, ClaimState.REJECTED}
)


class ClaimSteps(QFrame):
    """A card; ``chosen`` answers the line under the cursor, whose money is the first to be asked back."""

    def __init__(self, place: Workplace, chosen: Callable[[], ClaimLine | None]) -> None:
        super().__init__()
        self.place, self._chosen = place, chosen
        self.page: ClaimPage | None = None
        self.setProperty("card", "true")
        self.hints = label(wrap=True, select=True)
        self._held = QWidget()
        self._buttons = FlowLayout(self._held, at_right=True)
        column = QVBoxLayout()
        column.addWidget(self.hints)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 8, 16, 8)
        line.setSpacing(16)
        line.addLayout(column, stretch=3)
        line.addWidget(self._held, stretch=2)

    def show_page(self, page: ClaimPage) -> None:
        """Show what comes next."""
        self.page = page
        self.hints.setText("\n".join(self._hints(page)))
        while (taken := self._buttons.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        for to in sorted(page.next_steps, key=lambda one: one not in WAY):
            if self.place.may(CLAIM_STEPS.step(page.head.state, to).action):
                self._buttons.addWidget(self._button(page, to))
        self._held.setVisible(self._buttons.count() > 0)

    def button(self, to: ClaimState) -> QPushButton | None:
        """The button of a step that is offered."""
        found = self._held.findChildren(QPushButton, f"to-{to}")
        return next((one for one in found if not one.isHidden()), None)

    def _button(self, page: ClaimPage, to: ClaimState) -> QPushButton:
        button = QPushButton(self.place.say(f"screen_claim.to_{to.value}"))
        button.setObjectName(f"to-{to}")
        button.setProperty("primary", "true" if to in WAY else None)
        if CLAIM_STEPS.step(page.head.state, to).action in APPROVALS and not page.may_approve:
            button.setEnabled(False)
            button.setToolTip(self.place.say("screen_claim.own_work"))
        button.clicked.connect(lambda _checked=False: self.place.start(self._take(to)))
        return button

    async def _take(self, to: ClaimState) -> None:
        page = self.page
        if page is None:
            return
        match to:
            case ClaimState.PAID:
                await PaymentDialog(self, self.place, page).filled()
            case ClaimState.RECOVERING:
                await RecoveryDialog(self, self.place, page, self._chosen()).filled()
            case _:
                await ClaimStepDialog.take(self, self.place, page.head, to=to)

    def _hints(self, page: ClaimPage) -> Iterator[str]:
        say, head = self.place.say, page.head
        last = page.events[-1] if page.events else None
        if last is not None and last.reason and head.state in BESIDE:
            yield say("screen_claim.why", state=state_words(self.place, head.state), reason=last.reason)
        if head.publicity_from is not None and head.state not in _BEFORE_PUBLICITY:
            until = head.publicity_until
            key = "screen_claim.publicity" if until else "screen_claim.publicity_open"
            yield say(key, first=head.publicity_from, last=until)
        if page.due is not None and head.state is not ClaimState.PUBLICITY:
            overdue = page.due.is_over(self.place.work.today())
            key = "screen_claim.overdue" if overdue else "screen_claim.due"
            yield say(key, until=page.due.day, clause=page.due.clause or "—")
        if page.totals.open:
            yield say("screen_claim.open_lines", count=page.totals.open)
        if page.own and any(CLAIM_STEPS.step(head.state, to).action in APPROVALS for to in page.next_steps):
            yield say("screen_claim.own_by_delegation" if page.delegated else "screen_claim.own_work")
        if head.delegation_id is not None:
            yield say("screen_claim.delegated")
        if head.note:
            yield say("screen_claim.note", note=head.note)
        if not page.next_steps:
            yield say("screen_claim.no_further")
