"""No path leaves a table: whatever steps are tried, a state is reached only as the table says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.access import Action
from trainingdesk.domain.claim import CLAIM_STEPS
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.online_platform import PLATFORM_STEPS
from trainingdesk.domain.training_class import CLASS_STEPS, LESSON_STEPS
from trainingdesk.i18n.sentences import Language
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from trainingdesk.domain.state_machine import Machine

MACHINES: dict[str, Machine[Any]] = {
    "class": CLASS_STEPS,
    "lesson": LESSON_STEPS,
    "claim": CLAIM_STEPS,
    "platform": PLATFORM_STEPS,
}
every_machine = pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES.keys())


@given(st.sampled_from(sorted(MACHINES)), st.data())
def test_no_path_leaves_the_table(name: str, data: st.DataObject) -> None:
    machine = MACHINES[name]
    state = machine.states[0]
    for to in data.draw(st.lists(st.sampled_from(machine.states), max_size=30)):
        reason = data.draw(st.sampled_from([None, "", "  ", "材料不全"]))
        step = machine.steps.get((state, to))
        if step is None or (step.needs_reason and not (reason or "").strip()):
            with pytest.raises(Refused) as refused:
                machine.move(state, to, reason=reason)
            assert refused.value.values["wanted"] is to
        else:
            assert machine.move(state, to, reason=reason) is step
            state = to
        assert state in machine.states


@every_machine
def test_every_pair_of_states_is_a_step_or_refused(machine: Machine[Any]) -> None:
    for state in machine.states:
        for to in machine.states:
            if (state, to) in machine.steps:
                assert machine.step(state, to) is machine.steps[state, to]
                assert to in machine.allowed(state)
            else:
                assert to not in machine.allowed(state)
                with pytest.raises(Refused) as refused:
                    machine.step(state, to)
                assert refused.value.key == machine.refusal(to)
                assert (refused.value.values["found"], refused.value.values["wanted"]) == (state, to)


@every_machine
def test_every_state_is_reached_from_the_first(machine: Machine[Any]) -> None:
    reached = {machine.states[0]}
    while more := {to for state in reached for to in machine.allowed(state)} - reached:
        reached |= more
    assert reached == set(machine.states)


@every_machine
def test_every_step_has_a_party_and_an_action(machine: Machine[Any]) -> None:
    for step in machine.steps.values():
        assert step.by
        assert step.action in set(Action)


@every_machine
def test_allowed_keeps_the_order_of_the_enumeration(machine: Machine[Any]) -> None:
    for state in machine.states:
        allowed = machine.allowed(state)
        assert list(allowed) == sorted(allowed, key=machine.states.index)
        assert machine.is_final(state) is (not allowed)


@pytest.mark.parametrize("language", list(Language))
def test_states_and_refusals_of_platforms_have_sentences(language: Language) -> None:
    with resource("locale", language.value, "online_platform.po").open("rb") as file:
        sentences = {str(message.id) for message in read_po(file) if message.string}
    wanted = {PLATFORM_STEPS.title(state) for state in PLATFORM_STEPS.states}
    wanted |= {PLATFORM_STEPS.refusal(state) for state in PLATFORM_STEPS.states}
    assert wanted | {"online_platform.reason_missing"} <= sentences
