"""Marks are counted as they are written, by whoever writes them, and the counts are those of the marks that stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from tests.storage.conftest import NOW
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage import mark_count, rows
from trainingdesk.storage.opening import open_database
from trainingdesk.storage.tables import METADATA
from trainingdesk.wire.ids import mark_id

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session

    from trainingdesk.storage.database import Author, Database
    from trainingdesk.storage.vault import DataKey

LESSON = "0199f000-0000-5000-8000-000000000001"


def kept(connection: Connection) -> set[tuple[object, ...]]:
    return {tuple(row) for row in connection.execute(text("SELECT lesson_id, mark, minutes, people FROM mark_count"))}


def recounted(connection: Connection) -> set[tuple[object, ...]]:
    return {tuple(row) for row in connection.execute(text(mark_count.COUNTED))}


def mark_of(session: Session, person: str, **said: object) -> str:
    keys = {"class_id": "c", "lesson_id": LESSON, "enrollment_id": person, "method": "keyed", "typed_at": NOW}
    values = {**keys, "typed_by": "u", **said}
    return rows.add(session, "attendance_mark", row_id=mark_id(LESSON, person), county_code="500241", values=values)


def test_a_register_is_counted_through_correction_deletion_and_return(database: Database, author: Author) -> None:
    with database.write(author) as session:
        one, two, _three = (mark_of(session, person, status=Mark.PRESENT) for person in "abc")
        mark_of(session, "d", status=None)
        assert kept(session.connection()) == {(LESSON, "present", -1, 3), (LESSON, "", -1, 1)}
        rows.change(session, "attendance_mark", one, {"status": Mark.LATE, "minutes": 10})
        rows.change(session, "attendance_mark", two, {"office_status": Mark.ABSENT})
        marks = {(LESSON, "present", -1, 1), (LESSON, "late", 10, 1), (LESSON, "absent", -1, 1), (LESSON, "", -1, 1)}
        assert kept(session.connection()) == marks
        rows.remove(session, "attendance_mark", one)
        assert kept(session.connection()) == marks - {(LESSON, "late", 10, 1)}
        rows.revive(session, "attendance_mark", one)
        assert kept(session.connection()) == marks
        session.connection().execute(text("UPDATE sync_control SET applying = 1"))
        session.connection().execute(text("DELETE FROM attendance_mark"))
        session.connection().execute(text("UPDATE sync_control SET applying = 0"))
        assert kept(session.connection()) == set()


def test_a_database_that_does_not_count_marks_is_not_used(database: Database, key: DataKey) -> None:
    connection = database.connection()
    connection.execute("DROP TRIGGER count_mark_out")
    connection.close()
    database.close()
    with pytest.raises(Unavailable, match=r"storage\.triggers_missing"):
        open_database(database.path, key)


said = st.sampled_from([None, *Mark])
minutes = st.sampled_from([None, 0, 5, 30])
steps = st.tuples(
    st.sampled_from(["put", "put together", "ignore", "change", "delete", "purge"]),
    st.sampled_from("abcd"), st.sampled_from("lm"), said, minutes, said, st.booleans(),
)  # fmt: skip
_COLUMNS = "id, county_code, class_id, lesson_id, enrollment_id, method, typed_at, typed_by, deleted"
_PUT = f"INSERT INTO attendance_mark ({_COLUMNS}, status, minutes, office_status) VALUES (:id, '1', 'c', :lesson, :who, 'k', 0, 'u', :deleted, :said, :minutes, :office)"  # noqa: E501, S608
_CHANGE = "UPDATE attendance_mark SET status = :said, minutes = :minutes, office_status = :office, deleted = :deleted WHERE id = :id"  # noqa: E501
_TOGETHER = f"{_PUT} ON CONFLICT (id) DO UPDATE SET status = :said, minutes = :minutes, office_status = :office, deleted = :deleted"  # noqa: E501
_SQL = {
    "put": _TOGETHER,
    "put together": _TOGETHER,
    "ignore": _PUT.replace("INSERT", "INSERT OR IGNORE"),
    "change": _CHANGE,
    "delete": "UPDATE attendance_mark SET deleted = 1 WHERE enrollment_id = :who",
    "purge": "DELETE FROM attendance_mark WHERE lesson_id = :lesson",
}


@given(st.lists(steps, max_size=20))
def test_whatever_is_written_the_counts_are_those_of_the_marks(written: list[tuple[object, ...]]) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        for name in ("attendance_mark", "mark_count"):
            METADATA.tables[name].create(connection)
        mark_count.install(connection)
        for kind, who, lesson, mark, many, office, deleted in written:
            values = {"id": f"{lesson}{who}", "lesson": lesson, "who": who, "said": mark, "minutes": many}
            connection.execute(text(_SQL[str(kind)]), {**values, "office": office, "deleted": deleted})
        assert kept(connection) == recounted(connection)
    engine.dispose()
