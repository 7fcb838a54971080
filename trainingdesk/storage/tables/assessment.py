"""Assessments (考核), scores and certificates (证书)."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from trainingdesk.domain.certificate import CertificateKind
from trainingdesk.storage.tables.base import Synced, one_of, refers_to


class Assessment(Synced, table=True):
    """An assessment of a class; round 2 and later are make-up assessments (补考)."""

    __tablename__ = "assessment"

    class_id: str = refers_to("training_class", index=True)
    round: int = 1
    kind: str
    held_on: date
    organization: str | None = None
    organization_uscc: str | None = None
    place: str | None = None
    note: str | None = None


class Score(Synced, table=True):
    """One person's result; scores in tenths of a point."""

    __tablename__ = "score"
    # By assessment, with what the monthly report counts of a score.
    __table_args__: ClassVar[Any] = (
        Index("ix_score_month", "assessment_id", "result", "absent", "deleted"),
        {"sqlite_with_rowid": False},
    )

    assessment_id: str = refers_to("assessment")
    enrollment_id: str = refers_to("enrollment", index=True)
    class_id: str = refers_to("training_class")
    theory: int | None = None
    practice: int | None = None
    absent: bool = False
    result: str | None = None


class Certificate(Synced, table=True):
    """A certificate issued to a person."""

    __tablename__ = "certificate"

    person_id: str = refers_to("person", index=True)
    enrollment_id: str | None = refers_to("enrollment", default=None, index=True)
    class_id: str | None = refers_to("training_class", default=None, index=True)
    kind: CertificateKind = Field(sa_type=one_of(CertificateKind, "kind"))
    level: str
    occupation_code: str | None = None
    number: str = Field(index=True)
    issued_on: date = Field(index=True)
    issuer: str | None = None
    verify_code: str | None = None
    status: str = "issued"
    reprints: int = 0


class NumberBlock(Synced, table=True):
    """Serials leased to a desk; a desk that was never joined owns them all."""

    __tablename__ = "number_block"

    series: str = Field(index=True)
    first: int
    last: int
    device_id: str | None = None
