"""What a class may claim as things stand today: every person's verdict, before a claim is made and beside one that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.subsidy import kinds_paid
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import claim, claim_lines, training_class
from trainingdesk.services.changes import Said
from trainingdesk.services.claim_page import ClaimLine, ClaimTotals
from trainingdesk.storage import claim as stored
from trainingdesk.storage import claim_list, enrollment
from trainingdesk.storage.claim_list import ClaimFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.domain.claim import Deadline
    from trainingdesk.domain.subsidy import SubsidyKind
    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.services.claim_lines import Judged
    from trainingdesk.services.work import Work
    from trainingdesk.storage.claim_list import ClaimListLine
    from trainingdesk.storage.enrollment import RollLine

#: More claims than a class ever has: one goes on, others were refused.
_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimProspect:
    """What a claim would hold if it were made today, with the same names as ``ClaimPage`` has.

    ``begin`` says whether one may be made now; ``until`` is the last day for it, ``late`` that it has passed. ``kinds`` are
    those that the policy pays, ``claims`` those the class has.
    """

    class_id: str
    begin: Verdict
    until: Deadline | None
    late: bool
    kinds: tuple[SubsidyKind, ...]
    funds: Mapping[str, str]
    lines: tuple[ClaimLine, ...]
    totals: ClaimTotals
    claims: tuple[ClaimListLine, ...]


def claim_prospect(work: Work, class_id: str) -> ClaimProspect:
    """What the class may claim today; nothing is written. Raises Refused for a class that is not there."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        the_class = training_class.class_seen(work, session, class_id)
        basis = claim_lines.gather(session, the_class, fund=None)
        kinds = kinds_paid(basis.policy)
        funds = stored.funds(session)
        judged = claim_lines.judged_lines(session, basis, kinds=kinds, today=work.today())
        people = {line.enrollment_id: line for line in enrollment.roll(session, class_id)}
        lines = tuple(_line(one, people[one.enrollment_id], funds) for one in judged)
        until = claim.last_day(session, the_class)
        return ClaimProspect(
            class_id=class_id,
            begin=claim.may_prepare(session, the_class),
            until=until,
            late=until is not None and until.is_over(work.today()),
            kinds=kinds,
            funds=funds,
            lines=lines,
            totals=ClaimTotals.of(lines),
            claims=claim_list.claims(session, ClaimFilter(class_id=class_id), limit=_MOST),
        )


def _line(one: Judged, person: RollLine, funds: Mapping[str, str]) -> ClaimLine:
    reason = None if one.verdict.reason is None else Said.of(one.verdict.reason, **one.verdict.values)
    return ClaimLine(
        id=f"{one.enrollment_id} {one.kind}",
        enrollment_id=one.enrollment_id,
        number=person.number,
        name=person.name,
        id_mask=person.id_mask,
        category=person.paid_category,
        kind=one.kind.value,
        decision=one.decision,
        reason=reason,
        clause=one.clause,
        rate=one.priced.rate,
        fund=one.fund,
        fund_name=funds.get(one.fund or "", one.fund),
        payee_kind=None if one.payee is None else one.payee.value,
        payee_name=one.payee_name,
        amount_fen=one.priced.fen if one.decision is Decision.YES else 0,
        person_id=person.person_id,
    )
