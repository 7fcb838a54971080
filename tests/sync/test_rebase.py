"""A desk that slept beyond the horizon: it sends first, then holds what its buckets hold, and loses nothing of its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Role
from trainingdesk.server.tables import BATCH
from trainingdesk.server.trail import received
from trainingdesk.wire.operation import Fate

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sync.conftest import Clock, Desk
    from trainingdesk.server.ledger import Ledger

TEACHER = "u7"


@pytest.fixture
def classes(one: Desk) -> tuple[str, str]:
    """Two classes: the first is the teacher's."""
    hours = {"level": "5", "theory_periods": 8, "practice_periods": 8}
    course = one.make(
        "course", code="K1", name="课程", training_type="1", delivery_modes="OFF", status="active", **hours
    )
    school = one.make("institution", name="学校", kind="5", status="active")
    mine = one.make("instructor", name="教师", employment="full_time", user_id=TEACHER, status="active")
    days = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 20)}
    ruled = {"policy": "blank", "policy_version": "1", "state": "draft", "mode": "OFF", "capacity": 30}
    given = {"course_id": course, "institution_id": school, **days, **ruled}
    made = [
        one.make("training_class", number=number, name=number, instructor_id=teacher, **given)
        for number, teacher in (("甲", mine), ("乙", None))
    ]
    return made[0], made[1]


def sleep_beyond(ledger: Ledger, clock: Clock) -> None:
    ledger.compact()
    clock.now += timedelta(days=401)
    assert ledger.compact().left > 0


def test_it_holds_what_the_bucket_holds_and_what_came_meanwhile(
    ledger: Ledger, clock: Clock, one: Desk, new_desk: Callable[..., Desk], classes: tuple[str, str]
) -> None:
    first, second = classes
    goes, stays = (one.make("register", class_id=first, note=name) for name in "去留")
    one.exchange()
    teacher = new_desk(TEACHER, Role.INSTRUCTOR)
    teacher.exchange()
    assert {row[0] for row in teacher.ask("SELECT id FROM register")} == {goes, stays}
    one.change("register", goes, class_id=second)
    one.change("register", stays, note="改过")
    comes = one.make("register", class_id=first, note="来")
    one.exchange()
    sleep_beyond(ledger, clock)
    done = teacher.exchange()
    assert done.removed == 1
    assert dict(teacher.ask("SELECT id, note FROM register")) == {stays: "改过", comes: "来"}
    assert teacher.ask("SELECT count(*) FROM sync_snapshot") == [(0,)]
    assert teacher.engine.check() == 0
    told = teacher.ask(
        "SELECT c.user_id FROM history h JOIN change_set c ON c.id = h.change_set_id WHERE h.row_id = :row", row=stays
    )
    assert told == [("u1",)]


def test_what_waits_on_a_row_that_left_is_sent_first(
    ledger: Ledger, clock: Clock, one: Desk, new_desk: Callable[..., Desk], classes: tuple[str, str]
) -> None:
    first, second = classes
    register = one.make("register", class_id=first)
    one.exchange()
    teacher = new_desk(TEACHER, Role.INSTRUCTOR)
    teacher.exchange()
    teacher.change("register", register, note="还没送出")
    one.change("register", register, class_id=second)
    one.exchange()
    sleep_beyond(ledger, clock)
    done = teacher.exchange()
    assert (done.sent, done.removed) == (1, 1)
    assert teacher.ask("SELECT count(*) FROM sync_change WHERE acked = 0") == [(0,)]
    assert teacher.engine.check() == 0
    with ledger.engine.begin() as connection:
        sent = received(connection, BATCH.c.device == teacher.centre.device)
        kept = [(operation.values["note"], outcome.fate) for _, operation, outcome in sent]
    assert kept == [("还没送出", Fate.QUARANTINED)]


def test_the_whole_county_loses_nothing_by_it(ledger: Ledger, clock: Clock, one: Desk, two: Desk) -> None:
    """Nothing ever leaves the bucket of a clerk, so he is never sent back."""
    row = one.make("venue", name="一号教室", status="active")
    one.exchange()
    two.exchange()
    ledger.compact()
    clock.now += timedelta(days=401)
    ledger.compact()
    one.change("venue", row, name="二号教室")
    one.exchange()
    two.exchange()
    assert (two.value("venue", row, "name"), two.engine.check()) == ("二号教室", 0)
