"""``diagnostics`` on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from trainingdesk.cli.app import run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from .desk import Desk


def test_the_file_is_written_and_said(made_desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "diagnostics.json"
    assert "诊断文件已保存" in made_desk.text("diagnostics", "--out", str(file))
    assert json.loads(file.read_text(encoding="utf-8"))["database"]["tables"]


def test_a_damaged_desk_says_why(made_desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made_desk.folder / "trainingdesk.db").write_bytes(b"x" * 8192)
    file = tmp_path / "diagnostics.json"
    assert run(["--folder", str(made_desk.folder), "diagnostics", "--out", str(file)]) == 0
    assert "只写了能看到的部分" in capsys.readouterr().out
    found = json.loads(file.read_text(encoding="utf-8"))
    assert (found["database"], found["problem"]) == (None, "storage.damaged")
