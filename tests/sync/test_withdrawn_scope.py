"""A class is given to somebody else: what its instructor made there goes from their desk, and nothing of it is lost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import text

from tests.sync.busy import WritesMeanwhile
from trainingdesk.domain.access import Role
from trainingdesk.storage import sync_digest, sync_places
from trainingdesk.storage.settled import settled
from trainingdesk.sync.engine import Exchange
from trainingdesk.wire.operation import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sync.conftest import Desk

TEACHER = "u7"


@pytest.fixture
def taught(one: Desk) -> str:
    """A class of the teacher."""
    hours = {"level": "5", "theory_periods": 8, "practice_periods": 8}
    course = one.make("course", code="K1", name="课程", training_type="1", status="active", **hours)
    school = one.make("institution", name="学校", kind="5", status="active")
    mine = one.make("instructor", name="教师", employment="full_time", user_id=TEACHER, status="active")
    days = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 20)}
    ruled = {"policy": "blank", "policy_version": "1", "state": "draft", "mode": "OFF", "capacity": 30}
    given = {"course_id": course, "institution_id": school, "instructor_id": mine, **days, **ruled}
    return one.make("training_class", number="甲", name="甲", **given)


@pytest.fixture
def teacher(one: Desk, taught: str, new_desk: Callable[..., Desk]) -> Desk:
    one.exchange()
    desk = new_desk(TEACHER, Role.INSTRUCTOR)
    desk.exchange()
    assert desk.value("training_class", taught, "number") == "甲"
    return desk


def test_what_was_sent_and_never_came_back_goes_with_the_class(one: Desk, taught: str, teacher: Desk) -> None:
    register = teacher.make("register", class_id=taught, note="第一课")
    teacher.engine._push_all(Exchange())  # and then the line is gone: no page tells that it stands
    one.change("training_class", taught, instructor_id=None)
    one.exchange()
    teacher.exchange()
    assert one.value("register", register, "note") == "第一课"
    assert teacher.ask("SELECT id FROM register UNION SELECT id FROM training_class") == []


def test_what_was_made_too_late_stays_until_somebody_decides(one: Desk, taught: str, teacher: Desk) -> None:
    register = teacher.make("register", class_id=taught, note="第一课")
    one.change("training_class", taught, instructor_id=None)
    one.exchange()
    teacher.exchange()
    assert teacher.value("register", register, "note") == "第一课"
    assert teacher.ask("SELECT code, state FROM sync_rejected") == [("out_of_scope", "open")]
    teacher.exchange()
    assert teacher.value("register", register, "note") == "第一课"


def test_what_waited_for_a_row_of_the_class_goes_with_it(one: Desk, taught: str, teacher: Desk) -> None:
    bucket, row_id = f"k:{taught}", "00000000-0000-7000-8000-000000000001"
    came = Row(table="register", row_id=row_id, values={"class_id": taught}, version=1, stamps={"*": 1})
    with teacher.database.write(teacher.author()) as session, settled(session):
        sync_places.enter(session, bucket, [("register", row_id)])
        session.connection().execute(
            text("INSERT INTO sync_waiting (table_name, row_id, body, reason) VALUES ('register', :row, :body, 'x')"),
            {"row": row_id, "body": msgspec.json.encode(came)},
        )
    with teacher.database.read() as session:
        assert sync_digest.sums(session, "g") == teacher.centre.digest(bucket="g").sums
    one.change("training_class", taught, instructor_id=None)
    one.exchange()
    teacher.exchange()
    assert teacher.ask("SELECT * FROM sync_waiting") == []
    assert teacher.engine.check() == 0


def test_what_was_made_while_the_class_came_back_for_an_hour_goes_with_it_too(
    one: Desk, taught: str, teacher: Desk
) -> None:
    ((mine,),) = one.ask("SELECT id FROM instructor")
    teacher.make("register", class_id=taught, note="第一课")
    one.change("training_class", taught, instructor_id=None)
    one.exchange()
    teacher.exchange()  # too late: it was sent back, and the class stays under it
    one.change("training_class", taught, instructor_id=mine)
    one.exchange()
    second = teacher.make("register", class_id=taught, note="第二课")
    teacher.engine._push_all(Exchange())  # taken, and then the line is gone: the desk holds nothing of the class again
    one.change("training_class", taught, instructor_id=None)
    one.exchange()
    teacher.exchange()
    assert one.value("register", second, "note") == "第二课"
    assert teacher.ask("SELECT note FROM register") == [("第一课",)]


def test_a_row_that_comes_back_is_seen_as_it_comes(one: Desk, taught: str, teacher: Desk) -> None:
    """What was masked before it left masks nothing after: whoever writes over it has read it; found by seed 5408268."""
    register = one.make("register", class_id=taught, note="第一课")
    mine = one.value("training_class", taught, "instructor_id")
    one.exchange()
    teacher.exchange()
    one.change("register", register, note="改过")
    one.exchange()
    WritesMeanwhile(teacher, lambda: teacher.change("register", register, note="没看到的人写的")).exchange()
    for instructor in (None, mine):
        one.change("training_class", taught, instructor_id=instructor)
        one.exchange()
        teacher.exchange()
    assert teacher.value("register", register, "note") == "改过"
    teacher.change("register", register, note="看到的人写的")
    teacher.exchange()
    one.exchange()
    assert one.value("register", register, "note") == "看到的人写的"
    assert one.ask("SELECT kept, lost FROM conflict") == []
