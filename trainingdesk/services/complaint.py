"""Complaints (投诉举报) about classes and institutions, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services import training_class
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import catalogue, rows
from trainingdesk.storage import complaint as stored

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.storage.complaint import ComplaintLine

OPEN: Final = "open"
SETTLED: Final = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComplaint:
    """What was complained about; of whom, where it is known. Who complained is not kept."""

    content: str
    received_on: date | None = None
    class_id: str | None = None
    institution_id: str | None = None


def record_complaint(work: Work, details: NewComplaint) -> Changes:
    """Take a complaint in; one about a class is about its institution too. Raises Refused without content."""
    day = details.received_on or work.today()
    if not details.content.strip():
        raise Refused("complaint.no_content")
    if day > work.today():
        raise Refused("complaint.received_in_future", found=day)
    with work.writing(Action.RECORD_INSPECTION) as session:
        institution_id = details.institution_id
        if details.class_id is not None:
            institution_id = training_class.class_seen(work, session, details.class_id).institution_id
        if institution_id is not None and catalogue.institution(session, institution_id) is None:
            raise Refused("institution.unknown")
        values = {
            "received_on": day,
            "class_id": details.class_id,
            "institution_id": institution_id,
            "content": details.content.strip(),
            "state": OPEN,
        }
        row = rows.add(session, "complaint", row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, Topic.INSPECTIONS, rows=(row,))


def settle_complaint(work: Work, complaint_id: str, *, outcome: str) -> Changes:
    """Say what came of a complaint; raises Refused without an outcome and for one that was settled already."""
    if not outcome.strip():
        raise Refused("complaint.no_outcome")
    with work.writing(Action.RECORD_INSPECTION) as session:
        present = stored.complaint(session, complaint_id)
        if present is None:
            raise Refused("complaint.unknown")
        if present.state != OPEN:
            raise Refused("complaint.settled_already")
        rows.change(session, "complaint", complaint_id, {"state": SETTLED, "outcome": outcome.strip()})
        return changed(session, Topic.INSPECTIONS, rows=(complaint_id,))


def list_complaints(work: Work, *, open_only: bool = False) -> tuple[ComplaintLine, ...]:
    """Complaints, the latest first."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return stored.complaints(session, open_only=open_only)
