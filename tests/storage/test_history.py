"""The record says what a row was, who changed it and what a transaction touched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access_log import Entry, Logged
from trainingdesk.storage import access_log, change_set, history, rows
from trainingdesk.wire import clock
from trainingdesk.wire.ids import new_id

from .conftest import NOW

if TYPE_CHECKING:
    from trainingdesk.storage.database import Author, Database

PERSON = {"name": "王秀英", "name_key": "王秀英", "phone": "1"}


@pytest.fixture
def person(database: Database, author: Author) -> str:
    with database.write(author) as session:
        return rows.add(session, "person", row_id=new_id(NOW), county_code="500241", values=PERSON)


def phone(database: Database, author: Author, person: str, number: str) -> None:
    with database.write(author) as session:
        rows.change(session, "person", person, {"phone": number})


def test_the_life_of_a_row_newest_first(database: Database, author: Author, person: str) -> None:
    phone(database, author, person, "2")
    phone(database, replace(author, user_id="user-2", action="merge_people"), person, "3")
    with database.read() as session:
        life = history.changes_of(session, person)
    assert [(one.group, one.old, one.new, one.user_name, one.action) for one in life] == [
        ("phone", {"phone": "2"}, {"phone": "3"}, "user-2", "merge_people"),
        ("phone", {"phone": "1"}, {"phone": "2"}, "user-1", "edit_person"),
        (None, {}, {}, "user-1", "edit_person"),
    ]


def test_change_sets_come_in_pages_and_by_user(database: Database, author: Author, person: str) -> None:
    for number in range(5):
        phone(database, author if number % 2 else replace(author, user_id="user-2"), person, f"9{number}")
    with database.read() as session:
        numbers = [one.number for one in history.recent(session, limit=10)]
        assert numbers == sorted(numbers, reverse=True)
        assert len(numbers) == 6
        assert [one.number for one in history.recent(session, limit=2, before=numbers[1])] == numbers[2:4]
        assert {one.user_id for one in history.recent(session, limit=10, user_id="user-2")} == {"user-2"}
        found = history.change_set(session, numbers[0])
        assert found is not None
        assert (found.rows, found.at, found.undone_by) == (1, NOW, None)
        assert history.change_set(session, 999) is None


def test_signing_in_is_in_the_log_and_no_change_to_undo(database: Database, author: Author, person: str) -> None:
    with database.write(replace(author, action=Logged.SIGNED_IN)) as session:
        access_log.record(session, Entry(Logged.SIGNED_IN, "user-1"), county_code="500241", now=NOW)
        number = change_set.current(session)
        rows.change(session, "person", person, {"phone": "7"})
    with database.write(replace(author, action=Logged.SIGNED_IN)) as session:
        access_log.record(session, Entry(Logged.SIGNED_IN, "user-1"), county_code="500241", now=NOW)
    with database.read() as session:
        assert history.recent(session, limit=1)[0].number == number  # the one that changed something else too
        changes = history.changes_in(session, number or 0)
        assert [one.table for one in changes] == ["access_log", "person"]
        assert [one.table for one in history.without_log(changes)] == ["person"]


def test_a_later_change_of_the_same_group_is_known(database: Database, author: Author, person: str) -> None:
    phone(database, author, person, "2")
    with database.read() as session:
        change = history.changes_of(session, person)[0]
        assert not history.changed_since(session, change)
    with database.write(author) as session:
        rows.change(session, "person", person, {"note": "另一组"})
    with database.read() as session:
        assert not history.changed_since(session, change)
    phone(database, author, person, "3")
    with database.read() as session:
        assert history.changed_since(session, change)


def test_the_logical_clock_never_goes_back(database: Database, author: Author, person: str) -> None:
    early = replace(author, at=clock.instant(0))
    phone(database, early, person, "2")
    with database.read() as session:
        control = session.connection().exec_driver_sql("SELECT hlc FROM change_set ORDER BY id").scalars().all()
    assert control == sorted(control)
    assert len(set(control)) == len(control)
