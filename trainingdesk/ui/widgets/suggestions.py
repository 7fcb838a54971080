"""What fits what was typed, in a list below the line: found anywhere in the words, in small and large letters alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtWidgets import QWidget


def suggestions(model: QAbstractItemModel, owner: QWidget) -> QCompleter:
    """The suggestions of ``owner``, for its ``setCompleter``."""
    completer = QCompleter(model, owner)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    shown = completer.popup()
    assert shown is not None  # noqa: S101 -- Qt makes it when it is first asked for
    shown.setParent(owner, shown.windowFlags())  # by itself it belongs to no window, and would not look like ours
    return completer
