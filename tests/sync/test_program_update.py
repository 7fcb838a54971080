"""An update that comes from the centre: whole at last however often the line breaks, and the publisher's or not at all."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import count
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.at_desk import join_centre
from tests.conftest import serving
from tests.sync.processes.proxy import Proxy
from tests.sync.sticks import work_of
from tests.updates import Publisher, member, offered, program, publisher_of_this_build
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.server import app, program_update
from trainingdesk.server.doors.door import Door
from trainingdesk.server.doors.exchange import Hello
from trainingdesk.services import program_update as service
from trainingdesk.settings.programs import Next, Programs
from trainingdesk.storage.database import Author
from trainingdesk.storage.sync_history import PULLED
from trainingdesk.sync.exchange import exchange
from trainingdesk.sync.program_update import newest, take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sync.conftest import Desk
    from trainingdesk.server.doors.door import Call
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.sync.program_update import Offered

#: Nothing that packing makes smaller: several pieces of the length below, and several stretches of a line that breaks.
LARGE = Random(98).randbytes(60_000)  # noqa: S311 -- the same bytes each time
PIECE = 7_001


def go_on(_done: int, _total: int) -> bool:
    return True


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    monkeypatch.setattr(program_update, "MOST_OF_A_PIECE", PIECE)
    return publisher_of_this_build(tmp_path, monkeypatch)


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    return Programs(tmp_path / "programs")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "updates"
    made.mkdir()
    return made


@pytest.fixture
def centre(ledger: Ledger, folder: Path) -> Iterator[int]:
    """The port of a centre with that folder, where nobody comes too often."""
    seconds = count(step=60)
    with serving(ledger, updates=folder, seconds=lambda: next(seconds)) as port:
        yield port


@pytest.fixture
def alone(new_desk: Callable[..., Desk], ledger: Ledger, tmp_path: Path) -> Work:
    """A desk; the centre that it is joined to is not on the network."""
    return work_of(new_desk("u1"), ledger, tmp_path)


@pytest.fixture
def work(alone: Work, ledger: Ledger, centre: int) -> Work:
    """A desk of the running centre."""
    join_centre(alone, ledger, f"http://127.0.0.1:{centre}")
    return alone


def put(folder: Path, publisher: Publisher, version: str = "9.0.0", content: bytes = LARGE) -> Path:
    path = folder / "an.tdupdate"
    publisher.write(path, offered(version), [*program(version), member("lib/large", content)])
    return path


def found(work: Work, programs: Programs) -> Offered:
    one = newest(work, programs)
    assert one is not None
    return one


def held(programs: Programs) -> int:
    return programs.fetched.stat().st_size


def test_it_is_asked_for_fetched_and_taken(work: Work, programs: Programs, folder: Path, publisher: Publisher) -> None:
    path = put(folder, publisher)
    one, heard = found(work, programs), list[tuple[int, int]]()
    assert (str(one.update.version), one.length, one.here) == ("9.0.0", path.stat().st_size, 0)
    taken = take(work, one, programs, lambda done, total: heard.append((done, total)) or True)
    assert str(taken) == "9.0.0"
    assert (programs.folder("9.0.0") / "lib" / "large").read_bytes() == LARGE
    assert programs.next() == Next("9.0.0")
    assert not programs.fetched.exists()
    crossed = [done for done, total in heard if total == one.length]
    assert (crossed, crossed[-1], heard[-1]) == (sorted(crossed), one.length, (0, 0))


def test_an_exchange_tells_of_it_and_fetches_nothing(
    work: Work, programs: Programs, folder: Path, publisher: Publisher
) -> None:
    assert exchange(work).program == ""
    put(folder, publisher)
    assert exchange(work).program == "9.0.0"
    assert not programs.root.exists()


@pytest.mark.parametrize("version", [None, "0.0.1", "running"])
def test_a_centre_without_a_newer_one_has_none(
    work: Work, programs: Programs, folder: Path, publisher: Publisher, version: str | None
) -> None:
    if version is not None:
        put(folder, publisher, str(service.running_version()) if version == "running" else version)
    assert newest(work, programs) is None


def test_for_another_machine_there_is_none(work: Work, programs: Programs, folder: Path, publisher: Publisher) -> None:
    publisher.write(folder / "an.tdupdate", replace(offered(), platform="win32-amd64"), program("9.0.0"))
    assert newest(work, programs) is None
    assert exchange(work).program == ""


def test_who_ends_it_at_any_piece_goes_on_there(
    work: Work, programs: Programs, folder: Path, publisher: Publisher
) -> None:
    path, before = put(folder, publisher), 0
    while take(work, found(work, programs), programs, lambda done, _total, had=before: done <= had) is None:
        if held(programs) == path.stat().st_size:
            break
        assert held(programs) > before
        before = found(work, programs).here
        assert before == held(programs)
        assert path.read_bytes().startswith(programs.fetched.read_bytes())
    assert before > path.stat().st_size - PIECE
    assert take(work, found(work, programs), programs, go_on) is not None


@contextmanager
def over(proxy: Proxy, work: Work) -> Iterator[None]:
    """The desk reaches its centre through a line that breaks."""
    proxy.start()
    with work.database.write(Author("u1", PULLED, work.now())) as session:
        session.connection().exec_driver_sql("UPDATE sync_link SET address = ?", (f"http://127.0.0.1:{proxy.port}",))
    yield
    proxy.close()


@pytest.mark.parametrize("seed", range(3))
def test_a_line_that_breaks_anywhere_loses_nothing(
    work: Work, programs: Programs, folder: Path, publisher: Publisher, centre: int, seed: int
) -> None:
    put(folder, publisher)
    one, proxy, here = found(work, programs), Proxy(centre, Random(seed)), 0  # noqa: S311
    with over(proxy, work):
        while programs.next() is None:
            with suppress(Unavailable):
                assert take(work, one, programs, go_on) is not None
            if programs.next() is None and programs.fetched.exists():
                assert held(programs) >= here
                here = held(programs)
    assert proxy.cuts > 1


def test_without_a_line_it_is_said_and_nothing_changes(
    alone: Work, ledger: Ledger, programs: Programs, folder: Path, publisher: Publisher
) -> None:
    put(folder, publisher)
    with serving(ledger, updates=folder) as port:
        join_centre(alone, ledger, f"http://127.0.0.1:{port}")
        one = found(alone, programs)
    with pytest.raises(Unavailable, match=r"sync\.unreachable"):
        newest(alone, programs)
    with pytest.raises(Unavailable, match=r"sync\.unreachable|update\.line_broke"):
        take(alone, one, programs, go_on)
    assert programs.next() is None


def test_another_file_at_the_centre_is_begun_anew(
    work: Work, programs: Programs, folder: Path, publisher: Publisher
) -> None:
    put(folder, publisher)
    one = found(work, programs)
    assert take(work, one, programs, lambda done, _total: done < PIECE) is None
    newer = put(folder, publisher, "9.0.1", LARGE[::-1])
    with pytest.raises(Unavailable, match=r"update\.gone_from_centre"):
        take(work, one, programs, go_on)
    other = found(work, programs)
    assert (str(other.update.version), other.here, other.length) == ("9.0.1", 0, newer.stat().st_size)
    assert str(take(work, other, programs, go_on)) == "9.0.1"


def test_what_somebody_else_signed_is_not_fetched(
    work: Work, programs: Programs, folder: Path, publisher: Publisher
) -> None:
    put(folder, Publisher())
    with pytest.raises(Refused, match=r"update\.centre_not_signed"):
        newest(work, programs)
    assert not programs.root.exists()


def test_what_was_altered_behind_its_head_is_thrown_away(
    work: Work, programs: Programs, folder: Path, publisher: Publisher
) -> None:
    path = put(folder, publisher)
    whole = path.read_bytes()
    path.write_bytes(whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:])
    with pytest.raises(Refused, match=r"update\.came_damaged"):
        take(work, found(work, programs), programs, go_on)
    assert sorted(programs.root.iterdir()) == []
    path.write_bytes(whole)
    assert take(work, found(work, programs), programs, go_on) is not None


def test_there_must_be_room_for_what_comes_and_what_is_unpacked(
    work: Work, programs: Programs, folder: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, publisher)
    one = found(work, programs)
    need = one.length + one.update.size + service._ROOM
    monkeypatch.setattr(service, "free_bytes", lambda _folder: need - 1)
    with pytest.raises(Refused, match=r"update\.no_room"):
        take(work, one, programs, go_on)
    assert not programs.fetched.exists()
    monkeypatch.setattr(service, "free_bytes", lambda _folder: need)
    assert take(work, one, programs, go_on) is not None


def test_a_desk_without_a_centre_is_told_so(alone: Work, programs: Programs, publisher: Publisher) -> None:
    with alone.database.write(Author("u1", PULLED, alone.now())) as session:
        session.connection().exec_driver_sql("DELETE FROM sync_link")
    with pytest.raises(Refused, match=r"sync\.not_joined"):
        newest(alone, programs)


def test_a_desk_that_was_shut_out_is_told_so(
    work: Work, ledger: Ledger, programs: Programs, folder: Path, publisher: Publisher
) -> None:
    put(folder, publisher)
    one = found(work, programs)
    for device in ledger.devices():
        ledger.revoke(device.id)
    with pytest.raises(Refused, match=r"sync\.revoked"):
        newest(work, programs)
    with pytest.raises(Refused, match=r"sync\.revoked"):
        take(work, one, programs, go_on)


def test_an_older_centre_has_none_and_exchanges_as_before(
    alone: Work, ledger: Ledger, programs: Programs, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hello(call: Call) -> dict[str, object]:
        told = call.ledger.hello(call.device, box=call.asked.box, made=call.asked.made)
        return {name: getattr(told, name) for name in told.__struct_fields__ if name != "program"}

    before = {path: door for path, door in app.DOORS.items() if "/updates/" not in path}
    path = "/sync/v1/hello"
    monkeypatch.setattr(app, "DOORS", before | {path: Door(path=path, opens=hello, asks=Hello, answers=dict)})
    with serving(ledger) as port:
        join_centre(alone, ledger, f"http://127.0.0.1:{port}")
        assert exchange(alone).program == ""
        assert newest(alone, programs) is None
