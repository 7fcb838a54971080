"""A window that takes a register until it is killed: ``dying_window.py DESK LESSON NOW``.

It types a mark for every person, faster than anybody could, and prints ``ROW MARK`` when the window says that it is saved.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import NAME, PASSWORD
from tests.ui.driving import until, visit
from trainingdesk.bootstrap import signed_in
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.settings.shipped import resource
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.event_loop import EventLoop
from trainingdesk.ui.memory import WindowMemory
from trainingdesk.ui.notices import Notices
from trainingdesk.ui.screens.register import RegisterScreen
from trainingdesk.ui.shell import Shell
from trainingdesk.ui.tasks import Tasks
from trainingdesk.ui.theme import Theme, ThemeName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.services.work import Work

KEYS = {Qt.Key.Key_D: "late", Qt.Key.Key_K: "absent", Qt.Key.Key_C: "present"}


def shell_of(application: QApplication, work: Work) -> Shell:
    theme = Theme(application)
    theme.apply(ThemeName.LIGHT)
    return Shell(
        work,
        sentences=Sentences.load(Language.CHINESE, resource("locale")),
        tasks=Tasks(),
        notices=Notices(),
        memory=WindowMemory(DeskFolder(work.folder.root).window),
        theme=theme,
    )


async def type_on(shell: Shell, lesson: str) -> None:
    screen = await visit(shell, Destination("register", lesson))
    assert isinstance(screen, RegisterScreen)
    typed = list(zip(count(1), [*KEYS] * 13, strict=False))
    waiting: Iterator[tuple[int, Qt.Key]] = iter(typed)

    def acknowledge(_changes: object) -> None:
        row, key = next(waiting)
        print(row, KEYS[key], flush=True)  # noqa: T201 -- this is how the test hears of it

    shell.place.tasks.changed.connect(acknowledge)
    for _row, key in typed:
        QTest.keyClick(screen.table, key)
    await until(lambda: False)


def main() -> None:
    desk, lesson, now = sys.argv[1:]
    start, looks = datetime.fromisoformat(now), count(1)
    application = QApplication([])
    loop = EventLoop(application)
    asyncio.set_event_loop(loop)
    clock = lambda: start + timedelta(milliseconds=next(looks))  # noqa: E731
    with signed_in(Path(desk), user_name=NAME, password=PASSWORD, clock=clock) as work:
        shell = shell_of(application, work)
        shell.show()
        loop.run_until_complete(type_on(shell, lesson))


if __name__ == "__main__":
    main()
