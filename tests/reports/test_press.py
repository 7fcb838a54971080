"""Documents drawn in a process of their own: the same pages, the same refusals, and no process left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from multiprocessing import active_children
from select import select
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.i18n.sentences import Language
from trainingdesk.reports.document import Column, Document, Paragraph, Row, Table, Text
from trainingdesk.reports.pdf import draw_pages, write_pdf
from trainingdesk.reports.press import Press

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from trainingdesk.reports.fonts import FontShelf

PPI = 40.0
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are watched the POSIX way")


@pytest.fixture
def press() -> Iterator[Press]:
    made = Press()
    yield made
    made.close()
    for child in active_children():
        child.join(10)
    assert active_children() == []


def a_document(text: str, rows: int = 1) -> Document:
    table = Table((Column("姓名", 8), Column("序号", 4)), tuple(Row((Text(text), Text(str(at)))) for at in range(rows)))
    return Document("花名册", (table,), Language.CHINESE, "{page}/{pages}", "册")


#: Takes the typesetter several seconds.
LONG = a_document("王小明", rows=6000)


def test_pages_and_pdf_are_those_of_this_process(press: Press, shelf: FontShelf, at: datetime) -> None:
    document = a_document("王小明", rows=60)
    assert press.draw_pages(document, ppi=PPI) == draw_pages(document, fonts=shelf, ppi=PPI)
    assert press.write_pdf(document, at=at) == write_pdf(document, fonts=shelf, at=at)


def test_a_missing_character_is_named_as_ever(press: Press) -> None:
    with pytest.raises(Refused) as refused:
        press.draw_pages(a_document("\U000e0fff"), ppi=PPI)
    assert refused.value.key == "reports.no_glyph"
    assert refused.value.values["character"] == ("U+E0FFF \U000e0fff",)
    assert press.draw_pages(a_document("王"), ppi=PPI)


def test_an_error_of_the_program_comes_back_without_what_it_quotes(press: Press) -> None:
    broken = Document("花名册", (Paragraph(310101),), Language.CHINESE, "{page}/{pages}", "册")  # type: ignore[arg-type]
    with pytest.raises(Exception, match=r"^\w+ at \w+:\d+$") as broke:
        press.draw_pages(broken, ppi=PPI)
    assert type(broke.value).__name__ == "DrawingBroke"
    assert "310101" not in str(broke.value)


def test_two_documents_at_once(press: Press, at: datetime) -> None:
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(press.write_pdf, a_document("张三丰"), at=at)
        second = threads.submit(press.write_pdf, a_document("李四光"), at=at)
        texts = [
            "".join(page.extract_text() for page in PdfReader(BytesIO(one.result())).pages) for one in (first, second)
        ]
    assert "张三丰" in texts[0]
    assert "李四光" in texts[1]


def test_a_process_that_dies_is_said_and_the_next_try_works(press: Press) -> None:
    press.warm_up()
    assert press.process_id is not None
    os.kill(press.process_id, signal.SIGSTOP)  # it will not have answered when it dies
    with ThreadPoolExecutor(1) as thread:
        drawing = thread.submit(press.draw_pages, LONG, ppi=PPI)
        os.kill(press.process_id, signal.SIGKILL)
        error = drawing.exception()
    assert isinstance(error, Unavailable)
    assert error.key == "reports.not_drawn"
    assert press.draw_pages(a_document("王"), ppi=PPI)


def test_it_rests_after_some_quiet_and_after_some_documents() -> None:
    for press in (Press(rest=0.0), Press(most=1)):
        for _ in range(3):
            assert press.draw_pages(a_document("王"), ppi=PPI)
        press.close()


def test_pages_nobody_wants_are_given_up(press: Press) -> None:
    looks: list[int] = []

    def wanted() -> bool:
        looks.append(len(looks))
        return len(looks) == 1

    with pytest.raises(Unavailable):
        press.draw_pages(LONG, ppi=PPI, wanted=wanted)
    assert len(looks) == 2
    assert press.process_id is None
    assert press.draw_pages(a_document("王"), ppi=PPI)


def test_what_is_being_drawn_when_the_window_closes_is_finished(press: Press, at: datetime) -> None:
    press.warm_up()
    helper = press.process_id
    assert helper is not None
    os.kill(helper, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as thread:
        drawing = thread.submit(press.write_pdf, a_document("王"), at=at)
        while not press._turn.locked():
            pass
        press.close()
        os.kill(helper, signal.SIGCONT)
        assert drawing.result()[:4] == b"%PDF"
    assert press.process_id is None
    with pytest.raises(Unavailable):
        press.draw_pages(a_document("王"), ppi=PPI)


WINDOW = """
    import sys, threading
    from tests.reports.test_press import LONG
    from trainingdesk.reports.press import Press
    if __name__ == "__main__":
        press = Press()
        press.warm_up()
        print(press.process_id, flush=True)
        press.draw_pages(LONG, ppi=40) if sys.argv[1] == "drawing" else threading.Event().wait()
"""


@pytest.mark.parametrize("doing", ["resting", "drawing"])
def test_it_does_not_outlive_a_window_that_was_killed(doing: str) -> None:
    window = subprocess.Popen([sys.executable, "-c", textwrap.dedent(WINDOW), doing], stdout=subprocess.PIPE, text=True)
    with window:
        assert window.stdout is not None
        helper = os.pidfd_open(int(window.stdout.readline()))
        window.kill()
    ended, _, _ = select([helper], [], [], 60)
    os.close(helper)
    assert ended


def test_nothing_of_a_document_is_in_its_arguments_or_environment(press: Press) -> None:
    press.draw_pages(a_document("王小明"), ppi=PPI)
    for file in ("cmdline", "environ"):
        with open(f"/proc/{press.process_id}/{file}", "rb") as said:  # noqa: PTH123 -- no file of a folder
            assert "王小明".encode() not in said.read()
