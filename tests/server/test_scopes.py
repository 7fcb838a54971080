"""An instructor's desk holds its classes, its people masked, and nothing else (SYNC 2.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.conftest import Clock, Device
from trainingdesk.domain.access import Role
from trainingdesk.server.records import Record
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.operation import Fate, OutOfScope

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
