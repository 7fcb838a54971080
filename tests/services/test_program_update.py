"""An update is taken whole or not at all, and the program that was installed is always there to go back to."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.updates import Publisher, link, member, offered, program, publisher_of_this_build
from trainingdesk.domain.errors import Refused
from trainingdesk.services import program_update as service
from trainingdesk.settings.programs import HANDED_OVER, PROGRAM, Next, Programs, hand_over

if TYPE_CHECKING:
    from pathlib import Path


def go_on(_done: int, _total: int) -> bool:
    return True


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    return publisher_of_this_build(tmp_path, monkeypatch)


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    return Programs(tmp_path / "programs")


@pytest.fixture
def file(publisher: Publisher, tmp_path: Path) -> Path:
    path = tmp_path / "an.tdupdate"
    publisher.write(path, offered(), program("9.0.0"))
    return path


def refused(file: Path, programs: Programs) -> str:
    with pytest.raises(Refused) as failed:
        service.take(file, programs, go_on)
    assert programs.next() is None
    return failed.value.key


def test_it_is_looked_at_unpacked_and_started_next(file: Path, programs: Programs) -> None:
    assert str(service.look(file).version) == "9.0.0"
    heard: list[tuple[int, int]] = []
    taken = service.take(file, programs, lambda done, total: heard.append((done, total)) or True)
    assert str(taken) == "9.0.0"
    assert heard[-1][0] == heard[-1][1]
    found = programs.folder("9.0.0")
    assert (found / "lib" / "also").read_bytes() == b"x" * 50_000
    said = subprocess.run([programs.executable("9.0.0")], capture_output=True, text=True, check=True)
    assert said.stdout == "version 9.0.0 \n"
    assert (str(service.state(programs).next), service.state(programs).fails) == ("9.0.0", False)
    service.go_back(programs)
    assert service.state(programs).next is None
    with pytest.raises(Refused, match=r"update\.nothing_to_go_back_from"):
        service.go_back(programs)


def test_a_checkout_has_no_publisher_and_takes_nothing(tmp_path: Path, programs: Programs) -> None:
    file = tmp_path / "an.tdupdate"
    Publisher().write(file, offered(), program("9.0.0"))
    assert refused(file, programs) == "update.no_publisher"


def test_nothing_else_is_taken(publisher: Publisher, programs: Programs, tmp_path: Path, file: Path) -> None:
    stranger, older = tmp_path / "stranger.tdupdate", tmp_path / "older.tdupdate"
    Publisher().write(stranger, offered(), program("9.0.0"))
    publisher.write(older, offered("0.0.1"), program("0.0.1"))
    cut = tmp_path / "cut.tdupdate"
    cut.write_bytes(file.read_bytes()[:-1])
    empty = tmp_path / "empty.tdupdate"
    publisher.write(empty, offered(), [member("readme", b"no program")])
    found = {path.stem: refused(path, programs) for path in (stranger, older, cut, empty)}
    assert found == {
        "stranger": "update.not_signed",
        "older": "update.not_newer",
        "cut": "update.damaged",
        "empty": "update.damaged",
    }


@pytest.mark.parametrize("way_out", ["../outside", "/outside", "lib/../../outside"])
def test_nothing_is_written_outside(publisher: Publisher, programs: Programs, tmp_path: Path, way_out: str) -> None:
    for bad in (member(way_out, b"x"), link("lib", "../.."), link("lib", "/etc")):
        file = tmp_path / "bad.tdupdate"
        publisher.write(file, offered(), [*program("9.0.0")[:1], bad, member("lib/outside", b"x")])
        assert refused(file, programs) == "update.damaged"
        assert sorted(one.name for one in tmp_path.rglob("outside")) == []
        assert sorted(programs.root.iterdir()) == []


def test_more_than_was_signed_for_is_not_unpacked(programs: Programs, publisher: Publisher, file: Path) -> None:
    with file.open("rb") as opened:
        update = service.UpdateFile(opened, publisher.public)
        with pytest.raises(service.Unpackable):
            service.unpack(update.packed(), programs.folder("9.0.0"), size=1000, watch=go_on)
    assert sorted(programs.root.iterdir()) == []


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_who_cancels_has_what_was_there(file: Path, programs: Programs, steps: int) -> None:
    left = iter(range(steps))
    assert service.take(file, programs, lambda _done, _total: next(left, None) is not None) is None
    assert programs.next() is None
    assert service.take(file, programs, go_on) is not None


def test_older_programs_go_when_a_newer_one_is_there(file: Path, programs: Programs) -> None:
    programs.folder("0.0.1").mkdir(parents=True)
    service.take(file, programs, go_on)
    assert sorted(one.name for one in programs.root.iterdir()) == ["9.0.0", "next.json"]


def test_what_was_heard_of_is_news_until_it_is_here(file: Path, programs: Programs) -> None:
    found = [service.news(programs, said) for said in ("9.0.0", str(service.running_version()), "0.0.1", "", "new")]
    assert [str(one) for one in found] == ["9.0.0", "None", "None", "None", "None"]
    service.take(file, programs, go_on)
    assert (service.news(programs, "9.0.0"), str(service.news(programs, "9.0.1"))) == (None, "9.0.1")
    service.go_back(programs)
    assert service.news(programs, "9.0.0") is None


def test_what_was_fetched_of_an_update_goes_when_one_came_by_stick(file: Path, programs: Programs) -> None:
    programs.root.mkdir()
    programs.fetched.write_bytes(b"half of it")
    service.take(file, programs, go_on)
    assert not programs.fetched.exists()


def started(programs: Programs, *, newer_than: str = "0.1.0", name: str = PROGRAM, **environment: str) -> str:
    """What a program says that hands over where there is a newer one."""
    code = (
        "import sys; from pathlib import Path; from trainingdesk.settings.programs import Programs, hand_over;"
        f"hand_over(Programs(Path({str(programs.root)!r})), newer_than={newer_than!r}, arguments=['a', 'b'], name={name!r});"
        "print('the installed one')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return run.stdout.strip()


def test_the_newer_program_is_handed_over_to(file: Path, programs: Programs) -> None:
    assert started(programs) == "the installed one"
    service.take(file, programs, go_on)
    assert started(programs) == "version 9.0.0 a b"
    assert started(programs, newer_than="9.0.0") == "the installed one"
    assert started(programs, **{HANDED_OVER: "9.0.0"}) == "the installed one"


def test_a_program_with_a_console_hands_over_to_one_with_a_console(file: Path, programs: Programs) -> None:
    service.take(file, programs, go_on)
    console = programs.executable("9.0.0", "trainingdesk-console")
    assert started(programs, name=console.name) == "the installed one"
    assert programs.next() == Next("9.0.0")
    shutil.copy(programs.executable("9.0.0"), console)
    console.write_text(console.read_text(encoding="utf-8").replace("version", "console of"), encoding="utf-8")
    assert started(programs, name=console.name) == "console of 9.0.0 a b"


def test_one_that_never_begins_well_is_left_alone(file: Path, programs: Programs) -> None:
    service.take(file, programs, go_on)
    assert [started(programs) for _ in range(3)] == [*["version 9.0.0 a b"] * 2, "the installed one"]
    assert service.state(programs).fails


def test_one_that_began_well_goes_on(file: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    service.take(file, programs, go_on)
    monkeypatch.setenv(HANDED_OVER, "9.0.0")
    for _ in range(4):
        assert started(programs) == "version 9.0.0 a b"
        programs.note_start()
    assert programs.next() == Next("9.0.0")


@pytest.mark.parametrize("said", ["", "{", "[]", '{"version": "9.0.0"}', '{"version": "9.0.0", "tries": "x"}'])
def test_what_was_written_down_badly_names_nothing(programs: Programs, said: str) -> None:
    programs.root.mkdir()
    (programs.root / "next.json").write_text(said, encoding="utf-8")
    assert programs.next() is None
    assert hand_over(programs, newer_than="0.1.0", arguments=[]) is None
