"""A claim written into a form of the county's own; whole numbers are asked for with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.report_template import FormKind
from trainingdesk.reports.claim_template import ClaimInForm, asks_for_whole
from trainingdesk.reports.saving import save
from trainingdesk.services import report_template as service
from trainingdesk.services.claim_list import list_claims
from trainingdesk.services.claim_template import claim_for_form
from trainingdesk.ui.dialogs import file_choice
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.report_template import chosen_form
from trainingdesk.ui.widgets.fields import TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.domain.calendar import Month
    from trainingdesk.reports.report_template import FilledForm
    from trainingdesk.services.work import Work
    from trainingdesk.ui.workplace import Workplace


async def write_claim(owner: QWidget, place: Workplace, claim_id: str) -> None:
    """Write a claim into a form; the person chooses among several, and says what whole numbers are for."""
    title = await chosen_form(owner, place, FormKind.CLAIM)
    if title is None:
        return
    form = await place.ask(lambda work: service.template_file(work, title))
    reason: str | None = None
    if asks_for_whole(form):
        reason = await _reason(owner, place)
        if reason is None:
            return
    claim = await place.ask(lambda work: claim_for_form(work, claim_id, reason=reason))
    filled = ClaimInForm(claim, place.sentences).fill(form)
    say = place.say
    name = say("claim_template.file", number=claim.page.head.number, title=title)
    pattern = say("report_template.pattern")
    path = await file_choice.file_to_write(owner, title=title, name=f"{name}.xlsx", patterns=pattern)
    if path is not None:
        await place.ask(lambda _work: save(filled.data, path))
        place.notices.done(say("report_template.written", file=path.name))


async def _reason(owner: QWidget, place: Workplace) -> str | None:
    """What whole numbers are for; None where nobody says it."""

    async def said() -> None:
        """Nothing is looked at before the file is named."""

    key = "screen_claim.by_form"
    dialog = FormDialog(owner, place, title=key, save=said, button="screen_claim.by_form_now")
    dialog.form.remark(place.say("claim_template.whole_about"))
    field = dialog.form.add(TextField(place, "screen_claim.payments_reason", required=True))
    return field.text() if await dialog.filled() else None


def tried_claim(work: Work, place: Workplace, _month: Month, title: str) -> FilledForm:
    """A form with the latest claim, without whole numbers; raises Refused where there is no claim."""
    latest = list_claims(work, limit=1)
    if not latest:
        raise Refused("claim_template.no_claim")
    claim = replace(claim_for_form(work, latest[0].id), whole={})
    return ClaimInForm(claim, place.sentences).fill(service.template_file(work, title))
