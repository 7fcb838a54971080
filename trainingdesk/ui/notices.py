"""News for the user: one channel that every screen speaks through and that tests listen to (STYLE 8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable


class Severity(StrEnum):
    """How much a notice matters; the value names its look."""

    DONE = "done"  # the work is saved
    ADVICE = "advice"  # done, and something should be known
    REFUSED = "refused"  # the rules or the input do not allow it
    FAILED = "failed"  # disk, lock, network, or a bug


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence, and what a click on its button does, such as taking the change back."""

    severity: Severity
    text: str
    action: str | None = None
    run: Callable[[], None] | None = None


class Notices(QObject):
    """The channel. Screens never open a message box for news."""

    shown = Signal(object)  # a Notice

    def done(self, text: str, *, action: str | None = None, run: Callable[[], None] | None = None) -> None:
        """Say that something is saved, with a way back where there is one."""
        self.shown.emit(Notice(Severity.DONE, text, action, run))

    def advise(self, text: str) -> None:
        """Say what should be known about what was done."""
        self.shown.emit(Notice(Severity.ADVICE, text))

    def refuse(self, text: str) -> None:
        """Say why something is not allowed."""
        self.shown.emit(Notice(Severity.REFUSED, text))

    def fail(self, text: str) -> None:
        """Say that the surroundings or the program failed."""
        self.shown.emit(Notice(Severity.FAILED, text))
