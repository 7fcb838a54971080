"""Sends files of attachments that the centre lacks, after the rows of an exchange (SYNC 2.7).

They do not hold up a day's work: after each exchange they have so many seconds, and the next one goes on with the rest.
"""

from __future__ import annotations

import time
from contextlib import closing, suppress
from dataclasses import dataclass
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
from trainingdesk.sync.pieces import NOT_GOING_ON, in_pieces
from trainingdesk.wire.attachment import MOST_OF_A_PIECE
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
#: Two kilobytes of ids: of what does not go this time nothing is asked.
ROWS_OF_A_QUESTION: Final = 50


class Spent(Exception):  # noqa: N818 -- ends the sending of files, nobody hears of it
    """The seconds for files are over."""


@dataclass(slots=True)
class Allowance:
    """Until when files may go, and how long a piece is, fitted to the line."""

    clock: Callable[[], float]
    until: float
    piece: int

    def require_time(self) -> float:
        """What time it is; raises Spent where it is over."""
        now = self.clock()
        if now >= self.until:
            raise Spent
        return now

    def spend(self, ask: Callable[[], Handed]) -> Handed:
        """Put one piece, and fit the next one to the line; raises Spent where the time is over."""
        began = self.require_time()
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
    sending = _Sending(work, Allowance(clock, clock() + SECONDS, FIRST_PIECE), watch)
    with suppress(Unavailable, Refused, Revoked, Unreadable, Spent):
        rows = _waiting(work)
        if rows:
            with closing(client_of(work)) as centre:
                sending.send(centre, rows)
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
    allowance: Allowance
    watch: Callable[[], None]
    count: int = 0

    def send(self, centre: Client, rows: Sequence[Unsent]) -> None:
        """As much of these as there is time for."""
        for at in range(0, len(rows), ROWS_OF_A_QUESTION):
            some = rows[at : at + ROWS_OF_A_QUESTION]
            self.watch()
            self.allowance.require_time()
            held = centre.files_held([row.row_id for row in some])
            known = [row for row in some if row.row_id in held]
            there = {row.sha256 for row in known if held[row.row_id] >= row.size}
            self._note(there)
            for row in {row.sha256: row for row in known if row.sha256 not in there}.values():
                self._send(centre, row)

    def _send(self, centre: Client, row: Unsent) -> None:
        """One file; one that was removed meanwhile, cannot be read here or is not taken there holds up no other."""

        def put(offset: int, piece: bytes) -> Handed:
            self.watch()
            return self.allowance.spend(lambda: centre.put_file_piece(row.row_id, offset, piece))

        content = self._content(row)
        if content is None:
            return
        try:
            handed = in_pieces(content, put, most=lambda: self.allowance.piece)
        except OutOfScope:
            return
        except Unavailable as failure:
            if failure.key != NOT_GOING_ON:
                raise
            return
        if handed.taken:
            self.count += 1
            self._note((row.sha256,))

    def _content(self, row: Unsent) -> bytes | None:
        with self.work.database.read() as session:
            keys = stored.keys(session, self.work.data_key)
        try:
            return stored.load(self.work.folder.attachments, row.sha256, keys)
        except Unavailable:
            return None

    def _note(self, digests: Collection[str]) -> None:
        if digests:
            with _writing(self.work) as session:
                waiting.note_held(session, digests)
