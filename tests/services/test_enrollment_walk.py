"""Two hundred things a clerk, a reviewer and an instructor may try, in any order: what must hold holds after each."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.services import running_class
from trainingdesk.domain.access import Role
from trainingdesk.domain.enrollment import ALLOWED, TAKES_SEAT, EventKind, Status, fold
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import enrollment
from trainingdesk.services.enrollment import WalkIn
from trainingdesk.services.enrollment_record import as_event, as_stint
from trainingdesk.services.undo import undo
from trainingdesk.storage import enrollment as stored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.services.conftest import Clock
    from tests.services.running_class import Made
    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EventRow

CAPACITY = 3
STEPS = 200


def actions(work: Work, classes: list[Made], chance: random.Random) -> list[Callable[[], object]]:
    reviewer = running_class.acting(work, Role.REVIEWER, user_id="reviewer")
    one, other = chance.sample(classes, 2)
    person = chance.choice([who for made in classes for who in made.people])
    known = [line.enrollment_id for made in classes for line in enrollment.roll_of(work, made.class_id)]
    someone = chance.choice(known or ["nobody"])
    return [
        lambda: enrollment.enroll(work, one.class_id, person),
        lambda: enrollment.confirm(reviewer, [someone]),
        lambda: enrollment.reject(reviewer, [someone], reason="x"),
        lambda: enrollment.withdraw(work, someone, reason="x"),
        lambda: enrollment.drop(work, someone, reason="x"),
        lambda: enrollment.transfer(work, someone, other.class_id, reason="x"),
        lambda: enrollment.promote_waiting(work, one.class_id),
        lambda: enrollment.walk_in(work, chance.choice(one.lessons[:4]), WalkIn(person_id=person)),
        lambda: undo(work),
    ]


def check(work: Work, made: Made) -> None:
    with work.database.read() as session:
        present = stored.enrollments_of_class(session, made.class_id)
        ids = [row.id for row in present]
        events, stints = stored.events(session, ids), stored.stints(session, ids)
    assert len({row.number for row in present}) == len(present)
    assert len({row.person_id for row in present}) == len(present)
    for row in present:
        found = fold(as_event(event) for event in events[row.id])
        assert (found.status, found.review) == (row.status, ())
        _follows_the_table([event.seen for event in _in_force(events[row.id])], row.status)
        days = [as_stint(stint) for stint in stints[row.id]]
        open_ones = [stint for stint in days if stint.left_on is None]
        assert len(open_ones) == (row.status in TAKES_SEAT)
        for earlier, later in pairwise(days):
            assert earlier.left_on is not None
            assert earlier.left_on < later.joined_on


def _in_force(events: Sequence[EventRow]) -> list[EventRow]:
    """Without what was taken back, and without the taking back."""
    undone: set[str | None] = set()
    standing = []
    for event in reversed(events):
        if event.id in undone:
            continue
        if event.kind is EventKind.TAKEN_BACK:
            undone.add(event.takes_back)
        else:
            standing.append(event)
    return standing[::-1]


def _follows_the_table(seen: list[Status | None], last: Status) -> None:
    for before, after in zip(seen, [*seen[1:], last], strict=True):
        assert after in {Status.APPLIED if kind == "reopened" else kind for kind in ALLOWED[before]}


def test_whatever_is_tried_the_record_stays_sound(work: Work, clock: Clock) -> None:
    chance = random.Random(20261020)  # noqa: S311 -- a fixed walk
    classes = [
        running_class.make(work, people=5, enrolled=2, capacity=CAPACITY),
        running_class.make(
            work, people=3, enrolled=1, capacity=CAPACITY, number="500241-2026-002", state=ClassState.DRAFT
        ),
    ]
    done = 0
    for _ in range(STEPS):
        clock.now += timedelta(minutes=chance.choice([1, 1, 1, 600]))
        try:
            chance.choice(actions(work, classes, chance))()
        except Refused:
            continue
        done += 1
        for made in classes:
            check(work, made)
    assert done > STEPS // 8
