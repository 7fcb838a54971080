"""The overview of a class: its numbers, the names it stands on, what the next step lacks, and whom to notify."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.training_class import onward
from trainingdesk.services.class_checklist import missing
from trainingdesk.services.class_details import mode_name
from trainingdesk.services.class_notice import to_notify
from trainingdesk.services.division import divisions
from trainingdesk.services.policy import policy_of
from trainingdesk.services.training_class import class_page
from trainingdesk.storage.lesson import names_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.domain.class_checklist import Missing
    from trainingdesk.domain.training_class import ClassState
    from trainingdesk.services.class_notice import Notified
    from trainingdesk.services.training_class import ClassPage
    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassRow

_TABLES: Final = (
    ("venue", "venue_id"),
    ("instructor", "instructor_id"),
    ("online_platform", "platform_id"),
    ("employer", "employer_id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassNames:
    """What a class stands on, by name; empty where it has none."""

    mode: str
    place: str
    venue: str
    instructor: str
    platform: str
    employer: str
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassOverview:
    """``step`` is the next one of the way that goes well, with what it lacks; ``notify`` is for a class that ended early."""

    page: ClassPage
    names: ClassNames
    step: ClassState | None
    missing: tuple[Missing, ...]
    notify: tuple[Notified, ...]


def class_overview(work: Work, class_id: str) -> ClassOverview:
    """Everything that stands on the first page of a class; raises Refused for one that is not the worker's."""
    page = class_page(work, class_id)
    step = onward(page.head.state)
    place = divisions(work).name(page.head.division)
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        names = _names(session, page.head, place)
    return ClassOverview(
        page=page,
        names=names,
        step=step,
        missing=() if step is None else missing(work, class_id, step),
        notify=to_notify(work, class_id),
    )


def _names(session: Session, head: ClassRow, place: str) -> ClassNames:
    found = [_name(session, table, getattr(head, field)) for table, field in _TABLES]
    venue, instructor, platform, employer = found
    return ClassNames(
        mode=mode_name(head.mode),
        place=place,
        venue=venue,
        instructor=instructor,
        platform=platform,
        employer=employer,
        policy=policy_of(session, head.policy, head.policy_version).title,
    )


def _name(session: Session, table: str, row_id: str | None) -> str:
    return "" if row_id is None else names_of(session, table, {row_id}).get(row_id, "")
