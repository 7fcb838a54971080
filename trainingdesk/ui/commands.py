"""Commands are data; buttons, menus, shortcuts and the palette are views of them (STYLE 15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from trainingdesk.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from trainingdesk.domain.access import Action
    from trainingdesk.i18n.sentences import Sentences


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do here. ``id`` is the sentence key of its words, such as "screen_register.close".

    ``shortcut`` is portable text such as "Ctrl+N"; ``needs`` hides the command from roles that may not do it.
    """

    id: str
    run: Callable[[], object]
    shortcut: str = ""
    needs: Action | None = None
    icon: str | None = None
    primary: bool = False


def bind(command: Command, owner: QWidget, sentences: Sentences) -> QAction:
    """The command as a QAction of ``owner``: its shortcut works while the owner's window is active."""
    action = QAction(sentences.of(command.id), owner)
    action.setObjectName(command.id)
    if command.shortcut:
        action.setShortcut(QKeySequence.fromString(command.shortcut))
        action.setToolTip(f"{action.text()}  {command.shortcut}")
    if command.icon is not None:
        action.setIcon(icon(command.icon))
    action.triggered.connect(lambda _checked=False: command.run())
    owner.addAction(action)
    return action
