"""What was done with a claim: every step with who took it, when, and why; the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.claim import ClaimState
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.wording.claim import state_words

if TYPE_CHECKING:
    from trainingdesk.services.claim_page import ClaimPage
    from trainingdesk.storage.claim import ClaimEventRow
    from trainingdesk.ui.workplace import Workplace


class ClaimHistory(DataTable["ClaimEventRow"]):
    """The steps of one claim."""

    def __init__(self, place: Workplace) -> None:
        self._names: dict[str, str] = {}
        self.model_of_steps: RowModel[ClaimEventRow] = RowModel(
            place, self._columns(place), lambda one: f"{one.at.isoformat()} {one.to_state}", name="claim_history"
        )
        super().__init__(place, self.model_of_steps, "screen_claim.history")

    def show_page(self, page: ClaimPage) -> None:
        """Show what was done."""
        self._names = dict(page.names)
        self.model_of_steps.show(tuple(reversed(page.events)))

    def _columns(self, place: Workplace) -> tuple[Column[ClaimEventRow], ...]:
        return (
            Column("at", "screen_claim.at", lambda one: one.at, width=152),
            Column("by", "screen_claim.by", lambda one: self._names.get(one.by_user, "—"), width=112),
            Column("step", "screen_claim.step", lambda one: _step(place, one), width=216),
            Column("reason", "screen_class.reason", lambda one: one.reason or "", width=400),
        )


def _step(place: Workplace, one: ClaimEventRow) -> str:
    to = state_words(place, ClaimState(one.to_state))
    return to if one.from_state is None else f"{state_words(place, ClaimState(one.from_state))} → {to}"
