"""A claim is made: which kinds, from which fund where a rate names none, and why it is late where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.subsidy import SubsidyKind
from trainingdesk.services import claim
from trainingdesk.services.claim import NewClaim
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.chip_field import ChipField
from trainingdesk.ui.widgets.fields import ChoiceField, NoteField
from trainingdesk.ui.wording.claim import kind_words, yuan

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.claim_page import ClaimPage
    from trainingdesk.services.claim_prospect import ClaimProspect
    from trainingdesk.storage.claim import ClaimRow
    from trainingdesk.ui.workplace import Workplace


class ClaimDialog(FormDialog):
    """``made`` is the new claim afterwards."""

    def __init__(self, parent: QWidget, place: Workplace, prospect: ClaimProspect) -> None:
        title = "screen_subsidy.prepare"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._class_id, self.made = prospect.class_id, ""
        self.form.remark(would_be(place, prospect))
        if prospect.late and prospect.until is not None:
            clause = prospect.until.clause or "—"
            self.form.remark(place.say("screen_subsidy.late", until=prospect.until.day, clause=clause))
        kinds = [(kind.value, kind_words(place, kind.value)) for kind in prospect.kinds]
        self.kinds = self.form.add(
            ChipField(place, "screen_subsidy.kinds", kinds, [kind.value for kind in prospect.kinds])
        )
        self.fund = self.form.add(ChoiceField(place, "screen_subsidy.fund_if_none", tuple(prospect.funds.items())))
        self.late = self.form.add(NoteField(place, "screen_subsidy.late_reason", required=prospect.late, lines=2))
        self.note = self.form.add(NoteField(place, "screen_subsidy.note", lines=2))
        self.form.show_field(self.fund, shown=any(line.fund is None for line in prospect.lines))
        self.form.show_field(self.late, shown=prospect.late)

    async def _save(self) -> None:
        kinds = tuple(SubsidyKind(kind) for kind in self.kinds.values())
        if not kinds:
            raise Refused("form.required", field=self.kinds.words)
        details = NewClaim(
            class_id=self._class_id,
            kinds=kinds,
            fund=self.fund.text() or None,
            late_reason=self.late.text() or None,
            note=self.note.text() or None,
        )
        changes = await self.place.do(lambda work: claim.prepare(work, details))
        self.made = changes.row
        self.place.announce(changes, self.place.say("screen_subsidy.made"))


class RecheckDialog(FormDialog):
    """Lines are judged again, with the fund for rates that name none."""

    def __init__(self, parent: QWidget, place: Workplace, page: ClaimPage) -> None:
        title = "screen_claim.recheck"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._claim = page.head
        self.form.remark(place.say("screen_claim.fund_is_missing"))
        self.fund = self.form.add(ChoiceField(place, "claim.fund", tuple(page.funds.items()), required=True))

    @staticmethod
    async def run(parent: QWidget, place: Workplace, page: ClaimPage) -> None:
        """Judge again, with the question first where a fund is missing; a Failure goes to the caller."""
        if any(line.fund is None for line in page.lines):
            await RecheckDialog(parent, place, page).filled()
        else:
            await _recheck(place, page.head, None)

    async def _save(self) -> None:
        await _recheck(self.place, self._claim, self.fund.text())


async def _recheck(place: Workplace, row: ClaimRow, fund: str | None) -> None:
    await place.do(lambda work: claim.recheck(work, row.id, fund=fund), "claim.rechecked", number=row.number)


def would_be(place: Workplace, prospect: ClaimProspect) -> str:
    """What a claim would come to today."""
    found = prospect.totals
    counts = {"granted": found.granted, "refused": found.refused, "open": found.open}
    return place.say("screen_subsidy.would_be", amount=yuan(found.fen), **counts)
