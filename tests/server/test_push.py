"""Exactly once, in order, nothing lost: what the centre promises about a batch (SYNC 2.5)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import msgspec
import pytest
import zstandard
from sqlalchemy import select

from tests.server.conftest import Clock, Device
from trainingdesk.server.tables import CONFLICT, QUARANTINE
from trainingdesk.server.trail import received
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.operation import MOST_BYTES, Batch, Fate, Forked, Gap, Revoked, Unreadable, freeze

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from trainingdesk.server.ledger import Ledger


def venue(device: Device, **values: object) -> str:
    operation = device.make("venue", **{"name": "一号教室", "note": None} | values)
    assert device.push(operation).outcomes[0].fate is Fate.APPLIED
    return operation.row_id


def conflicts(engine: Engine) -> list[tuple[str, dict[str, object], dict[str, object], str]]:
    with engine.begin() as connection:
        asked = select(CONFLICT.c.group_name, CONFLICT.c.kept, CONFLICT.c.lost, CONFLICT.c.state)
        return [tuple(row) for row in connection.execute(asked.order_by(CONFLICT.c.op))]  # type: ignore[misc]


def test_a_batch_that_comes_twice_counts_once(one: Device, ledger: Ledger) -> None:
    body = one.batch(one.make("venue", name="一号教室"))
    first, again = ledger.push(one.id, body), ledger.push(one.id, body)
    assert (first.duplicate, again.duplicate) == (False, True)
    assert (again.last_op, again.outcomes) == (1, first.outcomes)
    assert [row.version for row in one.rows().values()] == [1]


def test_one_batch_posted_by_two_connections_at_once_counts_once(one: Device, ledger: Ledger, engine: Engine) -> None:
    body = one.batch(*(one.make("venue", name=str(n)) for n in range(50)))
    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda _: ledger.push(one.id, body), range(4)))
    assert sorted(receipt.duplicate for receipt in receipts) == [False, True, True, True]
    assert len(one.rows()) == 50


def test_operations_that_are_missing_are_asked_for(one: Device, ledger: Ledger) -> None:
    venue(one)
    skipped = one.batch(one.make("venue", name="二"))
    with pytest.raises(Gap) as gap:
        ledger.push(one.id, one.batch(one.make("venue", name="三")))
    assert gap.value.last_op == 1
    assert ledger.push(one.id, skipped).last_op == 2


def test_other_words_under_a_used_number_betray_a_copied_device(one: Device, ledger: Ledger) -> None:
    venue(one)
    with pytest.raises(Forked):
        ledger.push(one.id, freeze(Batch(number=9, first=1, operations=[one.make("venue", name="别的")])))


def test_of_two_desks_that_did_not_know_each_other_both_values_are_kept(
    one: Device, two: Device, clock: Clock, engine: Engine
) -> None:
    row = venue(one)
    one.push(one.change("venue", row, "note", 1, note="甲"))
    clock.pass_by(minutes=1)
    assert two.push(two.change("venue", row, "note", 1, note="乙")).outcomes[0].fate is Fate.APPLIED
    assert one.rows()[row].values["note"] == "乙"
    assert conflicts(engine) == [("note", {"note": "乙"}, {"note": "甲"}, "auto")]


def test_a_loser_receives_what_stands(one: Device, two: Device, clock: Clock) -> None:
    row = venue(one)
    one.push(one.change("venue", row, "note", 1, note="甲"))
    cursor = two.ledger.pull(two.id, bucket="c", after=0).next
    late = two.push(two.change("venue", row, "note", 1, note="乙", hlc=5))
    assert late.outcomes[0].fate is Fate.LOST
    assert [r.values["note"] for r in two.ledger.pull(two.id, bucket="c", after=cursor).rows if r.table == "venue"] == [
        "甲"
    ]


def test_who_has_seen_it_overwrites_it_with_a_clock_of_2019(one: Device, two: Device, engine: Engine) -> None:
    row = venue(one, note="甲")
    assert two.push(two.change("venue", row, "note", 1, note="乙", hlc=1)).outcomes[0].fate is Fate.APPLIED
    assert (two.rows()[row].values["note"], conflicts(engine)) == ("乙", [])


def test_a_clock_a_year_ahead_does_not_win_for_ever(one: Device, two: Device, clock: Clock) -> None:
    row = venue(one)
    one.push(one.change("venue", row, "note", 1, note="甲", hlc=clock.hlc * 2))
    clock.pass_by(seconds=1)
    assert two.push(two.change("venue", row, "note", 1, note="乙")).outcomes[0].fate is Fate.APPLIED


def test_identity_waits_for_a_person(one: Device, two: Device, engine: Engine) -> None:
    said = {"document_kind": "id", "id_mask": "53**", "sex": "f", "birth_date": "1990-01-01", "document_number": None}
    made = one.make("person", name="王芳", **said)
    one.push(made)
    one.push(one.change("person", made.row_id, "identity", 1, name="王方", **said))
    outcome = two.push(two.change("person", made.row_id, "identity", 1, name="汪芳", **said)).outcomes[0]
    assert (outcome.fate, two.rows()[made.row_id].values["name"]) == (Fate.REVIEW, "王方")
    assert [(kept["name"], lost["name"], state) for _, kept, lost, state in conflicts(engine)] == [
        ("王方", "汪芳", "review")
    ]


def test_an_edit_beats_a_deletion_that_did_not_know_it_in_either_order(
    one: Device, two: Device, engine: Engine
) -> None:
    first, second = venue(one), venue(one)
    one.push(one.change("venue", first, "note", 1, note="新"))
    assert two.push(two.change("venue", first, "deleted", 1, deleted=True)).outcomes[0].fate is Fate.LOST
    two.push(two.change("venue", second, "deleted", 2, deleted=True))
    one.push(one.change("venue", second, "note", 2, note="新"))
    rows = one.rows()
    assert [(rows[row].values["deleted"], rows[row].values["note"]) for row in (first, second)] == [(False, "新")] * 2
    assert [group for group, *_ in conflicts(engine)] == ["deleted", "deleted"]


def test_the_same_fact_made_on_two_desks_is_one_row(one: Device, two: Device) -> None:
    row = fact_id("enrollment", "k1", "p1")
    one.push(one.make("enrollment", row, class_id="k1", person_id="p1", number="3", note=None))
    outcome = two.push(two.make("enrollment", row, class_id="k1", person_id="p1", number=None, note="走读")).outcomes[0]
    values = one.rows()[row].values
    assert (outcome.fate, values["number"], values["note"]) == (Fate.APPLIED, "3", "走读")


@pytest.mark.parametrize("first", ["one", "two"])
def test_what_one_of_two_makers_of_a_fact_left_out_replaces_nothing(one: Device, two: Device, first: str) -> None:
    """One desk enrolled somebody and took them off again; the other enrolled them later, and says nothing of leaving."""
    row = fact_id("stint", "e1", "2026-12-01")
    keys = {"enrollment_id": "e1", "joined_on": "2026-12-01", "class_id": "k1"}
    left = {"left_on": "2026-12-04", "left_reason": "withdrawn"}
    said = [
        one.make("stint", row, **keys, left_on=None, left_reason=None),
        one.change("stint", row, "leaving", 0, **left),
    ]
    also = two.make("stint", row, **keys, left_on=None, left_reason=None)
    pushes = [lambda: one.push(*said), lambda: two.push(also)]
    for push in pushes if first == "one" else reversed(pushes):
        push()
    rows = one.rows()
    assert {name: rows[row].values[name] for name in left} == left
    assert [other.table for other in rows.values()] == ["stint"]  # and no conflict


@pytest.mark.parametrize(
    ("table", "values", "code"),
    [
        ("ghost", {"name": "x"}, "unknown_table"),
        ("gho\0st", {"name": "x"}, "unknown_table"),
        ("venue", {"name": "x\0"}, "bad_value"),
        ("venue", {"capacity": 1 << 63}, "bad_value"),
        ("grant", {"role": "administrator"}, "not_allowed"),
        ("payment", {"amount_fen": 1}, "not_allowed"),
    ],
)
def test_a_poisoned_operation_never_holds_up_the_rest(
    one: Device, engine: Engine, table: str, values: dict[str, object], code: str
) -> None:
    receipt = one.push(one.make(table, **values), one.make("venue", name="好"))
    assert [(o.fate, o.code) for o in receipt.outcomes] == [(Fate.QUARANTINED, code), (Fate.APPLIED, "")]
    with engine.begin() as connection:
        aside = connection.execute(select(QUARANTINE.c.op, QUARANTINE.c.code)).all()
        kept = next(operation for _, operation, outcome in received(connection) if outcome.op == 1)
    assert ([tuple(row) for row in aside], kept.table, kept.values) == ([(1, code)], table, values)


def test_numbers_beyond_every_column_hold_up_nothing(one: Device) -> None:
    row = venue(one)
    for hlc, base in ((-(1 << 70), -(1 << 70)), (1 << 70, 1 << 70)):
        receipt = one.push(one.change("venue", row, "note", base, hlc=hlc, note=str(hlc)))
        assert receipt.outcomes[0].fate is Fate.APPLIED


@pytest.mark.parametrize("value", [b"1e999", b'"\\ud800"', b"NaN", b'"\xff"', b"-1e999"])
def test_values_that_no_database_holds_are_no_batch(one: Device, ledger: Ledger, value: bytes) -> None:
    good = zstandard.decompress(one.batch(one.make("venue", name="SAY")))
    with pytest.raises(Unreadable):
        ledger.push(one.id, zstandard.compress(good.replace(b'"SAY"', value)))


def test_part_of_a_group_and_a_change_of_nothing_are_quarantined(one: Device) -> None:
    row = venue(one)
    part = one.change("venue_booking", "x", "time", 0, day="2026-11-25")
    smuggled = one.change("venue", row, "news", 1, capacity=500)
    receipt = one.push(part, smuggled, one.change("venue", row, "news", 1, colour="红"))
    assert [o.code for o in receipt.outcomes] == ["unknown_row", "unknown_group", ""]
    assert one.rows()[row].values["colour"] == "红"


def test_only_the_centre_gives_seats(one: Device) -> None:
    row = fact_id("enrollment", "k1", "p1")
    one.push(one.make("enrollment", row, class_id="k1", person_id="p1", seat="granted"))
    assert one.rows()[row].values["seat"] == "granted"  # by the centre: the class has room
    outcome = one.push(one.change("enrollment", row, "seat", 1, seat="waitlisted", lease_id=None)).outcomes[0]
    assert (outcome.fate, outcome.code) == (Fate.QUARANTINED, "read_only")


def test_counties_do_not_see_each_other(one: Device, ledger: Ledger, clock: Clock) -> None:
    row = venue(one)
    other = Device(ledger, clock, county="530102")
    assert other.rows() == {}
    assert other.push(other.change("venue", row, "note", 1, note="x")).outcomes[0].code == "unknown_row"
    venue(other)
    assert len(one.rows()) == 1


def test_what_a_revoked_device_sends_goes_to_quarantine_and_nowhere_else(
    one: Device, two: Device, ledger: Ledger, engine: Engine
) -> None:
    ledger.revoke(one.id)
    body = one.batch(one.make("venue", name="月底的教室"))
    for _ in range(2):
        with pytest.raises(Revoked):
            ledger.push(one.id, body)
    with engine.begin() as connection:
        kept = [(operation.values, outcome.fate, outcome.code) for _, operation, outcome in received(connection)]
    assert kept == [({"name": "月底的教室"}, Fate.QUARANTINED, "revoked")]
    assert two.rows() == {}


@pytest.mark.parametrize("body", [b"", b"x", zstandard.compress(b"{}"), zstandard.compress(b"0" * (MOST_BYTES + 1))])
def test_what_is_no_batch_is_refused_before_it_is_opened(one: Device, ledger: Ledger, body: bytes) -> None:
    with pytest.raises(Unreadable):
        ledger.push(one.id, body)
    assert ledger.hello(one.id).last_op == 0


def test_a_reader_with_a_cursor_misses_nothing_while_many_write(ledger: Ledger, clock: Clock) -> None:
    writers, reader = [Device(ledger, clock) for _ in range(4)], Device(ledger, clock)

    def write(device: Device) -> None:
        for _ in range(15):
            device.push(*(device.make("venue", name="教室") for _ in range(5)))

    seen: list[str] = []
    cursor = 0
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(write, device) for device in writers]
        while not all(job.done() for job in running) or ledger.pull(reader.id, bucket="c", after=cursor).rows:
            page = ledger.pull(reader.id, bucket="c", after=cursor, limit=50)
            seen += [row.row_id for row in page.rows]
            cursor = page.next
        assert [job.result() for job in running] == [None] * 4
    assert (len(seen), len(set(seen))) == (300, 300)


def test_what_is_frozen_thaws_alike(one: Device) -> None:
    body = one.batch(one.make("venue", name="教室"))
    assert msgspec.json.decode(zstandard.decompress(body), type=Batch).last == 1


def test_a_page_is_cut_before_it_is_more_than_a_desk_opens(one: Device, two: Device) -> None:
    long = "月" * 1_000_000
    for _ in range(3):
        one.push(*(one.make("venue", name=f"{long}{number}") for number in range(4)))
    rows, after, more = [], 0, True
    while more:
        page = two.ledger.pull(two.id, bucket="c", after=after)
        assert len(msgspec.json.encode(page)) < MOST_BYTES
        rows += page.rows
        after, more = page.next, page.more
    assert len({row.row_id for row in rows}) == len(rows) == 12
