"""The real-name state of a person (FEATURES 116): what was checked, when and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verification import Verification
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import person as stored
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from sqlmodel import Session


def record_verification(work: Work, person_id: str, *, state: Verification, method: str | None = None) -> Changes:
    """Record that a person was checked now; ``NONE`` takes a wrong record back.

    Raises Refused for an unknown person and for one without a document number: there is nothing that could be checked.
    """
    with work.writing(Action.EDIT_PERSON) as session:
        person = stored.person(session, person_id)
        if person is None:
            raise Refused("person.unknown")
        if person.document_number is None:
            raise Refused("person.nothing_to_verify", name=person.name)
        _set(work, session, person.id, state, method)
        return changed(session, Topic.PEOPLE, rows=(person.id,))


def _set(work: Work, session: Session, person_id: str, state: Verification, method: str | None) -> None:
    checked = state is not Verification.NONE
    values = {
        "verified": state.value,
        "verified_at": work.now() if checked else None,
        "verified_by_method": (method or "").strip() or None if checked else None,
    }
    rows.change(session, "person", person_id, values)
