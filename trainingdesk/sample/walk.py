"""Brings a planned county through the public use cases, day by day: nothing is inserted directly.

Every class is applied for, approved by somebody else, begun, taught with its registers, assessed, completed, claimed and
paid on the days of the plan; its people come from a roster file. Whatever a rule refuses stops the walk: a sample that
bends rules would show nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.sample import walk_catalogue
from trainingdesk.sample.plan import WorkDays
from trainingdesk.sample.rosters import Rosters
from trainingdesk.sample.walk_class import ClassWalk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from trainingdesk.sample.plan import County, SampleClass
    from trainingdesk.sample.staff import SceneClock, Staff
    from trainingdesk.sample.walk_catalogue import Listed

#: A class is applied for so many working days before it begins, and approved so many after that.
_FILED_BEFORE, _APPROVED_AFTER = 10, 3
_NOON: Final = 12


class Scene(StrEnum):
    """What a day's work is about, in the order of the day."""

    APPLY = "apply"
    APPROVE = "approve"
    BEGIN = "begin"
    TEACH = "teach"
    INSPECT = "inspect"
    FINISH = "finish"
    ASSESS = "assess"
    COMPLETE = "complete"
    CLAIM = "claim"
    AUDIT = "audit"
    PUBLISH = "publish"
    PAY = "pay"


_ORDER: Final = {scene: order for order, scene in enumerate(Scene)}


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One scene of one class."""

    day: date
    order: int
    number: int
    lesson: int = 0

    @property
    def scene(self) -> Scene:
        """Which scene it is."""
        return tuple(Scene)[self.order]


def walk(
    staff: Staff,
    clock: SceneClock,
    county: County,
    *,
    until: date,
    folder: Path,
    watch: Callable[[Step, int, int], object] = lambda *_: None,
) -> None:
    """Do everything that the plan has up to the end of ``until``; roster files are written to ``folder``.

    ``watch`` hears each step before it is taken, with the number of steps done and of all.
    """
    listed = walk_catalogue.open_county(staff, clock, county)
    steps = sorted(step for one in county.classes for step in _steps(one) if step.day <= until)
    walks = _Walks(staff, county, listed, folder)
    for done, step in enumerate(steps):
        clock.move_to(step.day, hour=9 if step.lesson % 2 == 0 else _NOON + 2)
        walk_catalogue.keep_listing(staff, county, listed, step.day)
        watch(step, done, len(steps))
        walks.take(step)
    clock.move_to(until, hour=9)
    walk_catalogue.keep_listing(staff, county, listed, until)


def _steps(one: SampleClass) -> Iterator[Step]:
    """The days of a class."""
    days = WorkDays()
    filed = days.before(one.starts_on, _FILED_BEFORE)
    for scene, day in (
        (Scene.APPLY, filed),
        (Scene.APPROVE, days.after(filed, _APPROVED_AFTER)),
        (Scene.BEGIN, one.starts_on),
        (Scene.FINISH, one.ends_on),
        (Scene.ASSESS, one.assessed_on),
        (Scene.COMPLETE, one.completed_on),
        (Scene.CLAIM, one.claimed_on),
        (Scene.AUDIT, days.after(one.claimed_on, 3)),
        (Scene.PUBLISH, days.after(one.claimed_on, 8)),
        (Scene.PAY, one.paid_on),
    ):
        yield Step(day, _ORDER[scene], one.index)
    if one.inspected_on:
        yield Step(one.inspected_on, _ORDER[Scene.INSPECT], one.index)
    for lesson in range(len(one.days) * 2):
        yield Step(one.day_of(lesson), _ORDER[Scene.TEACH], one.index, lesson)


class _Walks:
    """The classes that are under way."""

    def __init__(self, staff: Staff, county: County, listed: Listed, folder: Path) -> None:
        self._staff, self._county, self._listed, self._folder = staff, county, listed, folder
        self._rosters = Rosters(county)
        self._walks: dict[int, ClassWalk] = {}
        self._serials = count(1)

    def take(self, step: Step) -> None:
        """One scene of one class."""
        if step.scene is Scene.APPLY:
            one = self._county.classes[step.number]
            roster = self._rosters.write(one, self._folder)
            self._walks[step.number] = ClassWalk(self._staff, self._county, one, self._listed, self._serials)
            self._walks[step.number].apply(roster)
            return
        walking = self._walks[step.number]
        if step.scene is Scene.TEACH:
            walking.teach(step.lesson)
        else:
            scenes: dict[Scene, Any] = {
                Scene.APPROVE: walking.approve,
                Scene.BEGIN: walking.begin,
                Scene.INSPECT: walking.inspect,
                Scene.FINISH: walking.finish,
                Scene.ASSESS: walking.assess,
                Scene.COMPLETE: walking.complete,
                Scene.CLAIM: walking.claim,
                Scene.AUDIT: walking.audit,
                Scene.PUBLISH: walking.publish,
                Scene.PAY: walking.pay,
            }
            scenes[step.scene]()
