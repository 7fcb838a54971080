"""``update`` on the command line."""

from __future__ import annotations

import json
import shutil
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from tests.conftest import serving
from tests.updates import offered, program, publisher_of_this_build
from trainingdesk.cli import program_update as command
from trainingdesk.cli.app import REFUSED, UNAVAILABLE, run
from trainingdesk.domain.access import Role
from trainingdesk.server import program_update as server

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.cli.desk import Desk
    from trainingdesk.cli.invocation import Invocation
    from trainingdesk.server.ledger import Ledger


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An update of the publisher of this build, for a user whose programs are in a folder of the test."""
    path = tmp_path / "an.tdupdate"
    publisher_of_this_build(tmp_path, monkeypatch).write(path, offered(), program("9.0.0"))
    return path


def test_it_is_checked_taken_shown_and_given_up(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*words: str) -> str:
        assert run(["update", *words]) == 0
        return capsys.readouterr().out

    assert "9.0.0 版，2026-11-26 发布" in said("check", str(file))
    assert "下次启动时使用" in said("take", str(file))
    assert "下次启动使用 9.0.0 版" in said("show")
    assert json.loads(said("show", "--json"))["next"] == "9.0.0"
    assert "安装时的程序" in said("back")
    assert run(["update", "back"]) == REFUSED
    assert "安装时的程序" in capsys.readouterr().err


def test_what_is_no_update_is_refused(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "花名册.xlsx"
    other.write_bytes(b"PK\x03\x04" + b"x" * 1000)
    assert run(["update", "take", str(other)]) == REFUSED
    assert "花名册.xlsx 不是更新包" in capsys.readouterr().err


def test_without_a_file_it_comes_from_the_centre_of_this_desk(
    file: Path, made_desk: Desk, ledger: Ledger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "还没有加入中心" in made_desk.refusal("update", "check")
    updates = tmp_path / "updates"
    updates.mkdir()
    with serving(ledger, updates=updates) as port:
        code = ledger.code(county="500241", user="u1", role=Role.ADMINISTRATOR)
        made_desk.text("device", "enroll", f"http://127.0.0.1:{port}", code)
        assert made_desk.data("sync")["program"] == ""
        assert "没有更新的版本" in made_desk.text("update", "take")
        assert made_desk.data("update", "check") == {"version": None}
        shutil.copy(file, updates)
        assert "中心有 9.0.0 版" in made_desk.text("sync")
        length = file.stat().st_size
        told = made_desk.text("update", "check")
        assert f"9.0.0 版，2026-11-26 发布。从中心取 {length / 1e6:.1f} MB" in told
        assert "新的月报" in told
        assert "按流量计费" not in told
        assert made_desk.data("update", "check")["length"] == length
        made_desk.text("setting", "set", "sync.metered-network", "是")
        assert "按流量计费" in made_desk.text("update", "check")
        assert "9.0.0 版已装好" in made_desk.text("update", "take")
        assert made_desk.data("update", "show")["next"] == "9.0.0"
        assert "9.0.0" not in made_desk.text("sync")
    assert run(["--folder", str(made_desk.folder), "update", "check"]) == UNAVAILABLE
    assert "连不上中心" in capsys.readouterr().err


def test_who_interrupts_it_goes_on_there(
    file: Path, made_desk: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_invocation: Invocation, _title: str) -> AbstractContextManager[Callable[[int, int], bool]]:
        def ctrl_c(_done: int, _total: int) -> bool:
            raise KeyboardInterrupt

        return nullcontext(ctrl_c)

    monkeypatch.setattr(server, "MOST_OF_A_PIECE", 100)
    with serving(ledger, updates=file.parent) as port:
        code = ledger.code(county="500241", user="u1", role=Role.ADMINISTRATOR)
        made_desk.text("device", "enroll", f"http://127.0.0.1:{port}", code)
        with monkeypatch.context() as patch:
            patch.setattr(command, "progress_bar", interrupted)
            assert run(["--folder", str(made_desk.folder), "update", "take"]) == 1
        assert "下次接着取" in capsys.readouterr().out
        assert "接着取" in made_desk.text("update", "check")
        assert "9.0.0 版已装好" in made_desk.text("update", "take")
