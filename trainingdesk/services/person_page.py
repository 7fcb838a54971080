"""The page of one person: numbers masked, categories, classes; and the reveal, which is logged (FEATURES 11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.identity import mask
from trainingdesk.domain.payee_account import masked_account
from trainingdesk.domain.phone import masked_phone
from trainingdesk.services import audit
from trainingdesk.services.person_category import shown_categories
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import ID_MASK, mask_ends
from trainingdesk.storage import person as stored
from trainingdesk.storage import person_merge

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from trainingdesk.domain.identity import DocumentKind, Sex
    from trainingdesk.services.person_category import HeldCategory
    from trainingdesk.services.work import Work
    from trainingdesk.storage.person import FormerRow, PersonRow
    from trainingdesk.storage.person_merge import EnrollmentLine


@dataclass(frozen=True, slots=True)
class FormerIdentity:
    """What a person went by before; the number is masked."""

    name: str
    document_kind: str | None
    id_mask: str | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """A person as a page shows it; numbers are masked, and ``hidden_categories`` counts those the worker may not see."""

    id: str
    name: str
    document_kind: DocumentKind | None
    id_mask: str | None
    sex: Sex | None
    birth_date: date | None
    phone_mask: str | None
    division: str | None
    address: str | None
    education: str | None
    ethnic_group: str | None
    employment: str | None
    household: str | None
    payee_mask: str | None
    payee_bank: str | None
    verified: str
    verified_at: datetime | None
    verified_by_method: str | None
    provisional: bool
    archived: bool
    note: str | None
    merged_ids: tuple[str, ...]
    former: tuple[FormerIdentity, ...]
    categories: tuple[HeldCategory, ...]
    hidden_categories: int
    enrollments: tuple[EnrollmentLine, ...]


@dataclass(frozen=True, slots=True)
class Revealed:
    """What a reveal shows; it is never stored anywhere else."""

    name: str
    document_number: str | None
    phone: str | None
    payee_account: str | None
    social_security_card: str | None


#: Columns that a page shows as they are.
_SHOWN = (
    "id name document_kind id_mask sex birth_date division address education ethnic_group employment household payee_bank "
    "verified verified_at verified_by_method provisional archived note "
)


def person_page(work: Work, person_id: str) -> PersonPage:
    """Everything about a person, under whichever id it was entered; raises Refused for an unknown one."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        person = _present(session, person_id)
        ids = person_merge.all_ids(session, person.id)
        ends = mask_ends(value_of(session, ID_MASK))
        categories = shown_categories(work, session, (person.id,))[person.id]
        return PersonPage(
            **{name: getattr(person, name) for name in _SHOWN.split()},
            phone_mask=masked_phone(person.phone) if person.phone else None,
            payee_mask=masked_account(person.payee_account) if person.payee_account else None,
            merged_ids=ids[1:],
            former=tuple(_former(row, ends) for row in stored.former_identities(session, person.id)),
            categories=categories.held,
            hidden_categories=categories.hidden,
            enrollments=person_merge.enrollments_of(session, ids),
        )


def reveal(work: Work, person_id: str, *, reason: str) -> Revealed:
    """The whole document number, phone, account and card, after the look was written to the access log.

    Raises Refused without a reason, for a role that may not see it, and for an unknown person.
    """
    with work.writing(Action.REVEAL_IDENTITY) as session:
        person = _present(session, person_id)
        audit.log(work, session, Logged.IDENTITY_REVEALED, subject=("person", person.id), reason=reason)
        return Revealed(
            person.name, person.document_number, person.phone, person.payee_account, person.social_security_card
        )


def _former(row: FormerRow, ends: tuple[int, int]) -> FormerIdentity:
    number = row.document_number and mask(row.document_number, begin=ends[0], end=ends[1])
    return FormerIdentity(row.name, row.document_kind, number, row.reason, row.at)


def _present(session: Session, person_id: str) -> PersonRow:
    present = stored.person(session, person_id)
    if present is None:
        raise Refused("person.unknown")
    return present
