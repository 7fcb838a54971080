"""One box finds people by name, pinyin, both readings of a surname, initials, ID tail and phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trainingdesk.storage import person_search, rows
from trainingdesk.storage.search_words import query_words
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from trainingdesk.storage.database import Author, Database

PEOPLE = {
    "单雄信": ("500241197006151239", "13812345678"),
    "曾小贤": ("110105199003071239", None),
    "努尔买买提·阿布都外力": (None, None),
    "张𬭎": (None, None),
    "尉迟恭": (None, None),
    "王秀英": (None, "13900001111"),
    "王秀": (None, None),
    "仇玉娟": ("50024119880203102X", None),
}


@pytest.fixture
def people(database: Database, author: Author) -> dict[str, str]:
    ids = {name: new_id(author.at) for name in PEOPLE}
    with database.write(author) as session:
        for name, (number, phone) in PEOPLE.items():
            values = {"name": name, "name_key": name, "document_number": number, "phone": phone}
            rows.add(session, "person", row_id=ids[name], county_code="500241", values=values)
    return ids


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("单", "单雄信"),
        ("shan", "单雄信"),
        ("danxiong", "单雄信"),
        ("sxx", "单雄信"),
        ("雄信", "单雄信"),
        ("1239 单", "单雄信"),
        ("51239", "单雄信"),
        ("19700615", "单雄信"),
        ("１２３９", "单雄信"),
        ("151239", "单雄信"),
        ("138", "单雄信"),
        ("5678", "单雄信"),
        ("zengxiaoxian", "曾小贤"),
        ("zxx", "曾小贤"),
        ("阿布", "努尔买买提·阿布都外力"),
        ("努尔买买提 阿布都外力", "努尔买买提·阿布都外力"),
        ("努尔买买提·阿", "努尔买买提·阿布都外力"),
        ("𬭎", "张𬭎"),
        ("yuchi", "尉迟恭"),
        ("王秀英", "王秀英"),
        ("qiu", "仇玉娟"),
        ("chouyu", "仇玉娟"),
        ("qyj", "仇玉娟"),
        ("102x", "仇玉娟"),
        ("仇", "仇玉娟"),
        ("q", "仇玉娟"),
    ],
)
def test_a_person_is_found(database: Database, people: dict[str, str], question: str, name: str) -> None:
    with database.read() as session:
        assert people[name] in person_search.people_found(session, question, limit=10)


def test_the_whole_name_comes_first(database: Database, people: dict[str, str]) -> None:
    with database.read() as session:
        assert person_search.people_found(session, "王秀", limit=10)[0] == people["王秀"]


def test_the_index_follows_a_change_and_a_deletion(database: Database, author: Author, people: dict[str, str]) -> None:
    with database.write(author) as session:
        rows.change(session, "person", people["王秀英"], {"name": "黄秀英", "phone": "13700002222"})
        rows.remove(session, "person", people["单雄信"])
    with database.read() as session:
        assert person_search.people_found(session, "huangxiuying", limit=5) == (people["王秀英"],)
        assert person_search.people_found(session, "13900001111", limit=5) == ()
        assert person_search.people_found(session, "单雄信", limit=5) == ()


@pytest.mark.parametrize("question", ["单", "sxx", "151239", "500241197006151239", "王五", "wangwu"])
def test_a_former_name_and_number_lead_to_the_person(
    database: Database, author: Author, people: dict[str, str], question: str
) -> None:
    former = {
        "person_id": people["王秀"], "document_number": "500241197006151239", "name": "单星星", "reason": "更名",
        "by_user": "user-1", "at": author.at,
    }  # fmt: skip
    other = {**former, "document_number": None, "name": "王五"}
    with database.write(author) as session:
        rows.remove(session, "person", people["单雄信"])
        for values in (former, other):
            rows.add(session, "former_identity", row_id=new_id(author.at), county_code="500241", values=values)
        rows.change(session, "person", people["王秀"], {"phone": "13700002222"})
    with database.read() as session:
        assert person_search.people_found(session, question, limit=5) == (people["王秀"],)


def test_a_former_identity_that_was_taken_back_leads_nowhere(
    database: Database, author: Author, people: dict[str, str]
) -> None:
    row = new_id(author.at)
    former = {"person_id": people["王秀"], "name": "赵六", "reason": "更名", "by_user": "user-1", "at": author.at}
    with database.write(author) as session:
        rows.add(session, "former_identity", row_id=row, county_code="500241", values=former)
    with database.read() as session:
        assert person_search.people_found(session, "赵六", limit=5) == (people["王秀"],)
    with database.write(author) as session:
        rows.remove(session, "former_identity", row)
    with database.read() as session:
        assert person_search.people_found(session, "赵六", limit=5) == ()
        assert person_search.people_found(session, "王秀", limit=1) == (people["王秀"],)


def test_names_that_begin_with_the_question_come_before_the_others(
    database: Database, author: Author, people: dict[str, str]
) -> None:
    with database.write(author) as session:
        for name in ("李王", "赵王"):
            values = {"name": name, "name_key": name}
            rows.add(session, "person", row_id=new_id(author.at), county_code="500241", values=values)
    with database.read() as session:
        found = person_search.people_found(session, "王", limit=10)
        assert set(found[:2]) == {people["王秀"], people["王秀英"]}
        assert len(found) == 4
        assert set(person_search.people_found(session, "王", limit=2)) == {people["王秀"], people["王秀英"]}
        assert person_search.people_found(session, "努尔买买提•阿布都外力", limit=3) == (
            people["努尔买买提·阿布都外力"],
        )


@pytest.mark.parametrize("question", ["", "  ", '"', "·", "* OR", "-", "NEAR(", "^", "🙂", "'; DROP TABLE person"])
def test_no_question_breaks_the_search(database: Database, people: dict[str, str], question: str) -> None:
    with database.read() as session:
        person_search.people_found(session, question, limit=5)


def test_a_question_without_words_asks_for_nothing() -> None:
    assert query_words(' "·* ') is None
