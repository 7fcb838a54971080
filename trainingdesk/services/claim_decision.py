"""Open lines of a claim decided in the review: a person says that the proof is there, or that it is not (FEATURES 52)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.subsidy import Payee, SubsidyKind
from trainingdesk.domain.verdict import Decision, Verdict
from trainingdesk.services import claim, claim_lines, kept_reason
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import claim as stored
from trainingdesk.storage import enrollment, rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlmodel import Session

    from trainingdesk.services.claim_lines import Basis
    from trainingdesk.storage.claim import ClaimLineRow
    from trainingdesk.storage.enrollment import RollLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the reviewer decides: of the lines named, else of all open ones.

    ``fund`` and ``payee`` are for lines whose rate names no fund or whose policy names no payee.
    """

    granted: bool
    reason: str
    lines: Collection[str] | None = None
    fund: str | None = None
    payee: Payee | None = None


def decide(work: Work, claim_id: str, ruling: Ruling) -> Changes:
    """Decide open lines.

    Raises Refused without a reason, outside the review, for one's own claim, for a line that a rule refused, and for a
    granted line without an amount, a fund or a payee.
    """
    if not ruling.reason.strip():
        raise Refused("claim.reason_missing")
    with work.writing(Action.APPROVE_CLAIM) as session:
        present, the_class = claim.present_claim(work, session, claim_id)
        if present.state is not ClaimState.AUDITING:
            raise Refused("claim.not_in_review", number=present.number)
        said = claim.approve_own(work, session, present, Action.APPROVE_CLAIM)
        claim.require_fund(session, ruling.fund)
        chosen = _chosen(stored.lines_of(session, claim_id), ruling.lines)
        basis = claim_lines.gather(session, the_class, fund=ruling.fund)
        people = {line.enrollment_id: line for line in enrollment.roll(session, the_class.id)}
        for line in chosen:
            rows.change(session, "claim_line", line.id, _values(basis, people[line.enrollment_id], line, ruling))
        _price_granted(session, basis, people, stored.lines_of(session, claim_id))
        return changed(session, Topic.CLAIMS, rows=(claim_id, *(line.id for line in chosen)), said=said)


def _chosen(lines: tuple[ClaimLineRow, ...], wanted: Collection[str] | None) -> tuple[ClaimLineRow, ...]:
    if wanted is None:
        return tuple(line for line in lines if line.decision == Decision.UNDECIDED.value)
    chosen = tuple(line for line in lines if line.id in wanted)
    if len(chosen) < len(set(wanted)):
        raise Refused("claim.line_unknown")
    if any(line.decision == Decision.NO.value for line in chosen):
        raise Refused("claim.line_refused_by_rule")
    return chosen


def _values(basis: Basis, person: RollLine, line: ClaimLineRow, ruling: Ruling) -> dict[str, Any]:
    why = ruling.reason.strip()
    if not ruling.granted:
        verdict = Verdict.no("claim.refused_by_hand", why=why)
        return {"amount_fen": 0, "decision": verdict.decision.value, "reason": kept_reason.kept(verdict)}
    verdict = replace(Verdict.yes(why=why), reason="claim.granted_by_hand")
    payee = Payee(line.payee_kind) if line.payee_kind else ruling.payee
    name = line.payee_name or claim_lines.payee_name(basis, person, payee)
    fund = line.fund or ruling.fund
    if fund is None or payee is None or name is None:
        raise Refused("claim.line_incomplete", name=person.name)
    return {
        "decision": verdict.decision.value,
        "reason": kept_reason.kept(verdict),
        "fund": fund,
        "payee_kind": payee.value,
        "payee_name": name,
    }


def _price_granted(
    session: Session, basis: Basis, people: Mapping[str, RollLine], lines: tuple[ClaimLineRow, ...]
) -> None:
    """Amounts of all granted lines anew: a rate for a whole class is shared among one more or fewer."""
    for kind in SubsidyKind:
        granted = [one for one in lines if one.kind == kind.value and one.decision == Decision.YES.value]
        for place, line in enumerate(granted):
            person = people[line.enrollment_id]
            fen = claim_lines.price(basis, person, kind, place=place, sharing=len(granted)).fen
            if not fen:
                raise Refused("claim.no_amount", name=person.name)
            if fen != line.amount_fen:
                rows.change(session, "claim_line", line.id, {"amount_fen": fen})
