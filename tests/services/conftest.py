"""A real desk of county 500241 with an administrator at it, on 20 October 2026 in the morning."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.services.running_class import Made
    from trainingdesk.services.work import Work
    from trainingdesk.storage.key_slot import Kdf

PASSWORD = "a-long-village-password"


class Clock:
    """A clock that moves a millisecond at each look, and as far as a test says."""

    def __init__(self) -> None:
        self.now = datetime(2026, 10, 20, 1, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def new_desk(tmp_path_factory: pytest.TempPathFactory, cheap_kdf: Kdf) -> tuple[Path, datetime]:
    """A desk as it is on its first day, made once and copied for each test, and the time when it was ready."""
    root, clock = tmp_path_factory.mktemp("new") / "desk", Clock()
    create_desk(
        root,
        county_code="500241",
        county_name="秀山县职业技能培训中心",
        admin_name="王主任",
        password=PASSWORD,
        clock=clock,
        kdf=cheap_kdf,
    )
    return root, clock.now


@pytest.fixture
def work(tmp_path: Path, clock: Clock, new_desk: tuple[Path, datetime]) -> Iterator[Work]:
    made, clock.now = new_desk
    root = tmp_path / "desk"
    shutil.copytree(made, root)
    with signed_in(root, user_name="王主任", password=PASSWORD, clock=clock) as opened:
        yield opened


@pytest.fixture
def made(work: Work) -> Made:
    """A running class of five people on its second day."""
    return running_class.make(work)


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    """The ledger of a centre that a desk may join; it runs at ``address``."""
    engine = open_engine(f"sqlite:///{tmp_path / 'centre.sqlite'}")
    yield Ledger(engine, clock)
    engine.dispose()
