"""One person on two desks, surely: made one by the centre, read through an alias, and taken apart again (SYNC 2.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.server.conftest import Device
from tests.services.people import number
from trainingdesk.domain.access import Role
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from tests.server.conftest import Clock
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.wire.operation import Operation, Row

ALIAS = fact_id("person_alias", "q")


@pytest.fixture
def one(ledger: Ledger, clock: Clock) -> Device:
    return Device(ledger, clock, Role.ADMINISTRATOR)


def identity(**more: Any) -> dict[str, Any]:
    said = {"document_kind": "resident", "document_number": number(1), "id_mask": "5**", "name": "王芳"}
    return {**said, "sex": None, "birth_date": None, **more}


def person(device: Device, row_id: str, **more: Any) -> Operation:
    return device.make("person", row_id, **{**identity(), "verified": "none", **more})


def row(device: Device, row_id: str) -> Row:
    return device.rows()[row_id]


def cases(device: Device) -> list[tuple[str, str, str]]:
    found = [one.values for one in device.rows().values() if one.table == "conflict"]
    return [(one["about_row"], one["about_group"], one["state"]) for one in found]


@pytest.fixture
def merged(one: Device, two: Device, clock: Clock) -> None:
    one.push(person(one, "p", address="平凯"))
    clock.pass_by(hours=1)
    two.push(person(two, "q", name="王 芳", address="县城", phone="13812345678", verified="in_person", verified_at=5))


@pytest.mark.usefixtures("merged")
def test_the_file_that_was_here_first_lives_on_and_the_other_leads_to_it(one: Device) -> None:
    assert (row(one, ALIAS).values["old_id"], row(one, ALIAS).values["canonical_id"]) == ("q", "p")
    kept, old = row(one, "p").values, row(one, "q").values
    assert (old["deleted"], old["address"], kept["deleted"]) == (True, "县城", False)
    assert (kept["address"], kept["phone"], kept["verified"], kept["verified_at"]) == (
        "平凯",
        "13812345678",
        "in_person",
        5,
    )
    assert cases(one) == []


@pytest.mark.usefixtures("merged")
def test_a_third_file_leads_to_the_same_person(one: Device, two: Device) -> None:
    two.push(person(two, "r"))
    assert row(one, fact_id("person_alias", "r")).values["canonical_id"] == "p"


def test_two_files_of_one_batch_are_one_person(one: Device) -> None:
    one.push(person(one, "p"), person(one, "q"))
    assert row(one, ALIAS).values["canonical_id"] == "p"


def test_the_older_file_lives_on_where_its_number_came_later(one: Device, two: Device) -> None:
    one.push(person(one, "p", document_number=number(3)))
    two.push(person(two, "q"))
    one.push(one.change("person", "p", "identity", row(one, "p").version, **identity()))
    assert row(one, ALIAS).values["canonical_id"] == "p"


@pytest.mark.usefixtures("merged")
def test_what_a_desk_wrote_that_had_not_heard_is_told_to_the_living_file(one: Device, two: Device) -> None:
    two.push(
        two.change("person", "q", "phone", 2, phone="13900000000"),  # a correction of what came from it
        two.change("person", "q", "note", 2, note="左撇子"),  # the living file says nothing
        two.change("person", "q", "address", 2, address="新县城"),  # it says something else
        two.change("person", "q", "identity", 2, **identity(name="王方")),
    )
    assert (row(one, "p").values["phone"], row(one, "p").values["note"]) == ("13900000000", "左撇子")
    assert (row(one, "p").values["address"], row(one, "p").values["name"]) == ("平凯", "王芳")
    assert (row(one, "q").values["deleted"], row(one, "q").values["address"]) == (True, "新县城")
    assert sorted(cases(one)) == [("p", "address", "auto"), ("p", "identity", "review")]


@pytest.mark.usefixtures("merged")
def test_what_meets_another_value_in_both_files_is_shown_for_both(one: Device, two: Device, clock: Clock) -> None:
    two.push(two.change("person", "q", "address", 2, address="新县城"))
    clock.pass_by(hours=1)
    one.push(one.change("person", "q", "address", 2, address="老县城"))
    assert sorted(cases(one)) == [("p", "address", "auto"), ("p", "address", "auto"), ("q", "address", "auto")]


@pytest.mark.usefixtures("merged")
def test_a_merge_is_taken_apart_with_what_was_filled_and_not_made_again(one: Device, two: Device) -> None:
    checked = {"verified": "id_card_reader", "verified_at": 9, "verified_by_method": None}
    one.push(one.change("person", "p", "verification", 99, **checked))
    one.push(one.change("person_alias", ALIAS, "deleted", 99, deleted=True))
    kept, old = row(one, "p").values, row(one, "q").values
    assert (old["deleted"], kept["phone"], kept["address"]) == (False, None, "平凯")
    assert kept["verified"] == "id_card_reader"  # written since
    two.push(two.change("person", "q", "identity", 99, **identity(name="王　芳")))
    assert row(one, ALIAS).values["deleted"]
    assert cases(one) == [("q", "identity", "review")]


def test_a_file_that_lives_again_is_one_with_the_other_of_the_same_person(one: Device, two: Device) -> None:
    """The other came while it was put away; found by seed 5216241."""
    one.push(person(one, "q"))
    one.push(one.change("person", "q", "deleted", row(one, "q").version, deleted=True))
    one.push(person(one, "p"))
    assert row(one, "q").values["deleted"]
    assert ALIAS not in one.rows()
    two.push(two.change("person", "q", "phone", 1, phone="13812345678"))
    assert row(one, fact_id("person_alias", "p")).values["canonical_id"] == "q"
    assert (row(one, "q").values["deleted"], row(one, "p").values["deleted"]) == (False, True)


def test_a_file_that_was_told_as_put_away_and_is_sent_by_its_author_is_one_with_the_other(
    one: Device, two: Device
) -> None:
    """A restored centre forgot that it had made them one, and hears the desk first that had read of it."""
    one.push(person(one, "p"), person(one, "q", deleted=True))
    two.push(person(two, "q"))
    assert row(one, ALIAS).values["canonical_id"] == "p"


@pytest.mark.usefixtures("merged")
def test_two_that_were_taken_apart_are_no_case_because_one_lives_again(one: Device, two: Device) -> None:
    one.push(one.change("person_alias", ALIAS, "deleted", 99, deleted=True))
    version = row(one, "q").version
    one.push(one.change("person", "q", "deleted", version, deleted=True))
    two.push(two.change("person", "q", "phone", version, phone="13900000000"))
    assert (row(one, "q").values["deleted"], row(one, ALIAS).values["deleted"]) == (False, True)
    assert cases(one) == [("q", "deleted", "auto")]


@pytest.mark.usefixtures("merged")
def test_one_person_sits_on_one_seat(one: Device, two: Device) -> None:
    one.push(one.make("training_class", "k", name="电工", state="draft", capacity=2))
    for who in ("p", "q", "x", "y"):
        two.push(two.make("enrollment", fact_id("enrollment", "k", who), class_id="k", person_id=who))
    seats = {r.values["person_id"]: r.values["seat"] for r in one.rows().values() if r.table == "enrollment"}
    assert seats == {"p": "granted", "q": "granted", "x": "granted", "y": "waitlisted"}


def test_a_seat_comes_free_only_where_neither_of_two_files_has_it(one: Device, two: Device) -> None:
    one.push(one.make("training_class", "k", name="电工", state="draft", capacity=2))
    one.push(person(one, "p"), one.make("enrollment", "e1", class_id="k", person_id="p"))
    two.push(person(two, "q"), two.make("enrollment", "e2", class_id="k", person_id="q"))
    two.push(two.make("enrollment", "e3", class_id="k", person_id="x"))
    two.push(two.make("enrollment_event", enrollment_id="e2", class_id="k", kind="withdrawn", day="2026-11-25", at=1))
    two.push(two.make("enrollment", "e4", class_id="k", person_id="y"))
    seats = [row(one, name).values["seat"] for name in ("e1", "e2", "e3", "e4")]
    assert seats == ["granted", "given_up", "granted", "waitlisted"]
