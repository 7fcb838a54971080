"""The commands that the README gives to a county work as they are written there."""

from __future__ import annotations

import re
import shlex
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from trainingdesk import bootstrap
from trainingdesk.cli.app import run

if TYPE_CHECKING:
    import pytest

    from trainingdesk.storage.key_slot import Kdf

README = Path(__file__).resolve().parents[2] / "README.md"


def listing() -> list[list[str]]:
    """The words of each line of the listing that makes a county."""
    text = README.read_text(encoding="utf-8")
    (block,) = re.findall(r"^```\n(export TRAININGDESK_PASSWORD.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [shlex.split(line) for line in block.splitlines() if line]


def test_the_listing_makes_a_county(
    tmp_path: Path,
    shared: Path,
    cheap_kdf: Kdf,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bootstrap, "create_desk", partial(bootstrap.create_desk, kdf=cheap_kdf))
    monkeypatch.chdir(tmp_path)
    shutil.copy(shared / "rosters" / "township_roster.xlsx", "花名册.xlsx")
    (_, secret), function, *commands = listing()
    monkeypatch.setenv(*secret.split("=", 1))
    assert function == ["desk()", "{", "./build/run", "$@", "--folder", "我的县;", "}"]
    for name, *arguments in commands:
        assert name == "desk"
        assert run([*arguments, "--folder", "我的县"]) == 0, capsys.readouterr().err
    assert "没有提交机构承诺书" in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {"我的县", "月报", "花名册.xlsx", "退回.xlsx"}
    assert sorted(path.suffix for path in Path("月报").iterdir()) == [".pdf", ".xlsx"]
    assert len(commands) == 11
