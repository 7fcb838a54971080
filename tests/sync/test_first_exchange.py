"""A new desk takes its scope in pages: cut after any of them it goes on where it was, and ends with what the centre has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.sync.conftest import COUNTY, Direct
from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage import change_set, rows
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from tests.sync.conftest import Desk
    from trainingdesk.wire.operation import Page

ROWS = 12
OF_A_PAGE = 2


@dataclass(slots=True)
class Narrow(Direct):
    """Gives small pages, and after ``left`` of them nothing; ``asked`` counts the pages that came."""

    left: int = 0
    asked: int = 0

    def pull(self, *, bucket: str, after: int, own: bool) -> Page:
        if self.left == 0:
            raise Unavailable("sync.unreachable")
        self.left -= 1
        self.asked += 1
        return self.ledger.pull(self.device, bucket=bucket, after=after, own=own, limit=OF_A_PAGE)


def test_cut_after_every_page_it_takes_each_page_once(one: Desk, two: Desk) -> None:
    made = [one.make("venue", name=f"{number}号教室", status="active") for number in range(ROWS)]
    one.exchange()
    line = Narrow(two.centre.ledger, two.centre.device)
    two.centre = line
    cuts = 0
    while True:
        line.left = 1
        try:
            two.exchange()
        except Unavailable:
            cuts += 1
            if cuts == 2:  # meanwhile a row that came already is changed, and one is made
                one.change("venue", made[0], name="改了")
                made.append(one.make("venue", name="新的", status="active"))
                one.exchange()
        else:
            break
    assert cuts == ROWS // OF_A_PAGE
    assert line.asked == cuts + 1
    assert [two.value("venue", row, "name") for row in made] == [one.value("venue", row, "name") for row in made]
    assert two.ask("SELECT count(*) FROM sync_inbox") == [(0,)]
    assert two.ask("SELECT count(*) FROM sync_change WHERE acked = 0") == [(0,)]
    assert two.engine.check() == 0


def started_with(desk: Desk, name: str) -> str:
    """A row of a list that every new desk starts with."""
    row = fact_id("fund", "x")
    with desk.database.write(desk.author()) as session:
        values = {"code": "x", "name": name, "core": False, "active": True}
        rows.add(session, "fund", row_id=row, county_code=COUNTY, values=values)
        change_set.from_the_beginning(session)
    return row


def test_what_a_new_desk_starts_with_replaces_nothing_that_the_county_made_of_it(one: Desk, two: Desk) -> None:
    row = started_with(one, "就业补助资金")
    one.exchange()
    one.change("fund", row, name="本县的名称")
    one.exchange()
    started_with(two, "就业补助资金")
    two.exchange()
    one.exchange()
    assert one.value("fund", row, "name") == two.value("fund", row, "name") == "本县的名称"
    assert one.ask("SELECT count(*) FROM conflict") == [(0,)]
    two.change("fund", row, name="后来的名称")
    two.exchange()
    one.exchange()
    assert one.value("fund", row, "name") == "后来的名称"
