"""Enrollments (学员报名): one per person and class. Its status is a fold of append-only events, its days are dated stints.

Desks write events without seeing each other. The fold walks them in one order that every desk has alike (stamp, then id), so
it depends on nothing but the set of events; an event that contradicts what stands goes to a person for review, and the
earlier side stands meanwhile. The days follow the fold too: whoever wrote a leaving closed the stints they knew of, and it
holds for those they did not; where a leaving does not stand, the last stint goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime


class Status(StrEnum):
    """Where an enrollment stands."""

    APPLIED = "applied"  # 已报名
    WAITLISTED = "waitlisted"  # 候补
    CONFIRMED = "confirmed"  # 已确认
    ATTENDING = "attending"  # 在训
    COMPLETED = "completed"  # 结业
    FAILED = "failed"  # 未合格
    CERTIFIED = "certified"  # 已发证
    REJECTED = "rejected"  # 审核不通过
    WITHDRAWN = "withdrawn"  # 开课前退出
    TRANSFERRED = "transferred"  # 转班
    DROPPED = "dropped"  # 中途退学


class EventKind(StrEnum):
    """What can happen to an enrollment."""

    APPLIED = "applied"
    WAITLISTED = "waitlisted"
    CONFIRMED = "confirmed"
    ATTENDING = "attending"
    COMPLETED = "completed"
    FAILED = "failed"
    CERTIFIED = "certified"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    DROPPED = "dropped"
    REOPENED = "reopened"  # enrolls again: the same enrollment, a new stint
    TAKEN_BACK = "taken_back"  # undoes another event; nothing is removed


_S, _E = Status, EventKind

#: What each kind leads to. Taking back leads nowhere: it removes another event from the fold.
LEADS_TO: Final[Mapping[EventKind, Status]] = MappingProxyType(
    {
        **{kind: Status(kind.value) for kind in EventKind if kind not in {_E.REOPENED, _E.TAKEN_BACK}},
        _E.REOPENED: _S.APPLIED,
    }
)

#: Statuses of people who left a class, or never came into it.
LEFT: Final = frozenset({_S.REJECTED, _S.WITHDRAWN, _S.TRANSFERRED, _S.DROPPED})
_BEFORE_CLASS: Final = (_E.REJECTED, _E.WITHDRAWN)

#: The allowed moves: which events may follow a status (None: nothing happened yet).
ALLOWED: Final[Mapping[Status | None, frozenset[EventKind]]] = MappingProxyType(
    {
        None: frozenset({_E.APPLIED, _E.WAITLISTED, _E.CONFIRMED, _E.ATTENDING}),
        _S.APPLIED: frozenset({_E.WAITLISTED, _E.CONFIRMED, _E.ATTENDING, _E.TRANSFERRED, *_BEFORE_CLASS}),
        _S.WAITLISTED: frozenset({_E.CONFIRMED, _E.TRANSFERRED, *_BEFORE_CLASS}),
        _S.CONFIRMED: frozenset({_E.ATTENDING, _E.TRANSFERRED, *_BEFORE_CLASS}),
        _S.ATTENDING: frozenset({_E.COMPLETED, _E.FAILED, _E.TRANSFERRED, _E.DROPPED}),
        _S.FAILED: frozenset({_E.COMPLETED}),  # 补考
        _S.COMPLETED: frozenset({_E.CERTIFIED}),
        _S.CERTIFIED: frozenset(),
        **dict.fromkeys(LEFT, frozenset({_E.REOPENED})),
    }
)

#: The path along which events that did not see each other join without asking anybody (SYNC 2.8).
PATH: Final = (_S.APPLIED, _S.WAITLISTED, _S.CONFIRMED, _S.ATTENDING, _S.COMPLETED, _S.CERTIFIED)
_RANK: Final = {status: rank for rank, status in enumerate(PATH)}

#: Statuses that take a seat.
TAKES_SEAT: Final = frozenset({_S.APPLIED, _S.CONFIRMED, _S.ATTENDING, _S.COMPLETED, _S.FAILED, _S.CERTIFIED})
#: Statuses of people who are not in a class, whatever their stints say.
OFF_ROLL: Final = LEFT | {Status.WAITLISTED}
#: Statuses of people who are in a class, or about to be.
ON_ROLL: Final = frozenset({_S.APPLIED, _S.CONFIRMED, _S.ATTENDING})
#: Statuses with which a training ended well.
SUCCEEDED: Final = frozenset({_S.COMPLETED, _S.CERTIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentEvent:
    """Something that happened. ``at`` is a stamp that never runs behind what its author had seen (SYNC: the hybrid clock).

    ``seen`` is the status its author saw, where it was recorded: an event whose author saw something else than what stands
    was made concurrently. ``takes_back`` is the id of the event that a TAKEN_BACK undoes.
    """

    id: str
    kind: EventKind
    day: date
    at: datetime
    reason: str | None = None
    seen: Status | None = None
    takes_back: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """What stands after two concurrent statuses met; ``review`` asks a person."""

    status: Status
    review: bool = False


@dataclass(frozen=True, slots=True)
class Folded:
    """The status of an enrollment, None before anything happened; ``review`` are the ids of events that contradict it.

    ``brought_by`` is the id of the event that led to the status.
    """

    status: Status | None
    review: tuple[str, ...] = ()
    brought_by: str | None = None


def advance(status: Status | None, kind: EventKind) -> Status:
    """The status after an event; raises Refused where the table of moves has no such event here."""
    if kind not in ALLOWED[status]:
        raise Refused(refusal(kind), found=status, wanted=kind)
    return LEADS_TO[kind]


def refusal(kind: EventKind) -> str:
    """The sentence key that says when an event of this kind may happen."""
    return f"enrollment.not_{kind.value}"


def join(stands: Status, comes: Status) -> Joined:
    """Two statuses reached without having seen each other; ``stands`` is the side that was confirmed earlier.

    Along applied < waitlisted < confirmed < attending < completed < certified the farther one stands. Who left before or
    while others still confirmed or marked them has left. Everything else is a contradiction: completed against dropped,
    failed against completed, withdrawn before the first lesson against attending, two ways of leaving.
    """
    if stands is comes:
        return Joined(stands)
    if stands in _RANK and comes in _RANK:
        return Joined(max(stands, comes, key=_RANK.__getitem__))
    for one, other in ((stands, comes), (comes, stands)):
        if one in _RANK and _yields(one, other):
            return Joined(other)
    return Joined(stands, review=True)


def _yields(on_path: Status, off_path: Status) -> bool:
    """Whether a status of the path gives way to one beside it without contradiction."""
    if on_path is Status.ATTENDING:
        return off_path in {_S.DROPPED, _S.TRANSFERRED, _S.FAILED}
    return _RANK[on_path] < _RANK[_S.ATTENDING]


def fold(events: Iterable[EnrollmentEvent]) -> Folded:
    """The status that a set of events makes; the order they are given in, and repetitions, make no difference.

    A first event that needs something before it stands too (what came before may be on its way), and goes to review.
    """
    status: Status | None = None
    brought_by: str | None = None
    review: list[str] = []
    for event in _in_force(events):
        leads_to = LEADS_TO[event.kind]
        if _follows(event, status):
            status, brought_by = leads_to, event.id
            continue
        joined = Joined(leads_to, review=True) if status is None else join(status, leads_to)
        if joined.status is not status:
            status, brought_by = joined.status, event.id
        review += [event.id] if joined.review else []
    return Folded(status, tuple(review), brought_by)


def _follows(event: EnrollmentEvent, status: Status | None) -> bool:
    """Whether an event goes on from what stands. Whoever reopens saw that the person had left, in whichever way."""
    if event.kind not in ALLOWED[status]:
        return False
    return event.kind is EventKind.REOPENED or event.seen in {None, status}


def _in_force(events: Iterable[EnrollmentEvent]) -> list[EnrollmentEvent]:
    """Each event once, by stamp and id, without those that were taken back (and whose taking back was not)."""
    in_order = sorted({event.id: event for event in events}.values(), key=lambda event: (event.at, event.id))
    undone: set[str | None] = set()
    standing: list[EnrollmentEvent] = []
    for event in reversed(in_order):
        if event.id in undone:
            continue
        if event.kind is EventKind.TAKEN_BACK:
            undone.add(event.takes_back)
        else:
            standing.append(event)
    return standing[::-1]


@dataclass(frozen=True, slots=True)
class Stint:
    """Days on the roll: from ``joined_on`` to the day before ``left_on``, the first day a person no longer belongs."""

    joined_on: date
    left_on: date | None = None
    reason: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the person belongs to the class on this day."""
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)


def _in_order(stints: Iterable[Stint]) -> list[Stint]:
    return sorted(stints, key=lambda stint: stint.joined_on)


def enter(stints: Sequence[Stint], day: date) -> tuple[Stint, ...]:
    """The stints with a new one from ``day``; on the day of leaving the old one simply goes on.

    Raises Refused where the person is on the roll already, or ``day`` lies before the last leaving.
    """
    if not stints:
        return (Stint(day),)
    *before, last = _in_order(stints)
    if last.left_on is None:
        raise Refused("enrollment.on_roll_already", since=last.joined_on)
    if day < last.left_on:
        raise Refused("enrollment.before_last_leaving", found=day, left=last.left_on)
    if day == last.left_on:
        return (*before, Stint(last.joined_on))
    return (*before, last, Stint(day))


def leave(stints: Sequence[Stint], day: date, *, reason: str) -> tuple[Stint, ...]:
    """The stints with whatever is open ended: ``day`` is the first day off the roll, what was before it stays.

    More than one is open where two desks let somebody in again on different days. Raises Refused where none is, or one began
    after ``day``.
    """
    if not stints:
        raise Refused("enrollment.never_joined")
    in_order = _in_order(stints)
    open_ones = [stint for stint in in_order if stint.left_on is None]
    if not open_ones:
        raise Refused("enrollment.left_already", left=in_order[-1].left_on)
    if day < open_ones[-1].joined_on:
        raise Refused("enrollment.leaves_before_joining", found=day, joined=open_ones[-1].joined_on)
    return tuple(one if one.left_on else replace(one, left_on=day, reason=reason) for one in in_order)


def on_roll(stints: Iterable[Stint], day: date) -> Verdict:
    """Whether somebody may be marked on a day, and why not (FEATURES 38)."""
    in_order = _in_order(stints)
    if any(stint.covers(day) for stint in in_order):
        return Verdict.yes()
    if not in_order:
        return Verdict.no("enrollment.never_joined")
    begun = [stint for stint in in_order if stint.joined_on <= day]
    later = next((stint.joined_on for stint in in_order if stint.joined_on > day), None)
    if not begun:
        return Verdict.no("enrollment.joins_later", joined=later)
    if later is not None:
        return Verdict.no("enrollment.away", left=begun[-1].left_on, back=later)
    return Verdict.no("enrollment.left_already", left=begun[-1].left_on)
