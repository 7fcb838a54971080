"""Open lines of a claim decided in the review: the proof is there, or it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.subsidy import Payee
from trainingdesk.services import claim_decision
from trainingdesk.services.claim_decision import Ruling
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, NoteField
from trainingdesk.ui.wording.claim import kind_words, reason_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.claim_page import ClaimLine, ClaimPage
    from trainingdesk.ui.workplace import Workplace

#: So many lines are named in the dialog; of more it says how many.
_NAMED = 6


class ClaimDecisionDialog(FormDialog):
    """Asks why; where a granted line names no fund or no payee, also for those."""

    def __init__(
        self, parent: QWidget, place: Workplace, page: ClaimPage, lines: Sequence[ClaimLine], *, granted: bool
    ) -> None:
        title = "screen_claim.grant" if granted else "screen_claim.refuse"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._claim, self._lines, self._granted = page.head, tuple(lines), granted
        self.form.remark(place.say("screen_claim.deciding", count=len(lines)))
        self.form.remark("\n".join(self._told(lines)))
        self.reason = self.form.add(NoteField(place, "screen_class.reason", required=True))
        self.fund = self.form.add(ChoiceField(place, "claim.fund", tuple(page.funds.items())))
        payees = [(one.value, place.say(f"subsidy.payee_{one.value}")) for one in Payee]
        self.payee = self.form.add(ChoiceField(place, "claim.payee", payees))
        self.form.show_field(self.fund, shown=granted and any(line.fund is None for line in lines))
        self.form.show_field(self.payee, shown=granted and any(line.payee_kind is None for line in lines))

    def _told(self, lines: Sequence[ClaimLine]) -> list[str]:
        told = [
            f"· {line.name}　{kind_words(self.place, line.kind)}　{reason_words(self.place, line)}"
            for line in lines[:_NAMED]
        ]
        return told if len(lines) <= _NAMED else [*told, "…"]

    async def _save(self) -> None:
        ruling = Ruling(
            granted=self._granted,
            reason=self.reason.text(),
            lines=tuple(line.id for line in self._lines),
            fund=self.fund.text() or None,
            payee=Payee(self.payee.text()) if self.payee.text() else None,
        )
        claim_id = self._claim.id
        await self.place.do(
            lambda work: claim_decision.decide(work, claim_id, ruling), "claim.decided", count=len(self._lines)
        )
