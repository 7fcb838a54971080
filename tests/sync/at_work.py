"""Two desks whose users work, joined over loopback to one centre: on SQLite, and on PostgreSQL."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.at_desk import join_centre
from tests.conftest import serving
from tests.server.conftest import empty_database
from tests.sync.sticks import work_of
from trainingdesk.domain.access import Role
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sync.conftest import Clock, Desk
    from trainingdesk.services.work import Work


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    """An empty centre on each database."""
    url = f"sqlite:///{tmp_path / 'centre.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("cluster")
        empty_database(url)
    engine = open_engine(url)
    yield Ledger(engine, clock)
    engine.dispose()


@pytest.fixture
def centre(ledger: Ledger) -> Iterator[int]:
    """The port of a centre where nobody comes too often."""
    seconds = count(step=60)
    with serving(ledger, seconds=lambda: next(seconds)) as port:
        yield port


@pytest.fixture
def new_work(new_desk: Callable[..., Desk], ledger: Ledger, centre: int, tmp_path: Path) -> Callable[..., Work]:
    """Makes desks of the running centre."""

    def make(user: str, role: Role = Role.ADMINISTRATOR) -> Work:
        work = work_of(new_desk(user, role), ledger, tmp_path)
        join_centre(work, ledger, f"http://127.0.0.1:{centre}", role)
        return work

    return make


@pytest.fixture
def here(new_work: Callable[..., Work]) -> Work:
    """Where files are added."""
    return new_work("u1")


@pytest.fixture
def there(new_work: Callable[..., Work]) -> Work:
    """Where they are wanted."""
    return new_work("u2")
