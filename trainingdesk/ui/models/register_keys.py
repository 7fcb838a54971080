"""The keys of a register: digits choose a row by its number on paper, a letter marks it. They are read without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

#: More digits than a row has: a card reader is writing a document number.
MOST_DIGITS: Final = 4
#: Characters of a document number; the last one of a resident's may be an X (GB 11643).
_DOCUMENT: Final = 18
_LEAST_SCANNED: Final = 15

SPACE, BACKSPACE, DELETE, RETURN, ESCAPE = "Space", "Backspace", "Delete", "Return", "Esc"
REST_PRESENT, CLOSE, UNDO = "F9", "Ctrl+Return", "Ctrl+Z"


@dataclass(frozen=True, slots=True)
class MarkWith:
    """Mark a row, by its number on paper, else the rows that are selected; Space is the mark for present."""

    key: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Clear:
    """Take the marks away again."""

    number: int | None


@dataclass(frozen=True, slots=True)
class GoTo:
    """Put the cursor on a number on paper."""

    number: int


@dataclass(frozen=True, slots=True)
class Find:
    """Put the cursor on the name that begins so, or on the one after it."""

    text: str
    following: bool = False


@dataclass(frozen=True, slots=True)
class Scanned:
    """A card reader typed a document number."""

    document: str


@dataclass(frozen=True, slots=True)
class Press:
    """A key that does one thing: F9, Ctrl+Return, Ctrl+Z, Return."""

    key: str


Intent: TypeAlias = MarkWith | Clear | GoTo | Find | Scanned | Press


class RegisterKeys:
    """What was typed and not finished: half a number, or the beginning of a name."""

    def __init__(self) -> None:
        self.number = ""
        self.search: str | None = None

    def read(self, key: str) -> Intent | None:
        """What a key means now; None where it only adds to what is typed, or means nothing."""
        if self.search is not None:
            return self._search(key)
        if key.isdecimal() and key.isascii():
            return self._digit(key)
        return self._after_number(key)

    def forget(self) -> None:
        """Drop what is half typed."""
        self.number, self.search = "", None

    def _digit(self, key: str) -> Intent | None:
        self.number = (self.number + key)[:_DOCUMENT]
        return GoTo(int(self.number)) if len(self.number) <= MOST_DIGITS else None

    def _after_number(self, key: str) -> Intent | None:
        typed = self.number
        if key == "X" and len(typed) == _DOCUMENT - 1:
            self.number += key
            return None
        self.number = ""
        if len(typed) > MOST_DIGITS:
            return Scanned(typed) if key == RETURN and len(typed) >= _LEAST_SCANNED else None
        number = int(typed) if typed else None
        match key:
            case "/":
                self.search = ""
            case _ if key == SPACE or (len(key) == 1 and key.isalpha()):
                return MarkWith(key, number)
            case "Delete":
                return Clear(number)
            case "Return" if number is not None:
                return GoTo(number)
            case "F9" | "Ctrl+Return" | "Ctrl+Z" | "Return":
                return Press(key)
        return None

    def _search(self, key: str) -> Intent | None:
        typed = self.search or ""
        match key:
            case "/":
                return Find(typed, following=True)
            case "Backspace":
                self.search = typed[:-1] if typed else None
                return Find(typed[:-1]) if typed[:-1] else None
            case "Return" | "Esc":
                self.search = None
                return None
            case _ if len(key) == 1:
                self.search = typed + key
                return Find(self.search)
            case _:
                self.search = None
                return self._after_number(key)


_NAMED: Final = {
    Qt.Key.Key_Space: SPACE,
    Qt.Key.Key_Backspace: BACKSPACE,
    Qt.Key.Key_Delete: DELETE,
    Qt.Key.Key_Return: RETURN,
    Qt.Key.Key_Enter: RETURN,
    Qt.Key.Key_Escape: ESCAPE,
    Qt.Key.Key_F9: REST_PRESENT,
}
_CONTROLLED: Final = {Qt.Key.Key_Return: CLOSE, Qt.Key.Key_Enter: CLOSE, Qt.Key.Key_Z: UNDO}


def key_of(event: QKeyEvent) -> str | None:
    """The name of a key that a register reads; None for one that the table itself understands (arrows, Ctrl+A, Ctrl+C)."""
    key = Qt.Key(event.key())
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    if held == Qt.KeyboardModifier.ControlModifier:
        return _CONTROLLED.get(key)
    if held != Qt.KeyboardModifier.NoModifier:
        return None
    if key in _NAMED:
        return _NAMED[key]
    text = event.text().upper()
    return text if len(text) == 1 and (text.isalnum() or text == "/") else None
