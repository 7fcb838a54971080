"""What a county's own form of a claim (报表模板) is filled with; identity as the worker may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.services import audit, claim
from trainingdesk.services.claim_page import claim_page
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import CENTER_NAME
from trainingdesk.storage import claim as stored
from trainingdesk.storage.catalogue import code_items

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from trainingdesk.services.claim_page import ClaimLine, ClaimPage
    from trainingdesk.services.work import Work


@dataclass(frozen=True, slots=True)
class Whole:
    """What is masked elsewhere: the number of somebody's document, and where their money goes."""

    document: str
    bank: str
    account: str


@dataclass(frozen=True, slots=True)
class ClaimForForm:
    """A claim, and what stands around it; ``whole`` by enrollment is None unless a reason was given for the look."""

    page: ClaimPage
    organization: str
    filled_on: date
    preparer: str
    categories: Mapping[str, str]
    whole: Mapping[str, Whole] | None = None

    @property
    def lines(self) -> tuple[ClaimLine, ...]:
        """What money is claimed for; they sum to the total of the claim."""
        return tuple(one for one in self.page.lines if one.amount_fen)


def claim_for_form(work: Work, claim_id: str, *, reason: str | None = None) -> ClaimForForm:
    """A claim as a form takes it; a reason for whole numbers goes into the access log before anything is answered.

    Raises Refused for a reason without the right to take people's data out, and for an unknown claim.
    """
    whole = None if reason is None else _whole(work, claim_id, reason)
    page = claim_page(work, claim_id)
    with work.reading(Action.SEE_EVERYTHING) as session:
        organization = value_of(session, CENTER_NAME)
        categories = {item.code: item.name for item in code_items(session, "person_categories")}
    return ClaimForForm(page, organization, work.today(), work.worker.name, categories, whole)


def _whole(work: Work, claim_id: str, reason: str) -> Mapping[str, Whole]:
    with work.writing(Action.EXPORT_PEOPLE) as session:
        claim.present_claim(work, session, claim_id)
        audit.log(work, session, Logged.EXPORTED, subject=("claim", claim_id), reason=reason)
        people = stored.people_of(session, claim_id)
        return {key: Whole(one.document_number or "", one.bank or "", one.account or "") for key, one in people.items()}
