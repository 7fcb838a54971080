"""Notices when nobody touched a key or the mouse for some minutes.

Every touch comes to a window of the system first, so only these are listened to. A filter on the whole application would be
asked about every event of every widget: half of the time that a screen took to be made.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWindow
    from PySide6.QtWidgets import QApplication

_TOUCHES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchBegin,
    }
)


class Idle(QObject):
    """One timer for the whole time that is left; a touch in between only remembers when it was."""

    passed = Signal()

    def __init__(self, application: QApplication, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._application, self._clock = application, clock
        self._seconds, self._last = 0.0, clock()
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self._look)
        application.focusWindowChanged.connect(self._listen)

    def watch(self, minutes: int) -> None:
        """Begin to wait, or wait for another time from now on."""
        self._seconds, self._last = minutes * 60.0, self._clock()
        self.timer.start(int(self._seconds * 1000))
        for window in self._application.topLevelWindows():
            self._listen(window)

    def rest(self) -> None:
        """Stop waiting: nobody is signed in."""
        self.timer.stop()
        for window in self._application.topLevelWindows():
            window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._last = self._clock()
        return False

    def _listen(self, window: QWindow | None) -> None:
        """Hear a window, or a dialog that just came up; one that is heard already is not heard twice."""
        if window is not None and self.timer.isActive():
            window.installEventFilter(self)

    def _look(self) -> None:
        left = self._last + self._seconds - self._clock()
        if left > 0:
            self.timer.start(int(left * 1000) + 1)
        else:
            self.rest()
            self.passed.emit()
