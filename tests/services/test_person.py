"""One person is one record: entering, finding, editing, and changing an identity."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services.people import acting_as, add, number, said
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.identity import DocumentKind, Sex
from trainingdesk.domain.verification import Verification
from trainingdesk.services.person import (
    PersonDetails,
    add_person,
    add_provisional,
    change_identity,
    edit_person,
    find_people,
    list_people,
    people_alike,
)
from trainingdesk.services.person_page import person_page, reveal
from trainingdesk.services.person_verification import record_verification
from trainingdesk.services.undo import undo

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def refusal(key: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=f"^{key.replace('.', '[.]')}$")


def test_a_person_is_entered_as_the_document_says(work: Work) -> None:
    details = PersonDetails(
        name="张 三",
        document_number=" 500241197006151239",
        phone="138-1234-5678",
        education="初中",
        ethnic_group="土家",
        address="中和街道  凤翔路 1 号",
        division="500241001",
        payee_account="6222021001116245703",
    )
    changes = add_person(work, details)
    assert said(changes) == [
        "written_text.blanks", "person_name.blanks_mended", "written_text.dashes", "division.padded",
        "payee_account.check_digit",
    ]  # fmt: skip
    page = person_page(work, changes.row)
    assert (page.name, page.document_kind, page.id_mask) == ("张三", DocumentKind.RESIDENT, "500241********1239")
    assert (page.sex, page.birth_date) == (Sex.MALE, date(1970, 6, 15))
    assert (page.phone_mask, page.payee_mask) == ("138****5678", "***************5703")
    assert page.division == "500241001000"
    assert (page.education, page.ethnic_group, page.address) == ("71", "15", "中和街道 凤翔路 1 号")
    assert changes.change_set is not None


@pytest.mark.parametrize(
    ("details", "key"),
    [
        (PersonDetails(name="张三"), "person.no_number"),
        (PersonDetails(name=" ", document_number=number(1)), "person.no_name"),
        (PersonDetails(name="张三", document_number=number(1)[:-1] + "?"), "identity.letter"),
        (PersonDetails(name="张三", document_number=number(1), sex=Sex.FEMALE), "person.sex_contradicts"),
        (
            PersonDetails(name="张三", document_number=number(1), birth_date=date(1990, 3, 8)),
            "person.birth_date_contradicts",
        ),
        (
            PersonDetails(
                name="John Smith",
                document_number="E12345678",
                document_kind=DocumentKind.PASSPORT,
                birth_date=date(2030, 1, 1),
            ),
            "person.born_in_the_future",
        ),
        (PersonDetails(name="张三1", document_number=number(1)), "person_name.digit"),
        (PersonDetails(name="张三", document_number=number(1), phone="12"), "phone.length"),
        (PersonDetails(name="张三", document_number=number(1), division="中和街道"), "division.form"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_written(work: Work, details: PersonDetails, key: str) -> None:
    with refusal(key):
        add_person(work, details)
    assert list_people(work) == ()


def test_a_refusal_never_carries_a_number(work: Work) -> None:
    wrong = number(1)[:-1] + ("0" if number(1)[-1] != "0" else "1")
    with pytest.raises(Refused) as caught:
        add_person(work, PersonDetails(name="张三", document_number=wrong))
    assert wrong not in repr(caught.value.values)


def test_a_passport_keeps_what_the_form_says(work: Work) -> None:
    details = PersonDetails(
        name="John Smith",
        document_number="e12345678",
        document_kind=DocumentKind.PASSPORT,
        sex=Sex.MALE,
        birth_date=date(1985, 1, 2),
    )
    page = person_page(work, add_person(work, details).row)
    assert (page.document_kind, page.sex, page.birth_date) == (DocumentKind.PASSPORT, Sex.MALE, date(1985, 1, 2))
    assert page.id_mask == "E****5678"


def test_a_known_number_opens_the_existing_person(work: Work) -> None:
    first = add(work, "张三", 1)
    again = add_person(work, PersonDetails(name="张三", document_number=number(1)))
    assert (again.rows, again.change_set, said(again)) == ((first,), None, ["person.opened_existing"])
    other = add_person(work, PersonDetails(name="张山", document_number=number(1)))
    assert said(other) == ["person.opened_existing", "person.other_name_on_file"]
    assert len(list_people(work)) == 1


def test_fifteen_digits_are_the_person_with_eighteen(work: Work) -> None:
    full = number(1)
    first = add(work, "张三", 1)
    again = add_person(work, PersonDetails(name="张三", document_number=full[:6] + full[8:17]))
    assert again.rows == (first,)


@pytest.mark.parametrize(("name", "phone"), [("李四", "13812345678"), ("张三", None)])
def test_somebody_alike_is_warned_of_and_a_reason_goes_on(work: Work, name: str, phone: str | None) -> None:
    add(work, "张三", 1, phone="13812345678")
    details = PersonDetails(name=name, document_number=number(3), phone=phone)
    with pytest.raises(Refused) as caught:
        add_person(work, details)
    assert caught.value.key == "person.maybe_known"
    assert caught.value.values["people"] == (f"张三 {number(1)[:6]}********{number(1)[-4:]}",)
    assert [one.name for one in people_alike(work, details)] == ["张三"]
    with refusal("person.maybe_known"):
        add_person(work, details, reason="  ")
    assert add_person(work, details, reason="双胞胎").change_set is not None
    assert len(list_people(work)) == 2


def test_a_person_at_the_door_is_completed_later(work: Work) -> None:
    instructor = acting_as(work, Role.INSTRUCTOR)
    changes = add_provisional(instructor, name="李四", phone="13812345678", sex=Sex.MALE)
    assert said(changes) == []
    row = changes.row
    assert said(add_provisional(instructor, name="李肆", phone="13812345678")) == ["person.provisional_maybe_known"]
    page = person_page(work, row)
    assert (page.provisional, page.id_mask, page.sex) == (True, None, Sex.MALE)
    edit_person(work, row, PersonDetails(name="李肆", phone="13812345678"))
    assert person_page(work, row).provisional
    edit_person(work, row, PersonDetails(name="李肆", document_number=number(3)), only=frozenset({"document_number"}))
    page = person_page(work, row)
    assert (page.provisional, page.name, page.sex, page.birth_date) == (False, "李肆", Sex.MALE, date(1990, 3, 7))
    assert page.phone_mask == "138****5678"


def test_a_provisional_person_cannot_take_the_number_of_another(work: Work) -> None:
    add(work, "张三", 1)
    row = add_provisional(work, name="张三").row
    with refusal("person.number_of_another"):
        edit_person(work, row, PersonDetails(name="张三", document_number=number(1)))


def test_an_edit_changes_what_is_named_and_nothing_else(work: Work) -> None:
    row = add(work, "张三", 1, phone="13812345678", address="县城", note="班长")
    edit_person(work, row, PersonDetails(name="张三", address="平凯"), only=frozenset({"address"}))
    page = person_page(work, row)
    assert (page.address, page.phone_mask, page.note) == ("平凯", "138****5678", "班长")
    edit_person(work, row, PersonDetails(name="张三", address="平凯"))
    page = person_page(work, row)
    assert (page.phone_mask, page.note, page.id_mask is None) == (None, None, False)


def test_an_edit_that_makes_somebody_like_another_says_so(work: Work) -> None:
    row = add(work, "张三", 1, phone="13812345678")
    other = add(work, "李四", 3, phone="13912345678")
    same = edit_person(work, other, PersonDetails(name="李四", phone="13912345678", address="平凯"))
    assert same.said == ()
    (said,) = edit_person(work, other, PersonDetails(name="李四", phone="13812345678")).said
    assert (said.key, dict(said.values)["people"]) == ("person.now_alike", ("张三 500241********0010",))
    assert edit_person(work, other, PersonDetails(name="李四", phone="13812345678", note="同住")).said == ()
    assert person_page(work, row).phone_mask == "138****5678"


@pytest.mark.parametrize("details", [PersonDetails(name="张山"), PersonDetails(name="张三", document_number=number(3))])
def test_an_identity_does_not_change_in_passing(work: Work, details: PersonDetails) -> None:
    row = add(work, "张三", 1)
    with refusal("person.identity_is_fixed"):
        edit_person(work, row, details)


def test_a_changed_identity_keeps_the_former_one_findable(work: Work) -> None:
    row = add(work, "张三", 1, phone="13812345678")
    changed_number = PersonDetails(name="张叁", document_number=number(3))
    with refusal("person.no_reason"):
        change_identity(work, row, changed_number, reason=" ")
    record_verification(work, row, state=Verification.CARD_READ)
    change_identity(work, row, changed_number, reason="更名")
    page = person_page(work, row)
    assert (page.name, page.phone_mask, page.provisional) == ("张叁", "138****5678", False)
    assert page.verified == "none"  # another number was not verified yet
    assert [(one.name, one.id_mask, one.reason) for one in page.former] == [
        ("张三", f"500241********{number(1)[-4:]}", "更名")
    ]
    for question in ("张三", "zhangsan", number(1), number(1)[-6:], "张叁", number(3)):
        assert [one.id for one in find_people(work, question)] == [row], question
    again = add_person(work, PersonDetails(name="张三", document_number=number(1)))
    assert again.rows == (row,)
    assert said(again) == ["person.opened_existing", "person.number_was_changed", "person.other_name_on_file"]


def test_a_changed_name_alone_keeps_sex_birth_and_number(work: Work) -> None:
    row = add(work, "张三", 1)
    change_identity(work, row, PersonDetails(name="张叁"), reason="更名")
    page = person_page(work, row)
    assert (page.name, page.sex, page.birth_date) == ("张叁", Sex.MALE, date(1990, 3, 7))
    assert page.id_mask is not None
    with refusal("person.identity_unchanged"):
        change_identity(work, row, PersonDetails(name="张叁"), reason="更名")
    with refusal("person.sex_contradicts"):
        change_identity(work, row, PersonDetails(name="张叁", sex=Sex.FEMALE), reason="更正")


def test_a_number_of_another_is_no_change_of_identity(work: Work) -> None:
    row, other = add(work, "张三", 1), add(work, "李四", 3)
    assert row != other
    with refusal("person.number_of_another"):
        change_identity(work, row, PersonDetails(name="张三", document_number=number(3)), reason="更正")


def test_undo_takes_a_change_of_identity_back(work: Work) -> None:
    row = add(work, "张三", 1)
    changes = change_identity(work, row, PersonDetails(name="张叁", document_number=number(3)), reason="更名")
    undo(work, changes.change_set)
    assert person_page(work, row).former == ()
    assert [one.id for one in people_alike(work, PersonDetails(name="张三", document_number=number(1)))] == [row]
    assert reveal(work, row, reason="核对").document_number == number(1)
    assert find_people(work, number(3)) == ()


def test_lists_mask_and_page_by_name(work: Work) -> None:
    for index, name in enumerate(("丙", "甲", "乙")):
        add(work, name, 2 * index + 1, phone=f"1381234567{index}")
    first = list_people(work, limit=2)
    rest = list_people(work, after=(first[-1].name, first[-1].id), limit=2)
    assert [one.name for one in (*first, *rest)] == sorted(("甲", "乙", "丙"))
    assert {one.phone for one in (*first, *rest)} == {f"138****567{index}" for index in range(3)}
    assert all("********" in (one.id_mask or "") for one in first)


@pytest.mark.parametrize("question", ["单", "shan", "dan", "zhang", "sxx", "5678", "1239", "51239", "19700615"])
def test_one_box_finds_people(work: Work, question: str) -> None:
    details = PersonDetails(name="单雄信", document_number="500241197006151239", phone="13812345678")
    row = add_person(work, details).row
    add(work, "李四", 3)
    found = find_people(work, question)
    assert [one.id for one in found] == ([] if question == "zhang" else [row])


def test_only_those_who_may_see_and_write(work: Work) -> None:
    row = add(work, "张三", 1)
    instructor, auditor = acting_as(work, Role.INSTRUCTOR), acting_as(work, Role.AUDITOR)
    with refusal("access.not_allowed"):
        find_people(instructor, "张")
    with refusal("access.not_allowed"):
        edit_person(auditor, row, PersonDetails(name="张三"))
    assert [one.id for one in find_people(auditor, "张")] == [row]


def test_an_unknown_person_is_said(work: Work) -> None:
    for use in (
        lambda: edit_person(work, "nobody", PersonDetails(name="张三")),
        lambda: person_page(work, "nobody"),
        lambda: reveal(work, "nobody", reason="x"),
        lambda: change_identity(work, "nobody", PersonDetails(name="张三"), reason="x"),
    ):
        with refusal("person.unknown"):
            use()
