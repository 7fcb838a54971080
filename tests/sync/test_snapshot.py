"""A new desk takes its scope as a snapshot: whole, from wherever it was cut, and beside what it holds already."""

from __future__ import annotations

import shutil
from collections.abc import Callable  # noqa: TC003 -- a dataclass names it
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import event, select, text

from tests.sync.conftest import COUNTY, KEY, Clock, Desk, Direct, enroll, join
from tests.sync.lifted import lift
from tests.sync.sticks import work_of
from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.domain.access import Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Unavailable
from trainingdesk.sample.bulk import fill
from trainingdesk.sample.plan import plan_county
from trainingdesk.sample.size import SIZES, SizeName
from trainingdesk.sample.staff import SceneClock
from trainingdesk.server.engine import open_engine
from trainingdesk.server.keys import keys
from trainingdesk.server.ledger import Ledger
from trainingdesk.server.tables import RECORD, SNAPSHOT, SNAPSHOT_PART
from trainingdesk.storage import rows, sync_snapshot
from trainingdesk.storage.database import Database
from trainingdesk.storage.person_search import people_found
from trainingdesk.storage.sync_snapshot import copies
from trainingdesk.sync.client import Client
from trainingdesk.sync.exchange import exchange_with
from trainingdesk.wire.schema import SYNCED
from trainingdesk.wire.snapshot import Altered, Offer, digest_of, packed, signed, unpacked, verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trainingdesk.storage.vault import Kdf
    from trainingdesk.wire.operation import Welcome

UNTIL = date(2026, 11, 2)
#: Every table of a small county has rows, and each class a fifth of its people: what a snapshot does is done with it all.
COUNTY_OF_THE_CENTRE = replace(SIZES[SizeName.S], enrollments=280, people=260)
ROWS_OF_A_PART = 500
NAME, PASSWORD = "王主任", "a-long-village-password"


class Crash(Exception):  # noqa: N818 -- it is no error of the program
    """The power went."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A county: the file of its centre, and every row of the desk that it was made on."""

    centre: Path
    rows: dict[str, dict[str, tuple[Any, ...]]]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, cheap_kdf: Kdf) -> Filled:
    folder, clock = tmp_path_factory.mktemp("county"), SceneClock(date(2026, 1, 4))
    named = {"county_code": COUNTY, "county_name": "示例中心", "admin_name": NAME, "password": PASSWORD}
    create_desk(folder / "desk", **named, clock=clock, kdf=cheap_kdf)
    clock.move_to(UNTIL, hour=9)
    engine = open_engine(f"sqlite:///{folder / 'centre.sqlite'}")
    with signed_in(folder / "desk", user_name=NAME, password=PASSWORD, clock=clock) as work:
        fill(work, plan_county(COUNTY_OF_THE_CENTRE, seed=1), until=UNTIL)
        lift(work.database, engine, county=COUNTY)
        found = contents(work.database)
    engine.dispose()
    return Filled(folder / "centre.sqlite", found)


@pytest.fixture
def ledger(filled: Filled, clock: Clock, tmp_path: Path) -> Iterator[Ledger]:
    shutil.copy(filled.centre, tmp_path / "centre.sqlite")
    engine = open_engine(f"sqlite:///{tmp_path / 'centre.sqlite'}")
    yield Ledger(engine, clock, rows_of_a_page=100, rows_of_a_part=ROWS_OF_A_PART)
    engine.dispose()


def contents(database: Database) -> dict[str, dict[str, tuple[Any, ...]]]:
    """Every declared field and everything derived, by table and id."""
    found = {}
    with database.read() as session:
        for one in SYNCED:
            fields = ", ".join(f'"{name}"' for name in ("id", *one.fields, *one.derived))
            rows = session.connection().execute(text(f'SELECT {fields} FROM "{one.name}"'))  # noqa: S608 -- our own names
            found[one.name] = {row[0]: tuple(row) for row in rows}
    return found


@dataclass(slots=True)
class Cut(Direct):
    """Gives one part, then nothing until somebody says that the line stands again; notes which part was asked for."""

    is_cut: bool = False
    asked: list[int] = field(default_factory=list)

    def part(self, *, snapshot: str, number: int) -> bytes:
        if self.is_cut:
            raise Unavailable("sync.unreachable")
        self.asked.append(number)
        self.is_cut = True
        return self.ledger.part(self.device, snapshot_id=snapshot, number=number)


def parts_of(ledger: Ledger, desk: Desk, bucket: str = "c") -> int:
    return len(ledger.snapshot(desk.centre.device, bucket=bucket).parts)


def test_a_new_desk_ends_with_every_row_and_everything_derived(filled: Filled, one: Desk) -> None:
    done = one.exchange()
    assert contents(one.database) == filled.rows
    assert (done.came, done.percent, done.waiting) == (sum(map(len, filled.rows.values())), None, 0)
    assert one.engine.check() == 0
    counts = (
        "SELECT (SELECT count(*) FROM sync_change), (SELECT count(*) FROM history), (SELECT count(*) FROM sync_inbox)"
    )
    assert one.ask(counts) == [(0, 0, 0)]
    assert one.exchange().taken == 0


def test_people_are_found_afterwards_by_name_and_tail_of_their_number(one: Desk) -> None:
    one.exchange()
    (person_id, name, number) = one.ask("SELECT id, name, document_number FROM person ORDER BY id LIMIT 1")[0]
    with one.database.read() as session:
        assert person_id in people_found(session, name, limit=500)
        assert person_id in people_found(session, number[-6:], limit=500)


def test_cut_at_every_part_each_is_fetched_once(filled: Filled, one: Desk, ledger: Ledger) -> None:
    line = Cut(ledger, one.centre.device)
    one.centre = line
    percents = []
    while True:
        line.is_cut = False
        try:
            one.exchange()
        except Unavailable:
            with one.database.read() as session:
                copy = copies(session)["c"]
            percents.append(copy.rows_done)
            assert one.ask("SELECT count(*) FROM sync_bucket") == [(0,)]
        else:
            break
    assert line.asked == list(range(parts_of(ledger, one)))
    assert percents == sorted(percents)
    assert len(percents) == len(line.asked) - 1
    assert contents(one.database) == filled.rows
    assert one.engine.check() == 0


def test_a_crash_before_any_statement_is_gone_on_from(filled: Filled, one: Desk) -> None:
    left: list[int | None] = [None]

    def statement(*_: Any) -> None:
        if left[0] is not None:
            left[0] -= 1
            if left[0] < 0:
                left[0] = None
                raise Crash

    event.listen(one.database._writing, "before_cursor_execute", statement)
    crashes, statements = 0, 3
    while True:
        left[0], statements = statements, statements + 2
        try:
            one.exchange()
        except Crash:
            crashes += 1
            path = one.database.path
            one.database.close()
            one.database = Database(path, KEY)  # what is on the disk is all there is
            event.listen(one.database._writing, "before_cursor_execute", statement)
        else:
            break
    left[0] = None
    assert crashes > 10
    assert contents(one.database) == filled.rows
    assert one.engine.check() == 0


def column(filled: Filled, table: str, name: str) -> dict[str, Any]:
    """One field of every row of a table."""
    at = ("id", *next(one for one in SYNCED if one.name == table).fields).index(name)
    return {row_id: row[at] for row_id, row in filled.rows[table].items()}


def test_an_instructor_takes_his_classes_masked(filled: Filled, ledger: Ledger, new_desk: Callable[..., Desk]) -> None:
    """The catalogue and each of his classes as a snapshot, where they are large."""
    teaches = next(iter(column(filled, "training_class", "instructor_id").values()))
    with ledger.engine.begin() as connection:
        data = connection.scalar(select(RECORD.c.data).where(RECORD.c.id == teaches))
        connection.execute(RECORD.update().where(RECORD.c.id == teaches).values(data=data | {"user_id": "u7"}))
    desk = new_desk("u7", Role.INSTRUCTOR)
    welcome = desk.centre.hello()
    classes = {bucket.removeprefix("k:") for bucket in welcome.buckets if bucket != "g"}
    assert set(welcome.copies) == set(welcome.buckets)
    assert desk.exchange().came > len(classes)
    assert {row[0] for row in desk.ask("SELECT document_number FROM person")} == {None}
    assert all("****" in row[0] for row in desk.ask("SELECT phone FROM person WHERE phone IS NOT NULL"))
    assert {row[0] for row in desk.ask("SELECT id FROM training_class")} == classes
    of_class, of_person = column(filled, "enrollment", "class_id"), column(filled, "enrollment", "person_id")
    people = {of_person[one] for one, class_id in of_class.items() if class_id in classes}
    assert {row[0] for row in desk.ask("SELECT id FROM person")} == people
    assert desk.engine.check() == 0
    assert desk.exchange().taken == 0


def test_what_was_written_here_meanwhile_stays_on_top(one: Desk, ledger: Ledger) -> None:
    """A row made and one changed while the copy is under way, and both are at the centre afterwards."""
    line = Cut(ledger, one.centre.device)
    one.centre = line
    while not one.ask("SELECT 1 FROM venue UNION SELECT 1 FROM institution"):
        line.is_cut = False
        with pytest.raises(Unavailable):
            one.exchange()
    (row, before) = one.ask("SELECT id, name FROM institution ORDER BY id LIMIT 1")[0]
    one.change("institution", row, note="本机写的")
    made = one.make("venue", name="新教室", status="active")
    one.centre = Direct(ledger, line.device)
    done = one.exchange()
    assert done.sent == 2
    assert (one.value("institution", row, "note"), one.value("institution", row, "name")) == ("本机写的", before)
    assert one.value("venue", made, "name") == "新教室"
    assert one.engine.check() == 0


def test_what_was_sent_meanwhile_is_not_undone_by_a_part_from_before(one: Desk, ledger: Ledger) -> None:
    """A mark that the centre has and the copy not yet is made here with the office's word, and sent; then its part comes."""
    line = Cut(ledger, one.centre.device)
    one.centre = line
    with pytest.raises(Unavailable):
        one.exchange()
    asked = select(RECORD.c.id, RECORD.c.data).where(RECORD.c.tbl == "attendance_mark").order_by(RECORD.c.id.desc())
    with ledger.engine.begin() as connection:
        mark, data = connection.execute(asked).first() or ("", {})
    assert one.ask("SELECT count(*) FROM attendance_mark") == [(0,)]
    known = {name: value for name, value in data.items() if name not in {"deleted", "office_status"}}
    with one.database.write(one.author()) as session:
        values = known | {"typed_at": one.clock(), "office_status": Mark.ABSENT, "office_reason": "补登"}
        rows.add(session, "attendance_mark", row_id=mark, county_code=COUNTY, values=values)
    reasons = set()
    while one.ask("SELECT 1 FROM sync_snapshot"):
        line.is_cut = False
        with suppress(Unavailable):
            one.exchange()
        reasons.add(one.value("attendance_mark", mark, "office_reason"))
    assert reasons == {"补登"}
    assert one.ask("SELECT count(*) FROM sync_returning") == [(0,)]
    assert one.engine.check() == 0


def test_a_row_that_is_here_with_work_that_waits_keeps_it(one: Desk, two: Desk, ledger: Ledger) -> None:
    """Written between the push and the part that brings a newer value: the mask rule holds (R3), then it is a conflict."""
    one.exchange()
    (row,) = one.ask("SELECT id FROM institution ORDER BY id LIMIT 1")[0]
    two.exchange()
    two.change("institution", row, note="别处写的")
    two.exchange()
    newer = two.value("institution", row, "sync_ver")
    with one.database.write(one.author()) as session:
        sync_snapshot.want(session, "c")
    one.centre = Meanwhile(ledger, one.centre.device, lambda: one.change("institution", row, note="本机写的"))
    one.exchange()
    assert one.value("institution", row, "note") == "本机写的"
    ((group, base),) = one.ask("SELECT group_name, base FROM sync_mask WHERE row_id = :row", row=row)
    assert group == "note"
    assert base < newer
    for desk in (one, two):
        desk.exchange()
        assert desk.engine.check() == 0
    assert one.ask("SELECT count(*) FROM conflict WHERE about_row = :row", row=row) == [(1,)]


@dataclass(slots=True)
class Meanwhile(Direct):
    """Somebody writes here once, while the first part is on its way."""

    write: Callable[[], None]
    is_written: bool = False

    def part(self, *, snapshot: str, number: int) -> bytes:
        if not self.is_written:
            self.is_written = True
            self.write()
        return self.ledger.part(self.device, snapshot_id=snapshot, number=number)


def test_a_snapshot_that_was_thrown_away_is_asked_for_anew(filled: Filled, one: Desk, ledger: Ledger) -> None:
    line = Cut(ledger, one.centre.device)
    one.centre = line
    with pytest.raises(Unavailable):
        one.exchange()
    with ledger.engine.begin() as connection:
        connection.execute(SNAPSHOT.delete())
        connection.execute(SNAPSHOT_PART.delete())
    one.centre = Direct(ledger, line.device)
    one.exchange()
    assert contents(one.database) == filled.rows
    assert one.engine.check() == 0


class Bent(Direct):
    """Gives parts that were changed on the way, and offers them under their new digests."""

    change: Any = None

    def snapshot(self, *, bucket: str) -> Offer:
        offer = super().snapshot(bucket=bucket)
        bodies = [self.part(snapshot=offer.id, number=number) for number in range(len(offer.parts))]
        bent = msgspec.structs.replace(offer, parts=[digest_of(body) for body in bodies])
        with self.ledger.engine.begin() as connection:
            return signed(bent, county=COUNTY, signing_key=keys(connection).signing_key)

    def part(self, *, snapshot: str, number: int) -> bytes:
        part = unpacked(self.ledger.part(self.device, snapshot_id=snapshot, number=number))
        return packed(msgspec.structs.replace(part, portions=[self.change(one) for one in part.portions]))


def bent(desk: Desk, ledger: Ledger, change: Callable[[Any], Any]) -> None:
    line = Bent(ledger, desk.centre.device)
    line.change = change
    desk.centre = line
    desk.exchange()


def with_values(portion: Any, table: str, **values: Any) -> Any:
    if portion.table != table:
        return portion
    shapes = []
    for shape in portion.shapes:
        columns = {name: column for name, column in shape.columns.items() if name not in values}
        shapes.append(msgspec.structs.replace(shape, columns=columns, same=shape.same | values))
    return msgspec.structs.replace(portion, shapes=shapes)


@pytest.mark.parametrize(
    ("table", "values", "reason"),
    [
        ("certificate", {"kind": "dancing"}, "not_accepted"),
        ("followup", {"method": None}, "not_accepted"),
        ("followup", {"method": {"of": "nothing"}}, "not_accepted"),
        ("followup", {"class_id": "nowhere"}, "no_parent"),
    ],
)
def test_rows_that_cannot_be_kept_wait_and_hold_up_nothing(
    filled: Filled, one: Desk, ledger: Ledger, table: str, values: dict[str, Any], reason: str
) -> None:
    bent(one, ledger, lambda portion: with_values(portion, table, **values))
    count = len(filled.rows[table])
    assert count > 0
    assert one.ask("SELECT table_name, reason, count(*) FROM sync_waiting GROUP BY 1, 2") == [(table, reason, count)]
    found = contents(one.database)
    assert found.pop(table) == {}
    assert found == {name: rows for name, rows in filled.rows.items() if name != table}


def test_a_table_of_a_newer_program_waits_for_the_newer_program(filled: Filled, one: Desk, ledger: Ledger) -> None:
    bent(one, ledger, lambda one: msgspec.structs.replace(one, table="hovercraft") if one.table == "holiday" else one)
    waits = one.ask("SELECT table_name, reason, count(*) FROM sync_waiting GROUP BY 1, 2")
    assert waits == [("hovercraft", "unknown_table", len(filled.rows["holiday"]))]


def test_fields_of_a_newer_program_are_left_out_and_those_of_this_one_filled_up(one: Desk, ledger: Ledger) -> None:
    def change(portion: Any) -> Any:
        if portion.table != "person":
            return portion
        fuller = with_values(portion, portion.table, hovercraft="yes")
        shapes = [
            msgspec.structs.replace(
                shape,
                columns={name: column for name, column in shape.columns.items() if name != "verified"},
                same={name: value for name, value in shape.same.items() if name != "verified"},
            )
            for shape in fuller.shapes
        ]
        return msgspec.structs.replace(portion, shapes=shapes)

    bent(one, ledger, change)
    assert {row[0] for row in one.ask("SELECT verified FROM person")} == {"none"}


def test_a_part_that_is_not_what_was_offered_is_not_applied(one: Desk, ledger: Ledger) -> None:
    class Swapped(Direct):
        def part(self, *, snapshot: str, number: int) -> bytes:
            return super().part(snapshot=snapshot, number=number + 1)

    one.centre = Swapped(ledger, one.centre.device)
    with pytest.raises(Altered):
        one.exchange()
    assert one.ask("SELECT count(*) FROM person") == [(0,)]


@pytest.mark.parametrize("at", [0.0, 0.3, 0.7, 1.0])
def test_a_byte_that_was_changed_in_a_part_is_found_out(one: Desk, ledger: Ledger, at: float) -> None:
    class Flipped(Direct):
        def part(self, *, snapshot: str, number: int) -> bytes:
            body = bytearray(super().part(snapshot=snapshot, number=number))
            body[int(at * (len(body) - 1))] ^= 0x01
            return bytes(body)

    one.centre = Flipped(ledger, one.centre.device)
    with pytest.raises(Altered):
        one.exchange()
    assert one.ask("SELECT count(*) FROM institution") == [(0,)]
    one.centre = Direct(ledger, one.centre.device)
    one.exchange()
    assert one.engine.check() == 0


def altered(offer: Offer, which: str) -> Offer:
    """An offer with one thing in it that its signer did not say."""
    other: dict[str, Any] = {
        "bucket": "g",
        "id": offer.id[:-1] + ("0" if offer.id[-1] != "0" else "1"),
        "seq": offer.seq - 1,
        "rows": offer.rows + 1,
        "parts": offer.parts[::-1],
        "signature": offer.signature[:-1] + bytes([offer.signature[-1] ^ 0x01]),
    }
    return msgspec.structs.replace(offer, **{which: other[which]})


@pytest.mark.parametrize("which", ["bucket", "id", "seq", "rows", "parts", "signature"])
def test_an_offer_that_says_something_else_than_was_signed_is_not_taken(one: Desk, ledger: Ledger, which: str) -> None:
    class Forged(Direct):
        def snapshot(self, *, bucket: str) -> Offer:
            return altered(super().snapshot(bucket=bucket), which)

    one.centre = Forged(ledger, one.centre.device)
    with pytest.raises(Altered):
        one.exchange()
    assert one.ask("SELECT snapshot FROM sync_snapshot") == [("",)]
    assert one.ask("SELECT count(*) FROM institution") == [(0,)]


def test_what_is_signed_holds_for_its_county_its_bucket_and_its_signer_alone(one: Desk, ledger: Ledger) -> None:
    offer = ledger.snapshot(one.centre.device, bucket="c")
    (signer, box) = ledger.public_keys()
    verify(offer, county=COUNTY, bucket="c", signer=signer)
    for about in (
        {"county": "500000", "bucket": "c", "signer": signer},
        {"county": COUNTY, "bucket": "g", "signer": signer},
        {"county": COUNTY, "bucket": "c", "signer": box},
        {"county": COUNTY, "bucket": "c", "signer": None},
    ):
        with pytest.raises(Altered):
            verify(offer, **about)  # type: ignore[arg-type]


def test_the_user_hears_of_it_in_a_sentence(one: Desk, ledger: Ledger, tmp_path: Path) -> None:
    class Unsigned(Direct):
        def snapshot(self, *, bucket: str) -> Offer:
            return msgspec.structs.replace(super().snapshot(bucket=bucket), signature=b"")

    with pytest.raises(Unavailable) as heard:
        exchange_with(work_of(one, ledger, tmp_path), Unsigned(ledger, one.centre.device))
    assert heard.value.key == "sync.copy_altered"


def test_a_centre_without_snapshots_is_pulled_page_by_page(filled: Filled, one: Desk, ledger: Ledger) -> None:
    class Older(Direct):
        def hello(self) -> Welcome:
            return msgspec.structs.replace(super().hello(), copies=())

        def snapshot(self, *, bucket: str) -> Offer:
            raise AssertionError(bucket)

    one.centre = Older(ledger, one.centre.device)
    one.exchange()
    assert contents(one.database) == filled.rows


def test_over_the_network_it_is_the_same(filled: Filled, one: Desk, ledger: Ledger, address: str) -> None:
    device, key = enroll(ledger, user="u8")
    join(one.database, one.author(), device=device, key=key, address=address)
    client = Client(address, device, key)
    one.centre = client
    assert one.exchange().came == sum(map(len, filled.rows.values()))
    assert contents(one.database) == filled.rows
    client.close()
