"""The process that draws documents for a window: reads jobs from a pipe, answers each, and ends when the pipe does."""

from __future__ import annotations

import signal
import traceback
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Failure

if TYPE_CHECKING:
    from datetime import datetime
    from multiprocessing.connection import Connection

    from trainingdesk.reports.document import Document
    from trainingdesk.reports.fonts import FontShelf


@dataclass(frozen=True, slots=True)
class PdfWanted:
    """A document as a PDF that was made ``at`` a time."""

    document: Document
    at: datetime


@dataclass(frozen=True, slots=True)
class PagesWanted:
    """A document as pictures of its pages."""

    document: Document
    ppi: float


class DrawingBroke(Exception):  # noqa: N818 -- said by what happened
    """An error of the program in the other process: its kind and its place, without what it quotes."""


def serve(pipe: Connection, rest: float, most: int) -> None:
    """Answer every job with its files or with the exception; ``most`` jobs, and until nobody asks for ``rest`` seconds."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # a Ctrl+C in the terminal is meant for the window, which closes the pipe
    from trainingdesk.reports.fonts import FontShelf  # noqa: PLC0415 -- the window imports this module, not the typesetter

    fonts = FontShelf()
    with suppress(Failure):  # said when a document needs it
        fonts.load()
    with suppress(EOFError, OSError):  # the window closed, or is gone
        for _ in range(most):
            if not pipe.poll(rest):
                return
            pipe.send(_answer(pipe.recv(), fonts))


def _answer(job: PdfWanted | PagesWanted, fonts: FontShelf) -> tuple[bytes, ...] | Exception:
    from trainingdesk.reports.pdf import draw_pages, write_pdf  # noqa: PLC0415 -- as above

    try:
        if isinstance(job, PagesWanted):
            return draw_pages(job.document, fonts=fonts, ppi=job.ppi)
        return (write_pdf(job.document, fonts=fonts, at=job.at),)
    except Failure as failure:
        return failure
    except Exception as error:  # noqa: BLE001 -- the window writes it down
        last = traceback.extract_tb(error.__traceback__)[-1]
        return DrawingBroke(f"{type(error).__qualname__} at {last.name}:{last.lineno}")
