"""A desk made beforehand, so that no test of a command pays for the shipped cost of passwords; and a centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.desk import PASSWORD, Desk
from trainingdesk.bootstrap import create_desk
from trainingdesk.cli.invocation import utc_now
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trainingdesk.storage.key_slot import Kdf


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A centre on a database of its own, at the time of the machine."""
    engine = open_engine(f"sqlite:///{tmp_path / 'centre.sqlite'}")
    yield Ledger(engine, utc_now)
    engine.dispose()


@pytest.fixture
def made_desk(
    tmp_path: Path, cheap_kdf: Kdf, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """A new desk of county 500241 whose only user is the administrator."""
    monkeypatch.setenv("TRAININGDESK_PASSWORD", PASSWORD)
    root = tmp_path / "desk"
    create_desk(root, county_code="500241", county_name="秀山", admin_name="王主任", password=PASSWORD, kdf=cheap_kdf)
    return Desk(root, capsys)
