"""Prepared statements store what any other statement would, and refuse what it would refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from trainingdesk.domain.identity import DocumentKind, Sex
from trainingdesk.storage import rows
from trainingdesk.storage.prepared import Constant, alteration, changing, insertion
from trainingdesk.storage.rows import table

if TYPE_CHECKING:
    from trainingdesk.storage.database import Author, Database

_COUNTY = "500241"


def _person(number: int, **more: Any) -> dict[str, Any]:
    plain = {"id": f"p{number}", "county_code": _COUNTY, "name": "李某", "name_key": "李某", "verified": "none"}
    known = {"document_kind": DocumentKind.RESIDENT, "sex": Sex.FEMALE, "birth_date": date(1990, 1, number)}
    return {**plain, **known, "provisional": False, "archived": False, **more}


def _stored(database: Database, *, without: str = "id") -> list[dict[str, Any]]:
    """The people as the driver gives them back, untouched by any type."""
    connection = database.connection()
    cursor = connection.execute("SELECT * FROM person ORDER BY id")
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor]
    connection.close()
    return [{name: value for name, value in row.items() if name != without} for row in found]


def test_a_row_is_stored_as_by_a_plain_insert(database: Database, author: Author) -> None:
    with database.write(author) as session:
        rows.add_many(session, "person", [_person(1)])
        session.connection().execute(insert(table("person")), _person(1) | {"id": "p2"})
    first, second = _stored(database)
    assert first == second


def test_many_rows_keep_their_own_values_and_order(database: Database, author: Author) -> None:
    people = [
        _person(number, birth_date=None if number == 3 else date(1990, 1, number % 2 + 1)) for number in range(1, 9)
    ]
    with database.write(author) as session:
        rows.add_many(session, "person", people)
    with database.read() as session:
        person = table("person")
        found = session.connection().execute(select(person.c.id, person.c.birth_date).order_by(person.c.id)).all()
    assert [tuple(row) for row in found] == [(one["id"], one["birth_date"]) for one in people]


def test_defaults_of_the_table_are_written() -> None:
    bound = insertion("person", ("id", "county_code")).bound
    assert [one.value for one in bound if isinstance(one, Constant)][:2] == [0, 0]


def test_a_row_without_a_field_of_the_first_is_a_mistake(database: Database, author: Author) -> None:
    short = _person(2)
    del short["name"]
    with pytest.raises(KeyError), database.write(author) as session:
        rows.add_many(session, "person", [_person(1), short])
    assert _stored(database) == []


def test_a_field_that_the_table_has_not_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        insertion("person", ("id", "shoe_size"))
    with pytest.raises(KeyError):
        alteration("person", ("shoe_size",), living=True)


def test_an_unknown_member_of_an_enumeration_is_refused(database: Database, author: Author) -> None:
    with pytest.raises(LookupError), database.write(author) as session:
        rows.add_many(session, "person", [_person(1), _person(2, sex="neither")])
    assert _stored(database) == []


def test_a_moment_without_time_zone_is_refused(database: Database, author: Author) -> None:
    values = {"id": "r", "county_code": _COUNTY, "class_id": "c", "opened_at": datetime(2026, 11, 2, 9)}  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"), database.write(author) as session:
        rows.add_many(session, "register", [values])
    with pytest.raises(IntegrityError), database.write(author) as session:
        rows.add_many(session, "register", [values | {"opened_at": datetime(2026, 11, 2, 9, tzinfo=UTC)}])


def test_a_change_reaches_one_living_row(database: Database, author: Author) -> None:
    with database.write(author) as session:
        rows.add_many(session, "person", [_person(1), _person(2)])
        assert rows.remove(session, "person", "p2")
        assert rows.change(session, "person", "p1", {"birth_date": date(1991, 5, 5), "sex": None})
        assert not rows.change(session, "person", "p2", {"birth_date": date(1991, 5, 5)})
        assert not rows.change(session, "person", "p3", {"birth_date": date(1991, 5, 5)})
    assert [(row["birth_date"], row["sex"]) for row in _stored(database)] == [
        ("1991-05-05", None),
        ("1990-01-02", "female"),
    ]


def test_a_statement_for_the_dead_reaches_them_too(database: Database, author: Author) -> None:
    with database.write(author) as session:
        rows.add_many(session, "person", [_person(1)])
        rows.remove(session, "person", "p1")
        again = alteration("person", ("deleted",), living=False)
        assert again.run(session, [changing("p1", {"deleted": False})]) == 1
    assert [row["deleted"] for row in _stored(database)] == [0]
