"""Writing to the record of enrollments: one event per step, stints opened and closed, the status folded anew.

Every use case that moves somebody comes through ``take``; what it may do stands in ``domain/enrollment.ALLOWED``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain import enrollment as rule
from trainingdesk.domain.enrollment import EnrollmentEvent, EventKind, Stint
from trainingdesk.domain.errors import Refused
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import enrollment_fold, rows
from trainingdesk.storage.enrollment import FoldedRow
from trainingdesk.wire.ids import stint_id_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlmodel import Session

    from trainingdesk.domain.enrollment import Status
    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EnrollmentRow, EventRow, StintRow
    from trainingdesk.storage.history import ChangeRow

#: After these a person is off the roll.
LEAVING: Final = frozenset(
    {EventKind.REJECTED, EventKind.WITHDRAWN, EventKind.TRANSFERRED, EventKind.DROPPED, EventKind.WAITLISTED}
)
#: After these a person is on it.
ENTERING: Final = frozenset({EventKind.APPLIED, EventKind.CONFIRMED, EventKind.ATTENDING, EventKind.REOPENED})

_MOMENT: Final = timedelta(milliseconds=1)
#: Events are folded in their order; when they were does not matter to it.
_FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event to come on ``day``; ``roll_day`` where the first day on the roll, or off it, is another.

    ``lease_id`` is the lease under which it promises a seat, ``takes_back`` the event that a TAKEN_BACK undoes.
    """

    enrollment: EnrollmentRow
    kind: EventKind
    day: date
    roll_day: date | None = None
    reason: str | None = None
    override: str | None = None
    lease_id: str | None = None
    takes_back: str | None = None


@dataclass(slots=True)
class _Record:
    """What one enrollment's record says while a transaction adds to it.

    ``stints`` are as they count, ``written`` as somebody wrote them: who goes on from there writes down what counts.
    """

    row: EnrollmentRow
    events: list[EnrollmentEvent]
    stints: tuple[Stint, ...]
    written: tuple[Stint, ...] = field(default=())

    @property
    def status(self) -> Status | None:
        return rule.fold(self.events).status


def take(work: Work, session: Session, steps: Sequence[Step]) -> None:
    """Write one event for each step, in order.

    Raises Refused for a step that the status does not allow, and for days that contradict the days on the roll.
    """
    records = _records(session, [step.enrollment for step in steps])
    events = [_take_one(work, records[step.enrollment.id], step) for step in steps]
    rows.add_many(session, "enrollment_event", events)
    for record in records.values():
        _write_stints(work, session, record)
    _write_folds(session, records.values())


def refold(session: Session, enrollment_ids: Iterable[str]) -> None:
    """Derive status and days of living enrollments from their events and stints again."""
    wanted = set(enrollment_ids)
    found = {one: _standing(steps, days) for one, steps, days in enrollment_fold.steps(session, wanted)}
    enrollment_fold.write(session, wanted, found)


def _standing(steps: tuple[enrollment_fold.Step, ...], days: tuple[str, ...]) -> enrollment_fold.Standing:
    status, at = _status(steps)
    return status, days[at] if status in rule.OFF_ROLL else None


@lru_cache(maxsize=10_000)
def _status(steps: tuple[enrollment_fold.Step, ...]) -> tuple[Status | None, int]:
    """The status that a history leads to, and the position of the event that led there; a county has few different ones."""
    folded = rule.fold(
        EnrollmentEvent(
            id=f"{at:09}",
            kind=EventKind(kind),
            day=date.min,
            at=_FIRST + at * _MOMENT,
            seen=None if seen is None else rule.Status(seen),
            takes_back=None if back is None else f"{back:09}",
        )
        for at, (kind, seen, back) in enumerate(steps)
    )
    return folded.status, int(folded.brought_by or 0)


def refold_touched(session: Session, changes: Iterable[ChangeRow]) -> None:
    """Derive again what the rows of some changes belong to; after an undo, after a pull."""
    touched: dict[str, set[str]] = {"enrollment": set(), "stint": set(), "enrollment_event": set()}
    for change in changes:
        if change.table in touched:
            touched[change.table].add(change.row_id)
    owners = {one for name in ("stint", "enrollment_event") for one in stored.owners(session, name, touched[name])}
    refold(session, owners | touched["enrollment"])


def event_values(work: Work, step: Step, *, event: EnrollmentEvent) -> dict[str, Any]:
    """The row of an event."""
    return {
        "id": event.id,
        "county_code": work.county_code,
        "enrollment_id": step.enrollment.id,
        "class_id": step.enrollment.class_id,
        "kind": event.kind,
        "day": event.day,
        "reason": step.reason,
        "override": step.override,
        "seen": event.seen,
        "takes_back": event.takes_back,
        "by_user": work.worker.user_id,
        "at": event.at,
        "lease_id": step.lease_id,
    }


def as_event(row: EventRow) -> EnrollmentEvent:
    """A stored event as the fold takes it."""
    return EnrollmentEvent(
        id=row.id, kind=row.kind, day=row.day, at=row.at, reason=row.reason, seen=row.seen, takes_back=row.takes_back
    )


def as_stint(row: StintRow) -> Stint:
    """A stored stint as the rules take it."""
    return Stint(row.joined_on, row.left_on, row.left_reason)


def _records(session: Session, enrollments: Iterable[EnrollmentRow]) -> dict[str, _Record]:
    present = {one.id: one for one in enrollments}
    events, stints = stored.events(session, present), stored.stints(session, present)
    found: dict[str, _Record] = {}
    for one, row in present.items():
        days = tuple(as_stint(stint) for stint in stints[one])
        written = tuple(Stint(stint.joined_on, stint.written_left_on, stint.left_reason) for stint in stints[one])
        found[one] = _Record(row, [as_event(event) for event in events[one]], days, written)
    return found


def _take_one(work: Work, record: _Record, step: Step) -> dict[str, Any]:
    seen = record.status
    if step.kind is not EventKind.TAKEN_BACK:
        rule.advance(seen, step.kind)
    last = max((event.at for event in record.events), default=None)
    now = work.now()
    # A stamp never runs behind what its author had seen, whatever the clocks of two desks say.
    at = now if last is None else max(now, last + _MOMENT)
    event = EnrollmentEvent(
        id=work.new_id(),
        kind=step.kind,
        day=step.day,
        at=at,
        reason=step.reason,
        seen=seen,
        takes_back=step.takes_back,
    )
    record.events.append(event)
    record.stints = _stints_after(record.stints, step)
    return event_values(work, step, event=event)


def _stints_after(stints: tuple[Stint, ...], step: Step) -> tuple[Stint, ...]:
    last_open = max((stint.joined_on for stint in stints if stint.left_on is None), default=None)
    day = step.roll_day or step.day
    if step.kind in ENTERING and last_open is None:
        return rule.enter(stints, day)
    if step.kind in LEAVING and last_open is not None:
        # Who leaves before the first day never came: the stint stays, with no day in it.
        return rule.leave(stints, max(day, last_open), reason=step.reason or step.kind.value)
    return stints


def _write_stints(work: Work, session: Session, record: _Record) -> None:
    for stint in record.stints:
        if stint in record.written:
            continue
        keys = {"enrollment_id": record.row.id, "class_id": record.row.class_id, "joined_on": stint.joined_on}
        rows.put(
            session,
            "stint",
            row_id=stint_id_of(record.row.id, stint.joined_on),
            county_code=work.county_code,
            keys=keys,
            values={"left_on": stint.left_on, "left_reason": stint.reason},
        )


def _write_folds(session: Session, records: Iterable[_Record]) -> None:
    """An enrollment whose events were all taken back keeps the status it had; somebody undid its making."""
    folds = []
    for record in records:
        status = record.status or record.row.status
        joined = min((stint.joined_on for stint in record.stints), default=None)
        last = max(record.stints, key=lambda stint: stint.joined_on, default=None)
        folds.append(FoldedRow(record.row.id, status, joined, None if last is None else last.left_on))
    stored.write_folds(session, folds)


def present(session: Session, enrollment_id: str) -> EnrollmentRow:
    """One living enrollment; raises Refused where there is none."""
    found = stored.enrollment(session, enrollment_id)
    if found is None:
        raise Refused("enrollment.unknown")
    return found
