"""What a record is about in a reader's words: the person, the class, the lesson or the name that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from trainingdesk.storage.rows import table
from trainingdesk.storage.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from sqlmodel import Session

#: Ids that are asked for in one statement.
_AT_ONCE: Final = 500
_BELONGS: Final = ("person_id", "class_id", "enrollment_id", "lesson_id")
#: Where the words of a record stand that has no other subject.
_NAMES: Final = ("display_name", "title", "name", "number", "month", "key", "kind", "purpose")
#: The rows that the ids in a field belong to, and their words.
_NAMED_IN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "course_id": "course",
        "institution_id": "institution",
        "venue_id": "venue",
        "equipment_id": "equipment",
        "platform_id": "online_platform",
        "instructor_id": "instructor",
        "substitute_id": "instructor",
        "employer_id": "employer",
        "person_id": "person",
        "class_id": "training_class",
        "user_id": "user",
        "opened_by": "user",
        "closed_by": "user",
        "taken_by": "user",
        "typed_by": "user",
        "office_by": "user",
        "by_user": "user",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A record by what it belongs to; what it does not have is None. ``name`` is its own name or number."""

    table: str
    row_id: str
    name: str | None = None
    person_id: str | None = None
    person: str | None = None
    class_id: str | None = None
    training_class: str | None = None
    lesson_id: str | None = None
    day: date | None = None
    slot: str | None = None


def subjects(session: Session, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Subject]:
    """The subjects of records by table and id, a few statements for all; those that are not here have no entry."""
    ids: dict[str, set[str]] = {}
    for name, row_id in keys:
        ids.setdefault(name, set()).add(row_id)
    found = {(name, one): row for name, own in ids.items() for one, row in _read(session, name, own).items()}
    enrolled = _read(session, "enrollment", {row["enrollment_id"] for row in found.values() if row["enrollment_id"]})
    for row in found.values():
        owner = enrolled.get(row["enrollment_id"] or "", {})
        row["person_id"] = row["person_id"] or owner.get("person_id")
        row["class_id"] = row["class_id"] or owner.get("class_id")
    lessons = _read(session, "lesson", {row["lesson_id"] for row in found.values() if row["lesson_id"]})
    people = words(session, "person", {row["person_id"] for row in found.values() if row["person_id"]})
    classes = words(session, "training_class", {row["class_id"] for row in found.values() if row["class_id"]})
    return {key: _subject(key, row, lessons, people, classes) for key, row in found.items()}


def words(session: Session, name: str, ids: Collection[str]) -> dict[str, str]:
    """What rows of a table are called, by id."""
    return {one: _called(name, row) for one, row in _read(session, name, ids).items()}


def words_in(session: Session, values: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the rows are called whose ids stand in values of other rows, by id."""
    wanted: dict[str, set[str]] = {}
    for side in values:
        for field in _NAMED_IN.keys() & side.keys():
            if side[field]:
                wanted.setdefault(_NAMED_IN[field], set()).add(str(side[field]))
    return {one: said for name, ids in wanted.items() for one, said in words(session, name, ids).items()}


def _subject(
    key: tuple[str, str],
    row: Mapping[str, Any],
    lessons: Mapping[str, Mapping[str, Any]],
    people: Mapping[str, str],
    classes: Mapping[str, str],
) -> Subject:
    lesson = lessons.get(row["lesson_id"] or "", {})
    return Subject(
        table=key[0],
        row_id=key[1],
        name=_called(key[0], row) or None,
        person_id=row["person_id"],
        person=people.get(row["person_id"] or ""),
        class_id=row["class_id"],
        training_class=classes.get(row["class_id"] or ""),
        lesson_id=row["lesson_id"],
        day=lesson.get("day"),
        slot=lesson.get("slot"),
    )


def _read(session: Session, name: str, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """What the rows belong to and are called; a row that is its own person, class or lesson says so."""
    if name not in METADATA.tables:
        return {}
    target = table(name)
    wanted = [target.c[one] for one in (*_BELONGS, *_NAMES, "day", "slot") if one in target.c]
    found: dict[str, dict[str, Any]] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        query = select(target.c.id, *wanted).where(target.c.id.in_(ordered[start : start + _AT_ONCE]))
        for row in session.connection().execute(query):
            found[row.id] = dict.fromkeys(_BELONGS) | dict(row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name
    own = {"person": "person_id", "training_class": "class_id", "lesson": "lesson_id", "register": "lesson_id"}
    for row_id, values in found.items():
        if name in own:
            values[own[name]] = row_id
    return found


def _called(name: str, row: Mapping[str, Any]) -> str:
    if name == "training_class":
        return f"{row['number']} {row['name']}"
    return next((str(row[one]) for one in _NAMES if row.get(one)), "")
