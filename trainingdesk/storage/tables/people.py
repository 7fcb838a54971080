"""People by real name (人员), their categories and what belongs to them."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from trainingdesk.domain.identity import DocumentKind, Sex
from trainingdesk.storage.tables.base import Synced, moment, one_of, refers_to


class Person(Synced, table=True):
    """A person; ``name_key`` is the normal form that names are matched by."""

    __tablename__ = "person"
    # A row of a person is long; the monthly report reads three short columns of 50,000 people, and who is provisional.
    __table_args__: ClassVar[Any] = (
        Index("ix_person_month", "id", "provisional", "sex", "ethnic_group"),
        Index("ix_person_provisional", "provisional", sqlite_where=text("provisional = 1")),
        {"sqlite_with_rowid": False},
    )

    document_kind: DocumentKind | None = Field(default=None, sa_type=one_of(DocumentKind, "document_kind"))
    document_number: str | None = Field(default=None, index=True)
    id_mask: str | None = None
    name: str
    sex: Sex | None = Field(default=None, sa_type=one_of(Sex, "sex"))
    birth_date: date | None = None
    name_key: str = Field(index=True)
    phone: str | None = Field(default=None, index=True)
    division: str | None = None
    address: str | None = None
    education: str | None = None
    ethnic_group: str | None = None
    employment: str | None = None
    household: str | None = None
    social_security_card: str | None = None
    employer_id: str | None = refers_to("employer", default=None)
    payee_account: str | None = None
    payee_bank: str | None = None
    verified: str = "none"
    verified_at: datetime | None = moment(default=None)
    verified_by_method: str | None = None
    photo_sha256: str | None = None
    provisional: bool = False
    archived: bool = False
    note: str | None = None


class PersonAlias(Synced, table=True):
    """After a merge: the id that lives on."""

    __tablename__ = "person_alias"

    old_id: str = Field(index=True)
    canonical_id: str = refers_to("person", index=True)
    reason: str | None = None


class FormerIdentity(Synced, table=True):
    """A document number, name or sex that was legitimately changed; stays findable."""

    __tablename__ = "former_identity"

    person_id: str = refers_to("person", index=True)
    document_kind: str | None = None
    document_number: str | None = Field(default=None, index=True)
    name: str
    sex: str | None = None
    birth_date: date | None = None
    reason: str
    by_user: str
    at: datetime = moment()


class PersonCategory(Synced, table=True):
    """A category of a person (人员类别) with its proof and the days it holds."""

    __tablename__ = "person_category"

    person_id: str = refers_to("person", index=True)
    category: str
    proof_kind: str | None = None
    proof_number: str | None = None
    proof_sha256: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class Employer(Synced, table=True):
    """An employer of trainees."""

    __tablename__ = "employer"

    name: str = Field(index=True)
    uscc: str | None = None
    size_class: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


class Consent(Synced, table=True):
    """A consent or commitment a person gave."""

    __tablename__ = "consent"

    person_id: str = refers_to("person", index=True)
    kind: str
    method: str
    by_user: str
    at: datetime = moment()


class Attachment(Synced, table=True):
    """A scan or photo, kept encrypted by its hash."""

    __tablename__ = "attachment"

    owner_table: str
    owner_id: str = Field(index=True)
    kind: str
    sha256: str
    name: str
    size: int
    media_type: str
