"""Queries for the lifelong training file (终身职业技能培训档案) of one person, under all ids that were merged into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from trainingdesk.storage.attendance import MarkRow
from trainingdesk.storage.rows import columns, fetch, live, table
from trainingdesk.storage.twin_enrollment import set_aside
from trainingdesk.wire.ids import mark_id

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.certificate import CertificateKind
    from trainingdesk.domain.claim import ClaimState
    from trainingdesk.domain.enrollment import Status


@dataclass(frozen=True, slots=True)
class FileClassRow:
    """A class that the person was enrolled in."""

    enrollment_id: str
    class_id: str
    number: str
    name: str
    course: str
    occupation: str | None
    level: str
    training_type: str
    institution: str
    platform: str | None
    starts_on: date
    ends_on: date
    policy: str
    policy_version: str
    paid_category: str | None
    status: Status
    joined_on: date | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class FileCertificateRow:
    """A certificate of the person; ``occupation`` is the name of the course's occupation where a class led to it."""

    id: str
    kind: CertificateKind
    occupation_code: str | None
    occupation: str | None
    level: str
    number: str
    issued_on: date
    issuer: str | None
    status: str


@dataclass(frozen=True, slots=True)
class FileSubsidyRow:
    """A subsidy granted for the person; ``paid_on`` is the day of the last payment that the bank did not send back."""

    id: str
    kind: str
    class_number: str
    fund: str | None
    payee_kind: str | None
    payee_name: str | None
    amount_fen: int
    state: ClaimState
    paid_on: date | None
    recovered_fen: int


def classes_of(session: Session, people: Collection[str]) -> tuple[FileClassRow, ...]:
    """Every class of these ids, oldest first."""
    target, group, course = table("enrollment"), table("training_class"), table("course")
    school, platform = table("institution"), table("online_platform")
    query = (
        select(
            target.c.id, group.c.id, group.c.number, group.c.name, course.c.name, course.c.occupation_name,
            course.c.level, course.c.training_type, school.c.name, platform.c.name, group.c.starts_on, group.c.ends_on,
            group.c.policy, group.c.policy_version, target.c.paid_category, target.c.status, target.c.joined_on,
            target.c.left_on,
        )
        .join(group, group.c.id == target.c.class_id)
        .join(course, course.c.id == group.c.course_id)
        .join(school, school.c.id == group.c.institution_id)
        .outerjoin(platform, platform.c.id == group.c.platform_id)
        .where(live("enrollment"), target.c.person_id.in_(list(people)), target.c.id.not_in(set_aside(session)))
        .order_by(group.c.starts_on, group.c.number)
    )  # fmt: skip
    return fetch(session, FileClassRow, query)


def marks_of(session: Session, enrollment_id: str, lessons: Collection[str]) -> dict[str, MarkRow]:
    """The marks of one enrollment by lesson, where it has none that of one which a merge set aside for it.

    Ids of marks follow from lesson and enrollment, so each is one look-up.
    """
    target = table("attendance_mark")
    twins = [aside for aside, stands in set_aside(session).items() if stands == enrollment_id]
    wanted = [mark_id(lesson, one) for lesson in lessons for one in (enrollment_id, *twins)]
    query = select(*columns(MarkRow, "attendance_mark")).where(live("attendance_mark"), target.c.id.in_(wanted))
    found = fetch(session, MarkRow, query)
    return {row.lesson_id: row for row in sorted(found, key=lambda row: row.enrollment_id == enrollment_id)}


def certificates_of(session: Session, people: Collection[str]) -> tuple[FileCertificateRow, ...]:
    """Every certificate of these ids, oldest first, revoked ones too."""
    target, group, course = table("certificate"), table("training_class"), table("course")
    query = (
        select(
            target.c.id, target.c.kind, target.c.occupation_code, course.c.occupation_name, target.c.level,
            target.c.number, target.c.issued_on, target.c.issuer, target.c.status,
        )
        .outerjoin(group, group.c.id == target.c.class_id)
        .outerjoin(course, course.c.id == group.c.course_id)
        .where(live("certificate"), target.c.person_id.in_(list(people)))
        .order_by(target.c.issued_on, target.c.number)
    )  # fmt: skip
    return fetch(session, FileCertificateRow, query)


def subsidies_of(session: Session, people: Collection[str]) -> tuple[FileSubsidyRow, ...]:
    """Every subsidy that was granted for these ids, in the order of the classes."""
    target, claim, group, fund = table("claim_line"), table("claim"), table("training_class"), table("fund")
    payment, recovery = table("payment"), table("recovery")
    paid = (
        select(func.max(payment.c.paid_on))
        .where(payment.c.claim_id == claim.c.id, payment.c.result == "paid", live("payment"))
        .scalar_subquery()
    )
    recovered = (
        select(func.coalesce(func.sum(recovery.c.amount_fen), 0))
        .where(recovery.c.claim_line_id == target.c.id, recovery.c.recovered_on.is_not(None), live("recovery"))
        .scalar_subquery()
    )
    query = (
        select(
            target.c.id, target.c.kind, group.c.number, func.coalesce(fund.c.name, target.c.fund), target.c.payee_kind,
            target.c.payee_name, target.c.amount_fen, claim.c.state, paid, recovered,
        )
        .join(claim, claim.c.id == target.c.claim_id)
        .join(group, group.c.id == target.c.class_id)
        .outerjoin(fund, (fund.c.code == target.c.fund) & live("fund"))
        .where(live("claim_line"), live("claim"), target.c.person_id.in_(list(people)), target.c.decision == "yes")
        .order_by(group.c.starts_on, group.c.number, target.c.kind)
    )  # fmt: skip
    return fetch(session, FileSubsidyRow, query)
