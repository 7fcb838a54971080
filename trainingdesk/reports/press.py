"""Documents drawn in a process of their own: the window neither holds the typesetter's fonts nor waits for its lock.

Documents and pages travel through a pipe, never through a file, an argument or the environment. The other process ends by
itself when nobody has asked for some minutes, after so many documents (its caches only grow), and when the pipe is closed,
which the system does also for a window that was killed. See `trainingdesk.reports.press_process` for that side.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeAlias

from trainingdesk.domain.errors import Unavailable
from trainingdesk.reports.press_process import PagesWanted, PdfWanted, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from trainingdesk.reports.document import Document

Job: TypeAlias = PdfWanted | PagesWanted
Answer: TypeAlias = tuple[bytes, ...] | Exception

#: Seconds of quiet after which the process ends, and the documents after which it makes room for a fresh one.
REST: Final = 180.0
MOST: Final = 60
#: Seconds that pages nobody wants any more are still waited for: a fresh process costs about as much.
_GRACE: Final = 1.0
#: How often somebody who waits for pages looks whether they are still wanted, in seconds.
_LOOK: Final = 0.1


@dataclass(frozen=True, slots=True)
class _Helper:
    """The other process, and this end of the pipe to it."""

    process: BaseProcess
    pipe: Connection

    def stop(self) -> None:
        """End it whatever it does."""
        self.pipe.close()
        self.process.kill()
        self.process.join()


class Press:
    """Draws for one window, one document after the other; threads may share it. ``close`` ends its process."""

    def __init__(self, *, rest: float = REST, most: int = MOST) -> None:
        self._rest, self._most = rest, most
        self._turn = Lock()
        self._helper: _Helper | None = None
        self._closed = False

    @property
    def process_id(self) -> int | None:
        """The process that draws, while there is one."""
        return None if self._helper is None or not self._helper.process.is_alive() else self._helper.process.pid

    def warm_up(self) -> None:
        """Start the process, which loads its fonts, while the document is still being put together."""
        with self._in_turn(), suppress(Unavailable):  # said when there is a document
            if not self._closed:
                self._ready()

    def write_pdf(self, document: Document, *, at: datetime) -> bytes:
        """As `trainingdesk.reports.pdf.write_pdf`; raises as it does, and Unavailable("reports.not_drawn")."""
        (pdf,) = self._drawn(PdfWanted(document, at), lambda: True)
        return pdf

    def draw_pages(
        self, document: Document, *, ppi: float, wanted: Callable[[], bool] = lambda: True
    ) -> tuple[bytes, ...]:
        """As `trainingdesk.reports.pdf.draw_pages`; raises as it does, and Unavailable("reports.not_drawn").

        Pages no longer ``wanted`` are not drawn, and where their drawing takes long it is stopped; that raises the same.
        """
        return self._drawn(PagesWanted(document, ppi), wanted)

    def close(self) -> None:
        """Draw nothing more, without waiting: what is being drawn is finished first, and then the process ends."""
        self._closed = True
        self._let_go()

    @contextmanager
    def _in_turn(self) -> Generator[None]:
        try:
            with self._turn:
                yield
        finally:
            if self._closed:
                self._let_go()

    def _let_go(self) -> None:
        """End the process of a press that is closed; whoever draws just now will do it instead."""
        if self._turn.acquire(blocking=False):
            helper, self._helper = self._helper, None
            self._turn.release()
            if helper is not None:
                helper.pipe.close()

    def _drawn(self, job: Job, wanted: Callable[[], bool]) -> tuple[bytes, ...]:
        with self._in_turn():
            answer = self._answered(job, wanted)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _answered(self, job: Job, wanted: Callable[[], bool]) -> Answer:
        if self._closed or not wanted():
            raise Unavailable("reports.not_drawn")
        try:
            return self._answer(job, wanted)
        except BaseException:
            self._stop()  # an answer that is still to come must not be taken for the next one's
            raise

    def _answer(self, job: Job, wanted: Callable[[], bool]) -> Answer:
        try:
            return self._asked(job, wanted)
        except (EOFError, OSError) as error:
            if self._died():
                raise Unavailable("reports.not_drawn") from error
        self._stop()
        try:
            return self._asked(job, wanted)  # it had gone to rest a moment before: another one draws
        except (EOFError, OSError) as error:
            raise Unavailable("reports.not_drawn") from error

    def _asked(self, job: Job, wanted: Callable[[], bool]) -> Answer:
        pipe = self._ready().pipe
        pipe.send(job)
        begun = monotonic()
        while not pipe.poll(_LOOK):
            if monotonic() - begun > _GRACE and not wanted():
                raise Unavailable("reports.not_drawn")
        answer: Answer = pipe.recv()
        return answer

    def _died(self) -> bool:
        """Whether the process ended otherwise than by itself; one that rests left the job unread."""
        helper = self._helper
        if helper is None:
            return True
        helper.process.join(_GRACE)
        return helper.process.exitcode != 0

    def _ready(self) -> _Helper:
        if self._helper is not None and not self._helper.process.is_alive():
            self._stop()
        if self._helper is None:
            self._helper = _started(self._rest, self._most)
        return self._helper

    def _stop(self) -> None:
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.stop()


def _started(rest: float, most: int) -> _Helper:
    """A fresh interpreter, the same way on every system: what the window holds is not copied into it."""
    fresh = get_context("spawn")
    ours, theirs = fresh.Pipe()
    process = fresh.Process(target=serve, args=(theirs, rest, most), name="trainingdesk press", daemon=True)
    try:
        process.start()
    except OSError as error:
        ours.close()
        raise Unavailable("reports.not_drawn") from error
    finally:
        theirs.close()
    return _Helper(process, ours)
