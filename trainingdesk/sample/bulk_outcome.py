"""Writes what became of planned classes as rows: assessment, certificates, claims, who found work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.certificate import CertificateKind
from trainingdesk.domain.claim import ClaimState
from trainingdesk.sample.bulk_rows import at
from trainingdesk.sample.ledger import money_of
from trainingdesk.wire.ids import enrollment_id_of, fact_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.sample.bulk_rows import Batch, BulkClass, Written
    from trainingdesk.sample.plan import SampleClass, SampleEnrollment

KINDS: Final = {
    "DJ": CertificateKind.SKILL_LEVEL,
    "ZG": CertificateKind.VOCATIONAL_QUALIFICATION,
    "TJ": CertificateKind.SPECIAL_TECHNICIAN,
    "ZX": CertificateKind.SPECIAL_ABILITY,
    "CY": CertificateKind.STARTUP_TRAINING,
}
_CLAIM_STEPS: Final = (ClaimState.CLAIMED, ClaimState.AUDITING, ClaimState.PUBLICITY, ClaimState.PAY_APPROVED)


def add(batch: Batch, one: BulkClass, serials: Iterator[int], written: Written) -> None:
    """Add the rows of everything after the last lesson that has happened."""
    plan = one.plan
    if not one.has(plan.assessed_on):
        return
    assessment = batch.add(
        "assessment",
        plan.assessed_on,
        class_id=one.id,
        round=1,
        kind="skill_level",
        held_on=plan.assessed_on,
        organization="示例社会培训评价组织",
    )
    claim = _claim(batch, one)
    for enrollment in plan.people:
        person_id = written.people[enrollment.person]
        enrollment_id = enrollment_id_of(one.id, person_id)
        if enrollment.left_after is None:
            _score(batch, one, assessment, enrollment_id, enrollment)
        if enrollment.passed and one.has(plan.completed_on):
            _certificate(batch, one, enrollment_id, person_id, next(serials))
            _followup(batch, one, enrollment_id, enrollment)
            if claim is not None:
                _claim_lines(batch, one, claim, enrollment_id, person_id, enrollment)


def _score(batch: Batch, one: BulkClass, assessment: str, enrollment_id: str, enrollment: SampleEnrollment) -> None:
    batch.add(
        "score",
        one.plan.assessed_on,
        row_id=fact_id("score", assessment, enrollment_id),
        assessment_id=assessment,
        enrollment_id=enrollment_id,
        class_id=one.id,
        theory=enrollment.theory,
        practice=enrollment.practice,
        result="passed" if enrollment.passed else "failed",
    )


def certificate_number(one: SampleClass, serial: int) -> str:
    """A number of the form that this kind of certificate has, from a serial that is given once."""
    year, level = one.completed_on.year % 100, one.template.level
    match one.template.certificate:
        case "DJ":
            return f"S0000{50:02}{serial // 1_000_000:06}{year:02}{level}{serial % 1_000_000:06}"
        case "ZG":
            return f"{year:02}5024{serial // 100_000 % 5}{one.index % 1000:03}{level}{serial % 100_000:05}"
        case "TJ":
            return f"TJ{50:02}{year:02}{serial:016}"
        case kind:
            return f"{kind}500241{one.completed_on.year}{serial:06}"


def _certificate(batch: Batch, one: BulkClass, enrollment_id: str, person_id: str, serial: int) -> None:
    template = one.plan.template
    batch.add(
        "certificate",
        one.plan.completed_on,
        person_id=person_id,
        enrollment_id=enrollment_id,
        class_id=one.id,
        kind=KINDS[template.certificate],
        level=template.level,
        occupation_code=template.occupation or None,
        number=certificate_number(one.plan, serial),
        issued_on=one.plan.completed_on,
        issuer="示例社会培训评价组织",
        status="issued",
    )


def _followup(batch: Batch, one: BulkClass, enrollment_id: str, enrollment: SampleEnrollment) -> None:
    if enrollment.employed:
        day = one.plan.completed_on
        values: dict[str, Any] = {"employed": True, "employed_on": day, "checked_on": day, "method": "phone"}
        batch.add("followup", day, enrollment_id=enrollment_id, class_id=one.id, **values)


def _claim(batch: Batch, one: BulkClass) -> str | None:
    plan = one.plan
    if not one.has(plan.claimed_on):
        return None
    paid = one.has(plan.paid_on)
    claim = batch.add(
        "claim",
        plan.claimed_on,
        class_id=one.id,
        number=f"{one.number}-BT01",
        state=ClaimState.PAID if paid else ClaimState.AUDITING,
    )
    steps = (*_CLAIM_STEPS, ClaimState.PAID) if paid else _CLAIM_STEPS[:2]
    start: str | None = None
    for to in steps:
        day = plan.paid_on if to is ClaimState.PAID else plan.claimed_on
        values: dict[str, Any] = {"from_state": start, "to_state": to.value, "by_user": batch.user_id, "at": at(day)}
        batch.add("claim_event", day, claim_id=claim, **values)
        start = to.value
    if paid:
        total = sum(fen for each in plan.people if each.passed for _kind, _fund, fen in money_of(plan, each))
        batch.add("payment", plan.paid_on, claim_id=claim, paid_on=plan.paid_on, amount_fen=total, result="paid")
    return claim


def _claim_lines(
    batch: Batch, one: BulkClass, claim: str, enrollment_id: str, person_id: str, enrollment: SampleEnrollment
) -> None:
    for kind, fund, fen in money_of(one.plan, enrollment):
        values: dict[str, Any] = {"amount_fen": fen, "fund": fund, "payee_kind": "institution", "decision": "yes"}
        batch.add(
            "claim_line",
            one.plan.claimed_on,
            row_id=fact_id("claim_line", claim, enrollment_id, kind),
            claim_id=claim,
            enrollment_id=enrollment_id,
            kind=kind,
            person_id=person_id,
            class_id=one.id,
            clause="示例规则",
            **values,
        )
