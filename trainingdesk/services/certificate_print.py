"""What is printed on certificates themselves: whole names and numbers, so that each time is written to the access log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.services import audit, training_class
from trainingdesk.services.certificate import ISSUED
from trainingdesk.services.class_paper import class_paper
from trainingdesk.storage import certificate as stored
from trainingdesk.storage import person

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.services.class_paper import ClassPaper
    from trainingdesk.services.work import Work
    from trainingdesk.storage.certificate import CertificateRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateToPrint:
    """A certificate in the words that stand on it."""

    number: str
    name: str
    sex: str | None
    document_number: str
    kind: str
    occupation: str
    level: str
    institution: str
    starts_on: date
    ends_on: date
    issued_on: date
    issuer: str
    verify_code: str


def certificates_to_print(
    work: Work, class_id: str, *, certificate_id: str | None = None
) -> tuple[CertificateToPrint, ...]:
    """The valid certificates of a class in the order of their numbers, or one of them; the look is logged.

    Raises Refused where there is none.
    """
    number = training_class.class_page(work, class_id).head.number
    paper = class_paper(work, number)
    with work.writing(Action.ISSUE_CERTIFICATE) as session:
        found = tuple(
            one
            for one in stored.certificates_of_class(session, class_id)
            if one.status == ISSUED and certificate_id in {None, one.id}
        )
        if not found:
            raise Refused("certificate.none_valid", number=number)
        subject = ("training_class", class_id) if certificate_id is None else ("certificate", certificate_id)
        audit.log(work, session, Logged.PRINTED, subject=subject)
        return tuple(_to_print(session, one, paper) for one in found)


def _to_print(session: Session, one: CertificateRow, paper: ClassPaper) -> CertificateToPrint:
    holder = person.person(session, one.person_id)
    if holder is None:
        raise Refused("person.unknown")
    head = paper.head
    return CertificateToPrint(
        number=one.number,
        name=holder.name,
        sex=holder.sex,
        document_number=holder.document_number or "",
        kind=_named(paper.names["certificate"], one.kind),
        occupation=_named(paper.names["occupation"], one.occupation_code),
        level=_named(paper.names["level"], one.level),
        institution=head.institution,
        starts_on=head.the_class.starts_on,
        ends_on=head.the_class.ends_on,
        issued_on=one.issued_on,
        issuer=one.issuer or head.organization,
        verify_code=one.verify_code or "",
    )


def _named(names: Mapping[str, str], code: str | None) -> str:
    return names.get(code or "", code or "")
