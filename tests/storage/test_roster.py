"""Whole rosters at once: many people are found, changed and listed in few statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import event

from trainingdesk.storage import roster, rows

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.database import Author, Database

MANY = 2500


def fill(session: Session, count: int = MANY) -> list[str]:
    people = [
        {"id": f"p{number:05}", "county_code": "500241", "name": f"人{number % 7}", "name_key": f"人{number % 7}"}
        for number in range(count)
    ]
    rows.add_many(session, "person", people)
    return [row["id"] for row in people]


def test_people_are_found_by_id(database: Database, author: Author) -> None:
    with database.write(author) as session:
        ids = fill(session)
        rows.remove(session, "person", ids[0])
        found = roster.people_by_id(session, [*ids, "nobody"])
    assert set(found) == set(ids[1:])


def test_everybody_is_listed_once_by_name_over_many_pages(database: Database, author: Author) -> None:
    with database.write(author) as session:
        ids = fill(session)
    with database.read() as session:
        listed = list(roster.people_in_order(session))
    assert sorted(row.id for row in listed) == ids
    assert [(row.name, row.id) for row in listed] == sorted((row.name, row.id) for row in listed)


def test_many_rows_are_changed_by_one_statement_for_each_set_of_fields(database: Database, author: Author) -> None:
    with database.write(author) as session:
        ids = fill(session)
        rows.remove(session, "person", ids[2])
        statements: list[str] = []
        connection = session.connection()
        event.listen(
            connection, "before_cursor_execute", lambda _c, _cur, statement, *_more: statements.append(statement)
        )
        changes = [(one, {"phone": f"1390000{place:04}"}) for place, one in enumerate(ids[:1000])]
        roster.change_many(session, "person", [*changes, (ids[1000], {"address": "x", "phone": "1"})])
        assert len(statements) == 2
        found = roster.people_by_id(session, ids)
    assert [found[one].phone for one in ids[:2]] == ["13900000000", "13900000001"]
    assert (found[ids[1000]].address, found[ids[1000]].phone) == ("x", "1")
    assert ids[2] not in found


def test_of_two_employers_with_one_name_the_oldest_is_meant(database: Database, author: Author) -> None:
    with database.write(author) as session:
        for row_id in ("b", "a", "c"):
            rows.add(session, "employer", row_id=row_id, county_code="500241", values={"name": "食品厂"})
        rows.remove(session, "employer", "a")
        assert roster.employers_named(session, ["食品厂", "无"]) == {"食品厂": "b"}


def test_former_names(database: Database, author: Author) -> None:
    with database.write(author) as session:
        (one,) = fill(session, 1)
        for number, name in enumerate(("甲", "乙")):
            values = {"person_id": one, "name": name, "reason": "更名", "by_user": "u", "at": author.at}
            rows.add(session, "former_identity", row_id=f"f{number}", county_code="500241", values=values)
        assert {key: set(names) for key, names in roster.former_names(session, [one]).items()} == {one: {"甲", "乙"}}
