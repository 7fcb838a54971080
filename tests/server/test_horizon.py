"""What left a bucket is forgotten late and never behind a desk's back; quarantine and three years of operations stay."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, func, select

from tests.server.conftest import Clock, Device
from trainingdesk.domain.access import Role
from trainingdesk.server.compaction import every_day
from trainingdesk.server.tables import BATCH, FEED, MILESTONE
from trainingdesk.server.trail import received
from trainingdesk.wire.operation import Fate
from trainingdesk.wire.snapshot import Rebase, unpacked

if TYPE_CHECKING:
    from trainingdesk.server.ledger import Ledger

FROM, TO = "class-one", "class-two"


@pytest.fixture
def teacher(ledger: Ledger, clock: Clock, one: Device) -> Device:
    """An instructor's device; both classes are his."""
    instructor = one.make("instructor", name="教师", user_id="u7")
    classes = [
        one.make("training_class", row_id, number=row_id, instructor_id=instructor.row_id) for row_id in (FROM, TO)
    ]
    one.push(instructor, *classes)
    return Device(ledger, clock, Role.INSTRUCTOR, user="u7")


def all_of(device: Device, bucket: str) -> int:
    """Hear everything of a bucket; answers the cursor behind it."""
    device.ledger.hello(device.id)
    next_ = device.ledger.pull(device.id, bucket=bucket, after=0).next
    return device.ledger.pull(device.id, bucket=bucket, after=next_).next


def leave(one: Device) -> str:
    """A booking moves from one class to the other; answers its id."""
    booking = one.make("venue_booking", class_id=FROM, purpose="上课")
    one.push(booking)
    version = one.rows()[booking.row_id].version
    one.push(one.change("venue_booking", booking.row_id, "class_id", version, class_id=TO))
    return booking.row_id


def left(ledger: Ledger) -> int:
    with ledger.engine.begin() as connection:
        return int(connection.scalar(select(func.count()).select_from(FEED).where(FEED.c.stands.is_(False))) or 0)


def test_it_is_kept_for_four_hundred_days_whoever_has_heard(
    ledger: Ledger, one: Device, teacher: Device, clock: Clock
) -> None:
    leave(one)
    all_of(teacher, f"k:{FROM}")
    assert (ledger.compact().left, left(ledger)) == (0, 1)
    clock.pass_by(days=399)
    all_of(teacher, f"k:{FROM}")
    assert (ledger.compact().left, left(ledger)) == (0, 1)
    clock.pass_by(days=1)
    assert (ledger.compact().left, left(ledger)) == (1, 0)
    assert ledger.compact().left == 0


def asked_of_feed(ledger: Ledger) -> list[str]:
    """Compact; answers how SQLite goes about what it is asked of the feed."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        if "feed" in statement:
            asked.append((statement, values))

    event.listen(ledger.engine, "before_cursor_execute", note)
    try:
        ledger.compact()
    finally:
        event.remove(ledger.engine, "before_cursor_execute", note)
    with ledger.engine.begin() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", values).all() for one, values in asked]
    return [line.detail for plan in plans for line in plan if " feed " in line.detail]


def test_a_feed_of_millions_is_never_read_through_for_it(
    ledger: Ledger, one: Device, teacher: Device, clock: Clock
) -> None:
    if ledger.engine.dialect.name != "sqlite":
        pytest.skip("a plan of PostgreSQL depends on how much there is")
    leave(one)
    assert asked_of_feed(ledger) == []  # nothing is old enough
    clock.pass_by(days=400)
    all_of(teacher, f"k:{FROM}")
    plans = asked_of_feed(ledger)
    assert left(ledger) == 0
    assert plans
    assert [one for one in plans if "feed_gone" not in one] == []


def test_a_desk_that_is_still_about_holds_it_back(ledger: Ledger, one: Device, teacher: Device, clock: Clock) -> None:
    before = all_of(teacher, f"k:{FROM}")
    gone = leave(one)
    ledger.compact()
    clock.pass_by(days=401)
    ledger.hello(teacher.id)  # it was heard, but has not asked for the bucket yet
    assert ledger.compact().left == 0
    assert ("venue_booking", gone) in ledger.pull(teacher.id, bucket=f"k:{FROM}", after=before).removed
    clock.pass_by(days=179)
    assert ledger.compact().left == 0
    clock.pass_by(days=2)
    assert ledger.compact().left == 1


def test_who_slept_beyond_it_is_told_to_take_a_snapshot(
    ledger: Ledger, one: Device, teacher: Device, clock: Clock
) -> None:
    before = all_of(teacher, f"k:{FROM}")
    stale = ledger.snapshot(teacher.id, bucket=f"k:{FROM}")
    gone = leave(one)
    ledger.compact()
    clock.pass_by(days=401)
    assert ledger.compact().left == 1
    with pytest.raises(Rebase):
        ledger.pull(teacher.id, bucket=f"k:{FROM}", after=before)
    offer = ledger.snapshot(teacher.id, bucket=f"k:{FROM}")
    assert (offer.id != stale.id, offer.seq > before) == (True, True)
    part = unpacked(ledger.part(teacher.id, snapshot_id=offer.id, number=0))
    named = {row_id for portion in part.portions for shape in portion.shapes for row_id in shape.ids}
    assert FROM in named
    assert gone not in named
    assert ledger.pull(teacher.id, bucket=f"k:{FROM}", after=offer.seq).rows == []
    new = Device(ledger, clock, Role.INSTRUCTOR, user="u7")
    assert ledger.pull(new.id, bucket=f"k:{FROM}", after=0).removed == []


def test_numbers_of_days_are_kept_as_long_as_they_are_asked_for(ledger: Ledger, one: Device, clock: Clock) -> None:
    for _ in range(3):
        leave(one)
        ledger.compact()
        ledger.compact()
        clock.pass_by(days=300)
    with ledger.engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(MILESTONE)) == 3
    ledger.compact()  # the second one is the newest that is older than 400 days
    with ledger.engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(MILESTONE)) == 3


def test_old_operations_go_but_for_those_in_quarantine(ledger: Ledger, one: Device, two: Device, clock: Clock) -> None:
    one.push(one.make("venue", name="甲"))
    one.push(one.make("venue", name="乙"), one.make("hovercraft", name="乙"))
    clock.pass_by(days=3 * 366 - 1)
    two.push(two.make("venue", name="丙"))
    assert ledger.compact().operations == 0
    clock.pass_by(days=2)
    assert ledger.compact().operations == 1
    with ledger.engine.begin() as connection:
        kept = [(operation.values["name"], outcome.fate) for _, operation, outcome in received(connection)]
        proofs = connection.scalar(select(func.count()).select_from(BATCH))
    assert kept == [("乙", Fate.APPLIED), ("乙", Fate.QUARANTINED), ("丙", Fate.APPLIED)]
    assert proofs == 3
    assert one.ledger.hello(one.id).last_op == 3
    assert ledger.push(two.id, two.batch(two.make("venue", name="丁"))).last_op == 2


def test_a_serving_centre_compacts_at_once_and_stops_when_told(ledger: Ledger, one: Device) -> None:
    leave(one)
    stop = threading.Event()
    stop.set()
    every_day(ledger, stop)
    with ledger.engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(MILESTONE)) == 1
