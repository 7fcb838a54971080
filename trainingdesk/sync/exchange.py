"""Exchange with the centre as a use case: join, exchange once, go on exchanging (SYNC 2.15, 2.19)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Failure, Refused, Unavailable
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.program_update import this_machine
from trainingdesk.services.setting import value_of
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.declared import SYNC_EVERY_MINUTES, SYNC_KILOBYTES
from trainingdesk.storage import erasure, sync_bundle, sync_link, sync_outbox
from trainingdesk.storage.database import Author
from trainingdesk.storage.sync_history import PULLED
from trainingdesk.sync import seat_request
from trainingdesk.sync.bandwidth import Bandwidth
from trainingdesk.sync.carrying import hand_over
from trainingdesk.sync.client import Client, enroll
from trainingdesk.sync.engine import Engine, Exchange
from trainingdesk.sync.watched import Watched
from trainingdesk.wire import schema
from trainingdesk.wire.bundle import box_of, new_box_key
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.operation import Forked, Gap, OutOfScope, Revoked, Unreadable
from trainingdesk.wire.snapshot import Altered

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from trainingdesk.storage.sync_link import Link
    from trainingdesk.sync.centre import Centre
    from trainingdesk.sync.client import Enrolled
    from trainingdesk.wire.schema import Table

#: The longest pause after failures, in seconds.
LONGEST_PAUSE: Final = 600
_FIRST_PAUSE: Final = 1


def join(work: Work, *, address: str, code: str) -> Changes:
    """Make this desk a device of a centre; what was done before goes to the centre with the first exchange.

    Raises Refused for an address that is not private, for a code that does not hold and for one of another county,
    Unavailable without a line.
    """
    work.require(Action.KEEP_DESK)
    return join_as(work, enroll(address, code=code, county=work.county_code))


def join_as(work: Work, enrolled: Enrolled) -> Changes:
    """The same for a desk that was enrolled before it was made."""
    if enrolled.county != work.county_code:
        raise Refused("sync.other_county", found=enrolled.county, wanted=work.county_code)
    with work.writing(Action.KEEP_DESK) as session:
        keys = {"private_key": enrolled.private_key, "box_key": enrolled.box_key}
        sync_link.join(session, address=enrolled.address, device_id=enrolled.device, **keys)
        sync_bundle.note_centre(session, signer=enrolled.signer, box=enrolled.box)
        return changed(session, Topic.SYNC)


def exchange(work: Work, *, checked: bool = False, watch: Callable[[Exchange], None] | None = None) -> Exchange:
    """Send what waits and take what is new; with ``checked`` compare afterwards and take again what differs.

    ``watch`` hears before and after each question to the centre how far it is; what it raises ends the exchange there.

    Raises Refused where this desk was not joined or was shut out, Unavailable where it has to be tried again later.
    Every attempt is remembered.
    """
    work.require(Action.SEE_OWN_CLASSES)
    with closing(client_of(work)) as centre:
        done = exchange_with(work, centre, checked=checked, watch=watch)
        hand_over(centre, work.folder.bundles, now_ms=milliseconds(work.now()))
        answers = seat_request.ask_over(work, centre)
        if answers:  # the leases are rows as any other
            done.received |= exchange_with(work, centre).received
            seat_request.settle(work, answers)
        return done


def joined(work: Work) -> Link:
    """How this desk is joined; raises Refused where it is not."""
    with work.database.read() as session:
        link = sync_link.link(session)
    if link is None:
        raise Refused("sync.not_joined")
    return link


def client_of(work: Work) -> Client:
    """The line to the centre of this desk, as much of it as it may take; raises Refused where it was not joined."""
    link = joined(work)
    with work.database.read() as session:
        bandwidth = Bandwidth(value_of(session, SYNC_KILOBYTES) << 10)
    return Client(
        link.address,
        link.device_id,
        link.private_key,
        box=own_box(work),
        bandwidth=bandwidth,
        made=lambda: last_made(work),
        platform=this_machine(),
    )


def last_made(work: Work) -> int:
    """The number of the last operation of this desk, sent or not."""
    with work.database.read() as session:
        return sync_outbox.last_made(session)


def own_box(work: Work) -> bytes:
    """What bundles to this desk are sealed with; its key is made where a desk of an older program has none."""
    with work.database.read() as session:
        known = sync_bundle.keys(session).box_key
    if known is None:
        known = new_box_key()
        with work.database.write(Author(work.worker.user_id, PULLED, work.now())) as session:
            sync_bundle.keep_box_key(session, known)
    return box_of(known)


def exchange_with(
    work: Work, centre: Centre, *, checked: bool = False, watch: Callable[[Exchange], None] | None = None
) -> Exchange:
    """The same with a centre that is reached already."""

    def both_ways(engine: Engine, done: Exchange) -> None:
        engine.exchange(done)
        if checked:
            done.repaired = engine.check()

    return _run(work, centre, both_ways, watch)


def copy(work: Work, *, watch: Callable[[Exchange], None]) -> Exchange:
    """Take what is new and send nothing; raises as ``exchange`` does."""
    with closing(client_of(work)) as centre:
        return _run(work, centre, Engine.copy, watch)


def _run(
    work: Work, centre: Centre, steps: Callable[[Engine, Exchange], None], watch: Callable[[Exchange], None] | None
) -> Exchange:
    done = Exchange()
    watched = centre if watch is None else Watched(centre, lambda: watch(done))
    try:
        with ThreadPoolExecutor(1, "centre") as lane:
            engine = Engine(work.database, watched, work.clock, lane=lane)
            with_reasons(lambda: steps(engine, done))
    except Failure as failure:
        _remember(work, done, failure.key)
        raise
    finally:
        let_go(work, done)
    _remember(work, done, None)
    return done


def let_go(work: Work, done: Exchange) -> None:
    """Files of people of whom this exchange told that they were erased; what something names after all stays."""
    if done.forgotten:
        with work.database.read() as session:
            unnamed = erasure.unnamed(session, done.forgotten)
        for digest in unnamed:
            (work.folder.attachments / digest).unlink(missing_ok=True)


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
    except Altered:
        raise Unavailable("sync.copy_altered") from None


def usual_pause(work: Work) -> int:
    """Seconds between two exchanges that went well, as the desk is set."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return 60 * value_of(session, SYNC_EVERY_MINUTES)


@dataclass(slots=True)
class Pace:
    """How long to wait between exchanges that run by themselves: one for the command line and for the window."""

    random: Random
    failures: int = 0

    def after(self, failure: Failure | None, *, usual: int) -> float:
        """Seconds until the next exchange when the last one ended so."""
        self.failures = 0 if failure is None else self.failures + 1
        return pause(self.failures, usual=usual, random=self.random)


#: Which topics the rows of a table belong to, where it is not that of its part of the schema.
_TOPICS: Final[tuple[tuple[tuple[Table, ...], tuple[Topic, ...]], ...]] = (
    (schema.CATALOGUE, (Topic.CATALOGUE, Topic.POLICIES, Topic.SETTINGS)),
    (schema.PEOPLE, (Topic.PEOPLE,)),
    (schema.CLASSES, (Topic.CLASSES, Topic.LESSONS)),
    (schema.ENROLLMENT, (Topic.ENROLLMENTS, Topic.CLASSES)),
    (schema.ATTENDANCE, (Topic.ATTENDANCE, Topic.LESSONS)),
    (schema.ASSESSMENT, (Topic.ASSESSMENTS, Topic.CERTIFICATES)),
    (schema.SUBSIDY, (Topic.CLAIMS,)),
    (schema.OVERSIGHT, (Topic.INSPECTIONS,)),
    (schema.FIGURES, (Topic.FIGURES,)),
    (schema.ACCOUNTS, (Topic.USERS,)),
)


def what_changed(done: Exchange) -> Changes:
    """What screens must hear of: the rows that came, and that the centre has more than before."""
    tables = {table for table, _row in done.received}
    topics = {topic for part, own in _TOPICS if not tables.isdisjoint(one.name for one in part) for topic in own}
    if done.removed or done.repaired or done.came:
        topics = set(Topic)
    return Changes(frozenset({*topics, Topic.SYNC}), tuple(row for _table, row in done.received), None)


def pause(failures: int, *, usual: int, random: Random) -> float:
    """Seconds until the next attempt: the usual ones, or after failures a random time that doubles up to ten minutes."""
    if not failures:
        return float(usual)
    longest: float = min(LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(failures, 10))
    return 1 + random.random() * longest


def _remember(work: Work, done: Exchange, failure: str | None) -> None:
    with work.database.write(Author(work.worker.user_id, PULLED, work.now())) as session:
        sync_link.note_run(session, at=work.now(), sent=done.sent, received=done.taken, failure=failure)
