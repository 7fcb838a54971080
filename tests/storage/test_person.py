"""Queries over people: by number, now and before; alike; page by page; in lots."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from trainingdesk.storage import person, person_merge, rows
from trainingdesk.wire.ids import fact_id, new_id

if TYPE_CHECKING:
    from trainingdesk.storage.database import Author, Database


@pytest.fixture
def put(database: Database, author: Author) -> Any:
    def write(table: str, **values: Any) -> str:
        with database.write(author) as session:
            return rows.add(session, table, row_id=new_id(author.at), county_code="500241", values=values)

    return write


def someone(put: Any, name: str, number: str | None = None, **more: Any) -> str:
    found: str = put("person", name=name, name_key=name, document_number=number, **more)
    return found


def former(put: Any, author: Author, person_id: str, number: str) -> str:
    values = {"document_number": number, "name": "x", "reason": "r", "by_user": "u", "at": author.at}
    found: str = put("former_identity", person_id=person_id, **values)
    return found


def test_a_number_leads_to_who_has_it_now_before_who_had_it_once(database: Database, author: Author, put: Any) -> None:
    now, once = someone(put, "甲", "A"), someone(put, "乙", "B")
    former(put, author, once, "A")
    former(put, author, once, "C")
    with database.read() as session:
        for number, wanted in {"A": now, "B": once, "C": once}.items():
            found = person.person_with_number(session, number)
            assert found is not None
            assert found.id == wanted
        assert person.person_with_number(session, "D") is None
        many = person.people_with_numbers(session, ["A", "B", "C", "D"])
        assert {number: row.id for number, row in many.items()} == {"A": now, "B": once, "C": once}


def test_a_former_number_of_somebody_erased_leads_to_the_living(database: Database, author: Author, put: Any) -> None:
    gone, living = someone(put, "甲"), someone(put, "乙")
    former(put, author, gone, "C")
    former(put, author, living, "C")
    with database.write(author) as session:
        rows.remove(session, "person", gone)
    with database.read() as session:
        found = person.person_with_number(session, "C")
        assert found is not None
        assert found.id == living


def test_thousands_of_numbers_are_found_in_lots(database: Database, author: Author) -> None:
    values = [
        {
            "id": new_id(author.at),
            "county_code": "500241",
            "name": "甲",
            "name_key": "甲",
            "document_number": f"N{index}",
        }
        for index in range(1203)
    ]
    with database.write(author) as session:
        rows.add_many(session, "person", values)
    with database.read() as session:
        found = person.people_with_numbers(session, [f"N{index}" for index in range(2000)])
        assert len(found) == 1203
        assert len(person.categories(session, [str(one["id"]) for one in values])) == 1203


def test_alike_is_the_same_name_and_birth_or_the_same_phone(database: Database, put: Any) -> None:
    born = date(1990, 3, 7)
    first = someone(put, "甲", birth_date=born)
    second = someone(put, "乙", phone="13812345678")
    someone(put, "甲", birth_date=date(1990, 3, 8))
    with database.read() as session:
        like = person.people_like(session, name_key="甲", birth_date=born, phone="13812345678")
        assert {row.id for row in like} == {first, second}
        assert person.people_like(session, name_key="甲", birth_date=None, phone=None) == ()


def test_pages_follow_each_other_without_gap_or_repeat(database: Database, put: Any) -> None:
    ids = {someone(put, name) for name in "甲乙乙乙丙丁"}
    seen: list[str] = []
    after: tuple[str, str] | None = None
    with database.read() as session:
        while lines := person.page(session, after=after, limit=2):
            seen += [one.id for one in lines]
            after = (lines[-1].name, lines[-1].id)
    assert len(seen) == len(ids)
    assert set(seen) == ids


def test_a_circle_of_aliases_ends(database: Database, author: Author, put: Any) -> None:
    """Two desks may each merge the two records the other way round before they hear of each other."""
    first, second = someone(put, "甲"), someone(put, "乙")
    with database.write(author) as session:
        for old, kept in ((first, second), (second, first)):
            keys = {"old_id": old, "canonical_id": kept}
            rows.add(session, "person_alias", row_id=fact_id("person_alias", old), county_code="500241", values=keys)
    with database.read() as session:
        assert person.canonical_id(session, first) == person.canonical_id(session, second) == min(first, second)
        assert person_merge.aliases(session) == dict.fromkeys((first, second), min(first, second))
