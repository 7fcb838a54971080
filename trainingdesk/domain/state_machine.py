"""State machines as tables: which steps there are, who takes them, and which need a reason in words.

Class, lesson, online platform and claim each have one. A step that a table does not name is refused with a sentence that
says how the state is reached, ``<area>.<noun>_not_to_<state>``; a state's name is the sentence ``<area>.<noun>_<state>``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trainingdesk.domain.access import Action

State = TypeVar("State", bound=StrEnum)


class Party(StrEnum):
    """Who takes a step in the field; at the desk a role acts for them (``Step.action``)."""

    INSTITUTION = "institution"  # 机构
    COUNTY = "county"  # 县局, 县中心
    ASSESSOR = "assessor"  # 评价机构
    FINANCE = "finance"  # 财政


@dataclass(frozen=True, slots=True)
class Step(Generic[State]):
    """One allowed step: from a state to another, by whom, under which action of the access table."""

    start: State
    to: State
    by: tuple[Party, ...]
    action: Action
    needs_reason: bool = False


class Machine(Generic[State]):
    """The steps between the members of one enumeration."""

    def __init__(self, area: str, noun: str, states: type[State], steps: Iterable[Step[State]]) -> None:
        self._area = area
        self._noun = noun
        self.states: tuple[State, ...] = tuple(states)
        self.steps: Mapping[tuple[State, State], Step[State]] = MappingProxyType(
            {(step.start, step.to): step for step in steps}
        )

    def allowed(self, state: State) -> tuple[State, ...]:
        """Where one step leads from here, in the order of the enumeration."""
        return tuple(to for to in self.states if (state, to) in self.steps)

    def is_final(self, state: State) -> bool:
        """Whether no step leads on."""
        return not self.allowed(state)

    def step(self, state: State, to: State) -> Step[State]:
        """The step from ``state`` to ``to``; raises Refused where there is none."""
        found = self.steps.get((state, to))
        if found is None:
            raise Refused(self.refusal(to), found=state, wanted=to)
        return found

    def move(self, state: State, to: State, *, reason: str | None) -> Step[State]:
        """The step, taken with its reason; raises Refused where there is no such step or a reason is missing."""
        step = self.step(state, to)
        if step.needs_reason and not (reason or "").strip():
            raise Refused(f"{self._area}.reason_missing", wanted=to)
        return step

    def title(self, state: State) -> str:
        """The sentence key of a state's name."""
        return f"{self._area}.{self._noun}_{state.value}"

    def refusal(self, to: State) -> str:
        """The sentence key that says from which states ``to`` is reached."""
        return f"{self._area}.{self._noun}_not_to_{to.value}"
