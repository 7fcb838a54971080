"""A desk with one class that runs since yesterday, and the commands on it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.first_days import PASSWORD
from tests.services import running_class
from trainingdesk.bootstrap import signed_in, utc_now
from trainingdesk.cli.app import REFUSED, run
from trainingdesk.domain.calendar import local_day

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.services.running_class import Made

NUMBER = "500241-2026-001"
YESTERDAY = local_day(utc_now()) - timedelta(days=1)


class ClassOnDesk:
    """Runs commands and reads what they answer."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], **options: Any) -> None:
        self.folder = folder
        self._capsys = capsys
        self.made = self._make(**options)

    def run(self, *arguments: str) -> int:
        return run(["--folder", str(self.folder), *arguments])

    def text(self, *arguments: str) -> str:
        """What a person reads; the command must succeed."""
        status = self.run(*arguments)
        out, error = self._capsys.readouterr()
        assert status == 0, error
        return out

    def data(self, *arguments: str) -> Any:
        """What a program reads."""
        return json.loads(self.text(*arguments, "--json"))

    def refusal(self, *arguments: str) -> str:
        """The sentence on standard error of a command that is refused."""
        assert self.run(*arguments) == REFUSED
        out, error = self._capsys.readouterr()
        assert out == ""
        return error

    def another(self, number: str, **options: Any) -> Made:
        """One more class."""
        return self._make(number=number, **options)

    def _make(self, **options: Any) -> Made:
        with signed_in(self.folder, user_name="王主任", password=PASSWORD, clock=utc_now) as work:
            return running_class.make(work, starts_on=YESTERDAY, **options)
