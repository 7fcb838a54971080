"""Snapshots at the centre: whole as of one number, cut into parts, shared by those who see the same, and for nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from tests.server.conftest import Device
from trainingdesk.domain.access import Role
from trainingdesk.server.ledger import Ledger
from trainingdesk.server.snapshot import KEPT_MS
from trainingdesk.server.tables import SNAPSHOT, SNAPSHOT_PART
from trainingdesk.wire.operation import OutOfScope, Revoked
from trainingdesk.wire.schema import SYNCED
from trainingdesk.wire.snapshot import Gone, digest_of, unpacked

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.server.conftest import Clock
    from trainingdesk.wire.operation import Row, Written
    from trainingdesk.wire.snapshot import Offer, Part

ROWS = 25


@pytest.fixture
def ledger(engine: Engine, clock: Clock) -> Ledger:
    return Ledger(engine, clock, rows_of_a_page=5, rows_of_a_part=4)


def fill(one: Device) -> None:
    """Venues and people with long and with empty fields, one of them deleted, from two kinds of program."""
    made = [one.make("venue", name=f"{number}号教室") for number in range(ROWS)]
    one.push(*made, *(one.make("person", name=f"学员{number}", phone="13800001234") for number in range(ROWS)))
    one.push(*(one.make("person", name=f"学员{number}", note="旧程序") for number in range(3)))
    one.push(one.change("venue", made[3].row_id, "deleted", one.rows()[made[3].row_id].version, deleted=True))


def parts(ledger: Ledger, device: Device, offer: Offer) -> list[Part]:
    bodies = [ledger.part(device.id, snapshot_id=offer.id, number=number) for number in range(len(offer.parts))]
    assert [digest_of(body) for body in bodies] == offer.parts
    return [unpacked(body) for body in bodies]


def rows(found: list[Part]) -> dict[str, Row]:
    return {
        row.row_id: row
        for part in found
        for portion in part.portions
        for row in part.rows(portion, [(shape, at) for shape in portion.shapes for at in range(len(shape.ids))])
    }


def phones(found: list[Part]) -> set[str | None]:
    return {row.values.get("phone") for row in rows(found).values() if row.table == "person"}


def who(written: Written) -> tuple[str, str, int]:
    """What a snapshot tells of a writer; when it came and why is told by pages, to whoever has a history of it."""
    return written.user, written.device, written.hlc


def test_it_says_what_the_pages_say(ledger: Ledger, one: Device, two: Device) -> None:
    fill(one)
    offer = ledger.snapshot(two.id, bucket="c")
    page = ledger.pull(two.id, bucket="c", after=0)
    found = rows(parts(ledger, two, offer))
    paged = {row.row_id: row for row in page.rows}
    assert {key: (row.table, row.values, row.version) for key, row in found.items()} == {
        key: (row.table, row.values, row.version) for key, row in paged.items()
    }
    newest = {key: max(row.by.values(), key=lambda by: by.hlc) for key, row in paged.items()}
    assert {key: who(row.by["*"]) for key, row in found.items()} == {key: who(by) for key, by in newest.items()}
    assert (offer.seq, offer.rows) == (page.next, len(paged))


def test_its_portions_cover_every_table_without_a_gap_parents_first(ledger: Ledger, one: Device) -> None:
    fill(one)
    found = parts(ledger, one, ledger.snapshot(one.id, bucket="c"))
    assert len(found) > ROWS // 4
    assert max(part.size for part in found) == 4
    portions = [portion for part in found for portion in part.portions]
    tables = list(dict.fromkeys(portion.table for portion in portions))
    assert tables == [table.name for table in SYNCED]
    for table in tables:
        mine = [portion for portion in portions if portion.table == table]
        assert [portion.after for portion in mine] == ["", *(portion.until for portion in mine[:-1])]
        assert mine[-1].until is None
        for portion in mine:
            ids = [row_id for shape in portion.shapes for row_id in shape.ids]
            assert all(portion.after < row_id <= (portion.until or "~") for row_id in ids)


def test_those_who_see_the_same_share_one(ledger: Ledger, one: Device, two: Device, clock: Clock) -> None:
    fill(one)
    offers = {ledger.snapshot(device.id, bucket="c").id for device in (one, two)}
    assert len(offers) == 1
    assert phones(parts(ledger, one, ledger.snapshot(one.id, bucket="c"))) == {"13800001234", None}
    auditor = Device(ledger, clock, Role.AUDITOR, user="u3")
    other = ledger.snapshot(auditor.id, bucket="c")
    assert other.id not in offers
    assert phones(parts(ledger, auditor, other)) == {"138****1234", None}


def test_one_from_before_the_own_last_change_is_not_given(ledger: Ledger, one: Device, two: Device) -> None:
    row = one.make("venue", name="甲")
    one.push(row)
    before = ledger.snapshot(two.id, bucket="c")
    version = two.rows()[row.row_id].version
    two.push(two.change("venue", row.row_id, "name", version, name="乙"))
    after = ledger.snapshot(two.id, bucket="c")
    assert after.id != before.id
    assert rows(parts(ledger, two, after))[row.row_id].values["name"] == "乙"
    assert ledger.snapshot(one.id, bucket="c").id == after.id


def test_it_is_offered_to_who_never_asked_and_where_it_is_worth_it(ledger: Ledger, one: Device, two: Device) -> None:
    one.push(*(one.make("venue", name=f"{number}") for number in range(5)))
    assert ledger.hello(two.id).copies == ()
    one.push(one.make("venue", name="6"))
    assert ledger.hello(two.id).copies == ("c",)
    ledger.pull(two.id, bucket="c", after=0)
    assert ledger.hello(two.id).copies == ()


def test_nobody_else_gets_it(ledger: Ledger, one: Device, clock: Clock) -> None:
    fill(one)
    offer = ledger.snapshot(one.id, bucket="c")
    stranger = Device(ledger, clock, county="530182", user="u9")
    instructor = Device(ledger, clock, Role.INSTRUCTOR, user="u8")
    for device in (stranger, instructor):
        with pytest.raises(OutOfScope):
            ledger.part(device.id, snapshot_id=offer.id, number=0)
    with pytest.raises(OutOfScope):
        ledger.snapshot(instructor.id, bucket="c")
    ledger.revoke(one.id)
    for ask in (
        lambda: ledger.part(one.id, snapshot_id=offer.id, number=0),
        lambda: ledger.snapshot(one.id, bucket="c"),
    ):
        with pytest.raises(Revoked):
            ask()


def test_old_ones_are_thrown_away_and_what_is_used_stays(ledger: Ledger, one: Device, clock: Clock) -> None:
    fill(one)
    old = ledger.snapshot(one.id, bucket="c")
    clock.pass_by(milliseconds=KEPT_MS - 1)
    assert ledger.snapshot(one.id, bucket="c").id == old.id
    clock.pass_by(milliseconds=KEPT_MS + 1)
    instructor = Device(ledger, clock, Role.INSTRUCTOR, user="u8")
    ledger.snapshot(instructor.id, bucket="g")
    with pytest.raises(Gone):
        ledger.part(one.id, snapshot_id=old.id, number=0)
    with ledger.engine.begin() as connection:
        kept = connection.scalar(select(func.count(SNAPSHOT_PART.c.snapshot.distinct())))
        assert (kept, connection.scalar(select(func.count()).select_from(SNAPSHOT))) == (1, 1)


def test_one_whose_making_was_cut_is_never_given(ledger: Ledger, one: Device) -> None:
    fill(one)
    cut = ledger.snapshot(one.id, bucket="c")
    with ledger.engine.begin() as connection:
        connection.execute(SNAPSHOT.update().values(ready=False))
    assert ledger.snapshot(one.id, bucket="c").id != cut.id
    with pytest.raises(Gone):
        ledger.part(one.id, snapshot_id=cut.id, number=0)
