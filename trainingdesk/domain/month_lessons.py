"""Class periods held and attended (课时、出勤) for the monthly report, from the registers that were closed.

A lesson counts by the class periods of its own class, and everybody on the roll of its day was due in it. Whether lateness
and leave count as attended is the policy's of the class; what it leaves in doubt, and whom a closed register does not mark,
did not attend.

A register that marks as many people as were due is believed by its counts. Any other is read mark by mark: it leaves
somebody out, or marks somebody who is not on the roll (entered provisionally, or taken off it afterwards).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from trainingdesk.domain.attendance import AttendanceRules, counts
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.month_amounts import Amounts
from trainingdesk.domain.month_facts import LessonFact

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from trainingdesk.domain.attendance import Mark
    from trainingdesk.domain.month_facts import CutKey, Together
    from trainingdesk.domain.month_people import People

#: What a policy says that says nothing.
_SILENT = AttendanceRules()


class AlikeMarks(NamedTuple):
    """People whom a register marks alike."""

    mark: Mark
    minutes: int | None
    people: int


class EachMark(NamedTuple):
    """One mark of a register; ``person`` is the enrollment that stands."""

    person: str
    mark: Mark
    minutes: int | None


class LessonSource(NamedTuple):
    """A lesson whose register was closed, with how many people it marks and how."""

    id: str
    class_id: str
    held_on: date
    periods: int
    marked: int
    marks: Sequence[AlikeMarks]


class Roll:
    """Who is due on which day, of every class; the end of a class takes nobody off its last day."""

    def __init__(self, people: Iterable[Together]) -> None:
        self._spans: dict[str, list[tuple[date, date, People]]] = defaultdict(list)
        for group in people:
            self._spans[group.class_id] += ((first, beyond, group.people) for first, beyond in _spans(group))
        self._due: dict[tuple[str, date], int] = {}

    def due(self, class_id: str, day: date) -> int:
        """How many people are on the roll of a day."""
        found = self._due.get((class_id, day))
        if found is None:
            spans = self._spans.get(class_id, ())
            found = sum(people.count for first, beyond, people in spans if first <= day < beyond)
            self._due[class_id, day] = found
        return found

    def people(self, class_id: str, day: date) -> set[str]:
        """Their enrollments."""
        spans = self._spans.get(class_id, ())
        return {one for first, beyond, people in spans if first <= day < beyond for one in people.ids.split()}


def _spans(group: Together) -> Iterator[tuple[date, date]]:
    """The first day of each stint, and the first day that is not in it."""
    stints = [(group.joined_on, group.left_on), *((stint.joined_on, stint.left_on) for stint in group.later_stints)]
    for at, (first, left) in enumerate(stints, start=1):
        if first is not None:
            yield first, date.max if left is None or (group.stayed and at == len(stints)) else left


def to_be_read(lessons: Iterable[LessonSource], roll: Roll, doubtful: Collection[str]) -> list[str]:
    """The lessons whose registers have to be read mark by mark; ``doubtful`` are classes where no count is believed."""
    return [one.id for one in lessons if one.class_id in doubtful or one.marked != roll.due(one.class_id, one.held_on)]


def lesson_facts(
    lessons: Iterable[LessonSource],
    roll: Roll,
    read: Mapping[str, Iterable[EachMark]],
    rules: Mapping[str, AttendanceRules],
    cuts: Mapping[str, CutKey],
) -> Iterator[LessonFact]:
    """The lessons of classes that were opened, those of a class and a month together.

    ``read`` are the marks of ``to_be_read``, ``rules`` those of the classes.
    """
    counting = {of_class: _counting(own) for of_class, own in rules.items()}
    silent = _counting(_SILENT)
    months: dict[tuple[str, int, int], list[tuple[str, int, int, int]]] = defaultdict(list)
    for one in lessons:
        if one.class_id not in cuts:
            continue
        attended = counting.get(one.class_id, silent)
        if one.id in read:
            on_roll = roll.people(one.class_id, one.held_on)
            came = sum(attended(mark, minutes) for person, mark, minutes in read[one.id] if person in on_roll)
        else:
            came = sum(people for mark, minutes, people in one.marks if attended(mark, minutes))
        due = roll.due(one.class_id, one.held_on)
        found = months[one.class_id, one.held_on.year, one.held_on.month]
        found.append((one.id, one.periods, due * one.periods, came * one.periods))
    for (of_class, year, month), found in months.items():
        ids, *each = zip(*found, strict=True)
        periods, due_in, came_to = (Amounts.weighed(ids, amounts) for amounts in each)
        yield LessonFact(periods, due_in, came_to, Month(year, month).ordinal, cuts[of_class])


def _counting(rules: AttendanceRules) -> Callable[[Mark, int | None], bool]:
    """Whether a mark certainly counts as attended; the same few are asked for again and again."""
    return cache(lambda mark, minutes: counts(mark, minutes, rules) is True)
