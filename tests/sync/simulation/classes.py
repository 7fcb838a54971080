"""People come into classes, leave, and come back under the same enrollment; registers are marked meanwhile.

Every step is an event, and everybody who writes one has seen some of the others: which, is remembered.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import select

from tests.sync.conftest import COUNTY, KEY
from tests.sync.simulation.dawn import CLASSES, LESSONS, PEOPLE
from tests.sync.simulation.erasing import is_gone, whose
from trainingdesk.domain import enrollment as rule
from trainingdesk.domain.access import Role
from trainingdesk.domain.enrollment import LEFT, EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision
from trainingdesk.server.tables import RECORD
from trainingdesk.services.enrolling import people_in
from trainingdesk.services.enrollment_record import LEAVING, Step, as_event, as_stint, take
from trainingdesk.services.work import Work, Worker
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import rows
from trainingdesk.storage.person import canonical_id
from trainingdesk.wire.ids import enrollment_id_of, mark_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from sqlmodel import Session

    from tests.sync.simulation.world import SimDesk, World

#: An enrollment that was made, and what is written beside it.
Note = tuple[str, str]
#: An event as a file holds it: its id, enrollment, kind and day.
Told = tuple[Any, ...]
_FIRST_DAY: Final = date(2026, 12, 1)
_DAYS: Final = 4
_CALENDAR: Final = tuple(_FIRST_DAY + timedelta(days=day) for day in range(2 * _DAYS))
#: How often a register is written to and not a mark.
_NOTES: Final = 0.5
#: What may become of somebody in a class, beside coming back.
_STEPS: Final = (
    EventKind.CONFIRMED,
    EventKind.ATTENDING,
    EventKind.WITHDRAWN,
    EventKind.DROPPED,
    EventKind.TRANSFERRED,
)
_EVENTS: Final = "SELECT id, enrollment_id, kind, day FROM enrollment_event ORDER BY at, id"
_STINTS: Final = "SELECT id, enrollment_id FROM stint"
_FOLDED: Final = "SELECT id, status, joined_on, left_on FROM enrollment ORDER BY id"
_MARKED: Final = {
    "status": "present",
    "minutes": 45,
    "method": "entered",
    "typed_at": datetime(2026, 12, 1, tzinfo=UTC),
    "typed_by": "x",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event, and the events and stints of its enrollment that its author had seen or wrote with it."""

    id: str
    enrollment_id: str
    kind: EventKind
    seen: frozenset[str]

    def beside(self, other: Happened) -> bool:
        """Whether neither author knew of the other."""
        return self.id not in other.seen and other.id not in self.seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk(Work):
    """Work at a desk whose new ids follow from the seed of the run."""

    random: Random

    def new_id(self) -> str:
        """Any id that nobody else has."""
        return str(UUID(int=self.random.getrandbits(128)))


def come(world: World, desk: SimDesk) -> None:
    """Somebody is enrolled in a class, or comes back into it."""
    people = world.random.choice((PEOPLE, world.people, world.people)) if world.people else PEOPLE
    people = (*people, *world.arrived)
    class_id, person_id = world.random.choice(CLASSES), world.random.choice(people)
    if desk.has("training_class", class_id) and desk.has("person", person_id) and not is_gone(desk, person_id):
        _write(world, desk, lambda work, session: _enter(world, work, session, class_id, person_id))


def go_on(world: World, desk: SimDesk) -> None:
    """Somebody is confirmed, comes to the first lesson, leaves, or goes over to the other class."""
    open_ones = desk.ask("SELECT id, class_id, person_id, status FROM enrollment ORDER BY id")
    moves = [(row, kind) for row in open_ones for kind in _STEPS if kind in rule.ALLOWED[Status(row[3])]]
    if not moves:
        return
    (row_id, class_id, person_id, _status), kind = world.random.choice(moves)
    other = next(one for one in CLASSES if one != class_id)

    def move(work: Work, session: Session) -> Note | None:
        _step(world, work, session, row_id, kind)
        return _enter(world, work, session, other, person_id) if kind is EventKind.TRANSFERRED else None

    _write(world, desk, move)


def mark(world: World, desk: SimDesk) -> None:
    """A lesson is marked for somebody who is on this desk, whatever became of them elsewhere; or its register has a note."""
    enrolled = desk.ask("SELECT id, class_id FROM enrollment ORDER BY id")
    if not enrolled or world.random.random() < _NOTES:
        note = ("register", LESSONS[world.random.choice(CLASSES)], "note")
        world.made(desk, note, None)
        world.rewrite(desk, note)
        return
    row_id, class_id = world.random.choice(enrolled)
    lesson_id = LESSONS[class_id]
    place = ("attendance_mark", mark_id(lesson_id, row_id), "mark")
    if not desk.has("lesson", lesson_id) or desk.has(*place[:2]):
        world.rewrite(desk, place)
        return
    about = whose(world, place)
    if about is not None and is_gone(desk, about):
        return
    keys = {"class_id": class_id, "lesson_id": lesson_id, "enrollment_id": row_id}
    world.make(desk, place[0], place[1], **keys, **_MARKED, reason=world.word())


def _enter(world: World, work: Work, session: Session, class_id: str, person_id: str) -> Note | None:
    """Enroll somebody who is not in the class under any of their files; answers the note of a new enrollment."""
    person_id = canonical_id(session, person_id)
    known = people_in(session, class_id).get(person_id)
    if known is not None:
        if known.status in LEFT:
            _step(world, work, session, known.id, EventKind.REOPENED)
        return None
    row_id = enrollment_id_of(class_id, person_id)
    note = world.word()
    values = {"class_id": class_id, "person_id": person_id, "number": f"n{note}", "note": note, "source": "entered"}
    status = {"status": Status.APPLIED}
    rows.add(session, "enrollment", row_id=row_id, county_code=COUNTY, values={**values, **status})
    _step(world, work, session, row_id, EventKind.APPLIED)
    return row_id, note


def _step(world: World, work: Work, session: Session, row_id: str, kind: EventKind) -> None:
    row = stored.enrollment(session, row_id)
    assert row is not None
    day = _FIRST_DAY + timedelta(days=world.random.randrange(_DAYS))
    take(work, session, [Step(enrollment=row, kind=kind, day=day)])


def _write(world: World, desk: SimDesk, change: Any) -> None:
    """One transaction of a clerk, with what it made; a step that the days do not allow is refused, and nothing written."""
    worker = Worker(desk.name, desk.name, frozenset({Role.ADMINISTRATOR}))
    work = Clerk(desk.database, DeskFolder(world.folder), COUNTY, worker, KEY, desk.clock, random=world.random)
    seen, before = desk.ask(_EVENTS), _on_roll(desk)
    with suppress(Refused):
        with desk.database.write(desk.author()) as session:
            note = change(work, session)
        made = [event for event in desk.ask(_EVENTS) if event not in seen]
        _remember(world, desk, seen, made, note)
        after = _on_roll(desk)
        for _id, enrollment_id, kind, day in made:
            _days_follow_a_step(before.get(enrollment_id, frozenset()), EventKind(kind), day, after[enrollment_id])


def _on_roll(desk: SimDesk) -> dict[str, frozenset[date]]:
    """The days on which each enrollment of a desk is on the roll, as far as this county looks ahead."""
    ids = [row_id for (row_id,) in desk.ask("SELECT id FROM enrollment")]
    with desk.database.read() as session:
        found = stored.stints(session, ids)
    return {one: frozenset(day for day in _CALENDAR if _covered(found[one], day)) for one in ids}


def _covered(stints: Iterable[stored.StintRow], day: date) -> bool:
    return rule.on_roll(map(as_stint, stints), day).decision is Decision.YES


def _days_follow_a_step(before: frozenset[date], kind: EventKind, on: str, after: frozenset[date]) -> None:
    """Whoever leaves was there until then; whoever comes back is there again from then on, and was not in between."""
    earlier = {day for day in before if day.isoformat() < on}
    if kind in LEAVING:
        assert earlier <= after <= before - {_CALENDAR[-1]}, (kind, on, before, after)
    elif _CALENDAR[-1] in before:
        assert after == before, (kind, on, before, after)
    else:
        assert after == before | {day for day in _CALENDAR if day.isoformat() >= on}, (kind, on, before, after)


def _remember(world: World, desk: SimDesk, seen: list[Told], made: list[Told], note: Note | None) -> None:
    for row_id, enrollment_id, kind, _day in made:
        knew = frozenset(one[0] for one in (*seen, *desk.ask(_STINTS)) if one[1] == enrollment_id)
        world.events.append(Happened(id=row_id, enrollment_id=enrollment_id, kind=EventKind(kind), seen=knew))
    if note is not None:
        world.made(desk, ("enrollment", note[0], "note"), note[1])


def judge_classes(world: World) -> None:
    """Every event is on every desk, once; what they add up to is the same everywhere, and the last word counts."""
    held = _events_of_the_centre(world)
    assert {event.id for event in world.events} <= held
    whole = [desk for desk in world.desks if not desk.teaches]
    for desk in whole:
        assert {row_id for row_id, *_ in desk.ask(_EVENTS)} == held, desk.name
    assert len({tuple(desk.ask(_FOLDED)) for desk in whole}) == 1
    by_enrollment: dict[str, list[Happened]] = {}
    for event in world.events:
        by_enrollment.setdefault(event.enrollment_id, []).append(event)
    for enrollment_id, events in by_enrollment.items():
        world.taken["reopened"] += _reopened(events)
        _last_word_counts(whole[0], enrollment_id, events)
        for desk in whole:
            _days_follow(desk, enrollment_id)


def _events_of_the_centre(world: World) -> set[str]:
    with world.ledger.engine.begin() as connection:
        return set(connection.scalars(select(RECORD.c.id).where(RECORD.c.tbl == "enrollment_event")))


def _reopened(events: list[Happened]) -> int:
    """How many came back while somebody elsewhere wrote of them something else, or the same."""
    again = (event for event in events if event.kind is EventKind.REOPENED)
    return sum(any(event.beside(other) for other in events if other is not event) for event in again)


def _last_word_counts(desk: SimDesk, enrollment_id: str, events: list[Happened]) -> None:
    """Whoever knew of everything else decided; and who has left by that is on no roll afterwards."""
    with desk.database.read() as session:
        told = stored.events(session, (enrollment_id,))[enrollment_id]
        stints = stored.stints(session, (enrollment_id,))[enrollment_id]
    assert len(told) == len({one.id for one in told})
    there = {one.id for one in (*told, *stints)}
    knew_all = [one for one in events if there <= one.seen | {one.id}]
    status = rule.fold(map(as_event, told)).status
    assert [(status,)] == [(Status(one),) for one in _status_of(desk, enrollment_id)]
    for event in knew_all:
        assert status is rule.LEADS_TO[event.kind], (event, status)


def _days_follow(desk: SimDesk, enrollment_id: str) -> None:
    """Who is in the class is on its roll, and nobody else, in whatever order events and stints came."""
    with desk.database.read() as session:
        row = stored.enrollment(session, enrollment_id)
        stints = stored.stints(session, (enrollment_id,))[enrollment_id]
    assert row is not None
    assert _covered(stints, _CALENDAR[-1]) == (row.status in rule.ON_ROLL), (desk.name, row.status, stints)
    assert (row.left_on is None) == (row.status in rule.ON_ROLL), (desk.name, row.status, row.left_on)


def _status_of(desk: SimDesk, enrollment_id: str) -> list[str]:
    return [status for (status,) in desk.ask("SELECT status FROM enrollment WHERE id = ?", enrollment_id)]
