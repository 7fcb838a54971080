"""Work that travels on a USB stick: late, twice, in any order, beside the network; altered, lost, or of somebody else."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sync.sticks import Stick, copy_of
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.server.backup import restore_backup, write_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.sync import bundle, stick
from trainingdesk.sync.stick import export_bundle, look_at, stick_standing
from trainingdesk.wire.bundle import Kind, NotTaken, Reason
from trainingdesk.wire.clock import milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.conftest import Desk


@pytest.fixture
def first(one: Desk, tmp_path: Path) -> Stick:
    return Stick(one, tmp_path)


@pytest.fixture
def second(two: Desk, tmp_path: Path) -> Stick:
    return Stick(two, tmp_path)


def unsent(desk: Desk) -> int:
    return int(desk.ask("SELECT count(*) FROM sync_change WHERE acked = 0")[0][0])


def take_as_acknowledged(desk: Desk) -> None:
    """The next stick does not bring again what lies on the one before."""
    with desk.database.write(desk.author()) as session:
        for change in ("sync_outbox SET acked = 1", "sync_change SET acked = 1", "sync_link SET last_op = 1"):
            session.connection().exec_driver_sql(f"UPDATE {change}")


def refusal(reading: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        reading()
    return refused.value.key


def test_work_goes_and_comes_without_a_network(first: Stick, second: Stick) -> None:
    room = first.desk.make("venue", name="一号教室", capacity=40, status="active")
    body = first.written()
    waiting = stick_standing(first.work).on_stick
    assert (waiting.operations, waiting.since is not None, unsent(first.desk)) == (1, True, 1)
    taken = first.taken(body)
    assert (taken.operations, taken.waits, taken.revoked) == (1, False, False)
    assert first.brought(taken.reply).exchange.sent == 1
    assert (unsent(first.desk), stick_standing(first.work).on_stick.operations) == (0, 0)
    brought = second.round_trip()
    assert (brought.exchange.received, brought.more, brought.waiting) == ({("venue", room)}, False, 0)
    assert second.desk.value("venue", room, "name") == "一号教室"
    assert first.desk.engine.check() == second.desk.engine.check() == 0


def test_a_stick_that_is_put_in_twice_counts_once(first: Stick, second: Stick) -> None:
    first.desk.make("venue", name="一号教室", status="active")
    body = first.written()
    replies = [first.taken(body).reply for _ in range(2)]
    for reply in (*replies, *replies):
        first.brought(reply)
    assert unsent(first.desk) == 0
    second.round_trip()
    assert second.desk.ask("SELECT count(*) FROM venue") == [(1,)]


def test_a_stick_that_comes_too_early_waits_for_the_one_before(first: Stick, second: Stick) -> None:
    room = first.desk.make("venue", name="一", status="active")
    early = first.written()
    take_as_acknowledged(first.desk)
    first.desk.change("venue", room, name="二")
    late = first.taken(first.written())
    assert (late.waits, late.operations) == (True, 0)
    assert first.taken(early).operations == 1
    second.round_trip()
    assert second.desk.value("venue", room, "name") == "二"


def test_the_network_closes_the_gap_that_a_stick_waits_for(first: Stick, second: Stick) -> None:
    room = first.desk.make("venue", name="一", status="active")
    first.written()
    (body,) = (row[0] for row in first.desk.ask("SELECT body FROM sync_outbox"))
    take_as_acknowledged(first.desk)
    first.desk.change("venue", room, name="二")
    assert first.taken(first.written()).waits
    first.desk.centre.push(body)
    second.round_trip()
    assert second.desk.value("venue", room, "name") == "二"


def test_a_reply_that_was_lost_is_repeated_with_the_next(first: Stick) -> None:
    first.desk.make("venue", name="一", status="active")
    first.taken(first.written())
    first.desk.make("venue", name="二", status="active")
    assert first.round_trip().exchange.sent == 2
    assert unsent(first.desk) == 0


def test_an_old_reply_changes_nothing(first: Stick, second: Stick) -> None:
    room = first.desk.make("venue", name="一", status="active")
    old = first.taken(first.written()).reply
    first.brought(old)
    first.desk.change("venue", room, name="二")
    first.desk.exchange()
    assert first.brought(old).is_old
    assert (first.desk.value("venue", room, "name"), unsent(first.desk)) == ("二", 0)
    second.round_trip()
    assert second.desk.value("venue", room, "name") == "二"


def test_what_was_written_meanwhile_goes_with_the_next_stick(first: Stick, second: Stick) -> None:
    room = first.desk.make("venue", name="一", status="active")
    body = first.written()
    first.desk.change("venue", room, name="二")
    brought = first.brought(first.taken(body).reply)
    assert (brought.exchange.sent, brought.waiting, unsent(first.desk)) == (1, 0, 1)
    first.round_trip()
    second.round_trip()
    assert second.desk.value("venue", room, "name") == "二"


def test_a_copied_laptop_is_found_out_by_stick_as_well(first: Stick, one: Desk, tmp_path: Path) -> None:
    one.make("venue", name="原有", status="active")
    first.round_trip()
    copy = copy_of(one, tmp_path)
    twin = Stick(copy, tmp_path)
    here, there = one.make("venue", name="本机的", status="active"), copy.make("venue", name="副本的", status="active")
    first.round_trip()
    body = twin.written()
    taken = twin.taken(body)
    assert taken.was_copied
    assert twin.taken(body).was_copied
    assert twin.brought(taken.reply).exchange.was_copied
    twin.round_trip()
    first.round_trip()
    for desk in (one, copy):
        assert [desk.value("venue", row, "name") for row in (here, there)] == ["本机的", "副本的"]
        assert unsent(desk) == 0
    numbers = {desk.ask("SELECT device_number FROM sync_control")[0][0] for desk in (one, copy)}
    assert len(numbers) == 2
    copy.database.close()


def test_a_copy_with_nothing_to_send_asks_for_its_identity(first: Stick, one: Desk, tmp_path: Path) -> None:
    one.make("venue", name="一", status="active")
    copy = copy_of(one, tmp_path)
    first.round_trip()
    with copy.database.write(copy.author()) as session:  # a backup of a day before anything was written
        session.connection().exec_driver_sql("UPDATE sync_change SET acked = 1")
    twin = Stick(copy, tmp_path)
    brought = twin.round_trip()
    assert (brought.is_copy, brought.exchange.was_copied) == (True, False)  # it asks with the next one
    assert twin.round_trip().exchange.was_copied
    copy.database.close()


def test_a_centre_from_a_backup_gets_everything_again(
    first: Stick, second: Stick, ledger: Ledger, tmp_path: Path
) -> None:
    first.desk.make("venue", name="一", status="active")
    stale = first.taken(first.written()).reply
    first.brought(stale)
    write_backup(ledger.engine, tmp_path / "centre.backup")
    forgotten = first.desk.make("venue", name="二", status="active")
    first.round_trip()
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    restore_backup(tmp_path / "centre.backup", other, now_ms=milliseconds(ledger.clock()))
    for each in (first, second):
        each.desk.centre.ledger = Ledger(other, each.desk.clock)
    first.round_trip()
    assert unsent(first.desk) == 1
    assert first.brought(stale).is_old
    first.round_trip()
    second.round_trip()
    assert (second.desk.value("venue", forgotten, "name"), unsent(first.desk)) == ("二", 0)
    other.dispose()


def test_what_a_device_brings_that_was_shut_out_lies_apart(first: Stick, second: Stick, ledger: Ledger) -> None:
    first.desk.make("venue", name="一", status="active")
    body = first.written()
    ledger.revoke(first.desk.centre.device)
    taken = first.taken(body)
    assert (taken.revoked, taken.operations) == (True, 1)
    assert refusal(lambda: first.brought(taken.reply)) == "sync.revoked"
    assert unsent(first.desk) == 1
    assert second.round_trip().exchange.received == set()


def test_every_byte_counts(first: Stick, second: Stick, tmp_path: Path) -> None:
    first.desk.make("venue", name="一", status="active")
    body = first.written()
    reply = first.taken(body).reply
    assert reply is not None
    for place in range(len(body)):
        with pytest.raises(NotTaken):
            first.taken(body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :])
    for place in range(len(reply)):
        assert refusal(lambda at=place: first.brought(reply[:at] + bytes([reply[at] ^ 1]) + reply[at + 1 :]))
    for length in range(0, len(body), 7):
        with pytest.raises(NotTaken):
            first.taken(body[:length])
    assert not (tmp_path / "u1" / "bundles").exists()
    assert first.brought(reply).exchange.sent == 1


def test_a_manifest_under_another_content_is_refused(first: Stick, second: Stick) -> None:
    bodies = first.written(), second.written()
    parts = [(body[:-200], body[-200:]) for body in bodies]
    for head, tail in ((parts[0][0], parts[1][1]), (parts[1][0], parts[0][1])):
        with pytest.raises(NotTaken) as refused:
            first.taken(head + tail)
        assert refused.value.reason is Reason.ALTERED


def test_a_stranger_is_not_heard(first: Stick, ledger: Ledger, tmp_path: Path) -> None:
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    stranger = Ledger(other, first.desk.clock)
    body = first.written()
    with pytest.raises(NotTaken) as refused:
        stranger.take(body)
    assert refused.value.reason is Reason.UNKNOWN_SENDER
    reply = first.taken(body).reply
    with pytest.raises(NotTaken) as refused:
        ledger.take(reply or b"")
    assert refused.value.reason is Reason.NOT_FOR_HERE
    assert refusal(lambda: first.brought(b"PK\x03\x04 a spreadsheet")) == "bundle.not_a_bundle"
    assert refusal(lambda: first.brought(b"TDSYNC2\0" + body[8:])) == "bundle.newer"
    assert refusal(lambda: first.brought(body)) == "bundle.own_changes"
    other.dispose()


def test_a_desk_carries_what_it_cannot_read(first: Stick, second: Stick, tmp_path: Path) -> None:
    room = first.desk.make("venue", name="送信教室", status="active")
    body = first.written()
    assert second.brought(body).carried
    assert [one.kind for one in stick_standing(second.work).carried] == [Kind.CHANGES]
    assert not second.desk.value("venue", room, "name")
    (tmp_path / "both").mkdir()
    written = export_bundle(second.work, tmp_path / "both")
    assert written.carried == 1
    replies = [first.taken(path.read_bytes()).reply for path in sorted((tmp_path / "both").glob("*.tdsync"))]
    for reply in replies:
        second.brought(reply)
    assert [one.kind for one in stick_standing(second.work).carried] == [Kind.REPLY]
    (tmp_path / "back").mkdir()
    export_bundle(second.work, tmp_path / "back")
    (mine,) = [
        path for path in (tmp_path / "back").glob("*-reply-*") if look_at(path).device == first.desk.centre.device
    ]
    first.brought(mine.read_bytes())
    assert unsent(first.desk) == 0


def test_nothing_on_the_stick_can_be_read(first: Stick, tmp_path: Path) -> None:
    row_id = first.desk.make("person", name="王秀英", name_key="x", phone="13900001111")
    reply = first.taken(first.written()).reply
    assert reply is not None
    for body in (first.written(), reply):  # words so long that no sealed bytes are one by chance
        assert not [word for word in ("王秀英", "13900001111", row_id) if word.encode() in body]
    assert "王" not in "".join(path.name for path in tmp_path.rglob("*.tdsync"))


def test_a_stick_that_takes_nothing_loses_nothing(first: Stick, second: Stick, tmp_path: Path) -> None:
    room = first.desk.make("venue", name="一", status="active")
    with pytest.raises(Unavailable) as gone:
        export_bundle(first.work, tmp_path / "pulled")
    assert gone.value.key == "storage.cannot_open"
    full, limit = tmp_path / "full", resource.getrlimit(resource.RLIMIT_FSIZE)
    full.mkdir()
    bundle.freeze_all(first.desk.database, first.desk.clock)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, limit[1]))
        with pytest.raises(Unavailable) as over:
            stick._write(full / "a.tdsync", bytes(1000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert (over.value.key, list(full.iterdir())) == ("storage.disk_full", [])
    assert stick_standing(first.work).on_stick.since is None
    first.round_trip()
    second.round_trip()
    assert second.desk.value("venue", room, "name") == "一"


def test_much_work_goes_into_several_files(
    first: Stick, second: Stick, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "_BYTES_OF_A_BUNDLE", 10)
    for number in range(3):
        first.desk.make("venue", name=str(number), status="active")
        bundle.freeze_all(first.desk.database, first.desk.clock)
    (tmp_path / "many").mkdir()
    files = export_bundle(first.work, tmp_path / "many").files
    assert len(files) == 3
    for path in reversed(files):
        taken = first.taken(path.read_bytes())
    first.brought(taken.reply)
    assert unsent(first.desk) == 0
    second.round_trip()
    assert second.desk.ask("SELECT count(*) FROM venue") == [(3,)]


def test_a_desk_that_never_heard_the_key_is_told_what_to_do(one: Desk, tmp_path: Path) -> None:
    way = Stick(one, tmp_path)
    with one.database.write(one.author()) as session:
        session.connection().exec_driver_sql("UPDATE sync_link SET centre_box = NULL, centre_signer = NULL")
    assert refusal(way.written) == "bundle.no_key"


def test_an_instructor_gets_their_classes_by_stick(new_desk: Callable[..., Desk], tmp_path: Path) -> None:
    way = Stick(new_desk("u9", Role.INSTRUCTOR), tmp_path)
    assert not way.round_trip().more


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_sticks_and_the_network_in_any_order_agree(
    new_desk: Callable[..., Desk], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("sticks")
    name = folder.name
    ways = [Stick(new_desk(f"{name}{number}"), folder) for number in range(2)]
    room = ways[0].desk.make("venue", name="0", status="active")
    ways[0].desk.exchange()
    ways[1].desk.exchange()
    sticks: list[list[bytes]] = [[], []]
    replies: list[list[bytes]] = [[], []]
    written = 0
    for _ in range(data.draw(st.integers(3, 14))):
        at, what = (
            data.draw(st.integers(0, 1)),
            data.draw(st.sampled_from(("write", "stick", "centre", "reply", "line"))),
        )
        way = ways[at]
        if what == "write":
            written += 1
            way.desk.change("venue", room, **{("name", "address")[at]: f"{at}-{written}"})
        elif what == "stick":
            sticks[at].append(way.written())
        elif what == "centre" and sticks[at]:
            reply = way.taken(data.draw(st.sampled_from(sticks[at]))).reply
            replies[at].append(reply or b"")
        elif what == "reply" and replies[at]:
            way.brought(data.draw(st.sampled_from(replies[at])))
        elif what == "line":
            way.desk.exchange()
    for way in (*ways, *ways):
        way.round_trip()
    assert [unsent(way.desk) for way in ways] == [0, 0]
    values = {(way.desk.value("venue", room, "name"), way.desk.value("venue", room, "address")) for way in ways}
    assert len(values) == 1
    assert [way.desk.engine.check() for way in ways] == [0, 0]
