"""Why something was changed and when it came: kept beside the value, told to whoever may see it, and judged by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import select, update

from tests.server.conftest import COUNTY
from trainingdesk.server.tables import RECORD
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.operation import MOST_REASON, Fate, Operation

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.server.conftest import Clock, Device
    from trainingdesk.server.ledger import Ledger

_WHY = "投影仪坏了"


def because(operation: Operation, reason: str = _WHY, *, typed: int = 0) -> Operation:
    return msgspec.structs.replace(operation, reason=reason, typed=typed)


def test_a_page_tells_why_and_when_it_came(one: Device, two: Device, clock: Clock) -> None:
    made = one.make("venue", name="一号教室")
    came = milliseconds(clock.now) // 1000
    one.push(made)
    clock.pass_by(days=1)
    one.push(because(one.change("venue", made.row_id, "address", 1, address="二楼")))
    by = two.rows()[made.row_id].by
    assert {name: (who.reason, who.received) for name, who in by.items()} == {
        "*": ("", came),
        "address": (_WHY, came + 24 * 3600),
    }


def test_a_receipt_tells_when_the_batch_first_came(one: Device, ledger: Ledger, clock: Clock) -> None:
    body, came = one.batch(one.make("venue", name="一号教室")), milliseconds(clock.now)
    assert ledger.push(one.id, body).received_ms == came
    clock.pass_by(hours=1)
    again = ledger.push(one.id, body)
    assert (again.duplicate, again.received_ms) == (True, came)


@pytest.mark.parametrize("typed", [-1, 1 << 70, 253_402_300_800])
def test_what_no_database_or_calendar_has_holds_nothing_up(one: Device, two: Device, typed: int) -> None:
    made = because(one.make("venue", name="一号教室"), "坏\0了" + "。" * MOST_REASON, typed=typed)
    assert one.push(made).outcomes[0].fate is Fate.APPLIED
    who = two.rows()[made.row_id].by["*"]
    assert who.reason == ("坏了" + "。" * MOST_REASON)[: MOST_REASON - 1] + "…"
    assert who.typed == 0


def test_a_row_that_comes_back_by_an_edit_does_not_say_why_that_was_made(
    one: Device, two: Device, clock: Clock
) -> None:
    made = one.make("venue", name="一号教室")
    one.push(made)
    two.push(two.change("venue", made.row_id, "deleted", 1, deleted=True))
    clock.pass_by(minutes=1)
    one.push(because(one.change("venue", made.row_id, "address", 1, address="二楼")))
    row = two.rows()[made.row_id]
    assert not row.values["deleted"]
    assert (row.by["address"].reason, row.by["deleted"].reason) == (_WHY, "")


def test_a_change_that_says_nothing_new_leaves_the_first_reason(one: Device, two: Device) -> None:
    made = one.make("venue", name="一号教室")
    one.push(made, because(one.change("venue", made.row_id, "address", 1, address="二楼")))
    two.push(because(two.change("venue", made.row_id, "address", 1, address="二楼"), "别的原因"))
    assert one.rows()[made.row_id].by["address"].reason == _WHY


def test_rows_of_a_centre_of_before_are_shown_and_changed(one: Device, two: Device, engine: Engine) -> None:
    made = one.make("venue", name="一号教室")
    one.push(made)
    mine = (RECORD.c.county == COUNTY, RECORD.c.id == made.row_id)
    with engine.begin() as connection:
        stamps = connection.execute(select(RECORD.c.stamps).where(*mine)).scalar_one()
        before = {name: kept[:6] for name, kept in stamps.items()}
        connection.execute(update(RECORD).where(*mine).values(stamps=before))
    who = two.rows()[made.row_id].by["*"]
    assert (who.device, who.received, who.reason) == (one.id, 0, "")
    two.push(because(two.change("venue", made.row_id, "address", 1, address="二楼")))
    assert one.rows()[made.row_id].by["address"].reason == _WHY


def test_the_trail_tells_why_unless_it_hides_what_was_said(one: Device, ledger: Ledger) -> None:
    room = because(one.make("venue", name="一号教室"))
    somebody = because(one.make("person", name="测试员", document_number="secret"), "更正证件号")
    one.push(room, somebody)
    assert [said.reason for said in ledger.trail(COUNTY, "venue", room.row_id)] == [_WHY]
    assert [said.reason for said in ledger.trail(COUNTY, "person", somebody.row_id)] == [""]
