"""What people write about a person, field by field: mended, doubted or refused, and never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.services.people import number
from trainingdesk.domain.identity import DocumentKind, Sex
from trainingdesk.services.person_values import DOCUMENT_KINDS, PersonReader, Reading
from trainingdesk.settings.code_tables import CodeTable, Tables

NUMBERS = {
    DocumentKind.RESIDENT: number(1),
    DocumentKind.HONG_KONG_RESIDENCE: "810000199003071237",
    DocumentKind.MACAO_RESIDENCE: "820000199003071239",
    DocumentKind.TAIWAN_RESIDENCE: "830000199003071249",
    DocumentKind.FOREIGN_PERMANENT: "911840198107151236",
    DocumentKind.FOREIGN_PERMANENT_2017: "USA110100850101",
    DocumentKind.MAINLAND_TRAVEL: "H12345678",
    DocumentKind.TAIWAN_TRAVEL: "12345678",
    DocumentKind.PASSPORT: "E12345678",
}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables()


def read(tables: Tables, **written: str) -> Reading:
    return PersonReader(tables, today=date(2026, 10, 20), mask_pattern="6+4").read(written)


def problems(reading: Reading) -> list[tuple[str, str]]:
    return [(one.field, one.key) for one in reading.problems]


def doubts(reading: Reading) -> list[tuple[str, str]]:
    return [(one.field, one.key) for one in reading.doubts]


def test_every_kind_of_document_is_known_by_each_of_its_names(tables: Tables) -> None:
    table = CodeTable.shipped("id_document_types")
    assert DOCUMENT_KINDS.keys() == {item.core for item in table}
    assert set(DOCUMENT_KINDS.values()) == set(DocumentKind)
    for item in table:
        kind = DOCUMENT_KINDS[item.core or ""]
        for writing in (item.code, item.name, *item.aliases, kind.value):
            reading = read(tables, document_kind=writing, document_number=NUMBERS[kind], name="张三")
            assert (reading.problems, reading.doubts) == ([], []), writing
            assert reading.values["document_kind"] is kind
            assert reading.values["document_number"] == NUMBERS[kind]
            assert "*" in reading.values["id_mask"]


def test_an_unknown_kind_is_doubted_and_the_number_decides(tables: Tables) -> None:
    reading = read(tables, document_kind="会员卡", document_number=number(1))
    assert doubts(reading) == [("document_kind", "person.not_in_the_list")]
    assert reading.values["document_kind"] is DocumentKind.RESIDENT


def test_sex_and_birth_date_come_from_the_number_and_cannot_contradict_it(tables: Tables) -> None:
    reading = read(tables, document_number=number(1))
    assert (reading.values["sex"], reading.values["birth_date"]) == (Sex.MALE, date(1990, 3, 7))
    for text in ("男", "Male", "1", "Ｍ"):
        assert read(tables, document_number=number(1), sex=text).problems == []
    for text in ("1990.3.7", "1990年3月", "32939", "1990", "19900307"):
        assert read(tables, document_number=number(1), birth_date=text).problems == []
    wrong = read(tables, document_number=number(1), sex="女", birth_date="1991-03-07")
    assert problems(wrong) == [("sex", "person.sex_contradicts"), ("birth_date", "person.birth_date_contradicts")]
    assert wrong.problems[0].values == {"found": "女", "wanted": "男性"}
    assert wrong.problems[1].refusal.key == "person.birth_date_contradicts"


def test_without_a_number_the_form_says_them(tables: Tables) -> None:
    reading = read(tables, name="李四", sex="女", birth_date="90.3.7")
    assert (reading.values["sex"], reading.values["birth_date"]) == (Sex.FEMALE, date(1990, 3, 7))
    assert [mend.why for mend in reading.mends] == ["written_date.century_assumed"]
    assert problems(read(tables, birth_date="2030-01-01")) == [("birth_date", "person.born_in_the_future")]
    assert problems(read(tables, birth_date="不详")) == [("birth_date", "written_date.unreadable")]
    assert doubts(read(tables, sex="保密")) == [("sex", "person.sex_unknown")]
    assert "birth_date" not in read(tables, birth_date="1990年3月").values


@pytest.mark.parametrize(
    ("age", "odd"), [("36", False), ("35岁", False), ("37 周岁", False), ("40", True), ("?", False)]
)
def test_an_age_is_compared_and_not_kept(tables: Tables, age: str, odd: bool) -> None:
    reading = read(tables, document_number=number(1), age=age)
    assert doubts(reading) == ([("age", "person.age_differs")] if odd else [])
    assert "age" not in reading.values


def test_codes_are_found_and_what_stands_in_no_list_is_left_out_and_said(tables: Tables) -> None:
    reading = read(tables, education="大专", ethnic_group="土家族", household="火星", category="农民工、富豪、脱贫户")
    assert (reading.values["education"], reading.values["ethnic_group"]) == ("31", "15")
    assert "household" not in reading.values
    assert reading.categories == ("A04", "C01")
    assert [one.found for one in reading.doubts] == ["火星", "富豪"]


def test_every_bad_field_is_named_at_once_and_good_ones_are_read(tables: Tables) -> None:
    reading = read(
        tables,
        name="张三1",
        document_number="5.00241E+17",
        phone="12",
        payee_account="1",
        address=" 县城  东街 ",
        note="",
    )
    assert problems(reading) == [
        ("document_number", "identity.digits_lost"),
        ("name", "person_name.digit"),
        ("phone", "phone.length"),
        ("payee_account", "payee_account.length"),
    ]
    assert reading.values == {"address": "县城 东街"}
