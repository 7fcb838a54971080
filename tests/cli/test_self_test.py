"""The self-test of a build does the main job and opens the window."""

from __future__ import annotations

import gc
import json
from typing import TYPE_CHECKING

import pytest

from trainingdesk.cli.app import run

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """What is left of the window goes on this thread, not on one that a later test begins: see ``ui/collector.py``."""
    yield
    gc.collect()


def test_it_passes_here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert run(["--json", "self-test"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["passed"]
    assert answer["classes"] == 8
    assert "classes" in answer["screens"]
    assert answer["pages"]
