"""Two desks and a centre: what is written on one is read on the other, and nothing that anybody wrote is lost (SYNC 2.5)."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import text

from tests.sync.busy import Deaf, WritesMeanwhile
from tests.sync.conftest import KEY, Desk, Direct
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Unavailable
from trainingdesk.server import digest
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.server.trail import received
from trainingdesk.storage import sync_apply, sync_inbox, sync_returning
from trainingdesk.storage.database import Database
from trainingdesk.storage.person_search import people_found
from trainingdesk.sync.engine import Exchange
from trainingdesk.wire.digest import slice_of
from trainingdesk.wire.operation import Digest, Fate, Page, Revoked, Row, Slices

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trainingdesk.wire.operation import Receipt


class Cut(Direct):
    """A line that is cut before or after the centre has heard; ``at`` names the calls."""

    at: str = ""

    def push(self, body: bytes) -> Receipt:
        if self.at == "before push":
            raise Unavailable("sync.unreachable")
        receipt = super().push(body)
        if self.at == "after push":
            raise Unavailable("sync.unreachable")
        return receipt


def cut(desk: Desk, at: str) -> None:
    line = Cut(desk.centre.ledger, desk.centre.device)
    line.at = at
    with pytest.raises(Unavailable):
        Desk(desk.database, line, desk.clock, desk.user).exchange()


def exchange_all(*desks: Desk) -> None:
    for _ in range(2):
        for desk in desks:
            desk.exchange()


def test_a_row_travels_with_its_values_and_its_history(one: Desk, two: Desk) -> None:
    two.make("venue", name="先有的", status="active")
    exchange_all(one, two)
    venue = one.make("venue", name="一号教室", capacity=40, status="active")
    one.change("venue", venue, name="二号教室")
    done = one.exchange()
    assert (done.sent, two.exchange().received) == (2, {("venue", venue)})
    assert (two.value("venue", venue, "name"), two.value("venue", venue, "capacity")) == ("二号教室", 40)
    one.change("venue", venue, capacity=50)
    exchange_all(one, two)
    told = (
        "SELECT h.group_name, h.old, h.new, c.user_id, c.action FROM history h JOIN change_set c ON c.id = change_set_id "
        "WHERE row_id = :row ORDER BY h.id"
    )
    assert two.ask(told, row=venue) == [
        (None, None, None, "u1", "pulled"),
        ("capacity", '{"capacity": 40}', '{"capacity": 50}', "u1", "pulled"),
    ]
    assert one.engine.check() == two.engine.check() == 0


def test_what_came_is_no_operation_of_this_desk(one: Desk, two: Desk) -> None:
    one.make("venue", name="一号教室", status="active")
    exchange_all(one, two)
    assert two.ask("SELECT count(*) FROM sync_change") == [(0,)]
    assert two.exchange().sent == 0


def test_a_row_is_sent_as_it_was_made(one: Desk, two: Desk) -> None:
    venue = one.make("venue", name="甲", status="active")
    one.change("venue", venue, name="乙")
    one.change("venue", venue, name="丙")
    one.exchange()
    with one.centre.ledger.engine.begin() as connection:
        found = [operation.values["name"] for _, operation, _ in received(connection)]
    assert found == ["甲", "乙", "丙"]


def test_a_lost_receipt_doubles_nothing(one: Desk, two: Desk) -> None:
    venue = one.make("venue", name="甲", status="active")
    cut(one, "after push")
    assert one.ask("SELECT count(*) FROM sync_change WHERE acked = 0") == [(1,)]
    one.change("venue", venue, name="乙")  # while the first batch is under way
    assert one.exchange().sent == 2
    two.exchange()
    assert (two.value("venue", venue, "name"), two.ask("SELECT count(*) FROM venue")) == ("乙", [(1,)])


def test_nothing_is_taken_while_a_batch_is_under_way(one: Desk, two: Desk) -> None:
    venue = one.make("venue", name="甲", status="active")
    exchange_all(one, two)
    two.change("venue", venue, address="从乙来")
    two.exchange()
    one.change("venue", venue, name="乙")
    cut(one, "before push")
    one.engine._pull("c", Exchange(), own=False)
    assert one.value("venue", venue, "address") is None
    exchange_all(one, two)
    assert (one.value("venue", venue, "address"), two.value("venue", venue, "name")) == ("从乙来", "乙")


def test_of_two_values_both_desks_know_who_wrote_which(one: Desk, two: Desk) -> None:
    venue = one.make("venue", name="甲", status="active")
    exchange_all(one, two)
    two.change("venue", venue, name="乙")
    one.change("venue", venue, name="丙")
    exchange_all(one, two)
    told = "SELECT about_table, about_row, about_group, kept, kept_user, lost, lost_user, state FROM conflict"
    expected = [("venue", venue, "name", '{"name":"丙"}', "u1", '{"name":"乙"}', "u2", "auto")]
    assert one.ask(told) == two.ask(told) == expected
    assert one.value("venue", venue, "name") == two.value("venue", venue, "name") == "丙"


def test_a_group_that_waits_here_keeps_its_value_and_its_base(one: Desk, two: Desk) -> None:
    """Without the mask the second change of ``two`` would pass for one that knew what ``one`` wrote (R3)."""
    venue = one.make("venue", name="甲", status="active")
    exchange_all(one, two)
    one.change("venue", venue, name="乙", address="新")
    one.exchange()
    late = WritesMeanwhile(two, lambda: two.change("venue", venue, name="丙"))
    late.exchange()
    assert (two.value("venue", venue, "name"), two.value("venue", venue, "address")) == ("丙", "新")
    two.change("venue", venue, name="丁")
    exchange_all(two, one)
    assert two.ask("SELECT kept, lost FROM conflict") == [('{"name":"丙"}', '{"name":"乙"}')]
    assert one.value("venue", venue, "name") == "丁"
    assert two.ask("SELECT count(*) FROM sync_mask") == [(0,)]


def behind_the_mask(one: Desk, two: Desk) -> str:
    """A person whose name ``one`` and then ``two`` wrote: what stands came while the other waited, and was never shown."""
    person = one.make("person", name="王方", name_key="王方")
    exchange_all(one, two)
    one.change("person", person, name="汪方")
    one.exchange()
    WritesMeanwhile(two, lambda: two.change("person", person, name="王芳")).exchange()
    with pytest.raises(Unavailable):
        Desk(two.database, Deaf(two.centre.ledger, two.centre.device), two.clock, two.user).exchange()
    return person


def identity_that_nobody_here_saw(one: Desk, two: Desk) -> Any:
    """What stands of an identity after ``two`` wrote twice over a name of ``one`` that never came to its screen."""
    person = behind_the_mask(one, two)
    two.change("person", person, name="王芳芳")
    exchange_all(two, one)
    return one.value("person", person, "name"), one.ask("SELECT count(*) FROM conflict")


def test_an_identity_is_not_written_over_by_somebody_who_never_saw_it(one: Desk, two: Desk) -> None:
    assert identity_that_nobody_here_saw(one, two) == ("汪方", [(2,)])


def test_without_masks_it_would_be(one: Desk, two: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant of R3: the version of the row is the base of every group."""
    monkeypatch.setattr(sync_apply, "_keep_masks", lambda *_: None)
    assert identity_that_nobody_here_saw(one, two) == ("王芳芳", [(1,)])


def test_what_the_centre_does_not_take_is_listed_and_holds_up_nothing(new_desk: Callable[..., Desk], one: Desk) -> None:
    clerk = new_desk("clerk", Role.CLERK)
    payment = clerk.make("fund", code="x", name="自编", core=False, active=True)
    venue = clerk.make("venue", name="好", status="active")
    clerk.exchange()
    one.exchange()
    assert clerk.ask("SELECT code, state FROM sync_rejected") == [("not_allowed", "open")]
    assert (one.value("fund", payment, "name"), one.value("venue", venue, "name")) == (None, "好")


def test_what_waits_on_a_desk_that_was_shut_out_is_kept_apart_at_the_centre(one: Desk, two: Desk) -> None:
    one.exchange()
    one.make("venue", name="村里的教室", status="active")
    one.centre.ledger.revoke(one.centre.device)
    for _ in range(2):
        with pytest.raises(Revoked):
            one.exchange()
    two.exchange()
    with one.centre.ledger.engine.begin() as connection:
        kept = [(outcome.fate, outcome.code) for *_, outcome in received(connection)]
    assert kept == [(Fate.QUARANTINED, "revoked")]
    assert (two.ask("SELECT count(*) FROM venue"), one.ask("SELECT acked FROM sync_change")) == ([(0,)], [(0,)])


def test_a_copied_desk_goes_on_under_a_new_identity(one: Desk, two: Desk, tmp_path: Path) -> None:
    venue = one.make("venue", name="甲", status="active")
    exchange_all(one, two)
    with one.database.read() as session:
        session.connection().exec_driver_sql("SELECT 1")
    copy = copied(one, tmp_path / "copy.db")
    one.change("venue", venue, name="乙")
    copy.change("venue", venue, address="副本写的")
    copy.make("venue", name="副本的教室", status="active")
    one.exchange()
    assert copy.exchange().was_copied
    exchange_all(one, copy, two)
    for desk in (one, copy, two):
        assert (desk.value("venue", venue, "name"), desk.value("venue", venue, "address")) == ("乙", "副本写的")
        assert desk.ask("SELECT count(*) FROM venue") == [(2,)]
    copy.database.close()


def test_a_backup_put_back_is_noticed_and_gets_what_it_forgot(one: Desk, two: Desk, tmp_path: Path) -> None:
    venue = one.make("venue", name="甲", status="active")
    exchange_all(one, two)
    backup = copied(one, tmp_path / "backup.db")
    one.change("venue", venue, name="乙")
    one.exchange()
    assert backup.exchange().was_copied
    assert backup.value("venue", venue, "name") == "乙"
    backup.database.close()


def copied(desk: Desk, path: Path) -> Desk:
    plain = desk.database.connection()
    plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    shutil.copy(desk.database.path, path)
    return Desk(Database(path, KEY), Direct(desk.centre.ledger, desk.centre.device), desk.clock, desk.user)


def test_a_centre_put_back_to_a_backup_gets_again_what_it_forgot(
    one: Desk, two: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    kept = one.make("venue", name="甲", status="active")
    exchange_all(one, two)
    with ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.connection.driver_connection.execute(f"VACUUM INTO '{tmp_path / 'old.sqlite'}'")  # type: ignore[union-attr]
    forgotten = one.make("venue", name="乙", status="active")
    one.change("venue", kept, name="丙")
    one.exchange()
    old = Ledger(open_engine(f"sqlite:///{tmp_path / 'old.sqlite'}"), one.clock)
    with old.engine.begin() as connection:
        connection.execute(text("UPDATE centre SET epoch = 'another life'"))
    for desk in (one, two):
        desk.centre.ledger = old
    exchange_all(one, two)
    assert (two.value("venue", kept, "name"), two.value("venue", forgotten, "name")) == ("丙", "乙")
    assert one.engine.check() == two.engine.check() == 0
    old.engine.dispose()


def take(desk: Desk, page: Page) -> None:
    assert desk.engine._bring_in(page, Exchange())


def test_a_page_that_does_not_follow_is_dropped(one: Desk) -> None:
    page = Page(bucket="c", asked=7, rows=[], removed=[], next=9, more=False)
    with one.database.write(one.author()) as session:
        assert not sync_inbox.stage(session, page)
    assert one.ask("SELECT count(*) FROM sync_inbox") == [(0,)]


@pytest.mark.parametrize(("staged", "mutant"), [(True, False), (False, False), (False, True)])
def test_a_page_from_before_a_push_does_not_bring_back_what_the_push_replaced(
    one: Desk, two: Desk, staged: bool, mutant: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by the simulator: the next change would rest on the older value, and the newer one be gone without a trace.

    The mutant is one of R1: a page is taken whenever it was read, and so is what was sent and comes back.
    """
    if mutant:
        monkeypatch.setattr(sync_inbox, "link", lambda _: None)
        monkeypatch.setattr(sync_returning, "without_older", lambda _session, coming: dict(coming))
    venue = one.make("venue", name="甲", status="active")
    exchange_all(one, two)
    two.change("venue", venue, address="来自乙")
    two.exchange()
    cursor = one.ask("SELECT cursor FROM sync_bucket WHERE bucket = 'c'")[0][0]
    early = one.centre.pull(bucket="c", after=cursor, own=True)
    one.change("venue", venue, name="丙")
    if staged:
        with one.database.write(one.author()) as session:
            assert sync_inbox.stage(session, early)
    one.engine._push_all(Exchange())
    assert one.engine._bring_in(early, Exchange()) is mutant
    assert one.value("venue", venue, "name") == ("甲" if mutant else "丙")
    if mutant:
        return
    one.exchange()
    assert (one.value("venue", venue, "name"), one.value("venue", venue, "address")) == ("丙", "来自乙")


def versions(desk: Desk, venue: str) -> tuple[int, int]:
    """Which version of a row a desk has, and which one the centre."""
    page = desk.centre.ledger.pull(desk.centre.device, bucket="c", after=0)
    return desk.value("venue", venue, "sync_ver"), next(row.version for row in page.rows if row.row_id == venue)


def test_what_a_desk_wrote_does_not_come_back_to_it(one: Desk, two: Desk) -> None:
    venue = one.make("venue", name="甲", status="active")
    assert not one.exchange().received
    two.exchange()
    two.change("venue", venue, name="乙")
    two.change("venue", venue, address="三楼")
    assert not two.exchange().received
    mine, theirs = versions(two, venue)
    assert mine == theirs > 0
    assert one.engine.check() == two.engine.check() == 0
    assert one.exchange().received == {("venue", venue)}


def test_a_row_that_somebody_else_wrote_to_meanwhile_comes_back(one: Desk, two: Desk) -> None:
    """The desk did not know of the address: with the version alone its next change would rest on what it never saw."""
    venue = one.make("venue", name="甲", status="active")
    exchange_all(one, two)
    two.change("venue", venue, address="三楼")
    two.exchange()
    one.change("venue", venue, name="乙")
    assert one.exchange().received == {("venue", venue)}
    assert (one.value("venue", venue, "address"), versions(one, venue)[0]) == ("三楼", versions(one, venue)[1])


def test_what_lost_comes_back_though_the_next_change_of_the_row_rests_on_all_that_stands(one: Desk, two: Desk) -> None:
    """What stands had come once behind the mask of what waited; the version of the row says nothing of that (R3)."""
    person = behind_the_mask(one, two)
    two.change("person", person, phone="13800000000")
    two.exchange()
    assert (two.value("person", person, "name"), two.value("person", person, "phone")) == ("汪方", "13800000000")
    assert two.engine.check() == 0


def test_another_life_of_the_centre_shows_a_desk_its_own_rows_again(one: Desk, ledger: Ledger) -> None:
    """Versions of the former life say nothing in this one."""
    venue = one.make("venue", name="甲", status="active")
    one.exchange()
    with ledger.engine.begin() as connection:
        connection.execute(text("UPDATE centre SET epoch = 'another life'"))
    assert one.exchange().received == {("venue", venue)}
    one.change("venue", venue, name="乙")
    assert not one.exchange().received


def test_people_who_came_are_found_by_every_way_of_asking(one: Desk, two: Desk) -> None:
    person = one.make("person", name="单雨桐", name_key="单雨桐", phone="13800001234")
    two.exchange()
    exchange_all(one, two)
    with two.database.read() as session:
        found = {asked: people_found(session, asked, limit=5) for asked in ("单", "danyu", "shanyutong", "dyt", "1234")}
    assert set(found.values()) == {(person,)}


def test_what_differs_is_found_and_taken_again(one: Desk, two: Desk) -> None:
    venues = [one.make("venue", name=f"第{n}", status="active") for n in range(20)]
    exchange_all(one, two)
    with two.database.write(two.author()) as session:
        session.connection().execute(text("UPDATE sync_control SET applying = 1"))
        session.connection().execute(text("UPDATE venue SET name = '坏' WHERE id = :row"), {"row": venues[3]})
        session.connection().execute(text("UPDATE sync_control SET applying = 0"))
    assert two.engine.check() == 1
    assert (two.value("venue", venues[3], "name"), two.engine.check()) == ("第3", 0)


def test_what_differs_comes_page_by_page(one: Desk, two: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an upgrade all slices may differ: no page is larger than a desk opens, and none looks through all ids."""
    monkeypatch.setattr(digest, "_ROWS_AT_ONCE", 3)
    venues = [one.make("venue", name=f"第{n}", status="active") for n in range(20)]
    for n in range(10):
        one.make("institution", name=f"学校{n}", status="active")
    exchange_all(one, two)
    with two.database.write(two.author()) as session:
        session.connection().execute(text("UPDATE sync_control SET applying = 1"))
        session.connection().execute(text("UPDATE venue SET name = '坏'"))
        session.connection().execute(text("UPDATE sync_control SET applying = 0"))
    two.centre.ledger = replace(ledger, ids_of_a_page=3)
    assert two.engine.check() == len({slice_of(venue) for venue in venues})
    assert [two.value("venue", venue, "name") for venue in venues] == [f"第{n}" for n in range(20)]
    assert two.engine.check() == 0


def test_a_page_of_slices_is_no_larger_than_a_desk_opens(
    one: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {one.make("venue", name="教室" * 100, status="active") for _ in range(9)}
    made |= {one.make("institution", name=f"学校{n}", status="active") for n in range(3)}
    one.exchange()
    monkeypatch.setattr(digest, "PAGE_BYTES", 2000)
    asked = Slices(bucket="c", wanted=list(range(256)), tables=["institution", "venue"])
    sizes, found = [], list[Row]()
    while True:
        page = ledger.slices(one.centre.device, asked)
        sizes.append(len(msgspec.json.encode(page)))
        found += page.rows
        if page.next is None:
            break
        assert page.next == (page.rows[-1].table, page.rows[-1].row_id)
        asked = msgspec.structs.replace(asked, after=page.next)
    assert len(sizes) > 3
    assert max(sizes) < 2 * 2000
    assert [row.table for row in found] == ["institution"] * 3 + ["venue"] * 9
    assert sorted(row.row_id for row in found) == sorted(made)


def test_sums_that_are_still_being_made_are_asked_for_again(
    one: Desk, two: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.make("venue", name="甲", status="active")
    exchange_all(one, two)
    asked: list[str] = []

    def late(self: Direct, *, bucket: str) -> Digest:
        asked.append(bucket)
        found = self.ledger.digest(self.device, bucket=bucket)
        return found if len(asked) > 2 else Digest(bucket=bucket, head=found.head, sums=[], ready=False)

    monkeypatch.setattr(Direct, "digest", late)
    assert two.engine.check() == 0
    assert asked == ["c"] * 3
