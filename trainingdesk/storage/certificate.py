"""Queries over certificates (证书) and the blocks of serials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from trainingdesk.storage.person_merge import living_file
from trainingdesk.storage.rows import columns, fetch, fetch_one, live, table

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlmodel import Session

    from trainingdesk.domain.certificate import CertificateKind


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate; ``status`` is issued or revoked."""

    id: str
    person_id: str
    enrollment_id: str | None
    class_id: str | None
    kind: CertificateKind
    level: str
    occupation_code: str | None
    number: str
    issued_on: date
    issuer: str | None
    verify_code: str | None
    status: str
    reprints: int


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate as lists show it, with its holder; identity stays masked."""

    id: str
    enrollment_id: str | None
    name: str
    id_mask: str | None
    kind: CertificateKind
    level: str
    occupation_code: str | None
    number: str
    issued_on: date
    status: str
    reprints: int
    verify_code: str | None


@dataclass(frozen=True, slots=True)
class DeskRow:
    """Which desk this is; one that was never joined owns every serial."""

    device_id: str
    device_number: int
    joined: bool


def _certificates(*conditions: ColumnElement[bool]) -> Select[Any]:
    target = table("certificate")
    query = select(*columns(CertificateRow, "certificate")).where(live("certificate"), *conditions)
    return query.order_by(target.c.number, target.c.id)


def certificate(session: Session, certificate_id: str) -> CertificateRow | None:
    """One living certificate."""
    return fetch_one(session, CertificateRow, _certificates(table("certificate").c.id == certificate_id))


def certificates_numbered(session: Session, numbers: Collection[str]) -> tuple[CertificateRow, ...]:
    """Certificates of these numbers, revoked ones too; two kinds could bear the same number."""
    found: list[CertificateRow] = []
    wanted = list(numbers)
    for start in range(0, len(wanted), 500):
        batch = wanted[start : start + 500]
        found += fetch(session, CertificateRow, _certificates(table("certificate").c.number.in_(batch)))
    return tuple(found)


def certificates_of_class(session: Session, class_id: str) -> tuple[CertificateRow, ...]:
    """Every certificate of a class, by number; revoked ones too."""
    return fetch(session, CertificateRow, _certificates(table("certificate").c.class_id == class_id))


def certificate_lines(
    session: Session,
    *,
    class_id: str | None = None,
    first: date | None = None,
    last: date | None = None,
    limit: int = 1000,
    offset: int = 0,
) -> tuple[CertificateLine, ...]:
    """Certificates with their holders by number, of a class or issued between two days, a page at a time."""
    target = table("certificate")
    wanted: list[ColumnElement[bool]] = []
    if class_id is not None:
        wanted.append(target.c.class_id == class_id)
    if first is not None:
        wanted.append(target.c.issued_on >= first)
    if last is not None:
        wanted.append(target.c.issued_on <= last)
    return fetch(session, CertificateLine, _lines(*wanted).limit(limit).offset(offset))


def certificate_line(session: Session, certificate_id: str) -> CertificateLine | None:
    """One certificate with its holder."""
    return fetch_one(session, CertificateLine, _lines(table("certificate").c.id == certificate_id))


def _lines(*conditions: ColumnElement[bool]) -> Select[Any]:
    target, person = table("certificate"), table("person")
    return (
        select(
            target.c.id, target.c.enrollment_id, person.c.name, person.c.id_mask, target.c.kind, target.c.level,
            target.c.occupation_code, target.c.number, target.c.issued_on, target.c.status, target.c.reprints,
            target.c.verify_code,
        )
        .join(person, person.c.id == living_file(target.c.person_id))
        .where(live("certificate"), *conditions)
        .order_by(target.c.number, target.c.id)
    )  # fmt: skip


def numbers_beginning(session: Session, beginning: str) -> tuple[str, ...]:
    """All certificate numbers that begin so, deleted ones too: a number is never given twice."""
    target = table("certificate")
    query = select(target.c.number).where(target.c.number.startswith(beginning, autoescape=True))
    return tuple(session.connection().execute(query).scalars())


def blocks_of(session: Session, series: str, *, device_id: str) -> tuple[tuple[int, int], ...]:
    """The serials of a series that were leased to a device."""
    target = table("number_block")
    query = (
        select(target.c.first, target.c.last)
        .where(live("number_block"), target.c.series == series, target.c.device_id == device_id)
        .order_by(target.c.first)
    )
    return tuple((row.first, row.last) for row in session.connection().execute(query))


def desk(session: Session) -> DeskRow:
    """Which desk this is."""
    row = session.connection().execute(text("SELECT device_id, device_number, joined FROM sync_control")).one()
    return DeskRow(row.device_id, row.device_number, bool(row.joined))
