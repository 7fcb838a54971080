"""An instructor's desk holds its classes, its people masked, and nothing else (SYNC 2.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.conftest import Clock, Device
from trainingdesk.domain.access import Role
from trainingdesk.server.records import EVERYBODY, Record
from trainingdesk.storage.sync_parents import references
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.operation import Fate, OutOfScope
from trainingdesk.wire.schema import SYNCED
from trainingdesk.wire.schema import table as declared

if TYPE_CHECKING:
    from trainingdesk.server.ledger import Ledger

PERSON = "00000000-0000-7000-8000-0000000000aa"


@pytest.fixture
def teacher(ledger: Ledger, clock: Clock, one: Device) -> Device:
    """Teaches k1; k2 is somebody else's; one person sits in both."""
    one.push(
        one.make("instructor", "i1", name="李老师", user_id="t1"),
        one.make("training_class", "k1", name="电工", instructor_id="i1"),
        one.make("training_class", "k2", name="焊工", instructor_id="i2"),
        one.make("person", PERSON, name="王芳", document_number="secret", phone="13800001234", payee_account="secret"),
        one.make("enrollment", fact_id("enrollment", "k1", PERSON), class_id="k1", person_id=PERSON),
    )
    return Device(ledger, clock, Role.INSTRUCTOR, user="t1")


def test_he_has_the_catalogue_and_his_classes(teacher: Device, ledger: Ledger) -> None:
    assert ledger.hello(teacher.id).buckets == ("g", "k:k1")
    assert set(teacher.rows("k:k1")) == {"k1", PERSON, fact_id("enrollment", "k1", PERSON)}
    assert set(teacher.rows("g")) == {"i1"}
    for bucket in ("c", "k:k2"):
        with pytest.raises(OutOfScope):
            teacher.rows(bucket)


def test_he_has_the_classes_of_his_lessons_and_those_where_he_stands_in(
    teacher: Device, one: Device, ledger: Ledger
) -> None:
    """FEATURES 18 and 118: several teach a class, and a colleague's class opens for a substitute."""
    one.push(
        one.make("lesson", "l1", class_id="k2", instructor_id="i2"),
        one.make("training_class", "k3", name="砌筑工", instructor_id="i2"),
        one.make("lesson", "l3", class_id="k3", instructor_id="i1"),
    )
    assert ledger.hello(teacher.id).buckets == ("g", "k:k1", "k:k3")
    one.push(one.change("lesson", "l1", "substitute_id", 99, substitute_id="i1"))
    assert ledger.hello(teacher.id).buckets == ("g", "k:k1", "k:k2", "k:k3")
    receipt = teacher.push(teacher.make("attendance_mark", "m1", class_id="k2", lesson_id="l1", status="present"))
    assert receipt.outcomes[0].fate is Fate.APPLIED
    one.push(
        one.change("lesson", "l1", "substitute_id", 99, substitute_id=None),
        one.change("lesson", "l3", "deleted", 99, deleted=True),
    )
    assert ledger.hello(teacher.id).buckets == ("g", "k:k1")
    with pytest.raises(OutOfScope):
        teacher.rows("t:i1")


def test_a_bucket_is_closed_under_references() -> None:
    """What a row of an instructor's desk refers to stands in the catalogue, or in the same class as the row."""
    in_class = {one.name for one in SYNCED if "k:k1" in buckets_of(one.name, class_id="k1")} | {"person"}
    for_all = {one.name for one in SYNCED if EVERYBODY in buckets_of(one.name)}
    open_ends = [
        (table, field, parent)
        for homes, tables in ((for_all, for_all), (for_all, {"person"}), (for_all | in_class, in_class))
        for table in sorted(tables)
        for field, parent in references(table)
        if parent not in homes and not (table in for_all and field == "class_id")  # what names a class stands in it
    ]
    assert open_ends == []


def buckets_of(table: str, **values: str) -> set[str]:
    named = {name: value for name, value in values.items() if name in declared(table).fields}
    return Record(table, "k1", named, {}).buckets()


def test_a_class_that_an_employer_ordered_comes_whole(teacher: Device, one: Device) -> None:
    one.push(
        one.make("employer", "e1", name="某某公司"),
        one.make("training_class", "k3", name="新型学徒制", instructor_id="i1", employer_id="e1"),
    )
    assert "e1" in teacher.rows("g")


def test_what_is_found_out_about_his_class_stays_at_the_county(teacher: Device, one: Device) -> None:
    one.push(
        one.make("complaint", "c1", class_id="k1", content="学时不足"),
        one.make("inspection", "v1", class_id="k1"),
        one.make("venue_booking", "b1", class_id="k2", venue_id="r1"),
        one.make("venue_booking", "b2", venue_id="r1"),
    )
    assert not {"c1", "v1", "b1"} & {*teacher.rows("k:k1"), *teacher.rows("g")}
    assert "b2" in teacher.rows("g")


def test_a_clerk_books_equipment_and_an_instructor_sees_what_his_class_has(teacher: Device, one: Device) -> None:
    taken = one.push(
        one.make("equipment", "q1", name="护理床", quantity=6),
        one.make("equipment_booking", "b1", equipment_id="q1", quantity=4, class_id="k1"),
        one.make("equipment_booking", "b2", equipment_id="q1", quantity=1, class_id="k2"),
        one.make("equipment_booking", "b3", equipment_id="q1", quantity=1),
    )
    assert {outcome.fate for outcome in taken.outcomes} == {Fate.APPLIED}
    assert "b1" in teacher.rows("k:k1")
    assert {"q1", "b3"} <= teacher.rows("g").keys()
    assert not {"b1", "b2"} & teacher.rows("g").keys()
    (refused,) = teacher.push(teacher.make("equipment_booking", "b4", equipment_id="q1", class_id="k1")).outcomes
    assert (refused.fate, refused.code) == (Fate.QUARANTINED, "not_allowed")


def test_numbers_and_accounts_never_leave_for_his_desk(teacher: Device) -> None:
    values = teacher.rows("k:k1")[PERSON].values
    assert (values["name"], values["phone"]) == ("王芳", "138****1234")
    assert not {"document_number", "payee_account"} & set(values)


def test_a_change_of_a_person_comes_to_the_classes_he_sits_in(teacher: Device, one: Device) -> None:
    cursor = teacher.ledger.pull(teacher.id, bucket="k:k1", after=0).next
    one.push(one.change("person", PERSON, "address", 4, address="某村"))
    page = teacher.ledger.pull(teacher.id, bucket="k:k1", after=cursor)
    assert [row.values["address"] for row in page.rows] == ["某村"]


def test_he_takes_his_registers_and_nobody_elses(teacher: Device) -> None:
    receipt = teacher.push(
        teacher.make("attendance_mark", "m1", class_id="k1", lesson_id="l", enrollment_id="e", status="present"),
        teacher.make("attendance_mark", "m2", class_id="k2", lesson_id="l", enrollment_id="f", status="present"),
        teacher.change("person", PERSON, "address", 9, address="x"),
        teacher.change("training_class", "k1", "name", 9, name="x"),
    )
    assert [(o.fate, o.code) for o in receipt.outcomes] == [
        (Fate.APPLIED, ""),
        (Fate.QUARANTINED, "out_of_scope"),
        (Fate.QUARANTINED, "not_allowed"),
        (Fate.QUARANTINED, "not_allowed"),
    ]


def test_documents_that_do_not_answer_for_their_class_are_found_out(
    request: pytest.FixtureRequest, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant of head item 6: which class a row belongs to is not taken from its document."""
    monkeypatch.setattr(Record, "class_id", None)
    with pytest.raises(AssertionError):
        test_he_has_the_catalogue_and_his_classes(request.getfixturevalue("teacher"), ledger)


def test_a_row_that_moves_to_another_class_leaves_the_first(teacher: Device, one: Device) -> None:
    booking = one.make("venue_booking", "b1", class_id="k1")
    one.push(booking)
    cursor = teacher.ledger.pull(teacher.id, bucket="k:k1", after=0).next
    one.push(one.change("venue_booking", "b1", "class_id", 99, class_id="k2"))
    page = teacher.ledger.pull(teacher.id, bucket="k:k1", after=cursor)
    assert (page.rows, page.removed) == ([], [("venue_booking", "b1")])
