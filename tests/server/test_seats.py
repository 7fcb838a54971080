"""Seats by arrival, and one person registered twice (SYNC 2.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from tests.server.conftest import Device
    from trainingdesk.wire.operation import Operation

CLASS = "k1"


@pytest.fixture(autouse=True)
def class_of_two(one: Device) -> None:
    one.push(one.make("training_class", CLASS, name="电工", state="draft", capacity=2))


def enrollment(device: Device, person: str) -> Operation:
    return device.make("enrollment", fact_id("enrollment", CLASS, person), class_id=CLASS, person_id=person)


def happens(device: Device, person: str, kind: str) -> Operation:
    owner = fact_id("enrollment", CLASS, person)
    return device.make("enrollment_event", enrollment_id=owner, class_id=CLASS, kind=kind, day="2026-11-25", at=1)


def seats(device: Device) -> dict[str, Any]:
    return {r.values["person_id"]: r.values["seat"] for r in device.rows().values() if r.table == "enrollment"}


def test_whoever_comes_when_all_seats_are_taken_waits_on_every_desk(one: Device, two: Device) -> None:
    one.push(enrollment(one, "a"))
    two.push(enrollment(two, "b"), enrollment(two, "c"))
    one.push(enrollment(one, "b"), enrollment(one, "d"))
    assert seats(one) == {"a": "granted", "b": "granted", "c": "waitlisted", "d": "waitlisted"}
    told = {r.values["enrollment_id"]: r.values for r in one.rows().values() if r.table == "enrollment_event"}
    assert set(told) == {fact_id("enrollment", CLASS, person) for person in "cd"}
    assert {(v["kind"], v["seen"], v["class_id"], v["day"]) for v in told.values()} == {
        ("waitlisted", "applied", CLASS, "2026-11-25")
    }


def test_a_seat_is_given_up_by_leaving_and_asked_for_again_by_returning(one: Device) -> None:
    one.push(*(enrollment(one, person) for person in "abc"))
    one.push(happens(one, "a", "withdrawn"))
    one.push(happens(one, "c", "confirmed"))
    assert seats(one) == {"a": "given_up", "b": "granted", "c": "granted"}
    one.push(happens(one, "a", "reopened"))
    assert seats(one)["a"] == "waitlisted"


def test_whom_a_person_let_in_has_a_seat_although_the_class_is_full(one: Device) -> None:
    one.push(*(enrollment(one, person) for person in "abc"), happens(one, "c", "confirmed"))
    one.push(happens(one, "b", "attending"))
    assert set(seats(one).values()) == {"granted"}


def test_one_person_registered_on_two_desks_is_listed_for_decision_once(one: Device, two: Device) -> None:
    said = {"document_kind": "resident", "document_number": "53x", "sex": None, "birth_date": None, "id_mask": "5**"}
    first, second = one.make("person", name="王芳", **said), two.make("person", name="王方", **said)
    one.push(first)
    two.push(second, two.change("person", second.row_id, "phone", 0, phone="1"))
    cases = [row.values for row in one.rows().values() if row.table == "conflict"]
    assert [(c["about_row"], c["about_group"], c["state"]) for c in cases] == [(second.row_id, "identity", "review")]
    assert ("王方" in cases[0]["kept"], "王芳" in cases[0]["lost"]) == (True, True)
    assert not any(one.rows()[row].values["deleted"] for row in (first.row_id, second.row_id))


def test_people_who_were_merged_already_are_no_case(one: Device, two: Device) -> None:
    said = {"document_kind": "resident", "document_number": "53x", "name": "王芳"}
    first, second = one.make("person", **said), two.make("person", **said)
    one.push(first)
    two.push(second, two.make("person_alias", old_id=second.row_id, canonical_id=first.row_id, reason=None))
    assert not [row for row in one.rows().values() if row.table == "conflict"]
