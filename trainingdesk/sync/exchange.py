"""Exchange with the centre as a use case: join, exchange once, go on exchanging (SYNC 2.15, 2.19)."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Failure, Refused, Unavailable
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.setting import value_of
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.declared import SYNC_EVERY_MINUTES
from trainingdesk.storage import sync_link
from trainingdesk.storage.database import Author
from trainingdesk.storage.sync_history import PULLED
from trainingdesk.sync.client import Client, checked_address, enroll
from trainingdesk.sync.engine import Engine, Exchange
from trainingdesk.wire.operation import Forked, Gap, OutOfScope, Revoked, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from trainingdesk.sync.centre import Centre

#: The longest pause after failures, in seconds.
LONGEST_PAUSE: Final = 600
_FIRST_PAUSE: Final = 5


def join(work: Work, *, address: str, code: str) -> Changes:
    """Make this desk a device of a centre; what was done before goes to the centre with the first exchange.

    Raises Refused for an address that is not private and for a code that does not hold, Unavailable without a line.
    """
    work.require(Action.MANAGE_DESK)
    address = checked_address(address)
    device_id, key = enroll(address, code=code)
    with work.writing(Action.MANAGE_DESK) as session:
        sync_link.join(session, address=address, device_id=device_id, private_key=key)
        return changed(session, Topic.SYNC)


def exchange(work: Work, *, checked: bool = False) -> Exchange:
    """Send what waits and take what is new; with ``checked`` compare afterwards and take again what differs.

    Raises Refused where this desk was not joined or was shut out, Unavailable where it has to be tried again later.
    Every attempt is remembered.
    """
    work.require(Action.SEE_OWN_CLASSES)
    with work.database.read() as session:
        link = sync_link.link(session)
    if link is None:
        raise Refused("sync.not_joined")
    with closing(Client(link.address, link.device_id, link.private_key)) as centre:
        return exchange_with(work, centre, checked=checked)


def exchange_with(work: Work, centre: Centre, *, checked: bool = False) -> Exchange:
    """The same with a centre that is reached already."""
    done = Exchange()
    try:
        engine = Engine(work.database, centre, work.clock)
        with_reasons(lambda: engine.exchange(done))
        if checked:
            done.repaired = with_reasons(engine.check)
    except Failure as failure:
        _remember(work, done, failure.key)
        raise
    _remember(work, done, None)
    return done


def with_reasons(ask: Callable[[], int | None]) -> int:
    """Ask the centre; its refusals become failures that can be said."""
    try:
        return ask() or 0
    except Revoked:
        raise Refused("sync.revoked") from None
    except OutOfScope:
        raise Unavailable("sync.scope_changed") from None
    except (Forked, Gap):
        raise Unavailable("sync.numbers_disagree") from None
    except Unreadable:
        raise Unavailable("sync.not_read") from None


def usual_pause(work: Work) -> int:
    """Seconds between two exchanges that went well, as the desk is set."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return 60 * value_of(session, SYNC_EVERY_MINUTES)


def pause(failures: int, *, usual: int, random: Random) -> float:
    """Seconds until the next attempt: the usual ones, or after failures a random time that doubles up to ten minutes."""
    if not failures:
        return float(usual)
    longest: float = min(LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(failures, 10))
    return 1 + random.random() * longest


def _remember(work: Work, done: Exchange, failure: str | None) -> None:
    with work.database.write(Author(work.worker.user_id, PULLED, work.now())) as session:
        sync_link.note_run(session, at=work.now(), sent=done.sent, received=len(done.received), failure=failure)
