"""A record, its fields and their values as people read them: names for ids, words for codes, clock times, days."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.assessment import points_text
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.ui.catalogue_kinds import KINDS
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.storage.record_subject import Subject

_WIDTH: Final = 80
_CLOCKS: Final = frozenset({"starts_at", "ends_at", "time_in", "time_out"})
_POINTS: Final = frozenset({"theory", "practice", "pass_points_theory", "pass_points_practice"})
_TRUTH: Final = frozenset({"deleted", "active", "archived", "provisional", "flagged", "absent", "qualified", "working"})
#: Hashes and numbers of the program say nothing to anybody.
SILENT: Final = frozenset({"sha256", "photo_sha256", "signed_sheet_sha256", "proof_sha256", "typed_at"})
#: Values of these fields are codes; the key of the word begins so.
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "slot": "lesson.slot_",
        "planned_slot": "lesson.slot_",
        "part": "lesson.part_",
        "sex": "person.sex_",
        "document_kind": "person.document_",
        "result": "assessment.result_",
        "attendance_mark.status": "attendance.mark_",
        "attendance_mark.office_status": "attendance.mark_",
        "certificate.status": "certificate.status_",
        "training_class.state": "training_class.state_",
        "lesson.state": "training_class.lesson_",
        "claim.state": "claim.state_",
        "online_platform.state": "online_platform.state_",
        "institution.status": "catalogue.status_",
        "instructor.status": "catalogue.status_",
        "venue.status": "catalogue.status_",
        "course.status": "catalogue.status_",
        "equipment.status": "catalogue.status_",
        "digital_resource.status": "catalogue.status_",
        "verified": "person.verification_",
    }
)


def about(subject: Subject | None, table: str, words: Sentences) -> str:
    """What a record is, in one line: its kind, whom or what it belongs to."""
    kind = words.of(f"history.table_{table}")
    if subject is None:
        return kind
    lesson = None
    if subject.day is not None and subject.slot is not None:
        lesson = f"{subject.day.isoformat()} {words.of(f'lesson.slot_{subject.slot}')}"
    own = subject.name if subject.name not in (subject.person, subject.training_class) else None
    if table in {"attendance_mark", "register", "lesson", "class_document", "score"}:
        own = None
    parts = (own, subject.person, lesson, subject.training_class)
    said = " · ".join(part for part in parts if part)
    return words.of("screen_conflict.of_record", kind=kind, what=said) if said else kind


def field_name(field: str, words: Sentences) -> str:
    """A field as people call it; one that only a newer program knows by its own name."""
    return words.called(f"history.field_{field}", field)


def spoken(table: str, field: str, value: Any, names: Mapping[str, str], words: Sentences) -> str:
    """A value in words."""
    prefix = _WORDS.get(f"{table}.{field}", _WORDS.get(field))
    match value:
        case None | "":
            return "—"
        case bool():
            return words.of("screen_history.yes" if value else "screen_history.no")
        case int() if field in _TRUTH:
            return words.of("screen_history.yes" if value else "screen_history.no")
        case int() if field in _POINTS:
            return points_text(value)
        case int() if field in _CLOCKS:
            return clock(value)
        case int() if field.endswith("_at"):
            return f"{datetime.fromtimestamp(value / 1000, UTC).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        case int() if field.endswith("_fen"):
            return f"{value / 100:,.2f}"
        case str() if prefix is not None:
            return words.called(f"{prefix}{value}", value)
        case _:
            text = names.get(str(value), str(value))
            return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def way_to(subject: Subject | None, table: str) -> Destination | None:
    """The screen where the record is looked at and mended; None where there is none."""
    if subject is None:
        return None
    if table in {"attendance_mark", "register", "lesson"} and subject.lesson_id is not None:
        return Destination("register", subject.lesson_id)
    if table in {"score", "assessment", "certificate"} and subject.class_id is not None:
        return Destination("class", subject.class_id, "assessment" if table != "certificate" else None)
    if table == "claim":
        return Destination("claim", subject.row_id)
    kind = {"online_platform": "platform", "digital_resource": "resource"}.get(table, table)
    if kind in {one.name for one in KINDS}:
        return Destination("catalogue", None, kind)
    if table in {"venue_booking", "equipment_booking"}:
        return Destination("bookings")
    if table in {"enrollment", "stint", "enrollment_event"} and subject.class_id is not None:
        return Destination("class", subject.class_id, "roster")
    if subject.class_id is not None:
        return Destination("class", subject.class_id)
    return None if subject.person_id is None else Destination("person", subject.person_id)
