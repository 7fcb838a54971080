"""What a desk tells of a change that another one made: why, when by its clock, and when the centre took it (FEATURES 87)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import text

from tests.sync.conftest import COUNTY
from tests.sync.sticks import Stick
from trainingdesk.domain.access import Action, Role
from trainingdesk.storage import history, rows, sync_apply, sync_offer, sync_outbox
from trainingdesk.storage.database import Author
from trainingdesk.storage.settled import settled
from trainingdesk.wire.ids import new_id
from trainingdesk.wire.operation import MOST_REASON, Batch, Operation, Row, thaw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.conftest import Clock, Desk
    from trainingdesk.storage.history import ChangeRow

_WHY = "投影仪坏了，换到二楼"


def change(
    desk: Desk, table: str, row_id: str, *, why: str, action: Action = Action.EDIT_CATALOGUE, **to: object
) -> None:
    with desk.database.write(Author(desk.user, action, desk.clock(), note=why)) as session:
        assert rows.change(session, table, row_id, to)


def make(desk: Desk, table: str, *, why: str, **values: object) -> str:
    with desk.database.write(Author(desk.user, Action.EDIT_PERSON, desk.clock(), note=why)) as session:
        return rows.add(session, table, row_id=new_id(desk.clock()), county_code=COUNTY, values=values)


def told(desk: Desk, row_id: str) -> tuple[ChangeRow, ...]:
    with desk.database.read() as session:
        return history.changes_of(session, row_id)


def reasons(desk: Desk) -> set[str]:
    """Every reason that stands in the file of a desk."""
    return {note for (note,) in desk.ask("SELECT note FROM change_set WHERE note IS NOT NULL")}


def shared_room(one: Desk, two: Desk) -> str:
    """A venue that both desks have."""
    room = one.make("venue", name="一号教室", capacity=40, status="active")
    one.exchange()
    two.exchange()
    return room


def test_the_reason_of_a_change_comes_with_it(one: Desk, two: Desk) -> None:
    room = shared_room(one, two)
    change(one, "venue", room, why=_WHY, address="二楼")
    one.exchange()
    two.exchange()
    (latest,) = told(two, room)  # the making of what came with a first copy is not told
    assert (latest.note, latest.new["address"], latest.user_name) == (_WHY, "二楼", "u1")


def test_the_reason_of_a_new_row_comes_with_it(one: Desk, two: Desk) -> None:
    shared_room(one, two)
    somebody = make(one, "person", why="补录", name="王芳", name_key="王芳")
    one.exchange()
    two.exchange()
    assert [line.note for line in told(two, somebody)] == ["补录"]


def test_reasons_travel_by_stick_too(one: Desk, two: Desk, tmp_path: Path) -> None:
    first, second = Stick(one, tmp_path), Stick(two, tmp_path)
    room = one.make("venue", name="一号教室", capacity=40, status="active")
    first.round_trip()
    second.round_trip()
    change(one, "venue", room, why=_WHY, address="二楼")
    first.round_trip()
    second.round_trip()
    latest = told(two, room)[0]
    assert latest.note == _WHY
    assert latest.received is not None
    assert not told(one, room)[0].waits


def test_what_the_program_notes_for_itself_stays_on_its_desk(one: Desk, two: Desk) -> None:
    room = shared_room(one, two)
    change(one, "venue", room, why="conflict:1", action=Action.UNDO, address="二楼")
    one.exchange()
    two.exchange()
    assert told(two, room)[0].new["address"] == "二楼"
    assert reasons(two) <= {"seed"}


def test_a_change_tells_when_the_centre_took_it(one: Desk, two: Desk, clock: Clock) -> None:
    room = shared_room(one, two)
    change(one, "venue", room, why=_WHY, address="二楼")
    (before, _made), written = told(one, room), clock.now
    clock.now += timedelta(days=3)
    one.exchange()
    two.exchange()
    own, theirs = told(one, room)[0], told(two, room)[0]
    assert (before.waits, before.received) == (True, None)
    assert not own.waits
    assert own.at == theirs.at <= written
    assert own.received is not None
    assert theirs.received == own.received.replace(microsecond=0)  # it travels in seconds
    assert written + timedelta(days=3) <= own.received <= clock.now
    assert not theirs.waits


def test_a_desk_without_a_centre_waits_for_nothing(one: Desk) -> None:
    room = one.make("venue", name="一号教室", capacity=40, status="active")
    with one.database.write(one.author()) as session:
        session.connection().execute(text("DELETE FROM sync_link"))
    (made,) = told(one, room)
    assert (made.waits, made.received) == (False, None)


def test_a_dead_clock_is_told_as_it_stood_with_the_time_of_the_centre(one: Desk, two: Desk, clock: Clock) -> None:
    room = shared_room(one, two)
    one.clock = lambda: datetime(2019, 1, 1, tzinfo=UTC)
    one.exchange()  # tells the desk how far its clock is off
    change(one, "venue", room, why=_WHY, address="二楼")
    one.exchange()
    two.exchange()
    for desk in (one, two):
        latest = told(desk, room)[0]
        assert latest.at == datetime(2019, 1, 1, tzinfo=UTC)
        assert latest.received is not None
        assert abs(latest.received - clock.now) < timedelta(minutes=1)


def test_a_clock_that_runs_ahead_is_told_as_it_stood(one: Desk, two: Desk) -> None:
    room = shared_room(one, two)
    ahead = one.clock() + timedelta(days=400)
    with one.database.write(Author(one.user, Action.EDIT_CATALOGUE, ahead)) as session:
        assert rows.change(session, "venue", room, {"address": "二楼"})
    one.exchange()
    two.exchange()
    assert told(two, room)[0].at == ahead.replace(microsecond=0)


def test_a_long_reason_is_cut_and_holds_up_nothing(one: Desk, two: Desk) -> None:
    room = shared_room(one, two)
    change(one, "venue", room, why="长" * (MOST_REASON + 1), address="二楼")
    one.exchange()
    two.exchange()
    assert told(two, room)[0].note == "长" * (MOST_REASON - 1) + "…"
    assert told(one, room)[0].note == "长" * (MOST_REASON + 1)


def test_who_does_not_see_all_of_a_person_does_not_learn_why_it_was_changed(
    one: Desk, new_desk: Callable[..., Desk]
) -> None:
    auditor, clerk = new_desk("u3", Role.AUDITOR), new_desk("u4", Role.CLERK)
    room = shared_room(one, auditor)
    clerk.exchange()
    somebody = make(one, "person", why="残疾人证上的名字", name="王芳", name_key="王芳")
    one.exchange()
    auditor.exchange()
    clerk.exchange()
    change(one, "person", somebody, why="住院后更正", education="junior_middle")
    change(one, "venue", room, why=_WHY, address="二楼")
    one.exchange()
    auditor.exchange()
    clerk.exchange()
    assert reasons(clerk) >= {"残疾人证上的名字", "住院后更正", _WHY}
    assert reasons(auditor) & {"残疾人证上的名字", "住院后更正", _WHY} == {_WHY}
    assert auditor.value("person", somebody, "education") == "junior_middle"


def test_a_desk_of_an_instructor_who_reads_no_history_learns_no_reason(
    one: Desk, new_desk: Callable[..., Desk]
) -> None:
    teacher = new_desk("u3", Role.INSTRUCTOR)
    room = shared_room(one, teacher)
    change(one, "venue", room, why=_WHY, address="二楼")
    one.exchange()
    teacher.exchange()
    assert teacher.value("venue", room, "address") == "二楼"
    assert _WHY not in reasons(teacher)


def test_who_makes_a_row_again_at_a_centre_that_lost_it_says_why_it_was_changed(one: Desk, two: Desk) -> None:
    room = shared_room(one, two)
    change(one, "venue", room, why=_WHY, address="二楼")
    with one.database.write(one.author()) as session:
        sync_offer.offer(session, [("venue", room)])
        batch = sync_outbox.freeze_next(session, at=one.clock())
    assert batch is not None
    assert thaw(batch.body).operations[-1].reason == _WHY


def test_messages_of_a_program_without_reasons_are_read() -> None:
    operation = ["venue", "v1", None, {"name": "一号教室"}, 1, 0, "u1"]
    batch = msgspec.json.encode({"number": 1, "first": 1, "operations": [operation]})
    (read,) = msgspec.json.decode(batch, type=Batch).operations
    assert (read.reason, read.typed) == ("", 0)
    row = msgspec.json.encode(["venue", "v1", {"name": "一号教室"}, 1, {"*": 1}, {"*": ["u1", "d1", 1]}])
    by = msgspec.json.decode(row, type=Row).by["*"]
    assert (by.reason, by.received, by.typed) == ("", 0, 0)


def test_a_program_without_reasons_reads_messages_with_them() -> None:
    class Before(msgspec.Struct, array_like=True):
        table: str
        row_id: str
        group: str | None
        values: dict[str, str]
        hlc: int
        base: int
        user: str

    said = Operation(table="venue", row_id="v1", group=None, values={}, hlc=1, base=0, user="u1", reason=_WHY, typed=1)
    assert msgspec.json.decode(msgspec.json.encode(said), type=Before).user == "u1"


def test_a_page_of_a_centre_that_tells_neither_is_taken(one: Desk) -> None:
    room = one.make("venue", name="一号教室", capacity=40, status="active")
    one.exchange()
    by = {"address": ["u2", "d2", 1_700_000_000_000 << 16]}
    row = ["venue", room, {"address": "二楼"}, 1 << 40, {"address": 1 << 40}, by]
    with one.database.write(one.author()) as session, settled(session):
        sync_apply.apply(session, [msgspec.convert(row, Row)])
    latest = told(one, room)[0]
    assert (latest.note, latest.received, latest.waits) == (None, None, False)
    assert latest.new["address"] == "二楼"
