"""What marks weigh on the line (FEATURES 72): ten thousand of them are seconds of a slow one, not an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from typing import Final

from trainingdesk.domain.attendance import Mark
from trainingdesk.storage.sync_outbox import OPERATIONS_OF_A_BATCH
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.ids import enrollment_id_of, mark_id, new_id
from trainingdesk.wire.operation import Batch, Operation, freeze

MARKS: Final = 10_000
#: Three megabytes, which 1 Mbit/s carries in 24 of the 60 seconds that are allowed.
MOST: Final = 3_000_000


def marks() -> list[Operation]:
    """Registers of forty people, typed one after the other by one person; every seventh mark says why."""
    random, now = Random(72), datetime(2026, 10, 20, 1, 30, tzinfo=UTC)  # noqa: S311 -- no secret
    user, found = new_id(now), list[Operation]()
    for number in range(MARKS // 200):
        class_id = new_id(now + timedelta(days=number))
        people = [enrollment_id_of(class_id, new_id(now)) for _ in range(40)]
        for lesson, enrollment in product([new_id(now) for _ in range(5)], people):
            now += timedelta(milliseconds=random.randrange(300, 2_000))
            values = {
                "status": random.choices(list(Mark), [90] + [1] * (len(Mark) - 1))[0].value,
                "minutes": None,
                "time_in": None,
                "time_out": None,
                "reason": None if random.randrange(7) else "家中老人住院，已电话请假",
                "method": "register",
                "typed_at": milliseconds(now),
                "typed_by": user,
            }
            keys = {"class_id": class_id, "lesson_id": lesson, "enrollment_id": enrollment}
            one = {"table": "attendance_mark", "row_id": mark_id(lesson, enrollment), "base": 0, "user": user}
            hlc = milliseconds(now) << 16
            found += [
                Operation(group=group, values=given, hlc=hlc, **one)
                for group, given in (("keys", keys), ("mark", values))
            ]
    return found


def test_ten_thousand_marks_are_no_more_than_three_megabytes() -> None:
    made = marks()
    assert len(made) == 2 * MARKS
    batches = [
        Batch(number=1, first=at + 1, operations=made[at : at + OPERATIONS_OF_A_BATCH])
        for at in range(0, len(made), OPERATIONS_OF_A_BATCH)
    ]
    sent = sum(len(freeze(one)) for one in batches)
    assert MOST / 10 < sent < MOST
