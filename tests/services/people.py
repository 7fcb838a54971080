"""Synthetic people for the tests of services."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.identity import check_digit
from trainingdesk.services.person import PersonDetails, add_person
from trainingdesk.services.work import Worker
from trainingdesk.storage import rows
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from trainingdesk.domain.access import Role
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work


def number(sequence: int, *, born: str = "19900307", region: str = "500241") -> str:
    """A valid document number; odd sequences are men."""
    seventeen = f"{region}{born}{sequence:03}"
    return seventeen + check_digit(seventeen)


def add(work: Work, name: str, sequence: int, **more: str) -> str:
    """A person on file; answers the id."""
    details = replace(PersonDetails(name=name, document_number=number(sequence)), **more)  # type: ignore[arg-type]
    return add_person(work, details, reason="test").row


def acting_as(work: Work, *roles: Role) -> Work:
    """The same desk in the hands of somebody else."""
    return replace(work, worker=Worker(work.worker.user_id, "another", frozenset(roles)))


def said(changes: Changes) -> list[str]:
    """The keys of what is said about a change."""
    return [one.key for one in changes.said]


def enrolled(work: Work, class_id: str, person_id: str, *, status: str = "completed", note: str | None = None) -> str:
    """An enrollment as the use cases leave it; answers its id."""
    row_id = fact_id("enrollment", class_id, person_id)
    values = {"class_id": class_id, "person_id": person_id, "number": "01", "source": "entered", "status": status}
    with work.writing(Action.ENROLL) as session:
        return rows.add(
            session, "enrollment", row_id=row_id, county_code=work.county_code, values={**values, "note": note}
        )
