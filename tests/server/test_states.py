"""States move by their steps, in every county the same; nobody decides on what they handed in (SYNC 2.8, 2.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.server.conftest import Clock, Device
from trainingdesk.domain.access import Role
from trainingdesk.wire.operation import Fate, Operation

if TYPE_CHECKING:
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.wire.operation import Outcome


@pytest.fixture
def reviewer(ledger: Ledger, clock: Clock) -> Device:
    return Device(ledger, clock, Role.REVIEWER, user="u9")


@pytest.fixture
def submitted(one: Device) -> str:
    """A class that the clerk u1 made and handed in."""
    made = one.make("training_class", name="电工", state="draft", note=None)
    one.push(made)
    to(one, made.row_id, "submitted")
    return made.row_id


def to(device: Device, row: str, state: str, *, base: int = 99, user: str = "") -> Outcome:
    operation = device.change("training_class", row, "state", base, state=state)
    said: dict[str, Any] = {name: getattr(operation, name) for name in Operation.__struct_fields__}
    return device.push(Operation(**said | {"user": user or said["user"]})).outcomes[0]


def state(device: Device, row: str) -> str:
    return str(device.rows()[row].values["state"])


def test_a_clerk_brings_no_class_where_only_a_reviewer_does(one: Device, submitted: str) -> None:
    assert (to(one, submitted, "approved").code, to(one, submitted, "closed").code) == ("illegal_step",) * 2
    assert to(one, submitted, "draft").fate is Fate.APPLIED  # he takes his own step back


def test_nobody_approves_what_they_handed_in_without_a_written_delegation(
    submitted: str, reviewer: Device, ledger: Ledger, clock: Clock
) -> None:
    assert to(reviewer, submitted, "approved", user="u1").code == "own_work"
    administrator = Device(ledger, clock, Role.ADMINISTRATOR, user="u0")
    administrator.push(administrator.make("delegation", user_id="u1", document="字1号", valid_from="2026-01-01"))
    assert to(reviewer, submitted, "approved", user="u1").fate is Fate.APPLIED


def test_of_two_steps_along_the_way_the_farther_stands_without_a_question(
    one: Device, two: Device, submitted: str, reviewer: Device
) -> None:
    to(reviewer, submitted, "approved", user="u9")
    to(one, submitted, "running", base=3)
    assert to(two, submitted, "finished", base=3).fate is Fate.APPLIED  # he saw approved, then running of his own
    assert to(reviewer, submitted, "approved", base=0).fate is Fate.SAME
    assert state(one, submitted) == "finished"
    assert not [row for row in one.rows().values() if row.table == "conflict"]


def test_steps_that_exclude_each_other_wait_for_a_person(one: Device, submitted: str, reviewer: Device) -> None:
    base = one.rows()[submitted].version
    to(reviewer, submitted, "rejected", base=base, user="u9")
    assert to(Device(one.ledger, one.clock, Role.REVIEWER), submitted, "approved", base=base).fate is Fate.REVIEW
    assert state(one, submitted) == "rejected"
    assert [row.values["state"] for row in one.rows().values() if row.table == "conflict"] == ["review"]


def test_nobody_resumes_a_class_whose_suspension_they_did_not_see(
    one: Device, two: Device, submitted: str, reviewer: Device
) -> None:
    to(reviewer, submitted, "approved", user="u9")
    base = one.rows()[submitted].version
    to(one, submitted, "running")
    to(reviewer, submitted, "suspended", user="u9")
    assert to(two, submitted, "running", base=base).fate is Fate.SAME
    assert to(two, submitted, "finished", base=base).fate is Fate.REVIEW
    assert state(one, submitted) == "suspended"
