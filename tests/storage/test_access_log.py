"""The log is appended to inside the transaction it tells of, in an order that no clock disturbs."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError

from trainingdesk.domain.access_log import GENESIS, Entry, Logged, erased
from trainingdesk.storage import access_log, rows

from .conftest import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from trainingdesk.domain.access_log import Verified
    from trainingdesk.storage.access_log import AccessRow
    from trainingdesk.storage.database import Author, Database


def note(
    database: Database, author: Author, action: Logged = Logged.SIGNED_IN, *, at: datetime = NOW, **more: str
) -> str:
    with database.write(author) as session:
        return access_log.record(session, Entry(action, author.user_id, **more), county_code="500241", now=at)


def verified(database: Database) -> Verified:
    with database.read() as session:
        return access_log.verify(session)


def page(database: Database, **wanted: str) -> list[AccessRow]:
    with database.read() as session:
        return list(access_log.audit_page(session, limit=100, **wanted))  # type: ignore[arg-type]


def test_an_empty_log_is_sound(database: Database) -> None:
    assert (verified(database).sound, verified(database).head) == (True, GENESIS)


def test_rows_follow_one_another_whatever_the_clock_does(database: Database, author: Author) -> None:
    ids = [note(database, author, at=NOW + timedelta(hours=hours)) for hours in (0, 0, -50_000, 3, 2, 2)]
    assert ids == sorted(ids)
    assert [row.id for row in page(database)] == ids[::-1]
    assert (verified(database).sound, verified(database).rows) == (True, 6)


def test_a_use_case_that_fails_leaves_no_row(database: Database, author: Author) -> None:
    note(database, author)
    with pytest.raises(RuntimeError), database.write(author) as session:  # noqa: PT012 -- the block is one use case
        access_log.record(session, Entry(Logged.PRINTED, "user-1"), county_code="500241", now=NOW)
        raise RuntimeError("the use case failed")
    assert verified(database).rows == 1


def test_pages_by_action_and_subject(database: Database, author: Author) -> None:
    first = note(database, author)
    second = note(database, author, Logged.EXPORTED, subject_table="person", subject_id="p1", reason="上报")
    assert [row.id for row in page(database, action=Logged.EXPORTED)] == [second]
    assert [row.id for row in page(database, subject_id="p1")] == [second]
    assert [row.id for row in page(database, before=second)] == [first]
    assert page(database, user_id="somebody else") == []


def test_a_row_cannot_be_changed_through_the_program(database: Database, author: Author) -> None:
    row = note(database, author)
    with pytest.raises(IntegrityError), database.write(author) as session:
        rows.change(session, "access_log", row, {"by_user": "somebody else"})


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE access_log SET by_user = 'somebody else' WHERE id = (SELECT min(id) FROM access_log)",
        "UPDATE access_log SET deleted = 1 WHERE id = (SELECT min(id) FROM access_log)",
        "DELETE FROM access_log WHERE id = (SELECT min(id) FROM access_log)",
    ],
)
def test_a_row_changed_behind_the_program_is_found(database: Database, author: Author, sql: str) -> None:
    for _ in range(3):
        note(database, author)
    with closing(database.connection()) as connection:
        connection.execute("UPDATE sync_control SET applying = 1")
        connection.execute(sql)
        connection.execute("UPDATE sync_control SET applying = 0")
    assert not verified(database).sound


def test_what_retention_erased_is_shown_as_erased(database: Database, author: Author) -> None:
    row = note(database, author, Logged.EXPORTED, subject_table="person", subject_id="p1", reason="上报")
    with closing(database.connection()) as connection:
        connection.execute("UPDATE sync_control SET applying = 1")
        connection.execute("UPDATE access_log SET reason = ?, subject_id = ?", (erased(row, "上报"), erased(row, "p1")))
        connection.execute("UPDATE sync_control SET applying = 0")
    (shown,) = page(database)
    assert (shown.erased, shown.reason, shown.subject_id, shown.user_id) == (True, None, None, "user-1")
    assert (verified(database).sound, verified(database).erased) == (True, 1)
