"""Marks lie beside their lesson; the office's value counts; nothing of another lesson is ever reached."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.storage.conftest import NOW
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.training_class import LessonState
from trainingdesk.storage import attendance as stored
from trainingdesk.storage import rows
from trainingdesk.storage.attendance import LessonMark
from trainingdesk.wire.ids import mark_id, new_id

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.database import Author, Database

DAY = date(2026, 10, 20)
HEAD = "0199f000-0000-"
#: Two lessons whose ids begin alike, as only chance could make them: their marks share a range of ids.
ONE, TWO, THREE = (
    f"{HEAD}5000-8000-000000000001",
    f"{HEAD}5000-8000-000000000002",
    "0299f000-0000-5000-8000-000000000003",
)


@pytest.fixture
def class_id(database: Database, author: Author) -> str:
    with database.write(author) as session:
        return _class(session)


def _add(session: Session, table: str, /, **values: Any) -> str:
    return rows.add(session, table, row_id=values.pop("id", new_id(NOW)), county_code="500241", values=values)


def _class(session: Session) -> str:
    school = _add(session, "institution", name="启航学校", status="active")
    course = _add(
        session, "course", code="YL5", version=1, name="养老护理员", training_type="13", level="5", theory_periods=12,
        practice_periods=18, online_periods=0, occupation_code="4-10-01-05", status="active",
    )  # fmt: skip
    class_id = _add(
        session, "training_class", number="1", name="第1期", course_id=course, institution_id=school, mode="F2F",
        starts_on=DAY, ends_on=DAY, capacity=30, policy="blank", policy_version="1", state="running",
    )  # fmt: skip
    for lesson_id, slot, state in ((ONE, "a", "held"), (TWO, "b", "held"), (THREE, "c", "cancelled")):
        _add(
            session, "lesson", id=lesson_id, class_id=class_id, planned_day=DAY, planned_slot=slot, day=DAY, slot=slot,
            starts_at=510 + ord(slot), ends_at=690, periods=4, part="theory", state=LessonState(state),
        )  # fmt: skip
    return class_id


def _mark(session: Session, class_id: str, lesson_id: str, enrollment_id: str, **values: Any) -> str:
    return _add(
        session,
        "attendance_mark",
        id=mark_id(lesson_id, enrollment_id),
        class_id=class_id,
        lesson_id=lesson_id,
        enrollment_id=enrollment_id,
        method="typed",
        typed_at=NOW,
        typed_by="u",
        **values,
    )


def test_the_marks_of_a_lesson_are_not_those_of_its_neighbor(database: Database, author: Author, class_id: str) -> None:
    with database.write(author) as session:
        _mark(session, class_id, ONE, "e1", status=Mark.PRESENT)
        _mark(session, class_id, TWO, "e1", status=Mark.ABSENT)
        assert {one: row.status for one, row in stored.marks(session, ONE).items()} == {"e1": Mark.PRESENT}
        assert {one: row.status for one, row in stored.marks(session, TWO).items()} == {"e1": Mark.ABSENT}


def test_the_offices_mark_counts_and_takes_the_minutes_with_it(
    database: Database, author: Author, class_id: str
) -> None:
    with database.write(author) as session:
        _mark(session, class_id, ONE, "e1", status=Mark.LATE, minutes=50)
        _mark(session, class_id, TWO, "e1", status=Mark.LATE, minutes=50, office_status=Mark.LATE, office_at=NOW)
        found = stored.marks_of_class(session, class_id)
    assert found == (
        LessonMark("e1", ONE, DAY, 4, "theory", Mark.LATE, 50),
        LessonMark("e1", TWO, DAY, 4, "theory", Mark.LATE, None),
    )


def test_marks_of_cancelled_lessons_do_not_count(database: Database, author: Author, class_id: str) -> None:
    with database.write(author) as session:
        _mark(session, class_id, THREE, "e1", status=Mark.PRESENT)
        assert stored.marks_of_class(session, class_id) == ()


def test_a_mark_that_was_taken_away_is_known_but_not_shown(database: Database, author: Author, class_id: str) -> None:
    with database.write(author) as session:
        row = _mark(session, class_id, ONE, "e1", status=Mark.PRESENT)
        rows.remove(session, "attendance_mark", row)
        assert stored.mark_ids(session, ONE) == {row: False}
        assert stored.marks(session, ONE) == {}
        assert stored.mark(session, row) is None


def test_the_last_own_change_is_the_logical_clock(database: Database, author: Author) -> None:
    with database.write(author) as session:
        _add(session, "institution", name="x", status="active")
    with database.read() as session:
        assert stored.last_own_change(session) == NOW


def test_instructors_are_found_by_their_user(database: Database, author: Author) -> None:
    with database.write(author) as session:
        one = _add(session, "instructor", name="李", employment="full_time", status="active", user_id="u1")
        _add(session, "instructor", name="张", employment="full_time", status="active", user_id="u2")
        assert stored.instructors_of(session, "u1") == {one}
        assert stored.instructors_of(session, "u3") == frozenset()
