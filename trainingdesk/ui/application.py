"""Starts Qt and the one event loop, and opens the window."""

from __future__ import annotations

import asyncio
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import qasync
from PySide6.QtWidgets import QApplication

from trainingdesk.bootstrap import signed_in
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.settings.shipped import resource
from trainingdesk.storage import vault
from trainingdesk.ui.collector import Collector
from trainingdesk.ui.main_window import MainWindow
from trainingdesk.ui.tasks import Tasks
from trainingdesk.ui.theme import Theme, ThemeName

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work


def open_window(folder: Path, language: Language) -> int:
    """Show the window until it is closed; answers the exit status."""
    application = application_of_this_process()
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    closed, collector = asyncio.Event(), Collector()
    with ExitStack() as desk, loop:
        window = build_window(folder, language, desk)
        application.lastWindowClosed.connect(closed.set)
        window.show()
        loop.run_until_complete(closed.wait())
    collector.stop()
    return 0


def application_of_this_process() -> QApplication:
    """Qt's one application object, made where there is none yet."""
    present = QApplication.instance()
    return present if isinstance(present, QApplication) else QApplication(sys.argv[:1])


def build_window(folder: Path, language: Language, desk: ExitStack) -> MainWindow:
    """The window on a desk's folder; ``desk`` closes the database that a sign-in opens."""
    path = DeskFolder(folder).vault

    def sign_in(name: str, password: str) -> Work:
        return desk.enter_context(signed_in(folder, user_name=name, password=password))

    names = vault.user_names(path) if path.exists() else ()
    sentences = Sentences.load(language, resource("locale"))
    theme = Theme(application_of_this_process())
    theme.apply(ThemeName.LIGHT)
    return MainWindow(sentences, Tasks(), theme, names=names, sign_in=sign_in)
