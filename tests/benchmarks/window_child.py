"""The window in a process of its own, which says when it was painted and what it took: measured by ``window.py``."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from tests.benchmarks.measure import peak_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.main_window import MainWindow

PAINTED = "painted"
_PATIENCE = 120
#: How often the loop is listened to, in seconds: seldom enough to leave the other threads their turn.
_TICK = 0.002
#: Seconds that a good password takes to type.
_TYPING = 2.5


class _Painted(QObject):
    """Says once that a window was painted, and ends the program."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget) and watched.isWindow():
            print(PAINTED, flush=True)
            QApplication.exit()
        return False


def bare() -> None:
    """An empty window: what Qt and Python themselves take."""
    application = QApplication(sys.argv[:1])
    window, watcher = QWidget(), _Painted()
    window.resize(1280, 720)
    window.installEventFilter(watcher)
    window.show()
    application.exec()


def sign_in(root: Path) -> None:
    """The program up to where somebody signs in."""
    window = _window(root)
    watcher = _Painted()
    window.installEventFilter(watcher)
    window.show()
    application = QApplication.instance()
    assert application is not None
    application.exec()


def work(root: Path, password: str) -> None:
    """Signs in, visits every screen, and prints how long what took, and the longest time without a look at the mouse."""
    from trainingdesk.ui.collector import Collector  # noqa: PLC0415 -- not what the other two measure
    from trainingdesk.ui.event_loop import EventLoop  # noqa: PLC0415

    window = _window(root)
    loop = EventLoop(QApplication.instance(), already_running=False)
    asyncio.set_event_loop(loop)
    collector = Collector()  # as ``open_window`` does
    window.loaded.connect(collector.spare)
    window.show()
    loop.call_soon(window.begin_loading)
    print(json.dumps(loop.run_until_complete(asyncio.wait_for(_visit_all(window, password), _PATIENCE))), flush=True)
    loop.run_until_complete(window.close_at_once())


async def _visit_all(window: MainWindow, password: str) -> dict[str, object]:
    from trainingdesk.ui.gallery import exhibits  # noqa: PLC0415

    stalls: dict[str, tuple[float, float]] = {}
    await asyncio.sleep(_TYPING)
    window.form.password.setText(password)
    begun, ready = time.perf_counter(), []

    def settled() -> bool:
        if not ready and _can_work(window):
            ready.append(time.perf_counter() - begun)
        return _is_settled(window)

    stalls["sign-in"] = await _longest_stall(window.form.submit, until=settled)
    (unlocked,) = ready
    shell = window.shell
    assert shell is not None
    shown = await shell.place.ask(exhibits)
    for one in shown:
        if one.button is None:
            there = partial(_is_there, window, one.destination)
            stalls[one.name] = await _longest_stall(partial(shell.go, one.destination), until=there)
    return {"unlocked": unlocked, "stalls": stalls, "peak_mb": peak_of()}


async def _longest_stall(act: Callable[[], object], *, until: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the longest time that the event loop heard of nothing, from an act until something is so.

    The second is what the thread itself worked in its longest time: all of it where nobody else wants the processor.
    """
    longest, busiest = 0.0, 0.0
    last, worked = time.perf_counter(), time.thread_time()
    act()
    while not until():
        await asyncio.sleep(_TICK)
        now, done = time.perf_counter(), time.thread_time()
        longest, busiest = max(longest, now - last - _TICK), max(busiest, done - worked)
        last, worked = now, done
    return longest, busiest


def _is_there(window: MainWindow, destination: Destination) -> bool:
    return window.shell is not None and window.shell.destination == destination and _is_settled(window)


def _can_work(window: MainWindow) -> bool:
    """Whether a screen shows its rows; what only tells how the year stands may still be counted."""
    shell = window.shell
    return shell is not None and shell.shown is not None and shell.shown.is_loaded()


def _is_settled(window: MainWindow) -> bool:
    return _can_work(window) and window.shell is not None and window.shell.place.tasks.is_idle()


def _window(root: Path) -> MainWindow:
    from trainingdesk.i18n.sentences import Language  # noqa: PLC0415 -- the bare window must not pay for it
    from trainingdesk.settings.folders import DeskFolder  # noqa: PLC0415
    from trainingdesk.ui.application import application_of_this_process, build_window  # noqa: PLC0415
    from trainingdesk.ui.entry.door import Door  # noqa: PLC0415

    application_of_this_process()
    return build_window(Door(DeskFolder(root)), Language.CHINESE)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bare"]:
            bare()
        case ["sign-in", root]:
            sign_in(Path(root))
        case ["work", root, password]:
            work(Path(root), password)
