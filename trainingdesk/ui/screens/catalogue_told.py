"""What the panel beside the list tells of one row, asked for when it is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trainingdesk.services import course, institution, online_platform, teaching
from trainingdesk.services.catalogue_details import details_of

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.storage.catalogue import ApprovalRow, CourseRow, ReviewRow
    from trainingdesk.storage.teaching import TaughtClass
    from trainingdesk.ui.catalogue_kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Details as they were entered, and what hangs on the row."""

    details: Any
    approvals: tuple[ApprovalRow, ...] = ()
    life: tuple[ReviewRow, ...] = ()
    versions: tuple[CourseRow, ...] = ()
    taught: tuple[TaughtClass, ...] = ()


def tell(work: Work, kind: Kind, row: Any) -> Told:
    """Everything about a row; raises Refused where it is gone."""
    details = details_of(work, kind.table, row.id, kind.form)
    match kind.name:
        case "institution":
            return Told(details=details, approvals=institution.approvals_of(work, row.id))
        case "platform":
            return Told(details=details, life=online_platform.life_of(work, row.id))
        case "course":
            return Told(details=details, versions=course.versions_of(work, row.code))
        case "instructor":
            return Told(details=details, taught=teaching.history_of(work, row.id))
        case _:
            return Told(details=details)
