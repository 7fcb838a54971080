"""Money of a claim: that it was paid, and what is asked back of it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused
from trainingdesk.services import claim_payment
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import DateField, NoteField, TextField
from trainingdesk.ui.widgets.search_field import SearchField
from trainingdesk.ui.wording.claim import kind_words, yuan

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.claim_page import ClaimLine, ClaimPage
    from trainingdesk.ui.workplace import Workplace


class PaymentDialog(FormDialog):
    """The day and the voucher of a payment; the amount is typed as the voucher has it, and compared with the claim's."""

    def __init__(self, parent: QWidget, place: Workplace, page: ClaimPage) -> None:
        title = "screen_claim.to_paid"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._claim = page.head
        self.form.remark(place.say("screen_claim.to_be_paid", amount=yuan(page.totals.fen)))
        self.day = self.form.add(DateField(place, "screen_claim.paid_on", required=True))
        self.reference = self.form.add(TextField(place, "screen_claim.reference"))
        self.amount = self.form.add(TextField(place, "claim.amount", required=True, reader=fen_of))
        self.day.set_day(place.work.today())

    async def _save(self) -> None:
        day, reference, fen, claim_id = self.day.day(), self.reference.text(), self.amount.read(), self._claim.id
        amount = fen if isinstance(fen, int) else None
        await self.place.do(
            lambda work: claim_payment.pay(work, claim_id, paid_on=day, reference=reference, amount_fen=amount),
            "claim.paid",
            number=self._claim.number,
        )


class RecoveryDialog(FormDialog):
    """Which line's money is asked back, how much of it, and why."""

    def __init__(self, parent: QWidget, place: Workplace, page: ClaimPage, chosen: ClaimLine | None) -> None:
        title = "screen_claim.to_recovering"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._claim = page.head
        self._left = left_of(page)
        lines = [line for line in page.lines if self._left.get(line.id)]
        choices = [(line.id, f"{line.number[-3:]} {line.name} {kind_words(place, line.kind)}") for line in lines]
        self.line = self.form.add(SearchField(place, "claim.line", choices, required=True))
        self.amount = self.form.add(TextField(place, "claim.amount", required=True, reader=fen_of))
        self.reason = self.form.add(NoteField(place, "screen_class.reason", required=True))
        self.line.changed.connect(self._propose)
        if chosen is not None and self._left.get(chosen.id):
            self.line.set_text(chosen.id)

    def _propose(self) -> None:
        """Everything that the line still holds."""
        left = self._left.get(self.line.text())
        self.amount.set_text("" if left is None else yuan(left))

    async def _save(self) -> None:
        fen, line, reason, claim_id = self.amount.read(), self.line.text(), self.reason.text(), self._claim.id
        amounts = {line: fen} if isinstance(fen, int) else {}
        await self.place.do(
            lambda work: claim_payment.recover(work, claim_id, amounts, reason=reason), "claim.asked_back", count=1
        )


def left_of(page: ClaimPage) -> dict[str, int]:
    """What each line that was paid still holds after what was asked back."""
    left = {line.id: line.amount_fen for line in page.lines if line.amount_fen}
    for one in page.recoveries:
        left[one.claim_line_id] -= one.amount_fen
    return left


def fen_of(text: str) -> int:
    """Whole fen of an amount in yuan as people type it; raises Refused for what is none or is finer than a fen."""
    try:
        fen = Decimal(text.replace(",", "").replace("，", "")) * 100
    except InvalidOperation:
        raise Refused("claim.amount_unreadable", found=text) from None
    if not fen.is_finite() or fen != fen.to_integral_value():
        raise Refused("claim.amount_unreadable", found=text)
    return int(fen)
