"""What happens to laptops and servers: wrong clocks, a full disk; work goes on and nothing is lost (SYNC 3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.sync.conftest import COUNTY, Desk
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage import rows
from trainingdesk.sync.client import Client, enroll

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from trainingdesk.server.ledger import Ledger

#: A battery that is empty, one day before and after the end of 32-bit time, and one that was set far ahead.
CLOCKS = [datetime(2019, 1, 1, tzinfo=UTC), datetime(2038, 1, 18, tzinfo=UTC), datetime(2038, 1, 20, tzinfo=UTC)]


class Wrong:
    """A clock that is wrong from the beginning and goes on from there."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@pytest.fixture
def connected(ledger: Ledger, address: str) -> Iterator[Client]:
    """A device of a centre behind a real socket."""
    enrolled = enroll(address, code=ledger.code(county=COUNTY, user="u1", role=Role.ADMINISTRATOR))
    made = Client(address, enrolled.device, enrolled.private_key)
    yield made
    made.close()


@pytest.mark.parametrize("said", CLOCKS, ids=lambda at: f"{at:%Y-%m-%d}")
def test_a_wrong_clock_is_no_reason_to_stay_away(said: datetime, connected: Client, one: Desk, two: Desk) -> None:
    with one.database.write(one.author()) as session:
        session.connection().exec_driver_sql(
            f"UPDATE sync_link SET device_id = '{connected.device}', private_key = x'{connected.private_key.hex()}'"  # noqa: S608 -- ours
        )
    one.centre, one.clock = connected, Wrong(said)
    venue = one.make("venue", name="甲", status="active")
    one.exchange()
    two.exchange()
    two.change("venue", venue, name="乙")
    two.exchange()
    one.exchange()
    one.change("venue", venue, name="丙")  # knows what it replaces, whatever its clock says
    one.exchange()
    two.exchange()
    assert (one.value("venue", venue, "name"), two.value("venue", venue, "name")) == ("丙", "丙")
    assert two.ask("SELECT count(*) FROM conflict") == [(0,)]
    assert one.engine.check() == two.engine.check() == 0


@pytest.mark.parametrize("said", CLOCKS[1:], ids=lambda at: f"{at:%Y-%m-%d}")
def test_a_clock_ahead_does_not_win_for_ever(said: datetime, one: Desk, two: Desk) -> None:
    venue = one.make("venue", name="甲", status="active")
    one.exchange()
    two.exchange()
    one.clock = Wrong(said)
    one.change("venue", venue, name="来自将来")
    one.exchange()
    two.change("venue", venue, name="乙")  # concurrent, and later by every right clock
    two.exchange()
    one.exchange()
    assert one.value("venue", venue, "name") == two.value("venue", venue, "name") == "乙"
    assert two.ask("SELECT count(*) FROM conflict") == [(1,)]


def people(desk: Desk, count: int) -> None:
    with desk.database.write(desk.author()) as session:
        for number in range(count):
            note = Random(number).randbytes(200).hex()  # noqa: S311 -- what does not compress
            values = {"name": f"学员{number}", "name_key": f"学员{number}", "note": note}
            rows.add(session, "person", row_id=f"{number:036}", county_code=COUNTY, values=values)


def limit(desk: Desk, pages: int) -> None:
    """Let the file of a desk grow by so many pages at most, as on a disk that is nearly full."""
    with desk.database.write(desk.author()) as session:
        connection = session.connection()
        now = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {now + pages}")


def test_a_desk_whose_disk_is_full_goes_on_where_it_was(one: Desk, two: Desk) -> None:
    people(one, 300)
    one.exchange()
    limit(two, 20)
    with pytest.raises(Unavailable) as caught:
        two.exchange()
    assert caught.value.key == "storage.disk_full"
    assert two.ask("SELECT count(*) FROM person") == [(0,)]
    limit(two, 100_000)
    two.exchange()
    assert (two.ask("SELECT count(*) FROM person"), two.engine.check()) == ([(300,)], 0)


def test_a_desk_that_cannot_keep_a_batch_sends_it_later(one: Desk, two: Desk) -> None:
    people(one, 300)
    limit(one, 1)
    with pytest.raises(Unavailable):
        one.exchange()
    limit(one, 100_000)
    assert one.exchange().sent == 300
    two.exchange()
    assert two.ask("SELECT count(*) FROM person") == [(300,)]


def test_a_centre_whose_disk_is_full_takes_nothing_and_later_everything(one: Desk, two: Desk, ledger: Ledger) -> None:
    full = [True]

    def narrow(connection: Connection) -> None:
        most = 1 if full[0] else 1 << 30  # no fewer than there are
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")

    event.listen(ledger.engine, "begin", narrow)
    people(one, 300)
    with pytest.raises(OperationalError):
        one.exchange()
    assert one.ask("SELECT count(*) FROM sync_change WHERE acked = 0") == [(300,)]
    full[0] = False
    assert one.exchange().sent == 300
    two.exchange()
    assert (two.ask("SELECT count(*) FROM person"), two.engine.check()) == ([(300,)], 0)
