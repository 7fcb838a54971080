"""While a first copy is under way the whole window says that it does not show everything, and how far it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.ui.driving import until, visit
from trainingdesk.services.sync_state import sync_state
from trainingdesk.storage import sync_snapshot
from trainingdesk.storage.database import Author
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.sync import SyncScreen
from trainingdesk.ui.widgets.first_copy import FirstCopy
from trainingdesk.wire.snapshot import Offer

if TYPE_CHECKING:
    import asyncio

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def test_it_is_said_before_the_first_exchange_of_the_day_and_until_the_last_part(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    strip = shell.findChild(FirstCopy)
    assert strip is not None
    with work.database.write(Author("u1", "pulled", work.now())) as session:
        sync_snapshot.want(session, "c")
        sync_snapshot.begin(session, Offer(bucket="c", id="s1", seq=9, rows=200, parts=["a", "b"]))
        sync_snapshot.count(session, "c", rows=81)
    assert sync_state(work).copied == 40

    async def steps() -> None:
        assert strip.isHidden()
        shell.exchange.begin()
        await until(lambda: not strip.isHidden())
        assert strip.text() == shell.place.say("window.first_copy", percent=40)
        screen = await visit(shell, Destination("sync"))
        assert isinstance(screen, SyncScreen)
        running = replace(shell.exchange.line, joined=True, running=True, copied=55)
        shell.exchange._show(running)
        assert strip.text() == shell.place.say("window.first_copy", percent=55)
        assert screen.standing.badge.text() == shell.place.say("screen_sync.copying", percent=55)
        shell.exchange._show(replace(running, running=False, copied=None))
        assert strip.isHidden()

    loop.run_until_complete(steps())
