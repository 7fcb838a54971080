"""Sends files of attachments that the centre lacks, after the rows of an exchange (SYNC 2.7).

They do not hold up a day's work: after each exchange they have so many seconds, and the next one goes on with the rest.
"""

from __future__ import annotations

import time
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import METERED_NETWORK
from trainingdesk.storage import attachment as stored
from trainingdesk.storage import monthly_report
from trainingdesk.storage import sync_attachment as waiting
from trainingdesk.storage.database import Author
from trainingdesk.storage.sync_history import PULLED
from trainingdesk.sync.exchange import client_of
from trainingdesk.sync.pieces import in_pieces
from trainingdesk.wire.attachment import MOST_OF_A_PIECE, MOST_ROWS
from trainingdesk.wire.operation import OutOfScope, Revoked, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from contextlib import AbstractContextManager

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.sync_attachment import Unsent
    from trainingdesk.sync.client import Client
    from trainingdesk.wire.bundle_content import Handed

#: So long files are sent after an exchange; what is left waits for the next one.
SECONDS: Final = 20.0
#: The first piece, for a line of which nothing is known; those after it take about a second each.
FIRST_PIECE: Final = 16 << 10
LEAST_OF_A_PIECE: Final = 4 << 10
_QUICK, _SLOW = 0.5, 2.0


class Spent(Exception):  # noqa: N818 -- ends the sending of files, nobody hears of it
    """The seconds for files are over."""


@dataclass(slots=True)
class Allowance:
    """Until when files may go, and how long a piece is, fitted to the line."""

    clock: Callable[[], float]
    until: float
    piece: int

    def spend(self, ask: Callable[[], Handed]) -> Handed:
        """Put one piece, and fit the next one to the line; raises Spent where the time is over."""
        began = self.clock()
        if began >= self.until:
            raise Spent
        answer = ask()
        took = self.clock() - began
        if took < _QUICK:
            self.piece = min(2 * self.piece, MOST_OF_A_PIECE)
        elif took > _SLOW:
            self.piece = max(self.piece // 2, LEAST_OF_A_PIECE)
        return answer


def send(work: Work, watch: Callable[[], None] = lambda: None, *, clock: Callable[[], float] = time.monotonic) -> int:
    """Send what the centre lacks, the smallest first; answers how many files it took. Where nothing waits nothing is asked.

    What ``watch`` raises before a piece goes through. A line that breaks, a centre that has no door for files, and one that
    refuses end it for this time; where the network costs money nothing goes.
    """
    rows = _waiting(work)
    if not rows:
        return 0
    with closing(client_of(work)) as centre:
        sending = _Sending(work, centre, Allowance(clock, clock() + SECONDS, FIRST_PIECE), watch)
        with suppress(Unavailable, Refused, Revoked, Unreadable, Spent):
            sending.send(rows)
    return sending.count


def _waiting(work: Work) -> tuple[Unsent, ...]:
    with work.database.read() as session:
        if value_of(session, METERED_NETWORK) or not monthly_report.is_joined(session):
            return ()
        rows = waiting.unsent(session, stored.here(work.folder.attachments))
        stale = waiting.keeps_unnamed(session)
    if stale:
        with _writing(work) as session:
            waiting.forget_unnamed(session)
    return rows


def _writing(work: Work) -> AbstractContextManager[Session]:
    return work.database.write(Author(work.worker.user_id, PULLED, work.now()))


@dataclass(slots=True)
class _Sending:
    """What is sent after one exchange."""

    work: Work
    centre: Client
    allowance: Allowance
    watch: Callable[[], None]
    count: int = 0

    def send(self, rows: Sequence[Unsent]) -> None:
        for at in range(0, len(rows), MOST_ROWS):
            some = rows[at : at + MOST_ROWS]
            held = self.centre.files_held([row.row_id for row in some])
            known = [row for row in some if row.row_id in held]
            there = {row.sha256 for row in known if held[row.row_id] >= row.size}
            self._note(there)
            for row in {row.sha256: row for row in known if row.sha256 not in there}.values():
                self._send(row)

    def _send(self, row: Unsent) -> None:
        """One file; what was removed meanwhile is left, and so is a file that cannot be read here any more."""
        with self.work.database.read() as session:
            keys = stored.keys(session, self.work.data_key)
        try:
            content = stored.load(self.work.folder.attachments, row.sha256, keys)
        except Unavailable:
            return
        try:
            handed = in_pieces(content, partial(self._put, row), most=lambda: self.allowance.piece)
        except OutOfScope:
            return
        if handed.taken:
            self.count += 1
            self._note((row.sha256,))

    def _put(self, row: Unsent, offset: int, piece: bytes) -> Handed:
        self.watch()
        return self.allowance.spend(lambda: self.centre.put_file_piece(row.row_id, offset, piece))

    def _note(self, digests: Collection[str]) -> None:
        if digests:
            with _writing(self.work) as session:
                waiting.note_held(session, digests)
