"""What every screen promises the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal

from trainingdesk.ui.widgets.room import Page

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from trainingdesk.services.changes import Changes, Topic
    from trainingdesk.ui.commands import Command
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class Screen(Page):
    """One screen of the window; it is made for a destination and asks for its rows in ``load``.

    A screen that hears of a change to one of its ``topics`` loads again: at once while it is seen, else when it is
    shown. While ``is_busy`` (an editor is open, a word half typed) it waits until ``free`` is called.
    """

    topics: ClassVar[frozenset[Topic]] = frozenset()
    titled = Signal(str)  # the title of the head changed
    offered = Signal()  # ``commands`` answers otherwise than before

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__()
        self.place, self.destination = place, destination
        self._stale = True
        self._loads = 0

    def title(self) -> str:
        """The words of the head."""
        raise NotImplementedError

    async def load(self) -> None:
        """Ask for what the screen shows, and show it; called again when it went stale. Selection must survive."""

    def commands(self) -> tuple[Command, ...]:
        """What can be done here; they appear in the head, in the palette and under their shortcuts."""
        return ()

    def is_busy(self) -> bool:
        """Whether showing rows anew would disturb what the person is typing."""
        return False

    async def may_leave(self) -> bool:
        """Whether the window may show another screen; a screen with unsaved input asks first."""
        return True

    def show_part(self, part: str) -> None:
        """Show the tab that a destination names; screens without parts do nothing."""

    def on_changed(self, changes: Changes) -> None:
        """A use case changed something, here or elsewhere."""
        if changes.touches(*self.topics):
            self.refresh()

    def refresh(self) -> None:
        """Load again, now or as soon as it disturbs nobody."""
        self._stale = True
        if self.isVisible() and not self.is_busy():
            self._load_now()

    def free(self) -> None:
        """Tell that an editor was closed: a load that waited for it happens now."""
        if self._stale and self.isVisible():
            self._load_now()

    def is_loaded(self) -> bool:
        """Whether what is shown is what was asked for last; for tests and pictures."""
        return not self._stale and not self._loads

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._load_now()

    def _load_now(self) -> None:
        self._stale = False
        self._loads += 1
        self.place.start(self._counted())

    async def _counted(self) -> None:
        try:
            await self.load()
        finally:
            self._loads -= 1
