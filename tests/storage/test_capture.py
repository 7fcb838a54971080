"""Capture sees every writer and both traps of SYNC 2.4 are shut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import IntegrityError

from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage import capture, history, rows
from trainingdesk.storage.opening import open_database
from trainingdesk.storage.tables import METADATA, Person
from trainingdesk.wire import schema
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.database import Author, Database
    from trainingdesk.storage.vault import DataKey

PERSON = {"name": "王秀英", "name_key": "王秀英", "phone": "13800000001"}


def add_person(session: Session, author: Author) -> str:
    return rows.add(session, "person", row_id=new_id(author.at), county_code="500241", values=PERSON)


def operations(database: Database) -> list[tuple[int, str | None]]:
    with database.read() as session:
        sql = "SELECT op, group_name FROM sync_change JOIN history ON history.id = history_id ORDER BY op"
        return [(row.op, row.group_name) for row in session.connection().execute(text(sql))]


def test_the_declaration_and_the_tables_name_the_same_fields() -> None:
    for table in schema.SYNCED:
        columns = set(METADATA.tables[table.name].c.keys())
        assert columns == {*table.fields, *schema.BOOKKEEPING, *table.derived}, table.name
    declared = {table.name for table in schema.SYNCED}
    carrying = {name for name, table in METADATA.tables.items() if "sync_ver" in table.c}
    assert declared == carrying


def test_a_field_stands_in_one_group() -> None:
    for table in schema.SYNCED:
        assert len(table.fields) == len(set(table.fields)), table.name


def test_every_way_of_writing_is_captured(database: Database, author: Author) -> None:
    people = METADATA.tables["person"]
    with database.write(author) as session:
        one, two, three = (new_id(author.at) for _ in range(3))
        session.add(Person(id=one, county_code="500241", **PERSON))
        session.flush()
        session.connection().execute(insert(people), [{"id": two, "county_code": "500241", **PERSON}])
        session.connection().execute(
            text(
                "INSERT INTO person (id, county_code, name, name_key, verified, provisional, archived) "
                "VALUES (:id, '500241', '李', '李', 'none', 0, 0)"
            ),
            {"id": three},
        )
        session.connection().execute(update(people).where(people.c.id == two).values(phone="13900000002"))
    assert operations(database) == [(1, None), (2, None), (3, None), (4, "phone")]


def test_a_group_is_captured_whole(database: Database, author: Author) -> None:
    with database.write(author) as session:
        person = add_person(session, author)
    with database.write(author) as session:
        rows.change(session, "person", person, {"name": "王秀莹"})
    with database.read() as session:
        change, _creation = history.changes_of(session, person)
    assert set(change.old) == set(schema.table("person").groups[0].fields)
    assert (change.old["name"], change.new["name"]) == ("王秀英", "王秀莹")


def test_an_unchanged_value_is_no_change(database: Database, author: Author) -> None:
    with database.write(author) as session:
        person = add_person(session, author)
    with database.write(author) as session:
        rows.change(session, "person", person, {"phone": PERSON["phone"]})
    assert len(operations(database)) == 1
    with database.read() as session:
        assert len(history.recent(session, limit=10)) == 1


@pytest.mark.parametrize(
    "sql",
    [
        (
            "INSERT OR REPLACE INTO person (id, county_code, name, name_key, verified, provisional, archived) "
            "VALUES (:id, '500241', 'x', 'x', 'none', 0, 0)"
        ),
        "DELETE FROM person WHERE id = :id",
        "UPDATE person SET id = 'other' WHERE id = :id",
    ],
    ids=["replaced", "removed", "renumbered"],
)
def test_a_row_cannot_be_changed_behind_the_record(database: Database, author: Author, sql: str) -> None:
    with database.write(author) as session:
        person = add_person(session, author)
    with pytest.raises(IntegrityError), database.write(author) as session:
        session.connection().execute(text(sql), {"id": person})
    with database.read() as session:
        assert rows.find(session, "person", person) is not None


def test_a_rebuilt_table_is_noticed_before_work_is_lost(database: Database, key: DataKey) -> None:
    plain = database.connection()
    plain.execute("DROP TRIGGER capture_person_update")
    plain.close()
    database.close()
    with pytest.raises(Unavailable) as caught:
        open_database(database.path, key)
    assert caught.value.key == "storage.triggers_missing"


def test_installing_again_makes_exactly_the_generated_triggers(database: Database, author: Author) -> None:
    with database.write(author) as session:
        capture.install(session.connection())
    with database.read() as session:
        assert capture.matches(session.connection())


def test_a_rolled_back_transaction_leaves_no_gap_in_the_operation_numbers(database: Database, author: Author) -> None:
    with database.write(author) as session:
        add_person(session, author)
    with pytest.raises(RuntimeError), database.write(author) as session:  # noqa: PT012 -- the block is one use case
        add_person(session, author)
        raise RuntimeError("the use case failed")
    with database.write(author) as session:
        add_person(session, author)
    assert [op for op, _group in operations(database)] == [1, 2]
