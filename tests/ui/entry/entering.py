"""Pages before the sign-in, for tests that walk through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from tests.ui.driving import is_settled, until
from trainingdesk.ui.entry.code_page import CodePage
from trainingdesk.ui.entry.continue_page import ContinuePage
from trainingdesk.ui.entry.entrance import EntryPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit
    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.main_window import MainWindow

P = TypeVar("P", bound=EntryPage)
PASSWORD = "a-long-village-password"


def page_of(window: MainWindow, kind: type[P]) -> P:
    """The page that is shown, which must be of a kind."""
    assert isinstance(window.gate.page, kind)
    return window.gate.page


def write(line: QLineEdit, text: str) -> None:
    """Commit text as an input method does; keys have no Chinese."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(line, event)


async def go_on(qtbot: QtBot, window: MainWindow) -> ContinuePage:
    """Name the administrator and the password of a desk that goes on from something."""
    await until(lambda: isinstance(window.gate.page, ContinuePage))
    page = page_of(window, ContinuePage)
    write(page.administrator.line, "李老师")
    qtbot.keyClicks(page.secret.first.line, PASSWORD)
    qtbot.keyClicks(page.secret.second.line, PASSWORD)
    return page


async def go_in(qtbot: QtBot, window: MainWindow) -> Work:
    """Show that the recovery code was kept, and wait until the window is open."""
    await until(lambda: isinstance(window.gate.page, CodePage))
    code = page_of(window, CodePage)
    code.copy_button.click()
    qtbot.keyClicks(code.part.line, QGuiApplication.clipboard().text().split("-")[code.asked])
    qtbot.keyClick(code.part.line, Qt.Key.Key_Return)
    await until(lambda: window.shell is not None and is_settled(window.shell))
    assert window.shell is not None
    return window.shell.place.work
