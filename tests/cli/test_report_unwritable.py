"""What the report commands cannot do is a sentence, never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.cli.app import UNAVAILABLE, run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.cli.desk import Desk


def test_a_report_for_a_folder_that_is_a_file(
    made_desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "file"
    out.touch()
    command = ["--folder", str(made_desk.folder), "report", "month", "2026-10", "--out", str(out)]
    assert run(command) == UNAVAILABLE
    assert capsys.readouterr().err.count("\n") == 1


def test_everything_into_a_folder_that_cannot_be_made(
    made_desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    out = tmp_path / "file" / "inside"
    command = ["--folder", str(made_desk.folder), "export", "open", "--out", str(out), "--reason", "迁移"]
    assert run(command) == UNAVAILABLE
    assert capsys.readouterr().err.count("\n") == 1


def test_nobody_prepares_a_month_to_come(made_desk: Desk) -> None:
    assert "还没有开始" in made_desk.refusal("report", "prepare", "2099-05")
