"""The self-check (自查): patterns that an inspection would ask about, found by the county itself first (FEATURES 54).

Nothing here refuses anything: a pattern may have a good reason, and a person says which. Facts are plain values; a service
makes them from rows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

#: Fewer people make no share that says anything.
PEOPLE_MIN: Final = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One pattern: a sentence key with its values, and the ids of the rows behind it."""

    key: str
    rows: tuple[str, ...]
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Somebody was somewhere: a trainee marked as there, or an instructor who held a lesson. Minutes since midnight."""

    who: str
    name: str
    row: str
    class_number: str
    day: date
    starts_at: int
    ends_at: int

    def meets(self, other: Presence) -> bool:
        """Whether both take place at the same time."""
        return self.day == other.day and self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedMark:
    """A mark with the day it was typed on."""

    lesson_id: str
    class_number: str
    day: date
    typed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Trainee:
    """A trainee of a class; ``retires_on`` is the day of the statutory retirement age, where the policy tells it."""

    enrollment_id: str
    name: str
    phone: str | None = None
    joined_on: date | None = None
    retires_on: date | None = None
    lessons: int = 0
    present: int = 0


def trainee_in_two_places(presences: Iterable[Presence]) -> tuple[Finding, ...]:
    """Trainees who are marked as there in two classes at one time."""
    return _overlaps(presences, "self_check.trainee_twice")


def instructor_double_booked(presences: Iterable[Presence]) -> tuple[Finding, ...]:
    """Instructors who held two lessons at one time."""
    return _overlaps(presences, "self_check.instructor_twice")


def typed_late(marks: Iterable[TypedMark], *, days: int) -> tuple[Finding, ...]:
    """Lessons whose marks were typed ``days`` days after them or later, one finding a lesson."""
    late: dict[str, list[TypedMark]] = defaultdict(list)
    for mark in marks:
        if (mark.typed_on - mark.day).days >= days:
            late[mark.lesson_id].append(mark)
    return tuple(
        Finding(
            "self_check.typed_late",
            (lesson_id,),
            {
                "number": found[0].class_number,
                "day": found[0].day,
                "count": len(found),
                "typed": max(mark.typed_on for mark in found),
            },
        )
        for lesson_id, found in late.items()
    )


def same_phone(trainees: Iterable[Trainee]) -> tuple[Finding, ...]:
    """Trainees of one class who gave the same phone; the number itself is not said."""
    groups: dict[str, list[Trainee]] = defaultdict(list)
    for trainee in trainees:
        if trainee.phone:
            groups[trainee.phone].append(trainee)
    return tuple(
        Finding(
            "self_check.same_phone",
            tuple(one.enrollment_id for one in group),
            {"people": tuple(one.name for one in group), "count": len(group)},
        )
        for group in groups.values()
        if len(group) > 1
    )


def past_retirement(trainees: Iterable[Trainee]) -> tuple[Finding, ...]:
    """Trainees who had reached the statutory retirement age when they joined."""
    return tuple(
        Finding("self_check.past_retirement", (one.enrollment_id,), {"name": one.name, "since": one.retires_on})
        for one in trainees
        if one.retires_on is not None and one.joined_on is not None and one.retires_on <= one.joined_on
    )


def too_perfect(trainees: Iterable[Trainee], *, percent: int) -> Finding | None:
    """A class in which more than so many percent never missed anything; small classes say nothing."""
    asked = [one for one in trainees if one.lessons]
    perfect = [one for one in asked if one.present == one.lessons]
    if len(asked) < PEOPLE_MIN or Fraction(len(perfect), len(asked)) <= Fraction(percent, 100):
        return None
    values = {"count": len(perfect), "of": len(asked), "percent": percent}
    return Finding("self_check.too_perfect", tuple(one.enrollment_id for one in perfect), values)


def _overlaps(presences: Iterable[Presence], key: str) -> tuple[Finding, ...]:
    """Each pair of rows that meet, by person and day."""
    groups: dict[tuple[str, date], list[Presence]] = defaultdict(list)
    for presence in presences:
        groups[presence.who, presence.day].append(presence)
    return tuple(
        Finding(
            key,
            (one.row, other.row),
            {"name": one.name, "day": one.day, "number": one.class_number, "other": other.class_number},
        )
        for group in groups.values()
        for one, other in combinations(sorted(group, key=lambda each: (each.starts_at, each.row)), 2)
        if one.row != other.row and one.meets(other)
    )
