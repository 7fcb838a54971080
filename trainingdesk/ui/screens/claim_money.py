"""The money of a claim: what was paid, what the bank sent back, what is asked back and what of it has arrived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.claim import ClaimState
from trainingdesk.services import claim_payment
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.claim_payment import RecoveryDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.claim import kind_words, yuan

if TYPE_CHECKING:
    from trainingdesk.services.claim_page import ClaimPage
    from trainingdesk.storage.claim import PaymentRow, RecoveryRow
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A recovery with whose and which money it is."""

    row: RecoveryRow
    whose: str


class ClaimMoney(QWidget):
    """Payments above, recoveries below while there are any."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.page: ClaimPage | None = None
        self.paid: RowModel[PaymentRow] = RowModel(place, _payment_columns(place), lambda row: row.id, name="payments")
        self.back: RowModel[AskedBack] = RowModel(
            place, _recovery_columns(place), lambda one: one.row.id, name="recoveries"
        )
        paid: DataTable[PaymentRow] = DataTable(place, self.paid, "screen_claim.payments")
        self.payments = OrEmpty(paid, EmptyState(place.say("screen_claim.no_money")))
        self.table: DataTable[AskedBack] = DataTable(place, self.back, "screen_claim.recoveries")
        self.bar = ActionBar(place, self._commands())
        self.recoveries = QWidget()
        below = QVBoxLayout(self.recoveries)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        for part in (label(place.say("screen_claim.recoveries"), role="section"), self.bar, self.table):
            below.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.payments, stretch=1)
        column.addWidget(self.recoveries, stretch=1)

    def show_page(self, page: ClaimPage) -> None:
        """Show the money of a claim."""
        self.page = page
        lines = {line.id: f"{line.name}　{kind_words(self.place, line.kind)}" for line in page.lines}
        self.paid.show(page.payments)
        self.payments.show_filled(bool(page.payments))
        self.back.show([AskedBack(row, lines.get(row.claim_line_id, "")) for row in page.recoveries])
        self.recoveries.setVisible(bool(page.recoveries))
        usable = {
            "screen_claim.arrived": any(row.recovered_on is None for row in page.recoveries),
            "screen_claim.recover_more": page.head.state is ClaimState.RECOVERING and page.may_approve,
        }
        for key, button in self.bar.buttons.items():
            button.setVisible(usable[key])

    def _commands(self) -> tuple[Command, ...]:
        start = self.place.start
        return (
            Command("screen_claim.arrived", lambda: start(self._arrived()), needs=Action.RECORD_PAYMENT, primary=True),
            Command("screen_claim.recover_more", lambda: start(self._more()), needs=Action.APPROVE_CLAIM),
        )

    async def _arrived(self) -> None:
        one = self.table.current()
        if one is None or one.row.recovered_on is not None:
            self.place.notices.advise(self.place.say("screen_claim.choose_recovery"))
            return
        row_id = one.row.id
        await self.place.do(lambda work: claim_payment.recovered(work, row_id), "claim.recovered")

    async def _more(self) -> None:
        if self.page is not None:
            await RecoveryDialog(self, self.place, self.page, None).filled()


def _payment_columns(place: Workplace) -> tuple[Column[PaymentRow], ...]:
    return (
        Column("day", "screen_claim.paid_on", lambda row: row.paid_on, width=120),
        Column("amount", "claim.amount", lambda row: row.amount_fen, lambda row: yuan(row.amount_fen), number=True),
        Column("reference", "screen_claim.reference", lambda row: row.reference or "", width=200),
        Column(
            "result",
            "screen_claim.result",
            lambda row: place.say(f"screen_claim.result_{row.result}"),
            tone=lambda row: Tone.DANGER if row.result == claim_payment.BOUNCED else None,
        ),
    )


def _recovery_columns(place: Workplace) -> tuple[Column[AskedBack], ...]:
    return (
        Column("whose", "claim.line", lambda one: one.whose, width=224),
        Column("amount", "claim.amount", lambda one: one.row.amount_fen, lambda one: yuan(one.row.amount_fen),
               number=True),
        Column("decided", "screen_claim.decided_on", lambda one: one.row.decided_on, width=112),
        Column("arrived", "screen_claim.recovered_on", lambda one: one.row.recovered_on, lambda one: _arrived(place, one),
               tone=lambda one: None if one.row.recovered_on else Tone.WARN, width=112),
        Column("reason", "screen_class.reason", lambda one: one.row.reason, width=280),
    )  # fmt: skip


def _arrived(place: Workplace, one: AskedBack) -> str:
    day = one.row.recovered_on
    return place.say("screen_claim.not_arrived") if day is None else day.isoformat()
