"""Pages before the sign-in, for tests that walk through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from trainingdesk.ui.entry.entrance import EntryPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit

    from trainingdesk.ui.main_window import MainWindow

P = TypeVar("P", bound=EntryPage)


def page_of(window: MainWindow, kind: type[P]) -> P:
    """The page that is shown, which must be of a kind."""
    assert isinstance(window.gate.page, kind)
    return window.gate.page


def write(line: QLineEdit, text: str) -> None:
    """Commit text as an input method does; keys have no Chinese."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(line, event)
