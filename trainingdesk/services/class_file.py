"""One class, one file (一班一档): everything about a class as a zip of open tables with its scans and their hashes.

Tables are CSV with a byte-order mark under the names of their fields; document numbers and phones stay masked.
``SHA256SUMS`` lists every file in the form that ``sha256sum -c`` checks, so that whoever gets the zip can tell that it
is whole and unchanged. A scan whose file is not here, for nobody fetched it from the centre, is named
by ``scans.csv`` with its hash.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Unavailable
from trainingdesk.domain.phone import masked_phone
from trainingdesk.services import attachment as scans
from trainingdesk.services import audit, training_class
from trainingdesk.services.exchange.guarded_text import guard
from trainingdesk.services.exchange.saving import saving
from trainingdesk.storage import assessment, attachment, attendance, certificate, claim, enrollment, inspection, lesson
from trainingdesk.storage import training_class as stored_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.attachment import AttachmentRow
    from trainingdesk.storage.enrollment import RollLine
    from trainingdesk.storage.training_class import ClassRow

SUMS: Final = "SHA256SUMS"
_NOT_HERE: Final = ("attachment.missing", "attachment.damaged")
#: Every file of the zip has this time: the same class gives the same bytes.
_THEN: Final = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class ClassFile:
    """What was written: the hash of every file by its name, and that of the whole zip; ``lacking`` scans are not in it."""

    hashes: Mapping[str, str]
    sha256: str
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class ScanLine:
    """A scan of the class; ``file`` is where it lies in the zip, None where this computer does not have it whole."""

    file: str | None
    belongs_to: str
    kind: str
    name: str
    sha256: str
    size: int


def write_class_file(work: Work, class_id: str, path: Path, *, reason: str) -> ClassFile:
    """Write the file of a class; the access log says who took it out and why before anything is written.

    Raises Refused without a reason, for a role that takes no personal data out, and for an unknown class.
    """
    with work.writing(Action.EXPORT_PEOPLE) as session:
        the_class = training_class.class_seen(work, session, class_id)
        audit.log(work, session, Logged.EXPORTED, subject=("training_class", class_id), reason=reason)
        files = {f"{name}.csv": _csv(rows) for name, rows in _tables(session, the_class)}
        attached = _attached(session, class_id)
    found = {one.id: _content(work, one, reason) for one in attached}
    lines = [_scan_line(number, one, found[one.id]) for number, one in enumerate(attached, start=1)]
    files["scans.csv"] = _csv(lines)
    files |= {line.file: found[one.id] or b"" for line, one in zip(lines, attached, strict=True) if line.file}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    sums = "".join(f"{digest}  {name}\n" for name, digest in hashes.items())
    packed = _zip({**files, SUMS: sums.encode()})
    with saving(path) as part:
        part.write_bytes(packed)
    return ClassFile(hashes, hashlib.sha256(packed).hexdigest(), sum(line.file is None for line in lines))


def class_scans(work: Work, class_id: str) -> tuple[AttachmentRow, ...]:
    """Whatever is attached to a class, its papers, lessons, certificates, claims and visits, without content."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return _attached(session, training_class.class_seen(work, session, class_id).id)


def _attached(session: Session, class_id: str) -> tuple[AttachmentRow, ...]:
    return tuple(one for owner in _owners(session, class_id) for one in attachment.attachments_of(session, owner))


def _content(work: Work, one: AttachmentRow, reason: str) -> bytes | None:
    """What was scanned; None where the file is not here, or not as it was."""
    try:
        return scans.open_attachment(work, one.id, reason=reason).content
    except Unavailable as failure:
        if failure.key not in _NOT_HERE:
            raise
        return None


def _scan_line(number: int, one: AttachmentRow, content: bytes | None) -> ScanLine:
    file = None if content is None else f"scans/{number:03}-{_safe(one.name)}"
    return ScanLine(file, one.owner_table, one.kind, one.name, one.sha256, one.size)


def _tables(session: Session, the_class: ClassRow) -> Iterator[tuple[str, Iterable[Any]]]:
    """Name and rows of every table, from the application to the money and the oversight."""
    yield "class", (the_class,)
    yield "class-events", stored_class.events_of(session, the_class.id)
    yield "documents", stored_class.papers_of(session, the_class.id)
    yield "roster", [_masked(line) for line in enrollment.roll(session, the_class.id)]
    yield "lessons", lesson.lessons_of(session, the_class.id)
    yield "registers", attendance.registers_of_class(session, the_class.id).values()
    yield "marks", attendance.marks_of_class(session, the_class.id)
    yield "assessments", assessment.assessments_of(session, the_class.id)
    scores = assessment.scores_of_class(session, the_class.id)
    yield "scores", [score for by_person in scores.values() for score in by_person.values()]
    yield "certificates", certificate.certificate_lines(session, class_id=the_class.id)
    claims = claim.claims_of_class(session, the_class.id)
    yield "claims", claims
    yield "claim-events", [event for one in claims for event in claim.events_of(session, one.id)]
    yield "claim-lines", [line for one in claims for line in claim.lines_of(session, one.id)]
    yield "payments", [payment for one in claims for payment in claim.payments_of(session, one.id)]
    yield "inspections", inspection.inspections(session, class_id=the_class.id)
    yield "phone-checks", inspection.phone_checks(session, the_class.id).values()


def _owners(session: Session, class_id: str) -> Iterator[str]:
    """The rows whose scans belong to the class; a register has the id of its lesson."""
    yield class_id
    yield from (one.id for one in stored_class.papers_of(session, class_id))
    yield from (one.id for one in lesson.lessons_of(session, class_id))
    yield from (one.id for one in certificate.certificate_lines(session, class_id=class_id))
    yield from (one.id for one in claim.claims_of_class(session, class_id))
    yield from (one.id for one in inspection.inspections(session, class_id=class_id))


def _masked(line: RollLine) -> RollLine:
    return replace(line, phone=masked_phone(line.phone)) if line.phone else line


def _csv(rows: Iterable[Any]) -> bytes:
    """A table under the names of its fields; an empty one has no lines."""
    listed = list(rows)
    written = io.StringIO()
    if listed:
        names = [one.name for one in fields(listed[0])]
        table = csv.writer(written)
        table.writerow(names)
        table.writerows([_cell(getattr(row, name)) for name in names] for row in listed)
    return written.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    return "" if value is None else guard(str(value))


def _safe(name: str) -> str:
    """A file name without anything that leads out of its folder."""
    return "".join(character if character.isalnum() or character in "-_." else "_" for character in name).lstrip(".")


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, _THEN), content, compress_type=ZIP_DEFLATED)
    return packed.getvalue()
