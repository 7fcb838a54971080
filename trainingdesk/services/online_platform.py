"""Online platforms (线上培训平台) through their life: 申请 → 审核 → 入目录 → 评价 → 整改 → 退出 (the plan, art. 11)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain import access, online_platform
from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.online_platform import PlatformState, PlatformStep, ReviewKind
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import catalogue, rows
from trainingdesk.storage import online_platform as stored
from trainingdesk.storage.delegation import delegation_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.catalogue import PlatformRow, ReviewRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformDetails:
    """What a clerk enters for a platform."""

    name: str
    operator: str | None = None
    operator_uscc: str | None = None
    url: str | None = None
    record_number: str | None = None
    filing_year: int | None = None
    hour_rule: str | None = None
    evidence: str | None = None
    note: str | None = None


def add_platform(work: Work, details: PlatformDetails) -> Changes:
    """A platform that applies for the catalogue; its application is the first step of its life."""
    if not details.name.strip():
        raise Refused("platform.no_name")
    values = {**asdict(details), "name": details.name.strip(), "state": PlatformState.APPLIED}
    with work.writing(Action.EDIT_CATALOGUE) as session:
        row = rows.add(session, "online_platform", row_id=work.new_id(), county_code=work.county_code, values=values)
        _record(work, session, row, None, PlatformStep(to=PlatformState.APPLIED, day=work.today()))
        return changed(session, Topic.CATALOGUE, rows=(row,))


def edit_platform(work: Work, platform_id: str, details: PlatformDetails) -> Changes:
    """Change what is known of a platform, not where it stands; raises Refused without a name and for an unknown one."""
    if not details.name.strip():
        raise Refused("platform.no_name")
    values = {**asdict(details), "name": details.name.strip()}
    with work.writing(Action.EDIT_CATALOGUE) as session:
        if not rows.change(session, "online_platform", platform_id, values):
            raise Refused("platform.unknown")
        return changed(session, Topic.CATALOGUE, rows=(platform_id,))


def review_platform(work: Work, platform_id: str, step: PlatformStep) -> Changes:
    """Take a platform one step on in its life, with result, score, reason and day.

    Raises Refused where its life has no such step, where a reason or an evaluation's score is missing or unsound, for a day
    before the step it follows or one that has not come yet, and where somebody decides on the application that they
    recorded without a written delegation.
    """
    with work.writing(Action.REVIEW_PLATFORM) as session:
        platform = catalogue.platform(session, platform_id)
        if platform is None:
            raise Refused("platform.unknown")
        life = catalogue.reviews(session, platform_id)
        state = online_platform.take_step(platform.state, step, since=life[-1].reviewed_on if life else None)
        if step.day > work.today():
            raise Refused("online_platform.step_in_the_future", found=step.day)
        said = _by_delegation(work, session, platform_id) if platform.state is PlatformState.IN_REVIEW else ()
        review = _record(work, session, platform_id, platform.state, step)
        rows.change(session, "online_platform", platform_id, {"state": state})
        return changed(session, Topic.CATALOGUE, rows=(platform_id, review), said=said)


def list_platforms(work: Work, *, text: str | None = None) -> tuple[PlatformRow, ...]:
    """Platforms by name."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return catalogue.platforms(session, text=text)


def life_of(work: Work, platform_id: str) -> tuple[ReviewRow, ...]:
    """Every step of a platform's life, oldest first."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return catalogue.reviews(session, platform_id)


def _by_delegation(work: Work, session: Session, platform_id: str) -> tuple[Said, ...]:
    """Nobody decides on an application that they recorded themselves; where a delegation allows it, that is said."""
    user, preparer = work.worker.user_id, stored.applicant(session, platform_id)
    held = delegation_of(session, user, on=work.today()) if preparer == user else None
    access.require_another(preparer=preparer, approver=user, delegation=None if held is None else held.id)
    return () if held is None else (Said.of("online_platform.by_delegation", document=held.document),)


def _record(work: Work, session: Session, platform_id: str, start: PlatformState | None, step: PlatformStep) -> str:
    """Keep a step; what kind of step it is follows from where it led."""
    values = {
        "platform_id": platform_id,
        "kind": ReviewKind.APPLICATION if start is None else online_platform.kind_of(start, step.to),
        "from_state": start,
        "to_state": step.to,
        "result": step.result,
        "score": step.score,
        "reason": (step.reason or "").strip() or None,
        "reviewed_on": step.day,
        "by_user": work.worker.user_id,
        "at": work.now(),
    }
    return rows.add(session, "platform_review", row_id=work.new_id(), county_code=work.county_code, values=values)
