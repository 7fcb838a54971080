"""What refers to a row is found, by foreign key and by mark, and only where it is alive and not among the excepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.storage import references, rows
from trainingdesk.wire.ids import new_id

from .conftest import NOW

if TYPE_CHECKING:
    from trainingdesk.storage.database import Author, Database


def employer_and_person(database: Database, author: Author) -> tuple[str, str]:
    with database.write(author) as session:
        employer = rows.add(session, "employer", row_id=new_id(NOW), county_code="500241", values={"name": "一厂"})
        values = {"name": "王", "name_key": "王", "employer_id": employer}
        return employer, rows.add(session, "person", row_id=new_id(NOW), county_code="500241", values=values)


def test_a_living_row_is_found(database: Database, author: Author) -> None:
    employer, person = employer_and_person(database, author)
    with database.read() as session:
        assert references.first_used(session, {"employer": [employer]}, except_rows=()) == ("employer", "person")
        assert references.first_used(session, {"employer": [employer]}, except_rows={person}) is None
        assert references.first_used(session, {"person": [person]}, except_rows=()) is None


def test_a_deleted_row_does_not_count(database: Database, author: Author) -> None:
    employer, person = employer_and_person(database, author)
    with database.write(author) as session:
        rows.remove(session, "person", person)
        assert references.first_used(session, {"employer": [employer]}, except_rows=()) is None


def test_many_excepted_rows_do_not_hide_another_one(database: Database, author: Author) -> None:
    employer, person = employer_and_person(database, author)
    with database.write(author) as session:
        values = {"name": "李", "name_key": "李", "employer_id": employer}
        more = [rows.add(session, "person", row_id=new_id(NOW), county_code="500241", values=values) for _ in range(20)]
        assert references.first_used(session, {"employer": [employer]}, except_rows=more) == ("employer", "person")
        assert references.first_used(session, {"employer": [employer]}, except_rows=[person, *more]) is None


def test_more_rows_than_one_statement_takes(database: Database, author: Author) -> None:
    with database.write(author) as session:
        ids = [new_id(NOW) for _ in range(references.BATCH + 5)]
        employers = [{"id": one, "county_code": "500241", "name": "厂"} for one in ids]
        rows.add_many(session, "employer", employers)
        assert references.first_used(session, {"employer": ids}, except_rows=()) is None
        values = {"name": "王", "name_key": "王", "employer_id": ids[-1]}
        rows.add(session, "person", row_id=new_id(NOW), county_code="500241", values=values)
        assert references.first_used(session, {"employer": ids}, except_rows=()) == ("employer", "person")
