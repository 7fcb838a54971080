"""A desk made beforehand, so that no test of a command pays for the shipped cost of passwords; and a centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.desk import Desk
from tests.first_days import PASSWORD
from trainingdesk.cli.invocation import utc_now
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.first_days import FirstDays


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A centre on a database of its own, at the time of the machine."""
    engine = open_engine(f"sqlite:///{tmp_path / 'centre.sqlite'}")
    yield Ledger(engine, utc_now)
    engine.dispose()


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find the password in the environment."""
    monkeypatch.setenv("TRAININGDESK_PASSWORD", PASSWORD)


@pytest.fixture
def folder(tmp_path: Path, first_days: FirstDays, password: None) -> Path:
    """A new desk whose only user is the administrator."""
    root = tmp_path / "desk"
    first_days.put(root)
    return root


@pytest.fixture
def made_desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Commands on a new desk."""
    return Desk(folder, capsys)
