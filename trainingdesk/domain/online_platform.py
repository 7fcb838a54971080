"""Online platforms (线上培训平台) through their life: 申请 → 审核 → 入目录 → 评价 → 整改 → 退出.

The founding plan (人社部发〔2021〕102号, art. 11) asks for 审核、评价与退出机制. Each step has a result, a reason, a date,
and an evaluation has a score; an exited platform takes no new class.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.state_machine import Machine, Party, Step
from trainingdesk.domain.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class PlatformState(StrEnum):
    """Where a platform stands."""

    APPLIED = "applied"  # 已申请
    IN_REVIEW = "in_review"  # 审核中
    REFUSED = "refused"  # 审核不通过
    LISTED = "listed"  # 已入目录
    IN_EVALUATION = "in_evaluation"  # 评价中
    RECTIFYING = "rectifying"  # 整改中
    EXITED = "exited"  # 已退出

    @property
    def sentence(self) -> str:
        """The key of its words."""
        return PLATFORM_STEPS.title(self)


class ReviewKind(StrEnum):
    """What kind of step it was."""

    APPLICATION = "application"  # 申请
    REVIEW = "review"  # 审核
    LISTING = "listing"  # 入目录
    EVALUATION = "evaluation"  # 评价
    RECTIFICATION = "rectification"  # 整改
    EXIT = "exit"  # 退出

    @property
    def sentence(self) -> str:
        """The key of its words."""
        return f"online_platform.review_{self.value}"


_P = PlatformState
_INSTITUTION, _COUNTY = (Party.INSTITUTION,), (Party.COUNTY,)
_REVIEW = Action.REVIEW_PLATFORM

#: Every step; a platform that was refused or has left may apply again.
PLATFORM_STEPS: Final[Machine[PlatformState]] = Machine(
    "online_platform",
    "state",
    PlatformState,
    (
        Step(_P.APPLIED, _P.IN_REVIEW, _COUNTY, _REVIEW),
        Step(_P.IN_REVIEW, _P.LISTED, _COUNTY, _REVIEW),
        Step(_P.IN_REVIEW, _P.REFUSED, _COUNTY, _REVIEW, needs_reason=True),
        Step(_P.REFUSED, _P.APPLIED, _INSTITUTION, _REVIEW),
        Step(_P.LISTED, _P.IN_EVALUATION, _COUNTY, _REVIEW),
        Step(_P.LISTED, _P.RECTIFYING, _COUNTY, _REVIEW, needs_reason=True),
        Step(_P.LISTED, _P.EXITED, _COUNTY, _REVIEW, needs_reason=True),
        Step(_P.IN_EVALUATION, _P.LISTED, _COUNTY, _REVIEW),
        Step(_P.IN_EVALUATION, _P.RECTIFYING, _COUNTY, _REVIEW, needs_reason=True),
        Step(_P.IN_EVALUATION, _P.EXITED, _COUNTY, _REVIEW, needs_reason=True),
        Step(_P.RECTIFYING, _P.LISTED, _COUNTY, _REVIEW, needs_reason=True),
        Step(_P.RECTIFYING, _P.EXITED, _COUNTY, _REVIEW, needs_reason=True),
        Step(_P.EXITED, _P.APPLIED, _INSTITUTION, _REVIEW),
    ),
)

_KINDS: Final = {
    _P.APPLIED: ReviewKind.APPLICATION,
    _P.IN_REVIEW: ReviewKind.REVIEW,
    _P.REFUSED: ReviewKind.REVIEW,
    _P.LISTED: ReviewKind.LISTING,
    _P.IN_EVALUATION: ReviewKind.EVALUATION,
    _P.RECTIFYING: ReviewKind.RECTIFICATION,
    _P.EXITED: ReviewKind.EXIT,
}

#: A platform takes new classes while it is in the catalogue; during 整改 it first puts things right.
_OPEN: Final = frozenset({_P.LISTED, _P.IN_EVALUATION})
_SCORES: Final = range(101)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformStep:
    """One step of a platform's life as it is recorded; ``score`` in points of a hundred."""

    to: PlatformState
    day: date
    result: str | None = None
    score: int | None = None
    reason: str | None = None


def move(state: PlatformState, to: PlatformState) -> None:
    """Raise Refused where a platform's life has no such step."""
    PLATFORM_STEPS.step(state, to)


def kind_of(start: PlatformState, to: PlatformState) -> ReviewKind:
    """What a step is called: the end of an evaluation belongs to the evaluation, whatever it led to."""
    return ReviewKind.EVALUATION if start is _P.IN_EVALUATION else _KINDS[to]


def take_step(state: PlatformState, step: PlatformStep, *, since: date | None) -> PlatformState:
    """The state after a step; ``since`` is the day of the step before.

    Raises Refused where the life has no such step, a reason or an evaluation's score is missing, the score is no number of
    points, or the step is dated before the one it follows.
    """
    PLATFORM_STEPS.move(state, step.to, reason=step.reason)
    if state is _P.IN_EVALUATION and step.score is None:
        raise Refused("online_platform.score_missing")
    if step.score is not None and step.score not in _SCORES:
        raise Refused("online_platform.score_unsound", found=step.score)
    if since is not None and step.day < since:
        raise Refused("online_platform.step_before_the_last", found=step.day, last=since)
    return step.to


def live_through(steps: Iterable[PlatformStep]) -> PlatformState:
    """The state after a whole life that began with an application; raises Refused at the first unsound step."""
    state, since = PlatformState.APPLIED, None
    for step in steps:
        state, since = take_step(state, step, since=since), step.day
    return state


def may_take_class(state: PlatformState) -> Verdict:
    """Whether a new class may use the platform (the plan, art. 11: 审核、评价与退出机制)."""
    clause = "人社部发〔2021〕102号 （十一）"
    if state in _OPEN:
        return Verdict.yes(clause=clause)
    if state is PlatformState.EXITED:
        return Verdict.no("online_platform.exited", clause=clause)
    if state is PlatformState.RECTIFYING:
        return Verdict.no("online_platform.rectifying", clause=clause)
    return Verdict.no("online_platform.not_listed", clause=clause)
