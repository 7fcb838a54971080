"""States of classes, claims and platforms where two desks meet: legal chains join, the rest waits for a person (SYNC 2.8).

The steps themselves are those of the domain; here stands only what becomes of two that did not know of each other, and
whether the role of a device may take a step at all (SYNC 2.10).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain import claim, online_platform, training_class
from trainingdesk.domain.access import APPROVALS, Action, Role, may

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.domain.state_machine import Machine


@dataclass(frozen=True, slots=True)
class Course:
    """The steps of a state, and the way that goes well: of two states on it the farther one stands."""

    machine: Machine[Any]
    way: tuple[str, ...] = ()
    #: The state in which a row was handed in by somebody, who then may not decide on it.
    handed_in: str | None = None

    @property
    def first(self) -> str:
        """The state in which a row is made."""
        return str(self.machine.states[0])

    def action(self, start: str, to: str) -> Action | None:
        """What somebody does who takes this one step; None where there is no such step."""
        step = self.machine.steps.get((start, to))
        return step.action if step else None


COURSES: Final[Mapping[str, Course]] = MappingProxyType(
    {
        "training_class": Course(
            training_class.CLASS_STEPS, training_class.WAY, handed_in=training_class.ClassState.SUBMITTED
        ),
        "claim": Course(claim.CLAIM_STEPS, claim.WAY, handed_in=claim.ClaimState.CLAIMED),
        "online_platform": Course(online_platform.PLATFORM_STEPS),
    }
)


def goes_on(table: str, start: str, to: str) -> bool:
    """Whether ``to`` follows from ``start`` although its writer had not seen it: one step, or farther along the way.

    From a state beside the way nothing follows unseen: whoever did not know that a class was suspended did not resume it.
    """
    course = COURSES.get(table)
    if course is None or start not in course.way:
        return False
    if course.action(start, to):
        return True
    return to in course.way and course.way.index(start) < course.way.index(to)


def may_step(role: Role, table: str, start: str, to: str) -> bool:
    """Whether a role may bring a state from ``start`` to ``to``: by a step of its own, or by taking back such a step.

    Who decides on differences may put back any state that once stood.
    """
    if start == to or may((role,), Action.OVERRIDE_RULE):
        return True
    course = COURSES[table]
    taken = (course.action(start, to), course.action(to, start))
    return any(action is not None and may((role,), action) for action in taken)


def may_enter(role: Role, table: str, to: str) -> bool:
    """Whether a role takes any step that ends in ``to``."""
    steps = COURSES[table].machine.steps.values()
    return may((role,), Action.OVERRIDE_RULE) or any(may((role,), step.action) for step in steps if step.to == to)


def decides_on_own_work(table: str, start: str, to: str, *, preparer: str, by: str) -> bool:
    """Whether somebody approves what they handed in themselves (财社〔2023〕181号 art. 25)."""
    course = COURSES[table]
    return bool(by) and preparer == by and start == course.handed_in and course.action(start, to) in APPROVALS
