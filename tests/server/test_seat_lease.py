"""Seats that laptops take along: kept for them, honored when they come home, free again afterwards (SYNC 2.8)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.server.conftest import COUNTY, Device
from tests.server.test_http import post, token_of
from tests.server.test_seats import CLASS, enrollment, happens, seats
from trainingdesk.domain.access import Role
from trainingdesk.server.backup import restore_backup, write_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.operation import OutOfScope, Revoked
from trainingdesk.wire.seat_lease import Leased

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from tests.server.conftest import Clock
    from trainingdesk.wire.operation import Operation, Row


@pytest.fixture(autouse=True)
def class_of_four(one: Device) -> None:
    one.push(one.make("training_class", CLASS, name="电工", state="approved", capacity=4))


def take(device: Device, count: int, days: int = 5) -> Leased:
    return device.ledger.take_seats(device.id, class_id=CLASS, seats=count, days=days)


def leases(device: Device) -> list[Row]:
    return [row for row in device.rows().values() if row.table == "seat_lease"]


def promise(device: Device, person: str, lease: str | None = None, kind: str = "applied") -> list[Operation]:
    """Somebody enrolled offline now, under the device's lease."""
    mine = [row.row_id for row in leases(device) if row.values["device_id"] == device.id]
    said = {"class_id": CLASS, "kind": kind, "day": "2026-11-25", "at": milliseconds(device.clock())}
    owner = fact_id("enrollment", CLASS, person)
    event = device.make("enrollment_event", enrollment_id=owner, lease_id=lease or mine[-1], **said)
    return [enrollment(device, person), event]


def test_seats_of_a_lease_wait_for_its_laptop_and_are_told_to_everybody(one: Device, two: Device) -> None:
    assert take(two, 3) == Leased(seats=3, used=0, ends_on="2026-11-30")
    kept = promise(two, "v1") + promise(two, "v2")
    one.push(*(enrollment(one, person) for person in "ab"))
    assert seats(one) == {"a": "granted", "b": "waitlisted"}
    two.push(*kept)
    assert seats(one) == {"a": "granted", "b": "waitlisted", "v1": "granted", "v2": "granted"}
    (lease,) = leases(one)
    told = {name: lease.values[name] for name in ("class_id", "device_id", "device_number", "seats", "ended_on")}
    assert told == {"class_id": CLASS, "device_id": two.id, "device_number": 2, "seats": 3, "ended_on": None}
    held = {r.values["person_id"]: r.values["lease_id"] for r in one.rows().values() if r.table == "enrollment"}
    assert held == {"a": None, "b": None, "v1": lease.row_id, "v2": lease.row_id}


def test_there_are_as_many_seats_as_are_free_and_asking_again_changes_nothing(one: Device, two: Device) -> None:
    one.push(enrollment(one, "a"))
    assert take(one, 2).seats == 2
    assert [take(two, 9).seats, take(two, 9).seats] == [1, 1]
    other = Device(two.ledger, two.clock, user="u3")
    assert take(other, 1) == Leased()
    assert sorted(row.values["seats"] for row in leases(one)) == [1, 2]


def test_a_lease_is_made_larger_smaller_and_longer_but_never_smaller_than_its_people(one: Device) -> None:
    take(one, 3)
    one.push(*promise(one, "a"), *promise(one, "b"))
    assert take(one, 4, days=1) == Leased(seats=4, used=2, ends_on="2026-11-30")
    assert take(one, 1, days=9) == Leased(seats=2, used=2, ends_on="2026-12-04")
    assert len(leases(one)) == 1


def test_a_lease_is_worth_no_more_people_than_it_has_seats(one: Device, two: Device) -> None:
    take(two, 2)
    one.push(*(enrollment(one, person) for person in "ab"))
    two.push(*(one for person in ("v1", "v2", "v3") for one in promise(two, person)))
    assert [seats(one)[person] for person in ("v1", "v2", "v3")] == ["granted", "granted", "waitlisted"]


def test_who_leaves_gives_the_seat_back_to_the_lease(one: Device, two: Device) -> None:
    take(two, 1)
    one.push(*(enrollment(one, person) for person in "abc"))
    two.push(*promise(two, "v1"))
    two.push(happens(two, "v1", "withdrawn"), *promise(two, "v2"))
    one.push(enrollment(one, "d"))
    assert {person: seats(one)[person] for person in ("v1", "v2", "d")} == {
        "v1": "given_up",
        "v2": "granted",
        "d": "waitlisted",
    }


def test_whoever_waited_is_let_in_under_a_lease(one: Device, two: Device) -> None:
    one.push(*(enrollment(one, person) for person in "ab"))
    take(two, 2)
    one.push(enrollment(one, "w"))
    two.push(promise(two, "w", kind="confirmed")[1])
    assert take(two, 2) == Leased(seats=2, used=1, ends_on="2026-11-30")
    assert seats(one)["w"] == "granted"


@pytest.mark.parametrize(("days", "found"), [(7, "waitlisted"), (8, "granted")])
def test_a_lease_is_kept_for_the_way_home_and_not_longer(
    one: Device, two: Device, clock: Clock, days: int, found: str
) -> None:
    take(two, 4)
    clock.pass_by(days=days)
    one.push(enrollment(one, "a"))
    assert seats(one)["a"] == found


def test_what_was_promised_in_time_is_kept_however_late_it_comes(one: Device, two: Device, clock: Clock) -> None:
    take(two, 2)
    clock.pass_by(days=5)
    kept = promise(two, "v1")
    clock.pass_by(days=1)
    late = promise(two, "v2")
    clock.pass_by(days=30)
    one.push(*(enrollment(one, person) for person in "abcd"))
    two.push(*kept, *late)
    assert (seats(one)["v1"], seats(one)["v2"]) == ("granted", "waitlisted")


def test_seats_that_are_given_back_are_free(one: Device, two: Device) -> None:
    take(two, 4)
    two.push(*promise(two, "v1"))
    assert two.ledger.return_seats(two.id, class_id=CLASS) == Leased()
    one.push(*(enrollment(one, person) for person in "abcd"))
    assert sorted(seats(one).items()) == [
        ("a", "granted"),
        ("b", "granted"),
        ("c", "granted"),
        ("d", "waitlisted"),
        ("v1", "granted"),
    ]
    assert two.ledger.return_seats(two.id, class_id=CLASS) == Leased()
    assert [row.values["ended_on"] for row in leases(one)] == ["2026-11-25"]


def test_a_laptop_that_is_shut_out_keeps_no_seats(one: Device, two: Device) -> None:
    take(two, 4)
    two.ledger.revoke(two.id)
    two.ledger.revoke(two.id)
    one.push(*(enrollment(one, person) for person in "abcd"))
    assert set(seats(one).values()) == {"granted"}
    with pytest.raises(Revoked):
        take(two, 1)


def test_a_lease_counts_for_its_own_laptop_alone(one: Device, two: Device) -> None:
    take(two, 4)
    (lease,) = leases(one)
    one.push(*promise(one, "a", lease.row_id), *promise(one, "b", "nothing"))
    assert set(seats(one).values()) == {"waitlisted"}


def test_a_laptop_that_had_to_take_another_name_keeps_its_promises(one: Device, two: Device) -> None:
    take(two, 2)
    kept = promise(two, "v1")
    one.push(*(enrollment(one, person) for person in "ab"))
    two.id, two.op = two.ledger.renew(two.id), 0
    two.push(*kept)
    assert seats(one)["v1"] == "granted"


def test_nobody_writes_a_lease_but_the_centre(ledger: Ledger, one: Device, clock: Clock) -> None:
    take(one, 1)
    (lease,) = leases(one)
    chief = Device(ledger, clock, Role.ADMINISTRATOR, user="u9")
    forged = {**lease.values, "seats": 400}
    forged.pop("deleted")
    receipt = chief.push(
        chief.make("seat_lease", "x1", **forged), chief.change("seat_lease", lease.row_id, "lease", 99, **forged)
    )
    assert [(one.fate, one.code) for one in receipt.outcomes] == [("quarantined", "not_allowed")] * 2
    assert [row.values["seats"] for row in leases(one)] == [1]


def test_only_who_enrolls_into_a_class_takes_its_seats(ledger: Ledger, one: Device, clock: Clock) -> None:
    teacher = Device(ledger, clock, Role.INSTRUCTOR, user="t1")
    for device in (
        Device(ledger, clock, county="530999"),
        Device(ledger, clock, Role.AUDITOR, user="u8"),
        teacher,
    ):
        with pytest.raises(OutOfScope):
            take(device, 1)
        with pytest.raises(OutOfScope):
            ledger.return_seats(device.id, class_id=CLASS)
    one.push(
        one.make("instructor", "i1", user_id="t1"),
        one.change("training_class", CLASS, "instructor_id", 99, instructor_id="i1"),
    )
    assert take(teacher, 1).seats == 1
    assert [row.table for row in teacher.rows(f"k:{CLASS}").values() if row.table == "seat_lease"] == ["seat_lease"]


def test_a_class_that_takes_nobody_leases_nothing(one: Device) -> None:
    one.push(one.make("training_class", "k2", name="电工", state="closed", capacity=4))
    assert one.ledger.take_seats(one.id, class_id="k2", seats=1, days=1) == Leased()
    with pytest.raises(OutOfScope):
        one.ledger.take_seats(one.id, class_id="k3", seats=1, days=1)


def test_desks_that_ask_at_once_get_no_seat_twice(ledger: Ledger, clock: Clock, one: Device) -> None:
    asking = [Device(ledger, clock, user=f"d{number}") for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(lambda device: take(device, 3).seats, asking))
    assert sum(got) == 4
    assert sum(row.values["seats"] for row in leases(one)) == 4


def test_a_backup_carries_leases(engine: Engine, one: Device, two: Device, clock: Clock, tmp_path: Path) -> None:
    take(two, 4)
    kept = promise(two, "v1")
    write_backup(engine, tmp_path / "centre.backup")
    again = open_engine(f"sqlite:///{tmp_path / 'again.sqlite'}")
    restore_backup(tmp_path / "centre.backup", again, now_ms=milliseconds(clock()))
    one.ledger = two.ledger = Ledger(again, clock)
    one.push(enrollment(one, "a"))
    two.push(*kept)
    assert seats(one) == {"a": "waitlisted", "v1": "granted"}
    again.dispose()


def test_the_doors_say_what_is_taken_and_what_cannot_be_asked(address: str, one: Device, two: Device) -> None:
    token = token_of(address, two)
    asked: dict[str, Any] = {"class_id": CLASS, "seats": 3, "days": 2}
    taken = post(address, "seats/take", token, json=asked)
    assert (taken.status_code, taken.json()) == (200, {"seats": 3, "used": 0, "ends_on": "2026-11-27"})
    for wrong in ({"seats": 0}, {"seats": -1}, {"seats": 10**30}, {"days": 31}, {"class_id": "k\0"}, {"days": "2"}):
        answer = post(address, "seats/take", token, json=asked | wrong)
        assert (answer.status_code, answer.json()) == (400, {"error": "unreadable"})
    assert post(address, "seats/take", token, json=asked | {"class_id": "k9"}).status_code == 403
    assert post(address, "seats/return", token, json={"class_id": CLASS}).json()["seats"] == 0
    assert [row.values["ended_on"] for row in leases(one)] == ["2026-11-25"]
    assert COUNTY not in taken.text
