"""Keys in the order in which they were pressed: the next one is read when what the one before wrote is on disk."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from trainingdesk.domain.errors import Failure
from trainingdesk.ui.models.register_keys import key_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.workplace import Workplace


class KeyQueue(QObject):
    """Takes the keys of a table before anything else does, and reads them one by one with the awaited ``read``.

    A key that is refused says so, and the next is read all the same. Keys that the table itself understands (arrows,
    Ctrl+A) wait their turn too. No input method reads along, so that a Chinese keyboard needs no switching.
    """

    emptied = Signal()

    def __init__(self, place: Workplace, table: QWidget, read: Callable[[str | None], Awaitable[None]]) -> None:
        """``read`` is given the name of a key; None for one that was the table's."""
        super().__init__(table)
        self._place, self._table, self._read = place, table, read
        self._waiting: deque[str | QKeyEvent] = deque()
        self._reading = self._passing = False
        table.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # noqa: FBT003
        table.installEventFilter(self)

    @property
    def busy(self) -> bool:
        """Whether a key waits, or is being worked on."""
        return self._reading or bool(self._waiting)

    def put(self, key: str | QKeyEvent) -> None:
        """A key was pressed."""
        self._waiting.append(key)
        if not self._reading:
            self._reading = True
            self._place.start(self._read_all())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key of the register is no shortcut of the window while the table has the focus."""
        if self._passing or not isinstance(event, QKeyEvent):
            return False
        key = key_of(event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(key is not None)
            return key is not None
        if event.type() != QEvent.Type.KeyPress or (key is None and not self.busy):
            return False
        self.put(event.clone() if key is None else key)
        return True

    async def _read_all(self) -> None:
        try:
            while self._waiting:
                key = self._waiting.popleft()
                if isinstance(key, QKeyEvent):
                    self._pass_on(key)
                try:
                    await self._read(key if isinstance(key, str) else None)
                except Failure as failure:
                    self._place.tell(failure)
        finally:
            self._reading = False
            self.emptied.emit()

    def _pass_on(self, event: QKeyEvent) -> None:
        self._passing = True
        try:
            QCoreApplication.sendEvent(self._table, event)
        finally:
            self._passing = False
