"""The lifelong training file of a person as a timeline: classes, certificates and subsidies, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.ui.models.rows import Column

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from trainingdesk.services.training_file import FileClass, PersonFile
    from trainingdesk.storage.training_file import FileCertificateRow, FileSubsidyRow
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class FileLine:
    """Something that happened; ``class_id`` is there where a class can be opened."""

    key: str
    day: date | None
    kind: str
    about: str
    state: str
    class_id: str | None = None


def file_columns() -> tuple[Column[FileLine], ...]:
    """When, what, about what, and how it stands."""
    return (
        Column("day", "screen_person.day", lambda row: row.day, width=104),
        Column("kind", "screen_person.kind", lambda row: row.kind, width=96),
        Column("about", "screen_person.about", lambda row: row.about, width=280),
        Column("state", "screen_person.state", lambda row: row.state, width=208),
    )


def file_lines(file: PersonFile, place: Workplace) -> tuple[FileLine, ...]:
    """Everything in the file, newest first; what has no day yet, such as a subsidy still unpaid, stands on top."""
    dated: list[FileLine] = []
    undated: list[FileLine] = []
    for line in _lines(file, place):
        (undated if line.day is None else dated).append(line)
    return (*undated, *sorted(dated, key=lambda line: (line.day, line.key), reverse=True))


def _lines(file: PersonFile, place: Workplace) -> Iterator[FileLine]:
    for attended in file.classes:
        yield _class(attended, place)
    for certificate in file.certificates:
        yield _certificate(certificate, place)
    for subsidy in file.subsidies:
        yield _subsidy(subsidy, place)


def _class(one: FileClass, place: Workplace) -> FileLine:
    about, rate = one.about, one.rate
    state = place.say(f"enrollment.status_{about.status}")
    if rate.held:
        state = place.say("screen_person.attended", state=state, attended=rate.attended, held=rate.held)
    words = f"{about.number} {about.name}"
    return FileLine(
        about.enrollment_id, about.starts_on, place.say("screen_person.class"), words, state, about.class_id
    )


def _certificate(one: FileCertificateRow, place: Workplace) -> FileLine:
    words = " ".join(filter(None, (place.say(f"certificate.kind_{one.kind}"), one.occupation, one.number)))
    state = place.say("training_file.revoked") if one.status == "revoked" else one.issuer or ""
    return FileLine(one.id, one.issued_on, place.say("screen_person.certificate"), words, state)


def _subsidy(one: FileSubsidyRow, place: Workplace) -> FileLine:
    yuan = f"{one.amount_fen // 100:,}.{one.amount_fen % 100:02}"
    words = place.say(
        "screen_person.subsidy_of", kind=place.say(f"training_file.subsidy_{one.kind}"), number=one.class_number
    )
    state = place.say("screen_person.subsidy_state", yuan=yuan, state=place.say(f"training_file.state_{one.state}"))
    return FileLine(one.id, one.paid_on, place.say("screen_person.subsidy"), words, state)
