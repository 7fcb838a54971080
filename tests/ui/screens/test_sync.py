"""The Sync place counts what the centre does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services.month_county import make_county
from tests.ui.driving import visit
from trainingdesk.services.sync_state import sync_state
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.sync import SyncScreen
from trainingdesk.ui.screens.sync_waiting import SyncWaiting

if TYPE_CHECKING:
    import asyncio

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def test_what_waits_is_counted_by_kind(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    before = sync_state(work)
    make_county(work)

    async def steps() -> None:
        screen = await visit(shell, Destination("sync"))
        assert isinstance(screen, SyncScreen)
        shown = {row.table: row.records for row in screen.tabs.side("waiting", SyncWaiting).model.rows}
        with work.database.read() as session:
            people = session.connection().exec_driver_sql("SELECT count(*) FROM person").scalar_one()
        assert shown["person"] == people
        assert sync_state(work).operations > before.operations
        count = sync_state(work).operations
        assert screen.standing.state.text() == shell.place.say("screen_sync.alone", count=count)

    loop.run_until_complete(steps())


def test_every_kind_that_waits_has_a_name(work: Work, shell: Shell) -> None:
    make_county(work)
    for one in sync_state(work).waiting:
        assert shell.place.say(f"history.table_{one.table}") != f"history.table_{one.table}"
