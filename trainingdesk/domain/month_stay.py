"""Who is in training when: stays, what stands at the end of a month, and the balance of people in training.

A stay begins when somebody comes into a class and ends on the first day they are no longer trained there: the day of
completion, or the first day off the roll. Balance and stock are counted independently, so that one checks the other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from trainingdesk.domain.enrollment import Stint
from trainingdesk.domain.month_facts import Arrival, Leaving

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from trainingdesk.domain.calendar import Month
    from trainingdesk.domain.month_facts import ClassFact, Facts, Together

#: Rows stated at a month's end.
STOCK_ROWS: Final = ("D3", "D5", "G1", "G2", "G3")
#: What ends a stay in the balance besides the kinds of ``Leaving``.
COMPLETED: Final = "completed"


class Stay(NamedTuple):
    """A stay of some people in a class: ``how`` is COMPLETED or a kind of ``Leaving``, and means nothing while it lasts."""

    joined: date
    arrival: Arrival
    ended: date | None
    how: str
    people: int

    def covers(self, day: date) -> bool:
        """Whether the person is in training at the end of this day."""
        return self.joined <= day and (self.ended is None or day < self.ended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """期初 + 开班 + 中途加入 + 转入 - 转出 - 结业 - 退出 = 期末; ``closing`` was counted by itself."""

    opening: int = 0
    started: int = 0
    later: int = 0
    transferred_in: int = 0
    transferred_out: int = 0
    completed: int = 0
    left: int = 0
    closing: int = 0

    @property
    def expected(self) -> int:
        """The closing number that the movements make."""
        joined = self.started + self.later + self.transferred_in
        return self.opening + joined - self.transferred_out - self.completed - self.left


def runs(fact: ClassFact, day: date) -> bool:
    """Whether a class is in training at the end of a day."""
    ends = [end for end in (fact.completed_on, fact.broken_off_on) if end is not None]
    return fact.started_on <= day and all(day < end for end in ends)


def stock(facts: Facts, row: str, day: date) -> tuple[str, ...]:
    """The ids behind a row that is stated at the end of ``day``; raises KeyError for a row that is not in STOCK_ROWS."""
    if row == "D3":
        return tuple(fact.id for fact in facts.classes if runs(fact, day))
    if row == "D5":
        return tuple(one for group in facts.enrollments if _in_training(group, day) for one in group.people.ids.split())
    listed = {"G1": facts.institutions, "G2": facts.platforms, "G3": facts.instructors}[row]
    return tuple(fact.id for fact in listed if fact.stands(day))


def balance(stays: Sequence[Stay], *, months: tuple[Month, ...], closing: int) -> Balance:
    """The balance over consecutive months; ``closing`` is the stock counted at their end."""
    before, last = months[0].previous.last_day, months[-1].last_day
    came: Counter[Arrival] = Counter()
    gone: Counter[str] = Counter()
    for stay in stays:
        if before < stay.joined <= last:
            came[stay.arrival] += stay.people
        if stay.ended is not None and before < stay.ended <= last:
            gone[stay.how] += stay.people
    return Balance(
        opening=sum(stay.people for stay in stays if stay.covers(before)),
        started=came[Arrival.WITH_CLASS],
        later=came[Arrival.LATER],
        transferred_in=came[Arrival.TRANSFERRED],
        transferred_out=gone[Leaving.TRANSFERRED],
        completed=gone[COMPLETED],
        left=gone[Leaving.DROPPED] + gone[Leaving.FAILED],
        closing=closing,
    )


def stays(enrollments: Iterable[Together]) -> list[Stay]:
    """Every stay of these enrollments; a completion ends the last one, also where a first assessment was failed."""
    found: list[Stay] = []
    for group in enrollments:
        joined, people = group.joined_on, group.people.count
        if joined is None:
            continue
        if group.later_stints:
            found += _several(group, joined)
        elif group.completed_on is not None:
            found.append(Stay(joined, group.arrival, group.completed_on, COMPLETED, people))
        else:
            found.append(Stay(joined, group.arrival, group.left_on, group.left_how, people))
    return found


def _several(group: Together, joined: date) -> Iterator[Stay]:
    """The stays of somebody who left and came again; who comes again comes later."""
    people = group.people.count
    yield Stay(joined, group.arrival, group.left_on, group.left_how, people)
    *between, last = sorted(group.later_stints, key=lambda stint: stint.joined_on)
    for stint in between:
        yield Stay(stint.joined_on, Arrival.LATER, stint.left_on, Leaving.DROPPED, people)
    if group.completed_on is not None:
        yield Stay(last.joined_on, Arrival.LATER, group.completed_on, COMPLETED, people)
    else:
        yield Stay(last.joined_on, Arrival.LATER, last.left_on, Leaving.DROPPED, people)


def _in_training(group: Together, day: date) -> bool:
    """Whether people who came together are in training at the end of a day (在训), told from the roll alone."""
    joined, completed = group.joined_on, group.completed_on
    if joined is None or day < joined or (completed is not None and completed <= day):
        return False
    if not group.later_stints:
        return completed is not None or group.left_on is None or day < group.left_on
    stints = (Stint(joined, group.left_on), *group.later_stints)
    if completed is not None and day >= max(stint.joined_on for stint in stints):
        return True  # waits for the assessment that was passed in the end
    return any(stint.covers(day) for stint in stints)
