"""The log of errors names kinds and places, never what an error says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trainingdesk.ui.faults import FaultLog

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = "500241199003070017"


def broken() -> Exception:
    def inner() -> None:
        raise KeyError(NUMBER)

    try:
        try:
            inner()
        except KeyError as error:
            raise ValueError(NUMBER) from error
    except ValueError as error:
        return error


def test_kinds_and_places_are_written_and_nothing_else(tmp_path: Path) -> None:
    log = FaultLog(tmp_path / "errors.log", lambda: datetime(2026, 10, 20, tzinfo=UTC))
    log.record(broken())
    written = log.path.read_text(encoding="utf-8")
    assert "builtins.KeyError" in written
    assert "builtins.ValueError" in written
    assert "test_faults.py" in written
    assert "2026-10-20" in written
    assert NUMBER not in written
    assert str(tmp_path) not in written


def test_the_file_stays_small_and_keeps_the_newest(tmp_path: Path) -> None:
    log = FaultLog(tmp_path / "errors.log")
    log.path.write_bytes(b"old\n\n" * 100_000)
    log.record(broken())
    assert log.path.stat().st_size < 300_000
    assert "ValueError" in log.path.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    FaultLog(tmp_path / "no" / "folder" / "errors.log").record(broken())
