"""A step of a claim: taken at once, or with the reason that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.claim import CLAIM_STEPS, ClaimState
from trainingdesk.services import claim, claim_payment
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import NoteField
from trainingdesk.ui.wording.claim import state_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.storage.claim import ClaimRow
    from trainingdesk.ui.workplace import Workplace

#: Steps that end or undo what people wait for: their button is red.
_GRAVE: Final = frozenset({ClaimState.REJECTED, ClaimState.BOUNCED})


class ClaimStepDialog(FormDialog):
    """Asks for the reason of a step."""

    def __init__(self, parent: QWidget, place: Workplace, row: ClaimRow, *, to: ClaimState) -> None:
        title = f"screen_claim.to_{to.value}"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._row, self._to = row, to
        if to is ClaimState.PAY_APPROVED:
            self.form.remark(place.say("claim.publicity_undecided"))
        self.reason = self.form.add(NoteField(place, "screen_class.reason", required=True))
        if to in _GRAVE:
            self.save_button.setProperty("primary", None)
            self.save_button.setProperty("danger", "true")
            self.save_button.style().polish(self.save_button)

    @staticmethod
    async def take(parent: QWidget, place: Workplace, row: ClaimRow, *, to: ClaimState) -> None:
        """Take a step, with the question first where it needs a reason; a Failure goes to the caller."""
        if CLAIM_STEPS.step(row.state, to).needs_reason or _without_days(row, to):
            await ClaimStepDialog(parent, place, row, to=to).filled()
        else:
            await _advance(place, row, to, None)

    async def _save(self) -> None:
        await _advance(self.place, self._row, self._to, self.reason.text())


async def _advance(place: Workplace, row: ClaimRow, to: ClaimState, reason: str | None) -> None:
    def run(work: Work) -> Changes:
        if to is ClaimState.BOUNCED:
            return claim_payment.bounce(work, row.id, reason=reason or "")
        return claim.advance(work, row.id, to, reason=reason)

    await place.do(run, "claim.advanced", number=row.number, state=state_words(place, to))


def _without_days(row: ClaimRow, to: ClaimState) -> bool:
    """Whether nobody can reckon when the publicity ends: who approves the payment says how it went."""
    return row.state is ClaimState.PUBLICITY and to is ClaimState.PAY_APPROVED and row.publicity_until is None
