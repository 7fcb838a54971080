"""A desk that commands are run on as a clerk runs them: real arguments, answers for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from trainingdesk.cli.app import REFUSED, run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class Desk:
    """Runs commands on one desk and reads what they answer."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def text(self, *arguments: str) -> str:
        """What a person reads; the command must succeed."""
        status = run(["--folder", str(self.folder), *arguments])
        out, error = self._capsys.readouterr()
        assert status == 0, error
        return out

    def data(self, *arguments: str) -> Any:
        """What a program reads."""
        return json.loads(self.text(*arguments, "--json"))

    def refusal(self, *arguments: str) -> str:
        """What stands on standard error of a command that is refused."""
        assert run(["--folder", str(self.folder), *arguments]) == REFUSED
        return self._capsys.readouterr().err
