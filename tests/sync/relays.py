"""A hall without a network: laptops that hand over to one of them, which has a line to the centre later."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from tests.conftest import serving
from tests.sync.conftest import COUNTY
from tests.sync.sticks import work_of
from trainingdesk.domain.errors import Failure
from trainingdesk.server.trail import received
from trainingdesk.storage.carried import carried
from trainingdesk.sync.exchange import joined
from trainingdesk.sync.relay_line import line_to
from trainingdesk.sync.relay_opening import open_relay, send_carried, visitors
from trainingdesk.sync.relay_visit import hand_over_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sync.conftest import Desk
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.storage.carried import Carried
    from trainingdesk.sync.relay_line import RelayLine
    from trainingdesk.sync.relay_opening import Opened, Sent, Visitor
    from trainingdesk.sync.relay_visit import HandedOver

HERE = "127.0.0.1"


def with_line(desk: Desk, ledger: Ledger, folder: Path, address: str) -> Work:
    """A desk as its user works at it, which reaches the centre where it really is."""
    work = work_of(desk, ledger, folder)
    with desk.database.write(desk.author()) as session:
        session.connection().execute(text("UPDATE sync_link SET address = :address"), {"address": address})
    return work


def unsent(desk: Desk) -> int:
    """Operations whose receipt is not here."""
    return int(desk.ask("SELECT count(*) FROM sync_change WHERE acked = 0")[0][0])


@dataclass(slots=True)
class Hall:
    """The clerk's laptop with its relay open."""

    clerk: Work
    opened: Opened = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Open the relay, on any free port."""
        self.opened = open_relay(self.clerk, address=HERE, minutes=60, port=0)

    def close(self) -> None:
        """Listen no more."""
        self.opened.listener.close()

    def visit(self, work: Work, *, address: str | None = None, code: str | None = None) -> HandedOver:
        """Somebody hands over."""
        return hand_over_here(work, address=address or self.opened.address, code=code or self.opened.code)

    def send(self) -> Sent:
        """The clerk has a line."""
        return send_carried(self.clerk)

    def files(self) -> tuple[Carried, ...]:
        """What lies at the clerk's."""
        return carried(self.clerk.folder.bundles)

    def list(self) -> tuple[Visitor, ...]:
        """What the clerk sees."""
        return visitors(self.clerk.folder.bundles, self.opened.relay.visits)


@pytest.fixture
def address(ledger: Ledger) -> Iterator[str]:
    """A centre that is asked once in two seconds: what a test does at once takes the afternoon in a hall."""
    with serving(ledger, seconds=partial(next, count(step=2))) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def hall(two: Desk, ledger: Ledger, address: str, tmp_path: Path) -> Iterator[Hall]:
    """The clerk's laptop in a hall, with a line to the centre."""
    made = Hall(with_line(two, ledger, tmp_path, address))
    yield made
    made.close()


@pytest.fixture
def teacher(one: Desk, ledger: Ledger, tmp_path: Path) -> Work:
    """An instructor's laptop, which has no line."""
    return work_of(one, ledger, tmp_path)


@pytest.fixture
def line(hall: Hall, teacher: Work) -> Iterator[RelayLine]:
    """A desk that proved the code, to say things that the program would not."""
    made = line_to(hall.opened.address)
    made.arrive(hall.opened.code, device=joined(teacher).device_id, county=COUNTY, name="李老师")
    yield made
    made.close()


def why(reading: Callable[[], object]) -> str:
    """Why something is refused or cannot be."""
    with pytest.raises(Failure) as failure:
        reading()
    return failure.value.key


def operations_at(ledger: Ledger) -> int:
    """How many the centre has."""
    with ledger.engine.connect() as connection:
        return len(list(received(connection)))


def hall_desk(hall: Hall, like: Desk) -> Desk:
    """The clerk's laptop as a desk."""
    return replace(like, database=hall.clerk.database, user=hall.clerk.worker.user_id)
