"""Subsidy claims (补贴申报): one class, one claim (一期一报), its states and steps, and the days by which each is due.

Every number of days is the policy's; a deadline whose number a policy does not give is None, never a default. Seen: review
in 10 working days (湖北), publicity for 5 (天津, 婺城, 广东), payment within 10 and claim within 30 days of the class's end
(霍山), claim within 12 months of the certificate (广东).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.state_machine import Machine, Party, Step
from trainingdesk.domain.training_class import ClassState
from trainingdesk.domain.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from trainingdesk.domain.calendar import WorkCalendar, WorkingDay
    from trainingdesk.domain.limit import Limit


class ClaimState(StrEnum):
    """Where a claim stands."""

    CLAIMED = "claimed"  # 补贴申报
    AUDITING = "auditing"  # 补贴审核
    RETURNED = "returned"  # 补贴退回
    PUBLICITY = "publicity"  # 公示中
    OBJECTION = "objection"  # 有异议撤回
    PAY_APPROVED = "pay_approved"  # 资金审批
    PAID = "paid"  # 已拨付
    BOUNCED = "bounced"  # 银行退票
    RECOVERING = "recovering"  # 追回
    REJECTED = "rejected"  # 不予补贴
    CLOSED = "closed"  # 归档


_C = ClaimState
_INSTITUTION, _COUNTY, _FINANCE = (Party.INSTITUTION,), (Party.COUNTY,), (Party.FINANCE,)
_BOTH: Final = (Party.COUNTY, Party.FINANCE)

#: Every step of a claim; whoever prepared it does not approve it (财社〔2023〕181号 art. 25).
CLAIM_STEPS: Final[Machine[ClaimState]] = Machine(
    "claim",
    "state",
    ClaimState,
    (
        Step(_C.CLAIMED, _C.AUDITING, _COUNTY, Action.APPROVE_CLAIM),
        Step(_C.AUDITING, _C.PUBLICITY, _COUNTY, Action.APPROVE_CLAIM),
        Step(_C.AUDITING, _C.RETURNED, _COUNTY, Action.APPROVE_CLAIM, needs_reason=True),
        Step(_C.AUDITING, _C.REJECTED, _COUNTY, Action.APPROVE_CLAIM, needs_reason=True),
        Step(_C.RETURNED, _C.CLAIMED, _INSTITUTION, Action.PREPARE_CLAIM),
        Step(_C.PUBLICITY, _C.PAY_APPROVED, _BOTH, Action.APPROVE_CLAIM),
        Step(_C.PUBLICITY, _C.OBJECTION, _COUNTY, Action.APPROVE_CLAIM, needs_reason=True),
        Step(_C.OBJECTION, _C.AUDITING, _COUNTY, Action.APPROVE_CLAIM),
        Step(_C.OBJECTION, _C.REJECTED, _COUNTY, Action.APPROVE_CLAIM, needs_reason=True),
        Step(_C.PAY_APPROVED, _C.PAID, _FINANCE, Action.RECORD_PAYMENT),
        Step(_C.PAID, _C.BOUNCED, _FINANCE, Action.RECORD_PAYMENT, needs_reason=True),
        Step(_C.PAID, _C.RECOVERING, _COUNTY, Action.APPROVE_CLAIM, needs_reason=True),
        Step(_C.PAID, _C.CLOSED, _COUNTY, Action.RECORD_PAYMENT),
        Step(_C.BOUNCED, _C.PAY_APPROVED, _BOTH, Action.APPROVE_CLAIM),
        Step(_C.RECOVERING, _C.CLOSED, _COUNTY, Action.RECORD_PAYMENT),
        Step(_C.REJECTED, _C.CLOSED, _COUNTY, Action.APPROVE_CLAIM),
    ),
)


#: The way of a claim that nothing comes between.
WAY: Final = (_C.CLAIMED, _C.AUDITING, _C.PUBLICITY, _C.PAY_APPROVED, _C.PAID, _C.CLOSED)
#: States beside the way, with the state of the way in whose place each stands.
BESIDE: Final[Mapping[ClaimState, ClaimState]] = MappingProxyType(
    {
        _C.RETURNED: _C.CLAIMED,
        _C.REJECTED: _C.AUDITING,
        _C.OBJECTION: _C.PUBLICITY,
        _C.BOUNCED: _C.PAID,
        _C.RECOVERING: _C.PAID,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLimits:
    """The policy's numbers of days; None where it gives none. Where both claim periods are given, the earlier end counts."""

    claim_days_after_end: Limit | None = None
    claim_months_after_certificate: Limit | None = None
    review_workdays: Limit | None = None
    publicity_workdays: Limit | None = None
    payment_workdays: Limit | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which something is still in time, with its clause; ``unknown_years`` as in ``WorkingDay``."""

    day: date
    clause: str | None
    unknown_years: tuple[int, ...] = ()

    def is_over(self, today: date) -> bool:
        """Whether the day has passed."""
        return today > self.day


def move(state: ClaimState, to: ClaimState) -> None:
    """Raise Refused where a claim cannot go from ``state`` to ``to`` in one step."""
    CLAIM_STEPS.step(state, to)


def may_begin(state: ClassState) -> Verdict:
    """Whether a class can be claimed for: it was completed and is not yet archived."""
    if state is ClassState.COMPLETED:
        return Verdict.yes()
    return Verdict.no("claim.class_not_completed")


def claim_by(
    *, ended_on: date, certified_on: date | None, limits: ClaimLimits, calendar: WorkCalendar
) -> Deadline | None:
    """Until when a class may be claimed for: after its end, after the certificate, or the earlier of both."""
    found: list[Deadline] = []
    days, months = limits.claim_days_after_end, limits.claim_months_after_certificate
    if days is not None:
        found.append(_deadline(calendar.due(ended_on, calendar_days=days.value), days))
    if months is not None and certified_on is not None:
        found.append(_deadline(calendar.due(certified_on, months=months.value), months))
    return min(found, key=lambda deadline: deadline.day, default=None)


def due(state: ClaimState, *, since: date, limits: ClaimLimits, calendar: WorkCalendar) -> Deadline | None:
    """By when a claim that entered ``state`` on ``since`` should go on; for publicity, its last day."""
    limit = {
        ClaimState.CLAIMED: limits.review_workdays,
        ClaimState.AUDITING: limits.review_workdays,
        ClaimState.PUBLICITY: limits.publicity_workdays,
        ClaimState.PAY_APPROVED: limits.payment_workdays,
    }.get(state)
    return None if limit is None else _deadline(calendar.add_working_days(since, limit.value), limit)


def may_approve_payment(*, publicity_from: date, today: date, limits: ClaimLimits, calendar: WorkCalendar) -> Verdict:
    """Whether the publicity has lasted (公示期满); undecided where the policy does not say how long it lasts."""
    until = due(ClaimState.PUBLICITY, since=publicity_from, limits=limits, calendar=calendar)
    if until is None:
        return Verdict.undecided("claim.publicity_undecided")
    if until.is_over(today):
        return Verdict.yes(clause=until.clause)
    return Verdict.no("claim.publicity_runs", clause=until.clause, until=until.day)


def _deadline(day: WorkingDay, limit: Limit) -> Deadline:
    return Deadline(day.day, limit.clause, day.unknown_years)
