"""The steps of classes and lessons against the table of the field."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.access import APPROVALS, Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import (
    BESIDE,
    CLASS_STEPS,
    DELIVERY_CODES,
    GONE,
    LESSON_STEPS,
    TAKES_PEOPLE,
    TAKES_REGISTERS,
    WAY,
    ClassState,
    DeliveryMode,
    LessonState,
    fixed_fields,
    move,
    move_lesson,
    onward,
)
from trainingdesk.settings.code_tables import CodeTable

if TYPE_CHECKING:
    from pathlib import Path

#: Rows of the table that belong to the claim's own machine.
OF_CLAIM = {
    "CLAIMED", "CLAIM_AUDIT", "CLAIM_RETURNED", "PUBLICITY", "OBJECTION", "PAY_APPROVED", "PAID", "BOUNCED",
    "RECOVERING", "CLAIM_REJECTED",
}  # fmt: skip


@pytest.fixture(scope="module")
def table(shared: Path) -> dict[str, set[str]]:
    with (shared / "domain" / "codes" / "class_states.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: set(filter(None, row["allowed_next"].split(";"))) for row in csv.DictReader(file)}


def test_every_state_of_the_field_is_a_state(table: dict[str, set[str]]) -> None:
    assert {state.name for state in ClassState} == table.keys() - OF_CLAIM


@pytest.mark.parametrize("state", ClassState)
def test_the_steps_are_those_of_the_field(state: ClassState, table: dict[str, set[str]]) -> None:
    assert {to.name for to in CLASS_STEPS.allowed(state)} == table[state.name] - OF_CLAIM


@given(st.lists(st.sampled_from(ClassState), max_size=40))
def test_a_random_walk_never_leaves_the_table(asked: list[ClassState]) -> None:
    state = ClassState.DRAFT
    for to in asked:
        if (state, to) in CLASS_STEPS.steps:
            move(state, to)
            state = to
        else:
            with pytest.raises(Refused) as refused:
                move(state, to)
            assert refused.value.key == f"training_class.state_not_to_{to.value}"
            assert refused.value.values == {"found": state, "wanted": to}


def test_only_three_states_lead_nowhere() -> None:
    ends = {state for state in ClassState if CLASS_STEPS.is_final(state)}
    assert ends == {ClassState.REJECTED, ClassState.CANCELLED, ClassState.CLOSED}


def test_every_state_is_reached_from_a_draft() -> None:
    reached, waiting = {ClassState.DRAFT}, [ClassState.DRAFT]
    while waiting:
        for to in CLASS_STEPS.allowed(waiting.pop()):
            if to not in reached:
                reached.add(to)
                waiting.append(to)
    assert reached == set(ClassState)


@pytest.mark.parametrize("to", [ClassState.RETURNED, ClassState.REJECTED])
def test_a_refusal_by_the_county_gives_its_reason(to: ClassState) -> None:
    with pytest.raises(Refused) as refused:
        CLASS_STEPS.move(ClassState.SUBMITTED, to, reason="  ")
    assert refused.value.key == "training_class.reason_missing"
    assert CLASS_STEPS.move(ClassState.SUBMITTED, to, reason="师资不符").to is to


def test_an_application_is_decided_by_a_reviewer_only() -> None:
    decisions = {step.to for step in CLASS_STEPS.steps.values() if step.start is ClassState.SUBMITTED}
    assert decisions == {ClassState.APPROVED, ClassState.RETURNED, ClassState.REJECTED}
    for to in decisions:
        assert CLASS_STEPS.step(ClassState.SUBMITTED, to).action in APPROVALS
    assert CLASS_STEPS.step(ClassState.DRAFT, ClassState.SUBMITTED).action is Action.ADVANCE_CLASS


@given(st.lists(st.sampled_from(LessonState), max_size=20))
def test_a_lesson_that_was_held_stays_held(asked: list[LessonState]) -> None:
    state = LessonState.PLANNED
    for to in asked:
        if (state, to) in LESSON_STEPS.steps:
            move_lesson(state, to)
            assert state is not LessonState.HELD
            state = to
        else:
            with pytest.raises(Refused):
                move_lesson(state, to)


def test_a_cancelled_lesson_can_only_be_made_up() -> None:
    assert LESSON_STEPS.allowed(LessonState.CANCELLED) == (LessonState.MOVED,)
    assert all(
        step.needs_reason
        for step in LESSON_STEPS.steps.values()
        if step.to in {LessonState.MOVED, LessonState.CANCELLED}
    )


def test_classes_that_are_over_take_nobody() -> None:
    assert not TAKES_PEOPLE & GONE
    assert TAKES_REGISTERS <= TAKES_PEOPLE
    assert ClassState.SUSPENDED not in TAKES_REGISTERS


def test_the_shipped_delivery_modes_have_their_fixed_meanings() -> None:
    shipped = {item.code: item.core for item in CodeTable.shipped("delivery_modes")}
    assert shipped == {code: mode.value for code, mode in DELIVERY_CODES.items()}
    assert set(DELIVERY_CODES.values()) == set(DeliveryMode)


def test_what_was_applied_for_is_fixed_from_the_application_on() -> None:
    for state in (ClassState.DRAFT, ClassState.RETURNED):
        assert fixed_fields(state) == frozenset()
    for state in set(ClassState) - {ClassState.DRAFT, ClassState.RETURNED}:
        assert {"course_id", "institution_id", "starts_on", "mode", "number"} <= fixed_fields(state)
        assert not fixed_fields(state) & {"note", "name", "department"}


@pytest.mark.parametrize("state", [ClassState.APPROVED, ClassState.RUNNING, ClassState.SUSPENDED])
def test_a_class_that_is_taught_may_get_another_room_instructor_or_end(state: ClassState) -> None:
    free = {"venue_id", "instructor_id", "ends_on", "capacity"}
    assert not fixed_fields(state) & free
    assert free <= fixed_fields(ClassState.SUBMITTED)
    assert free <= fixed_fields(ClassState.COMPLETED)


def test_the_way_goes_from_step_to_step_to_its_end() -> None:
    assert [onward(state) for state in WAY] == [*WAY[1:], None]


def test_who_left_the_way_comes_back_to_it_or_goes_no_further() -> None:
    assert {state: onward(state) for state in BESIDE} == {
        ClassState.RETURNED: ClassState.SUBMITTED,
        ClassState.REJECTED: None,
        ClassState.CANCELLED: None,
        ClassState.SUSPENDED: ClassState.RUNNING,
        ClassState.TERMINATED: ClassState.CLOSED,
    }
    assert set(WAY) | set(BESIDE) == set(ClassState)
