"""What devices said is kept as it came, and an audit reads what became of it, without numbers that are nobody's business."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select

from tests.server.conftest import COUNTY
from trainingdesk.server.tables import BATCH
from trainingdesk.wire.operation import Fate

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.server.conftest import Clock, Device
    from trainingdesk.server.ledger import Ledger


def test_a_batch_is_kept_as_it_came(one: Device, ledger: Ledger, engine: Engine) -> None:
    body = one.batch(one.make("venue", name="甲"))
    ledger.push(one.id, body)
    with engine.begin() as connection:
        kept = connection.execute(select(BATCH.c.body, BATCH.c.sha256, BATCH.c.county)).one()
    assert tuple(kept) == (body, hashlib.sha256(body).hexdigest(), COUNTY)


def test_the_trail_of_a_row_tells_who_said_what_and_what_became_of_it(
    one: Device, two: Device, ledger: Ledger, clock: Clock
) -> None:
    made = one.make("venue", name="一号教室", status="active")
    one.push(made, one.make("venue", name="别的教室"))
    earlier = two.change("venue", made.row_id, "note", 1, note="没有投影")
    clock.pass_by(minutes=1)
    one.push(one.change("venue", made.row_id, "note", 1, note="有投影"))
    clock.pass_by(minutes=1)
    two.push(earlier, two.change("venue", made.row_id, "note", 1, name="别的"))
    found = ledger.trail(COUNTY, "venue", made.row_id)
    assert [(one.device, one.op, one.group, one.fate) for one in found] == [
        (one.id, 1, None, Fate.APPLIED),
        (one.id, 3, "note", Fate.APPLIED),
        (two.id, 1, "note", Fate.LOST),
        (two.id, 2, "note", Fate.QUARANTINED),
    ]
    assert [one.values for one in found[1:3]] == [{"note": "有投影"}, {"note": "没有投影"}]
    assert found[-1].code == "unknown_group"
    assert ledger.trail("530102", "venue", made.row_id) == []


def test_the_trail_hides_what_an_instructor_does_not_see(one: Device, ledger: Ledger) -> None:
    number, account = "11010119900307283X", "6217000000000000003"  # GB 11643-1999 and a Luhn number: nobody's
    made = one.make("person", name="测试员", document_number=number, payee_account=account, phone="13800000001")
    one.push(made)
    (said,) = ledger.trail(COUNTY, "person", made.row_id)
    assert (said.values["document_number"], said.values["payee_account"]) == ("***", "***")
    assert (said.values["name"], said.values["phone"]) == ("测试员", "138****0001")
