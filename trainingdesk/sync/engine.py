"""One exchange with the centre: agree, push, then pull; each step is one transaction of this desk (SYNC 2.5).

A cut at any point leaves nothing to clean up: what waits to go is told by ``sync_change`` alone, a batch goes out in the
bytes it was frozen in, a page comes in together with its cursor.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from trainingdesk.services.enrollment_record import refold
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import sync_apply, sync_inbox, sync_link, sync_outbox, sync_places, sync_snapshot
from trainingdesk.storage.database import Author
from trainingdesk.storage.settled import settled
from trainingdesk.storage.sync_history import PULLED
from trainingdesk.sync import snapshot
from trainingdesk.sync.comparison import compare
from trainingdesk.wire import clock as stamps
from trainingdesk.wire.operation import Forked, Gap, Revoked
from trainingdesk.wire.snapshot import Rebase

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlmodel import Session

    from trainingdesk.storage.database import Database
    from trainingdesk.storage.sync_outbox import Frozen
    from trainingdesk.sync.centre import Centre
    from trainingdesk.wire.operation import Page, Receipt, Row, Welcome

T = TypeVar("T")

#: How often an exchange begins anew after it found that the centre holds something else than it thought.
_ATTEMPTS: Final = 3


@dataclass(slots=True)
class Exchange:
    """What one exchange did; rows by table and id.

    ``came`` counts the rows of snapshots, which are too many to be named; ``copied`` of ``copying`` rows of a first copy
    under way are here, those of earlier exchanges among them. ``program`` is the version of the program that the centre has
    for this kind of machine; empty where it has none. ``forgotten`` are digests of attachments whose files can go, since
    people were erased.
    """

    sent: int = 0
    received: set[tuple[str, str]] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    came: int = 0
    copied: int = 0
    copying: int = 0
    waiting: int = 0
    removed: int = 0
    repaired: int = 0
    was_copied: bool = False
    program: str = ""

    @property
    def taken(self) -> int:
        """How many rows came, named or not."""
        return len(self.received) + self.came

    @property
    def percent(self) -> int | None:
        """How much of a first copy is here; None where none is under way."""
        return 100 * self.copied // self.copying if self.copying else None


@dataclass(frozen=True, slots=True)
class Engine:
    """A desk's database, its centre and its clock."""

    database: Database
    centre: Centre
    clock: Callable[[], datetime]
    operations_of_a_batch: int = sync_outbox.OPERATIONS_OF_A_BATCH
    #: One thread for questions to the centre, so that it works while the desk does; without it they take turns.
    lane: Executor | None = None
    #: The centre's answers were given earlier and lie in a file: nothing new is frozen now, and no clock is set by them.
    late: bool = False

    def exchange(self, done: Exchange) -> None:
        """Send what waits, then take what is new, and count it in ``done``; can be asked again at any time.

        Raises Revoked, OutOfScope, Unavailable; Forked where the centre and this desk cannot agree on their numbers.
        """
        welcome = self._push_all(done)
        done.program = welcome.program
        self._leave_buckets(welcome, done)
        self._take_all(welcome, done)

    def copy(self, done: Exchange) -> None:
        """Take what the centre has and send nothing yet: a desk that ends here leaves nothing there. Raises as above."""
        self._take_all(self._agree(done), done)

    def _take_all(self, welcome: Welcome, done: Exchange) -> None:
        snapshot.want(self, welcome)
        own = self._sees_own()
        for _ in range(_ATTEMPTS):
            whole = [self._bring(bucket, done, own=own) for bucket in welcome.buckets]
            if not all(whole) or self.late:
                return  # a file brings what there is, and cannot be asked what it lacks
            if self._catch_up(welcome, done, own=own):
                return
        # The county never stands still, or stands behind: what waits does not wait for it.
        self._push(done, anyway=True)

    def check(self) -> int:
        """Compare with the centre and take again what differs; answers how many slices did (0: both hold the same).

        Nothing is compared while something waits to be sent, or where the centre has moved on meanwhile.
        """
        return sum(compare(self, bucket, Exchange()) or 0 for bucket in self.centre.hello().buckets)

    def _push_all(self, done: Exchange) -> Welcome:
        for _ in range(_ATTEMPTS):
            welcome = self._agree(done)
            try:
                self._push(done)
            except (Gap, Forked):
                continue  # agree once more: it tells whether this desk was copied
            return welcome
        raise Forked

    def _agree(self, done: Exchange) -> Welcome:
        try:
            welcome = self.centre.hello()
        except Revoked:
            self._hand_over()
            raise
        with self.writing() as session:
            agreed = sync_outbox.agree(session, welcome)
            if agreed:
                now_ms = None if self.late else stamps.milliseconds(self.clock())
                sync_link.meet(session, welcome, now_ms=now_ms)
                return welcome
        done.was_copied = True
        device_id = self.centre.renew()
        with self.writing() as session:
            if sync_link.is_another_life(session, welcome):
                sync_outbox.offer_all_again(session)  # the backup is older than what it could know this file by
            sync_link.renew(session, device_id)
        return self._agree(done)

    def _hand_over(self) -> None:
        """Shut out: what waits still goes to the centre, which keeps it apart; here it goes on waiting (SYNC 2.15)."""
        for batch in freeze_all(self.database, self.clock, most=self.operations_of_a_batch):
            with suppress(Revoked, Gap, Forked):
                self.centre.push(batch.body)

    def _push(self, done: Exchange, *, anyway: bool = False) -> None:
        """Send batch after batch: while the centre has one, the receipt before it is written and the next one frozen.

        ``anyway`` also to a centre that should be heard first.
        """
        sent = self._send(self._batch_behind(0, anyway=anyway))
        while sent is not None:
            batch, answer = sent
            following = self._batch_behind(batch.last, anyway=anyway)
            receipt = answer()
            sent = self._send(following)
            with self.writing() as session:
                sync_outbox.acknowledge(session, receipt, first=batch.first, at=self.clock())
            done.sent += batch.last - batch.first + 1

    def _send(self, batch: Frozen | None) -> tuple[Frozen, Callable[[], Receipt]] | None:
        """A batch on its way, with the call that waits for its receipt."""
        return None if batch is None else (batch, self.begin(partial(self.centre.push, batch.body)))

    def _batch_behind(self, op: int, *, anyway: bool) -> Frozen | None:
        with self.writing() as session:
            waiting = sync_outbox.waiting_batch(session, behind=op)
            if waiting or self.late or (not anyway and _is_heard_first(session)):
                return waiting
            return sync_outbox.freeze_next(session, at=self.clock(), most=self.operations_of_a_batch)

    def begin(self, ask: Callable[[], T]) -> Callable[[], T]:
        """Ask the centre while this desk goes on, where there is a lane for it; the call that comes back waits for it."""
        return ask if self.lane is None else self.lane.submit(ask).result

    def _bring(self, bucket: str, done: Exchange, *, own: bool) -> bool:
        """Take what is new in a bucket; as a snapshot where nothing of it is here, or where too much was missed.

        Answers whether it came to the end of it.
        """
        for _ in range(_ATTEMPTS):
            if not snapshot.take(self, bucket, done):
                return False
            try:
                return self._pull(bucket, done, own=own)
            except Rebase:
                snapshot.want_again(self, bucket)
        return False

    def _pull(self, bucket: str, done: Exchange, *, own: bool) -> bool:
        """Take what is new in a bucket; answers whether it came to the end of it."""
        with self.database.read() as session:
            after = sync_inbox.asks(session, bucket)
        answer = self.begin(partial(self.centre.pull, bucket=bucket, after=after, own=own))
        while True:
            page = answer()
            if page.more:
                answer = self.begin(partial(self.centre.pull, bucket=bucket, after=page.next, own=own))
            if not self._bring_in(page, done):
                return False
            if not page.more:
                return True

    def _sees_own(self) -> bool:
        with self.database.read() as session:
            joined = sync_link.link(session)
        return joined is not None and bool(joined.sees_own)

    def _catch_up(self, welcome: Welcome, done: Exchange, *, own: bool) -> bool:
        """Take what rows said in fields that the program before this one did not know (SYNC 2.14).

        After the centre began another life, or took the place of another, both sides are compared as well: what it does
        not know goes to it whole. Nothing new was sent before: a change of such a row would find no row there. Answers
        False where the centre moved on meanwhile, so that this is still to be done.
        """
        with self.database.read() as session:
            behind, unsent = sync_link.is_behind(session), _is_heard_first(session)
        if not (own or behind) or None in [compare(self, bucket, done, unsent=unsent) for bucket in welcome.buckets]:
            return not unsent
        with self.writing() as session:
            sync_link.saw_own(session)
            sync_link.caught_up(session)
        if own:
            self._push_all(done)
        return True

    def _bring_in(self, page: Page, done: Exchange) -> bool:
        """Take a page in one transaction with its cursor (R8); it waits while a batch is under way (R1).

        Answers False for a page that does not continue what is here.
        """
        with self.writing() as session, settled(session):
            if not sync_inbox.follows(session, page):
                return False
            if sync_outbox.is_waiting(session):
                return sync_inbox.stage(session, page)
            self._apply(session, (*sync_inbox.staged(session), page), done)
            return True

    def _apply(self, session: Session, pages: tuple[Page, ...], done: Exchange) -> None:
        first_time = not any(sync_inbox.is_whole(session, page.bucket) for page in pages)
        rows = [row for page in pages for row in page.rows]
        self.take(session, rows, done, first_time=first_time)
        _place(session, pages)
        sync_inbox.advance(session, pages)
        done.removed += sync_places.sweep(session)

    def take(self, session: Session, rows: list[Row], done: Exchange, *, first_time: bool) -> None:
        """Bring rows in by the rules for rows that may be here; within ``storage.settled.settled``."""
        applied = sync_apply.apply(session, rows, settled=first_time)
        done.received |= set(applied.rows)
        done.waiting = applied.waiting
        done.forgotten |= applied.files
        touched = {name: {row_id for table, row_id in applied.rows if table == name} for name in _FOLDED}
        owners = {one for name in ("stint", "enrollment_event") for one in stored.owners(session, name, touched[name])}
        refold(session, owners | touched["enrollment"])

    def _leave_buckets(self, welcome: Welcome, done: Exchange) -> None:
        """A withdrawn scope goes once everything was pushed (SYNC 2.10)."""
        with self.writing() as session, settled(session):
            held = sync_inbox.buckets(session) | sync_snapshot.copies(session).keys()
            if sync_places.WHOLE_COUNTY not in welcome.buckets:
                held |= sync_places.made_in(session)
            withdrawn = held - set(welcome.buckets)
            if not withdrawn or sync_outbox.is_waiting(session):
                return
            for bucket in withdrawn:
                sync_inbox.leave(session, bucket)
            done.removed += sync_places.sweep(session, withdrawn)

    def writing(self) -> AbstractContextManager[Session]:
        """One transaction of this desk that brings in what the centre has."""
        return self.database.write(self._author())

    def writing_checked_rows(self) -> AbstractContextManager[Session]:
        """The same for rows that were looked at before."""
        return self.database.write_checked_rows(self._author())

    def _author(self) -> Author:
        return Author("", PULLED, self.clock())


def freeze_all(
    database: Database, clock: Callable[[], datetime], *, most: int = sync_outbox.OPERATIONS_OF_A_BATCH
) -> tuple[Frozen, ...]:
    """Make batches of everything that waits; answers all that are not acknowledged, in their order."""
    while True:
        with database.write(Author("", PULLED, clock())) as session:
            batch = sync_outbox.freeze_next(session, at=clock(), most=most)
        if batch is None:
            break
    with database.read() as session:
        return sync_outbox.waiting_batches(session)


def _is_heard_first(session: Session) -> bool:
    """Whether the centre tells what it knows before anything new goes to it: it is another one, or was put back to a backup.

    Not where fields were passed over: what was written into them goes while it counts as written unseen (SYNC 2.14).
    """
    joined = sync_link.link(session)
    return joined is not None and bool(joined.sees_own) and not sync_link.is_behind(session)


_FOLDED: Final = ("enrollment", "stint", "enrollment_event")


def _place(session: Session, pages: tuple[Page, ...]) -> None:
    for page in pages:
        sync_places.enter(session, page.bucket, [(row.table, row.row_id) for row in page.rows])
        sync_places.exit_from(session, page.bucket, page.removed)
