"""``update`` on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.updates import offered, program, publisher_of_this_build
from trainingdesk.cli.app import REFUSED, run

if TYPE_CHECKING:
    from pathlib import Path


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
