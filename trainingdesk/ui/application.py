"""Starts Qt and the one event loop, and opens the window."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from trainingdesk.settings.folders import DeskFolder
from trainingdesk.settings.programs import programs_of_this_user
from trainingdesk.ui.allocator import give_back_early
from trainingdesk.ui.collector import Collector
from trainingdesk.ui.entry.door import Door
from trainingdesk.ui.event_loop import EventLoop
from trainingdesk.ui.main_window import MainWindow
from trainingdesk.ui.tasks import Tasks
from trainingdesk.ui.theme import Theme
from trainingdesk.ui.warm_up import warm_up

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.i18n.sentences import Language


def open_window(folder: Path, language: Language) -> int:
    """Show the window until it is closed; answers the exit status. ``language`` holds until somebody chooses another."""
    application = application_of_this_process()
    loop = EventLoop(application)
    asyncio.set_event_loop(loop)
    closed, collector = asyncio.Event(), Collector()
    with loop:
        window = build_window(Door(DeskFolder(folder)), language)
        _hear_of_bugs(window, loop)
        window.loaded.connect(collector.spare)
        window.loaded.connect(programs_of_this_user().note_start)
        application.lastWindowClosed.connect(closed.set)
        window.show()
        loop.call_soon(window.begin_loading)
        loop.run_until_complete(closed.wait())
    collector.stop()
    return 0


def application_of_this_process() -> QApplication:
    """Qt's one application object, made where there is none yet."""
    present = QApplication.instance()
    if not isinstance(present, QApplication):
        give_back_early()
    made = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    made.setQuitOnLastWindowClosed(False)  # whoever runs the loop ends it, when what is under way is done
    return made


def build_window(door: Door, language: Language) -> MainWindow:
    """The window before a desk, or before a folder that has none yet."""
    application = application_of_this_process()
    window = MainWindow(application, door, Tasks(), Theme(application), language)
    window.loaded.connect(warm_up)
    return window


def _hear_of_bugs(window: MainWindow, loop: asyncio.AbstractEventLoop) -> None:
    """What a slot or a callback raises is said and written down, and the program goes on."""

    def of_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        window.tell_failure(context.get("exception") or RuntimeError())

    loop.set_exception_handler(of_loop)
    sys.excepthook = lambda _kind, error, _trace: window.tell_failure(error)
