"""A share of the full run (``python -m tests.sync.processes.full_run``): seconds instead of minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sync.processes.county import County

if TYPE_CHECKING:
    from pathlib import Path


def test_what_was_acknowledged_survives_kills_and_cuts(tmp_path: Path, empty_desk: Path) -> None:
    found = County(tmp_path, empty_desk, seed=3, desks=2).run(seconds=5)
    assert found["rows"] > 0, found
