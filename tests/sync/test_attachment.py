"""Files of attachments travel between real desks and a real centre: whole or not at all, and never in the way of rows."""

from __future__ import annotations

import errno
import hashlib
from contextlib import closing, contextmanager, suppress
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text, update

from tests.at_desk import join_centre
from tests.conftest import serving
from tests.server.conftest import cluster
from tests.sync.at_work import centre, here, ledger, new_work, there
from tests.sync.processes.proxy import Proxy
from tests.sync.sticks import work_of
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.server import attachments
from trainingdesk.server.backup import restore_backup, write_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.server.tables import ATTACHMENT_FILE, ATTACHMENT_PART
from trainingdesk.services import attachment, undo
from trainingdesk.services.setting import set_setting
from trainingdesk.services.sync_state import sync_state
from trainingdesk.services.work import Work, Worker
from trainingdesk.settings.declared import METERED_NETWORK
from trainingdesk.storage import attachment as stored
from trainingdesk.storage import rows, sync_attachment
from trainingdesk.storage.database import Author
from trainingdesk.storage.sync_history import PULLED
from trainingdesk.sync import attachment_sending
from trainingdesk.sync.attachment_fetching import fetch
from trainingdesk.sync.client import Client
from trainingdesk.sync.exchange import client_of, exchange
from trainingdesk.wire.bundle_content import Handed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sync.conftest import Clock, Desk

__all__ = ["centre", "cluster", "here", "ledger", "new_work", "there"]

#: Nothing that packing makes smaller, by its first bytes a photo: several pieces of the length below.
SCAN = b"\xff\xd8\xff" + Random(27).randbytes(40_000)  # noqa: S311 -- the same bytes each time
PIECE = 7_001


def go_on(_done: int, _total: int) -> bool:
    return True


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_OF_A_PIECE", PIECE)
    monkeypatch.setattr(attachment_sending, "MOST_OF_A_PIECE", PIECE)
    monkeypatch.setattr(attachment_sending, "FIRST_PIECE", PIECE)


def person(work: Work) -> str:
    with work.database.write(Author(work.worker.user_id, "edit_person", work.now())) as session:
        values = {"name": "王秀英", "name_key": "王秀英"}
        return rows.add(session, "person", row_id=work.new_id(), county_code=work.county_code, values=values)


def attach(work: Work, content: bytes = SCAN, *, kind: str = "photo") -> str:
    return attachment.attach(work, ("person", person(work)), content, kind=kind, name="照片.jpg").row


def content(work: Work, row: str, reason: str = "核对") -> bytes:
    return attachment.open_attachment(work, row, reason=reason).content


def sent_from(work: Work) -> int:
    """An exchange, and the files after it."""
    exchange(work)
    return attachment_sending.send(work)


def failing(call: Callable[[], object]) -> str:
    with pytest.raises((Refused, Unavailable)) as caught:
        call()
    return caught.value.key


def pieces(work: Work) -> int:
    with work.database.read() as session:
        return int(session.connection().execute(text("SELECT count(*) FROM sync_attachment_piece")).scalar_one())


@contextmanager
def asked(work_asks: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What desks ask the centre about files."""
    said: list[str] = []
    ask = Client._ask

    def listen(client: Client, what: str, *words: Any, **named: Any) -> bytes:
        said.append(what.partition("?")[0])
        return ask(client, what, *words, **named)

    with work_asks.context() as patch:
        patch.setattr(Client, "_ask", listen)
        yield said


def test_a_file_goes_after_its_row_and_comes_when_it_is_opened(here: Work, there: Work) -> None:
    row = attach(here, kind="scan")
    assert sync_state(here).files == 1
    assert (sent_from(here), sync_state(here).files) == (1, 0)
    assert sent_from(there) == 0
    assert failing(lambda: content(there, row)) == "attachment.missing"
    heard: list[tuple[int, int]] = []
    assert fetch(there, row, lambda done, total: heard.append((done, total)) or True)
    assert content(there, row) == SCAN
    assert (heard[0], heard[-1]) == ((0, len(SCAN)), (len(SCAN), len(SCAN)))
    assert pieces(there) == 0
    (kept,) = there.folder.attachments.iterdir()
    assert SCAN[100:200] not in kept.read_bytes()


def test_where_nothing_waits_nothing_is_asked(here: Work, there: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    row = attach(here)
    with asked(monkeypatch) as said:
        sent_from(here)
        assert "attachments/held" in said
        sent_from(there)
        fetch(there, row, go_on)
        said.clear()
        sent_from(here)
        sent_from(there)
        assert fetch(there, row, go_on)
        assert [one for one in said if one.startswith("attachments")] == []


def test_the_same_content_is_sent_once(here: Work, there: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    attach(here)
    attach(there)
    assert sent_from(here) == 1
    with asked(monkeypatch) as said:
        assert sent_from(there) == 0
        assert [one for one in said if one.startswith("attachments")] == ["attachments/held"]


def test_nobody_has_sent_it_yet(
    here: Work, there: Work, new_work: Callable[..., Work], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_from(there)
    row = attach(here)
    monkeypatch.setattr(attachment_sending, "SECONDS", 0.0)
    assert sent_from(here) == 0
    sent_from(there)
    with pytest.raises(Unavailable) as caught:
        fetch(there, row, go_on)
    assert (caught.value.key, caught.value.values) == ("attachment.not_sent", {"who": "u1"})
    new = new_work("u3")
    exchange(new)
    assert failing(lambda: fetch(new, row, go_on)) == "attachment.not_sent_yet"  # a first copy does not tell who


def test_what_was_not_sent_and_removed_is_not_sent(here: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    row, other = attach(here), attach(here, SCAN * 2)
    removed = attachment.remove_attachment(here, row).change_set
    undo.undo(here, attachment.remove_attachment(here, other).change_set)
    with asked(monkeypatch) as said:
        assert sent_from(here) == 1
        assert {one for one in said if one.startswith("attachments")} == {"attachments/held", f"attachments/{other}"}
    undo.undo(here, removed)
    assert sent_from(here) == 1


def test_a_removal_that_is_taken_back_is_asked_about_again(here: Work, ledger: Ledger, clock: Clock) -> None:
    row = attach(here)
    sent_from(here)
    removed = attachment.remove_attachment(here, row).change_set
    sent_from(here)
    with ledger.engine.begin() as connection:  # as it is long after
        connection.execute(ATTACHMENT_FILE.delete())
        connection.execute(ATTACHMENT_PART.delete())
    undo.undo(here, removed)
    assert sent_from(here) == 1


def test_a_row_that_was_removed_meanwhile_ends_that_file_alone(
    here: Work, there: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, other = attach(here), attach(here, SCAN * 2)
    monkeypatch.setattr(attachment_sending, "SECONDS", 0.0)
    sent_from(here)
    monkeypatch.undo()
    sent_from(there)
    attachment.remove_attachment(there, row)
    put = Client.put_file_piece

    def just_before(client: Client, row_id: str, offset: int, piece: bytes) -> Any:
        sent_from(there)
        return put(client, row_id, offset, piece)

    monkeypatch.setattr(Client, "put_file_piece", just_before)
    assert sent_from(here) == 1
    sent_from(there)
    assert fetch(there, other, go_on)


@pytest.mark.parametrize("seed", range(2))
def test_a_line_that_breaks_anywhere_loses_nothing(here: Work, there: Work, centre: int, seed: int) -> None:
    row, proxy = attach(here), Proxy(centre, Random(seed), cut_in=2)  # noqa: S311
    proxy.start()
    for work in (here, there):
        with work.database.write(Author("u1", PULLED, work.now())) as session:
            address = f"http://127.0.0.1:{proxy.port}"
            session.connection().exec_driver_sql("UPDATE sync_link SET address = ?", (address,))
    sent = 0
    while not sent:
        with suppress(Unavailable):
            sent = sent_from(here)
    came = False
    while not came:
        with suppress(Unavailable):
            sent_from(there)
            came = fetch(there, row, go_on)
    proxy.close()
    assert content(there, row) == SCAN
    assert proxy.cuts > 0


class _Cutting(Exception):  # noqa: N818 -- as the window ends an exchange
    pass


def test_who_ends_it_at_any_piece_goes_on_there(here: Work, there: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    row = attach(here)
    monkeypatch.setattr(attachment_sending, "SECONDS", 0.0)
    sent_from(here)
    monkeypatch.undo()
    monkeypatch.setattr(attachments, "MOST_OF_A_PIECE", PIECE)
    monkeypatch.setattr(attachment_sending, "MOST_OF_A_PIECE", PIECE)
    monkeypatch.setattr(attachment_sending, "FIRST_PIECE", PIECE)
    with closing(client_of(here)) as centre:
        for pieces_held in range(len(SCAN) // PIECE + 1):
            asks = count()

            def cut(asks: Iterator[int] = asks) -> None:
                if next(asks) == 3:  # what is lacking, how much is there, one piece, and no more
                    raise _Cutting

            assert centre.files_held([row]) == {row: pieces_held * PIECE}
            with suppress(_Cutting):
                attachment_sending.send(here, cut)
    assert sent_from(here) == 0
    sent_from(there)
    before = 0
    while not fetch(there, row, lambda done, _total, had=before: done <= had):
        with there.database.read() as session:
            now = sync_attachment.fetched(session, hashlib.sha256(SCAN).hexdigest())
        assert now == min(before + PIECE, len(SCAN))
        before = now
    assert content(there, row) == SCAN


def test_a_centre_that_was_started_anew_goes_on_where_it_was(
    new_desk: Callable[..., Desk], ledger: Ledger, clock: Clock, tmp_path: Path
) -> None:
    work, asks = work_of(new_desk("u1"), ledger, tmp_path), count()

    def cut() -> None:
        if next(asks) == 4:  # what is lacking, how much is there, two pieces
            raise _Cutting

    with serving(ledger) as port:
        join_centre(work, ledger, f"http://127.0.0.1:{port}")
        row = attach(work)
        exchange(work)
        with suppress(_Cutting):
            attachment_sending.send(work, cut)
    engine = open_engine(ledger.engine.url.render_as_string(hide_password=False))
    with serving(Ledger(engine, clock), port=port), closing(client_of(work)) as centre:
        assert centre.files_held([row]) == {row: 2 * PIECE}
        assert attachment_sending.send(work) == 1
    engine.dispose()


def test_what_is_not_the_file_is_never_kept(here: Work, there: Work, ledger: Ledger) -> None:
    row = attach(here)
    sent_from(here)
    sent_from(there)
    with ledger.engine.begin() as connection:  # somebody had a hand in the database of the centre
        changed = update(ATTACHMENT_PART).where(ATTACHMENT_PART.c.start == PIECE)
        connection.execute(changed.values(part=b"x" * PIECE))
    assert failing(lambda: fetch(there, row, go_on)) == "attachment.came_damaged"
    assert (pieces(there), stored.here(there.folder.attachments)) == (0, frozenset())


def test_a_full_disk_keeps_what_came(here: Work, there: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    row = attach(here)
    sent_from(here)
    sent_from(there)

    def full(*_words: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.write_bytes", full)
        assert failing(lambda: fetch(there, row, go_on)) == "storage.disk_full"
    with asked(monkeypatch) as said:
        assert fetch(there, row, go_on)
        assert said == []
    assert content(there, row) == SCAN


def test_an_instructor_is_given_no_document(here: Work, new_work: Callable[..., Work], ledger: Ledger) -> None:
    row = attach(here, kind="scan")
    sent_from(here)
    theirs = new_work("t1", Role.INSTRUCTOR)
    about = attachment.find_attachment(here, row)
    with theirs.database.write(Author("t1", PULLED, theirs.now())) as session:  # as if the row had come there
        named = {
            name: getattr(about, name)
            for name in ("owner_table", "owner_id", "kind", "sha256", "name", "size", "media_type")
        }
        session.connection().exec_driver_sql("UPDATE sync_control SET applying = 1")
        rows.add(session, "attachment", row_id=row, county_code=theirs.county_code, values=named)
        session.connection().exec_driver_sql("UPDATE sync_control SET applying = 0")
    assert failing(lambda: fetch(theirs, row, go_on)) == "attachment.missing"  # the centre refuses
    teacher = Worker("t1", "t1", frozenset({Role.INSTRUCTOR}))
    own = Work(theirs.database, theirs.folder, theirs.county_code, teacher, theirs.data_key, theirs.clock)
    assert failing(lambda: fetch(own, row, go_on)) == "access.not_allowed"
    mine = attach(theirs, SCAN * 2)
    assert sent_from(theirs) == 1
    sent_from(here)
    assert fetch(here, mine, go_on)


def test_a_device_that_was_shut_out_is_given_nothing(here: Work, there: Work, ledger: Ledger) -> None:
    row = attach(here)
    sent_from(here)
    sent_from(there)
    with there.database.read() as session:
        device = str(session.connection().execute(text("SELECT device_id FROM sync_link")).scalar_one())
    ledger.revoke(device)
    assert failing(lambda: fetch(there, row, go_on)) == "sync.revoked"


def test_without_a_line_or_a_centre_it_says_so(
    here: Work, there: Work, new_desk: Callable[..., Desk], ledger: Ledger, tmp_path: Path
) -> None:
    row = attach(here)
    sent_from(here)
    sent_from(there)
    with there.database.write(Author("u1", PULLED, there.now())) as session:
        session.connection().exec_driver_sql("UPDATE sync_link SET address = 'http://127.0.0.1:1'")
    assert failing(lambda: fetch(there, row, go_on)) == "attachment.no_line"
    with there.database.write(Author("u1", PULLED, there.now())) as session:
        session.connection().exec_driver_sql("UPDATE sync_control SET joined = 0")
    assert failing(lambda: fetch(there, row, go_on)) == "attachment.missing"


def test_a_damaged_file_holds_up_no_other(here: Work) -> None:
    row = attach(here)
    attach(here, SCAN * 2)
    (here.folder.attachments / attachment.find_attachment(here, row).sha256).write_bytes(b"x")
    assert sent_from(here) == 1


def test_a_file_that_the_centre_does_not_take_holds_up_no_other(here: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    attach(here)
    attach(here, SCAN * 2)
    plain = stored.load

    def longer(folder: Path, digest: str, known: Any) -> bytes:
        content = plain(folder, digest, known)
        return content + b"x" if content == SCAN else content

    monkeypatch.setattr(stored, "load", longer)
    assert sent_from(here) == 1


def test_many_files_are_asked_about_a_few_at_a_time(here: Work, there: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachment_sending, "ROWS_OF_A_QUESTION", 2)
    for number in range(5):
        for work in (here, there):
            attach(work, SCAN[:100] + bytes([number]))
    assert sent_from(here) == 5
    with asked(monkeypatch) as said:
        assert sent_from(there) == 0
        assert said.count("attachments/held") == 5  # two rows name each file now


def test_a_centre_of_before_there_were_files_is_no_failure(
    here: Work, there: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_door(*_words: object, **_named: object) -> None:
        raise Unavailable("sync.centre_failed", status=404)

    row = attach(here)
    for door in ("files_held", "file_piece"):
        monkeypatch.setattr(Client, door, no_door)
    assert sent_from(here) == 0
    sent_from(there)
    assert failing(lambda: fetch(there, row, go_on)) == "attachment.missing"


def test_a_restored_centre_is_given_what_it_forgot(
    here: Work, there: Work, ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    sent_from(here)
    write_backup(ledger.engine, tmp_path / "centre.backup")
    row = attach(here)
    sent_from(here)
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    restore_backup(tmp_path / "centre.backup", other, now_ms=1)
    with serving(Ledger(other, clock)) as port:
        for work in (here, there):
            with work.database.write(Author("u1", PULLED, work.now())) as session:
                address = f"http://127.0.0.1:{port}"
                session.connection().exec_driver_sql("UPDATE sync_link SET address = ?", (address,))
        assert sent_from(here) == 1
        sent_from(there)
        assert fetch(there, row, go_on)
    other.dispose()


def test_where_the_network_costs_money_no_file_goes(here: Work) -> None:
    attach(here)
    set_setting(here, METERED_NETWORK, value=True)
    assert (sent_from(here), sync_state(here).files) == (0, 1)
    set_setting(here, METERED_NETWORK, value=False)
    assert sent_from(here) == 1


class Watch:
    """A clock on which a second passes between two looks."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


@pytest.mark.parametrize(("seconds", "held"), [(0.0, 0), (3.0, 0), (5.0, 1), (7.0, 2)])
def test_an_exchange_gives_files_so_many_seconds(
    here: Work, monkeypatch: pytest.MonkeyPatch, seconds: float, held: int
) -> None:
    row = attach(here)
    monkeypatch.setattr(attachment_sending, "SECONDS", 0.0)
    sent_from(here)
    monkeypatch.setattr(attachment_sending, "SECONDS", seconds)
    # One look at the clock to ask what is lacking; two for each piece, of which the first one only asks how much is there.
    assert attachment_sending.send(here, clock=Watch()) == 0
    with closing(client_of(here)) as centre:
        assert centre.files_held([row]) == {row: held * PIECE}


@pytest.mark.parametrize(("took", "lengths"), [(0.1, [4, 8, 16, 32, 64, 64]), (1.0, [4, 4, 4]), (9.0, [4, 2, 1, 1])])
def test_pieces_are_fitted_to_the_line(monkeypatch: pytest.MonkeyPatch, took: float, lengths: list[int]) -> None:
    monkeypatch.setattr(attachment_sending, "MOST_OF_A_PIECE", 64)
    monkeypatch.setattr(attachment_sending, "LEAST_OF_A_PIECE", 1)
    now = count()
    allowance = attachment_sending.Allowance(lambda: (next(now) // 2 + next(now) % 2) * took, until=1e9, piece=4)
    now = count()
    found = []
    for _ in lengths:
        found.append(allowance.piece)
        allowance.spend(lambda: Handed(held=0))
    assert found == lengths
