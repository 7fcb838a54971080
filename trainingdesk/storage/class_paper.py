"""People of a class as printed lists name them; numbers stay masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from trainingdesk.storage.person_merge import living_file
from trainingdesk.storage.rows import fetch, live, table
from trainingdesk.storage.twin_enrollment import set_aside

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.domain.enrollment import Status


@dataclass(frozen=True, slots=True)
class PaperPerson:
    """A trainee on a printed list."""

    enrollment_id: str
    number: str
    status: Status
    name: str
    sex: str | None
    ethnic_group: str | None
    id_mask: str | None
    education: str | None
    address: str | None
    category: str | None
    phone: str | None
    payee_account: str | None


def people_of(session: Session, class_id: str) -> tuple[PaperPerson, ...]:
    """Everybody who ever enrolled in a class, in the order of numbers; each person once after merges."""
    enrollment, person = table("enrollment"), table("person")
    query = (
        select(
            enrollment.c.id, enrollment.c.number, enrollment.c.status, person.c.name, person.c.sex,
            person.c.ethnic_group, person.c.id_mask, person.c.education, person.c.address,
            enrollment.c.paid_category, person.c.phone, person.c.payee_account,
        )
        .join(person, person.c.id == living_file(enrollment.c.person_id))
        .where(live("enrollment"), enrollment.c.class_id == class_id)
        .where(enrollment.c.id.not_in(set_aside(session, class_id)))
        .order_by(enrollment.c.number, enrollment.c.id)
    )  # fmt: skip
    return fetch(session, PaperPerson, query)
