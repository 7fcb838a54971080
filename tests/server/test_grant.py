"""The centre tells every desk of the county which roles the users of devices have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from tests.server.conftest import COUNTY, Clock, Device
from trainingdesk.domain.access import Role
from trainingdesk.server.tables import COUNTER, FEED, RECORD
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.operation import Fate

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from trainingdesk.server.ledger import Ledger


@pytest.fixture
def head(ledger: Ledger, clock: Clock) -> Device:
    """The administrator's desk, which makes the users of the county."""
    desk = Device(ledger, clock, Role.ADMINISTRATOR, user="head")
    desk.push(*(desk.make("user", name, name=name, display_name=name, active=True) for name in ("head", "u1", "u2")))
    return desk


def roles(desk: Device) -> set[tuple[str, str]]:
    """What a desk hears of roles that hold."""
    told = [row.values for row in desk.rows().values() if row.table == "grant"]
    return {(one["user_id"], one["role"]) for one in told if not one["deleted"]}


def number(engine: Engine) -> int | None:
    with engine.begin() as connection:
        return connection.scalar(select(COUNTER.c.n).where(COUNTER.c.county == COUNTY))


def test_the_user_of_a_device_has_its_role_for_every_desk_of_the_county(
    head: Device, ledger: Ledger, clock: Clock
) -> None:
    assert roles(head) == {("head", "administrator")}
    clerk = Device(ledger, clock, Role.CLERK, user="u1")
    teacher = Device(ledger, clock, Role.INSTRUCTOR, user="u2")
    ledger.hello(clerk.id)
    assert roles(head) == roles(clerk) == {("head", "administrator"), ("u1", "clerk"), ("u2", "instructor")}
    (told,) = [row for row in head.rows().values() if row.values.get("user_id") == "u1"]
    assert told.row_id == fact_id("grant", "u1", "clerk")
    assert told.values == {
        "user_id": "u1",
        "role": "clerk",
        "scope": COUNTY,
        "valid_from": None,
        "valid_to": None,
        "deleted": False,
    }
    assert ledger.hello(teacher.id).buckets == ("g",)
    assert not {"user", "grant"} & {row.table for row in teacher.rows("g").values()}


def test_what_is_issued_is_issued_once(head: Device, ledger: Ledger, clock: Clock, engine: Engine) -> None:
    for desk in (Device(ledger, clock, Role.CLERK, user="u1") for _ in range(2)):
        ledger.hello(desk.id)
    reached = number(engine)
    ledger.hello(head.id)
    ledger.hello(ledger.renew(head.id))
    assert number(engine) == reached
    assert roles(head) == {("head", "administrator"), ("u1", "clerk")}


def test_whose_row_comes_after_their_device_has_the_role_with_it(head: Device, ledger: Ledger, clock: Clock) -> None:
    Device(ledger, clock, Role.REVIEWER, user="late")
    ledger.hello(head.id)
    assert ("late", "reviewer") not in roles(head)  # a desk would wait for a user whom nobody knows
    head.push(head.make("user", "late", name="late", display_name="late", active=True))
    assert ("late", "reviewer") in roles(head)


def test_a_device_that_starts_from_a_file_counts_as_well(head: Device, ledger: Ledger) -> None:
    device = ledger.invite(county=COUNTY, user="u2", role=Role.AUDITOR, public_key=b"k" * 32, replaces=None)
    ledger.welcome(device)
    assert ("u2", "auditor") in roles(head)


def test_a_centre_of_an_older_program_issues_what_is_missing(
    head: Device, ledger: Ledger, clock: Clock, engine: Engine
) -> None:
    Device(ledger, clock, Role.CLERK, user="u1")
    with engine.begin() as connection:
        connection.execute(delete(RECORD).where(RECORD.c.tbl == "grant"))
        connection.execute(delete(FEED).where(FEED.c.tbl == "grant"))
    assert roles(head) == set()
    ledger.hello(head.id)
    assert roles(head) == {("head", "administrator"), ("u1", "clerk")}


def test_a_lost_laptop_is_no_dismissal(head: Device, ledger: Ledger, clock: Clock) -> None:
    laptop = Device(ledger, clock, Role.CLERK, user="u1")
    ledger.hello(head.id)
    ledger.revoke(laptop.id)
    ledger.hello(head.id)
    assert ("u1", "clerk") in roles(head)


def test_another_role_takes_the_place_of_the_former_and_may_be_changed_back(
    head: Device, ledger: Ledger, clock: Clock
) -> None:
    now = Device(ledger, clock, Role.CLERK, user="u1")
    for role, former in ((Role.REVIEWER, Role.CLERK), (Role.CLERK, Role.REVIEWER)):
        before, now = now, Device(ledger, clock, role, user="u1")
        ledger.hello(head.id)
        assert {("u1", role.value), ("u1", former.value)} <= roles(head)
        ledger.revoke(before.id)
        ledger.hello(head.id)
        assert roles(head) == {("head", "administrator"), ("u1", role.value)}


def test_no_county_hears_of_another(head: Device, ledger: Ledger, clock: Clock) -> None:
    elsewhere = Device(ledger, clock, Role.ADMINISTRATOR, county="500241", user="u1")
    elsewhere.push(elsewhere.make("user", "u1", name="u1", display_name="u1", active=True))
    assert roles(elsewhere) == {("u1", "administrator")}
    ledger.hello(head.id)
    assert roles(head) == {("head", "administrator")}


def test_no_device_writes_one(head: Device) -> None:
    issued = fact_id("grant", "head", "administrator")
    for operation in (
        head.make("grant", user_id="u1", role="administrator"),
        head.change("grant", issued, "valid_to", 99, valid_to="2026-11-30"),
        head.change("grant", issued, "deleted", 99, deleted=True),
    ):
        (outcome,) = head.push(operation).outcomes
        assert (outcome.fate, outcome.code) == (Fate.QUARANTINED, "not_allowed")
    assert roles(head) == {("head", "administrator")}
