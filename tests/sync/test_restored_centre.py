"""A centre that died and was restored from its backup: desks notice, and send again what it forgot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from tests.services.people import number
from tests.sync.conftest import Direct, enroll, join
from tests.sync.sticks import Stick
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Unavailable
from trainingdesk.server import digest
from trainingdesk.server.backup import restore_backup, write_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.server.tables import DEVICE, RECORD
from trainingdesk.server.trail import received
from trainingdesk.wire.clock import milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sync.conftest import Clock, Desk
    from trainingdesk.wire.operation import Digest


def test_nothing_that_was_acknowledged_is_missing_afterwards(
    one: Desk, two: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    room = one.make("venue", name="一号教室", institution_id=None)
    one.exchange()
    two.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    forgotten = two.make("venue", name="二号教室", institution_id=None)
    two.change("venue", room, name="一号教室（新）")
    two.exchange()
    one.exchange()
    later = one.make("venue", name="三号教室", institution_id=None)
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    restore_backup(tmp_path / "centre.backup", other, now_ms=milliseconds(ledger.clock()))
    for desk in (one, two):
        desk.centre.ledger = Ledger(other, desk.clock)
    for desk in (one, two, one, two):
        desk.exchange()
    for desk in (one, two):
        assert [desk.value("venue", row, "name") for row in (room, forgotten, later)] == [
            "一号教室（新）",
            "二号教室",
            "三号教室",
        ]
        assert desk.ask("SELECT count(*) FROM sync_change WHERE acked = 0") == [(0,)]
        assert desk.engine.check() == 0
    other.dispose()


def test_a_desk_that_sent_nothing_for_months_is_known_again(
    one: Desk, clock: Clock, ledger: Ledger, restored: Callable[[], Ledger], tmp_path: Path
) -> None:
    """Found by the simulator: what it had sent before was forgotten, and it was taken for a copy of itself."""
    room = one.make("venue", name="一号教室", status="active")
    one.exchange()
    clock.now += timedelta(days=70)
    write_backup(ledger.engine, tmp_path / "centre.backup")
    one.change("venue", room, name="二号教室")
    one.exchange()
    restored()
    assert not one.exchange().was_copied
    assert one.value("venue", room, "name") == "二号教室"


def test_a_clock_that_runs_a_year_ahead_makes_nothing_too_old_to_be_kept(
    one: Desk, clock: Clock, ledger: Ledger, restored: Callable[[], Ledger], tmp_path: Path
) -> None:
    room = one.make("venue", name="一号教室", status="active")
    one.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    one.change("venue", room, name="二号教室")
    one.exchange()
    one.clock = lambda: clock() + timedelta(days=400)
    one.change("venue", room, address="东街")
    one.exchange()
    restored()
    assert not one.exchange().was_copied
    assert (one.value("venue", room, "name"), one.value("venue", room, "address")) == ("二号教室", "东街")


def test_of_a_backup_that_is_too_old_everything_that_is_kept_is_sent_again(
    one: Desk, clock: Clock, ledger: Ledger, restored: Callable[[], Ledger], tmp_path: Path
) -> None:
    room = one.make("venue", name="一号教室", status="active")
    one.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    for name in ("二号教室", "三号教室", "四号教室"):
        clock.now += timedelta(days=70)
        one.change("venue", room, name=name)
        one.exchange()
    restored()
    assert one.exchange().was_copied
    assert one.value("venue", room, "name") == "四号教室"


def test_what_its_author_cannot_send_again_is_told_by_whoever_holds_it(
    one: Desk, two: Desk, ledger: Ledger, restored: Callable[[], Ledger], tmp_path: Path
) -> None:
    one.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    room = two.make("venue", name="一号教室", status="active")
    two.change("venue", room, name="二号教室")
    two.exchange()  # for the last time: the laptop dies
    one.exchange()
    centre = restored()
    one.exchange()
    assert one.ask("SELECT count(*) FROM sync_change WHERE acked = 0") == [(0,)]
    page = centre.pull(two.centre.device, bucket="c", after=0)
    (told,) = [row for row in page.rows if row.row_id == room]
    assert (told.values["name"], told.by["*"].user) == ("二号教室", "u2")
    assert one.engine.check() == 0
    assert one.ask(
        "SELECT c.user_id FROM history h JOIN change_set c ON c.id = h.change_set_id WHERE c.action = 'offered_again'"
    ) == [("u2",)]


def test_everything_that_was_forgotten_is_told_whatever_the_pages(
    one: Desk,
    two: Desk,
    ledger: Ledger,
    restored: Callable[[], Ledger],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of some tables the centre knows nothing, of one it knows the first rows and the last."""
    monkeypatch.setattr(digest, "_ROWS_AT_ONCE", 2)
    kept = [two.make("venue", name="旧教室", status="active")]
    two.exchange()
    one.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    made = [two.make("venue", name=f"教室{n}", status="active") for n in range(9)]
    made += [two.make("institution", name=f"学校{n}", status="active") for n in range(5)]
    two.exchange()
    one.exchange()
    one.centre.ledger = centre = replace(restored(), ids_of_a_page=2)
    one.exchange()
    with centre.engine.begin() as connection:
        known = set(connection.scalars(select(RECORD.c.id).where(RECORD.c.tbl.in_(["venue", "institution"]))))
    assert known == {*kept, *made}
    assert one.engine.check() == 0


def test_two_files_that_the_forgotten_centre_made_one_are_made_one_anew(
    one: Desk, two: Desk, ledger: Ledger, restored: Callable[[], Ledger], tmp_path: Path
) -> None:
    """Found by the simulator: each file led to the other."""
    for desk in (one, two):
        desk.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    known = {"name": "王芳", "name_key": "王芳", "document_kind": "resident", "document_number": number(1)}
    for desk in (two, one):
        desk.make("person", **known)
        desk.exchange()
    one.exchange()
    restored()
    for desk in (one, two, one, two, one):
        desk.exchange()
    for desk in (one, two):
        assert desk.ask("SELECT count(*) FROM person WHERE NOT deleted") == [(1,)]
        assert desk.ask("SELECT count(*) FROM person_alias WHERE NOT deleted") == [(1,)]
        assert desk.engine.check() == 0


def test_what_was_sent_back_before_and_is_taken_now_is_on_no_list(
    one: Desk, ledger: Ledger, restored: Callable[[], Ledger], tmp_path: Path
) -> None:
    one.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    one.make("venue", name="一号教室", status="active")
    with ledger.engine.begin() as connection:
        connection.execute(update(DEVICE).values(role=Role.INSTRUCTOR))
    one.exchange()
    assert one.ask("SELECT code FROM sync_rejected WHERE state = 'open'") == [("not_allowed",)]
    restored()
    one.exchange()
    assert one.ask("SELECT code FROM sync_rejected WHERE state = 'open'") == []


def test_a_desk_that_hears_by_stick_first_tells_what_was_forgotten_when_it_has_a_line(
    one: Desk, two: Desk, ledger: Ledger, restored: Callable[[], Ledger], tmp_path: Path
) -> None:
    """Found by the simulator: a reply brings all that the new life holds, and compares nothing."""
    one.make("venue", name="一号教室", status="active")
    for desk in (one, two):
        desk.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    forgotten = two.make("venue", name="二号教室", status="active")
    for desk in (two, one):
        desk.exchange()
    again = restored()
    again.revoke(two.centre.device)  # nobody else can tell it
    stick = Stick(one, tmp_path)
    for _ in range(2):
        one.make("venue", name="三号教室", status="active")
        stick.round_trip()
    for _ in range(2):
        one.exchange()
    assert one.engine.check() == 0
    with again.engine.begin() as connection:
        assert connection.scalar(select(RECORD.c.id).where(RECORD.c.id == forgotten)) == forgotten


def test_a_centre_that_was_lost_without_a_backup_is_filled_by_the_desks_that_join_the_new_one(
    one: Desk, two: Desk, clock: Clock, tmp_path: Path
) -> None:
    venue = one.make("venue", name="旧中心时的场地", status="active")
    one.exchange()
    one.change("venue", venue, name="改过的场地")
    for desk in (one, two):
        desk.exchange()
    engine = open_engine(f"sqlite:///{tmp_path / 'new.sqlite'}")
    for desk in (one, two):
        device, key = enroll(Ledger(engine, clock), user=desk.user)
        desk.centre = Direct(Ledger(engine, clock), device)
        join(desk.database, desk.author(), device=device, key=key)
        desk.exchange()
    for desk, other, name in ((two, one, "二改"), (one, two, "一改")):
        desk.change("venue", venue, name=name)
        desk.exchange()
        other.exchange()
        assert other.value("venue", venue, "name") == name
    assert [desk.ask("SELECT count(*) FROM sync_rejected") for desk in (one, two)] == [[(0,)], [(0,)]]
    assert [desk.engine.check() for desk in (one, two)] == [0, 0]
    engine.dispose()


@pytest.fixture
def moved(clock: Clock, tmp_path: Path) -> Iterator[Callable[[Desk], Ledger]]:
    """Joins desks to a new centre, in the place of the one that was lost."""
    engine = open_engine(f"sqlite:///{tmp_path / 'new.sqlite'}")
    new = Ledger(engine, clock)

    def move(desk: Desk) -> Ledger:
        device, key = enroll(new, user=desk.user)
        desk.centre = Direct(new, device)
        join(desk.database, desk.author(), device=device, key=key)
        return new

    yield move
    engine.dispose()


def said_of(centre: Ledger, row: str) -> list[tuple[str | None, str]]:
    """The operations about a row that a centre was ever sent, and what became of each."""
    with centre.engine.begin() as connection:
        return [
            (operation.group, outcome.fate.value)
            for _batch, operation, outcome in received(connection)
            if operation.row_id == row
        ]


@pytest.mark.parametrize("joined_before_the_edit", [False, True])
def test_a_change_that_the_lost_centre_never_had_goes_to_the_new_one_within_its_row(
    one: Desk, clock: Clock, moved: Callable[[Desk], Ledger], *, joined_before_the_edit: bool
) -> None:
    venue = one.make("venue", name="旧名", status="active")
    one.exchange()
    if joined_before_the_edit:
        moved(one)
    one.change("venue", venue, name="新名")
    one.change("venue", venue, address="东街")
    new = one.centre.ledger if joined_before_the_edit else moved(one)
    fresh = one.make("venue", name="别处", status="active")
    one.exchange()
    assert one.ask("SELECT code FROM sync_rejected") == []
    assert one.ask("SELECT count(*) FROM sync_change WHERE acked = 0") == [(0,)]
    assert said_of(new, venue) == [(None, "applied")]
    assert said_of(new, fresh) == [(None, "applied")]
    assert one.engine.check() == 0
    page = new.pull(one.centre.device, bucket="c", after=0)
    told = {row.row_id: row for row in page.rows}
    assert (told[venue].values["name"], told[venue].values["address"]) == ("新名", "东街")
    assert told[venue].by["*"].user == "u1"
    one.change("venue", venue, name="后来的名字")
    one.exchange()
    assert said_of(new, venue) == [(None, "applied"), ("name", "applied")]


def test_a_change_of_a_row_that_another_desk_brought_to_the_new_centre_stays_one(
    one: Desk, two: Desk, moved: Callable[[Desk], Ledger]
) -> None:
    venue = one.make("venue", name="旧名", status="active")
    for desk in (one, two):
        desk.exchange()
    one.change("venue", venue, name="新名")
    for desk in (two, one):
        new = moved(desk)
        desk.exchange()
    two.exchange()
    assert said_of(new, venue) == [(None, "applied"), ("name", "applied")]
    for desk in (one, two):
        assert desk.value("venue", venue, "name") == "新名"
        assert desk.ask("SELECT code FROM sync_rejected") == []
        assert desk.engine.check() == 0


def test_a_line_that_breaks_before_the_new_centre_is_known_sends_nothing_ahead(
    one: Desk, moved: Callable[[Desk], Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = one.make("venue", name="旧名", status="active")
    one.exchange()
    one.change("venue", venue, name="新名")
    new = moved(one)

    def breaks(*_: object, **__: object) -> None:
        raise Unavailable("sync.unreachable")

    with monkeypatch.context() as patch:
        patch.setattr(Direct, "digest", breaks)
        with pytest.raises(Unavailable):
            one.exchange()
    assert said_of(new, venue) == []
    one.exchange()
    assert said_of(new, venue) == [(None, "applied")]
    assert one.ask("SELECT code FROM sync_rejected") == []


def test_a_county_that_goes_on_meanwhile_does_not_keep_what_waits(
    one: Desk, two: Desk, moved: Callable[[Desk], Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = one.make("venue", name="旧名", status="active")
    for desk in (one, two):
        desk.exchange()
    one.change("venue", venue, name="新名")
    for desk in (two, one):
        new = moved(desk)
    plain, pushes = Direct.digest, iter([two])

    def digest_of_a_busy_centre(self: Direct, *, bucket: str) -> Digest:
        if self is one.centre and (other := next(pushes, None)):
            other.exchange()
        return plain(self, bucket=bucket)

    monkeypatch.setattr(Direct, "digest", digest_of_a_busy_centre)
    one.exchange()
    assert said_of(new, venue) == [(None, "applied"), ("name", "applied")]
    assert one.ask("SELECT code FROM sync_rejected") == []
    assert one.ask("SELECT count(*) FROM sync_change WHERE acked = 0") == [(0,)]


def test_a_change_of_a_row_that_a_restored_centre_forgot_goes_within_it(
    one: Desk, two: Desk, ledger: Ledger, restored: Callable[[], Ledger], tmp_path: Path
) -> None:
    one.exchange()
    write_backup(ledger.engine, tmp_path / "centre.backup")
    room = two.make("venue", name="一号教室", status="active")
    two.exchange()  # for the last time
    one.exchange()
    one.change("venue", room, name="二号教室")
    centre = restored()
    one.exchange()
    assert said_of(centre, room) == [(None, "applied")]
    assert one.ask("SELECT code FROM sync_rejected") == []
    assert one.engine.check() == 0
    page = centre.pull(one.centre.device, bucket="c", after=0)
    assert [row.values["name"] for row in page.rows if row.row_id == room] == ["二号教室"]
