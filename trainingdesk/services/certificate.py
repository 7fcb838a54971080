"""Certificates (证书): issued in batches, numbered without doubles, reprinted, checked, revoked (FEATURES 48, 49)."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain import certificate as rule
from trainingdesk.domain.access import Action
from trainingdesk.domain.certificate import CertificateKind
from trainingdesk.domain.class_number import ClassNumberPattern
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.number_block import Block, next_serials
from trainingdesk.domain.verify_code import CertificateText, same, verify_code
from trainingdesk.services import enrollment, setting, training_class
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.settings import declared
from trainingdesk.storage import catalogue, person, rows
from trainingdesk.storage import certificate as stored
from trainingdesk.storage import enrollment as stored_enrollment

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.settings.declared import Setting
    from trainingdesk.storage.catalogue import CourseRow
    from trainingdesk.storage.certificate import CertificateLine, CertificateRow
    from trainingdesk.storage.enrollment import RollLine
    from trainingdesk.storage.person import PersonRow
    from trainingdesk.storage.training_class import ClassRow

ISSUED: Final = "issued"
REVOKED: Final = "revoked"
#: Trainees who have earned one.
_EARNED: Final = frozenset({Status.COMPLETED, Status.CERTIFIED})

_K = CertificateKind
#: The county's pattern for each kind that it numbers itself.
PATTERNS: Final[Mapping[CertificateKind, Setting[str]]] = MappingProxyType(
    {
        _K.TRAINING_QUALIFIED: declared.TRAINING_CERTIFICATE,
        _K.STARTUP_TRAINING: declared.STARTUP_CERTIFICATE,
        _K.SPECIAL_ABILITY: declared.ABILITY_CERTIFICATE,
        _K.COURSE_COMPLETION: declared.COMPLETION_CERTIFICATE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is issued for a class: to everybody who completed and has none of this kind, or only to those named.

    ``numbers`` by enrollment are those that the assessing body gave; kinds that the county numbers need none.
    """

    class_id: str
    kind: CertificateKind
    issued_on: date | None = None
    issuer: str | None = None
    level: str | None = None
    only: Collection[str] | None = None
    numbers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class PlannedCertificate:
    """A trainee and the number that their certificate would bear."""

    enrollment_id: str
    trainee: str
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class IssuePreview:
    """What a batch would issue, in the order of trainee numbers, and what is doubtful about it."""

    lines: tuple[PlannedCertificate, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What the register says of a certificate, and whether a code read from paper agrees with it."""

    known: bool
    agrees: bool | None
    certificate: CertificateLine | None


def issue(work: Work, batch: Batch) -> Changes:
    """Issue certificates to a class and number them, all or none.

    Raises Refused where nobody has earned one, where a number is missing, unsound for its kind, borne by another
    certificate or given twice, where the leased serials do not suffice, for somebody without a document number, and for a
    day to come or before the class began.
    """
    with work.writing(Action.ISSUE_CERTIFICATE) as session:
        the_class = training_class.class_seen(work, session, batch.class_id)
        holders, numbers, said = _numbered(work, session, the_class, batch)
        made = [
            _values(work, session, the_class, batch, holder, number)
            for holder, number in zip(holders, numbers, strict=True)
        ]
        rows.add_many(session, "certificate", made)
        newly = {holder.enrollment_id: EventKind.CERTIFIED for holder in holders if holder.status is Status.COMPLETED}
        enrollment.record_outcomes(session, work, newly, batch.issued_on or work.today())
        issued = tuple(str(one["id"]) for one in made)
        return changed(session, Topic.CERTIFICATES, Topic.ENROLLMENTS, rows=issued, said=said)


def preview_issue(work: Work, batch: Batch) -> IssuePreview:
    """Who would get which number if the batch were issued now, without writing anything; raises as ``issue`` does."""
    with work.reading(Action.ISSUE_CERTIFICATE) as session:
        the_class = training_class.class_seen(work, session, batch.class_id)
        holders, numbers, said = _numbered(work, session, the_class, batch)
        for holder in holders:
            _owner(session, holder)
    lines = (
        PlannedCertificate(one.enrollment_id, one.number, one.name, number)
        for one, number in zip(holders, numbers, strict=True)
    )
    return IssuePreview(tuple(lines), said)


def reprint(work: Work, certificate_id: str, *, reason: str) -> Changes:
    """Count a reprint; who, when and why stand in the history. Raises Refused without a reason and for a revoked one."""
    if not reason.strip():
        raise Refused("certificate.no_reason")
    with work.writing(Action.ISSUE_CERTIFICATE, note=reason.strip()) as session:
        present = _present(work, session, certificate_id)
        if present.status != ISSUED:
            raise Refused("certificate.revoked_already", number=present.number)
        rows.change(session, "certificate", present.id, {"reprints": present.reprints + 1})
        return changed(session, Topic.CERTIFICATES, rows=(present.id,))


def revoke(work: Work, certificate_id: str, *, reason: str) -> Changes:
    """Revoke a certificate; its number is never given again. Raises Refused without a reason and where it was revoked."""
    if not reason.strip():
        raise Refused("certificate.no_reason")
    with work.writing(Action.ISSUE_CERTIFICATE, note=reason.strip()) as session:
        present = _present(work, session, certificate_id)
        if present.status != ISSUED:
            raise Refused("certificate.revoked_already", number=present.number)
        rows.change(session, "certificate", present.id, {"status": REVOKED})
        return changed(session, Topic.CERTIFICATES, rows=(present.id,))


def list_certificates(
    work: Work, *, class_id: str | None = None, first: date | None = None, last: date | None = None
) -> tuple[CertificateLine, ...]:
    """Certificates by number: of a class, or issued between two days."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return stored.certificate_lines(session, class_id=class_id, first=first, last=last)


def certificate_by_number(work: Work, number: str) -> CertificateRow:
    """The certificate of this number, the one that stands where there are several; raises Refused where there is none."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        found = stored.certificates_numbered(session, (number.strip(),))
    if not found:
        raise Refused("certificate.unknown")
    return next((one for one in found if one.status == ISSUED), found[0])


def verify(work: Work, number: str, *, code: str | None = None) -> Verification:
    """Whether a certificate stands in the register of this desk, and whether ``code`` is the one it was issued with."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        found = stored.certificates_numbered(session, (number.strip(),))
        if not found:
            return Verification(known=False, agrees=None, certificate=None)
        row = next((one for one in found if one.status == ISSUED), found[0])
        line = stored.certificate_line(session, row.id)
        agrees = None if code is None else same(code, row.verify_code or "")
        return Verification(known=True, agrees=agrees, certificate=line)


def _present(work: Work, session: Session, certificate_id: str) -> CertificateRow:
    present = stored.certificate(session, certificate_id)
    if present is None:
        raise Refused("certificate.unknown")
    if present.class_id is not None:
        training_class.class_seen(work, session, present.class_id)
    return present


def _numbered(
    work: Work, session: Session, the_class: ClassRow, batch: Batch
) -> tuple[tuple[RollLine, ...], tuple[str, ...], tuple[Said, ...]]:
    """Who gets one, the number of each, and what is doubtful about the numbers."""
    _refuse_day(batch.issued_on, the_class, today=work.today())
    holders = _holders(session, the_class, batch)
    if not holders:
        raise Refused("certificate.nobody", number=the_class.number)
    numbers, said = _numbers(work, session, batch, holders)
    _refuse_doubles(session, batch.kind, numbers)
    return holders, numbers, said


def _refuse_day(issued_on: date | None, the_class: ClassRow, *, today: date) -> None:
    """A certificate tells the year and the month in which it counts: not one to come, nor one before the class began."""
    if issued_on is not None and issued_on > today:
        raise Refused("certificate.issued_in_future", found=issued_on)
    if issued_on is not None and issued_on < the_class.starts_on:
        raise Refused("certificate.before_class", found=issued_on, first=the_class.starts_on)


def _holders(session: Session, the_class: ClassRow, batch: Batch) -> tuple[RollLine, ...]:
    """Who gets one, in the order of enrollment numbers."""
    standing = {
        one.enrollment_id
        for one in stored.certificates_of_class(session, the_class.id)
        if one.kind is batch.kind and one.status == ISSUED
    }
    roll = stored_enrollment.roll(session, the_class.id)
    earned = [line for line in roll if line.status in _EARNED and line.enrollment_id not in standing]
    if batch.only is None:
        return tuple(earned)
    allowed = {line.enrollment_id for line in earned}
    for line in roll:
        if line.enrollment_id in batch.only and line.enrollment_id not in allowed:
            raise Refused("certificate.not_earned", name=line.name, number=line.number)
    return tuple(line for line in earned if line.enrollment_id in batch.only)


def _numbers(
    work: Work, session: Session, batch: Batch, holders: tuple[RollLine, ...]
) -> tuple[tuple[str, ...], tuple[Said, ...]]:
    if batch.kind in PATTERNS and not batch.numbers:
        return _own_numbers(work, session, batch, len(holders)), ()
    read, said = [], []
    for holder in holders:
        written = batch.numbers.get(holder.enrollment_id, "")
        if not written.strip():
            raise Refused("certificate.number_missing", name=holder.name, number=holder.number)
        number = rule.read_certificate_number(written, kind=batch.kind)
        issued_on = batch.issued_on or work.today()
        doubts = rule.contradictions(number.value, level=batch.level, year=issued_on.year)
        said += [Said.of(doubt) for doubt in (*doubts, *number.warnings)]
        read.append(number.value.number)
    return tuple(read), tuple(dict.fromkeys(said))


def _own_numbers(work: Work, session: Session, batch: Batch, count: int) -> tuple[str, ...]:
    """Numbers by the county's pattern; a joined desk takes serials from its blocks, and where it has none, from its own.

    Its own hold the number of the desk, so that two desks without a network never give one number.
    """
    pattern = ClassNumberPattern(setting.value_of(session, PATTERNS[batch.kind]))
    desk = stored.desk(session)
    day = batch.issued_on or work.today()
    values: dict[str, str | int] = {
        "county": work.county_code,
        "year": day.year,
        "month": f"{day.month:02}",
        "device": desk.device_number,
    }
    leased = stored.blocks_of(session, pattern.beginning(values), device_id=desk.device_id) if desk.joined else ()
    blocks = [Block(first, last) for first, last in leased] or None
    if desk.joined and blocks is None:
        pattern = pattern.on_device(desk.device_number)
    beginning = pattern.beginning(values)
    taken = {pattern.serial_of(number, values) for number in stored.numbers_beginning(session, beginning)}
    serials = next_serials({serial for serial in taken if serial is not None}, count, blocks=blocks)
    return tuple(pattern.number(serial, values) for serial in serials)


def _refuse_doubles(session: Session, kind: CertificateKind, numbers: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for number in numbers:
        if number in seen:
            raise Refused("certificate.number_twice", number=number)
        seen.add(number)
    for other in stored.certificates_numbered(session, numbers):
        if other.kind is kind:
            raise Refused("certificate.number_taken", number=other.number)


def _values(
    work: Work, session: Session, the_class: ClassRow, batch: Batch, holder: RollLine, number: str
) -> dict[str, object]:
    owner, course = _owner(session, holder), _course(session, the_class)
    text = CertificateText(
        kind=batch.kind.value,
        number=number,
        name=owner.name,
        document_number=owner.document_number or "",
        level=batch.level or course.level,
        occupation=course.occupation_code or "",
        issued_on=batch.issued_on or work.today(),
        issuer=batch.issuer or setting.value_of(session, declared.CENTER_NAME),
    )
    return {
        "id": work.new_id(),
        "county_code": work.county_code,
        "person_id": owner.id,
        "enrollment_id": holder.enrollment_id,
        "class_id": the_class.id,
        "kind": batch.kind,
        **_written(text),
    }


def _written(text: CertificateText) -> dict[str, object]:
    """What stands on the paper, as its row keeps it; the code is reckoned from the same text."""
    return {
        "level": text.level,
        "occupation_code": text.occupation or None,
        "number": text.number,
        "issued_on": text.issued_on,
        "issuer": text.issuer or None,
        "verify_code": verify_code(text),
        "status": ISSUED,
        "reprints": 0,
    }


def _owner(session: Session, holder: RollLine) -> PersonRow:
    owner = person.person(session, holder.person_id)
    if owner is None or owner.document_number is None:
        raise Refused("certificate.no_document", name=holder.name, number=holder.number)
    return owner


def _course(session: Session, the_class: ClassRow) -> CourseRow:
    course = catalogue.course(session, the_class.course_id)
    if course is None:
        raise Refused("course.unknown")
    return course
