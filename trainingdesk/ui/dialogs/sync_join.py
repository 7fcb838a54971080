"""Joining a centre: its address and the one-time code that its administrator gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.sync.client import checked_address
from trainingdesk.sync.exchange import join
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import TextField
from trainingdesk.wire.joining import Joining, read_joining

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.workplace import Workplace

#: Room for what may be wrong with both fields.
_HEIGHT: Final = 288


class JoinDialog(FormDialog):
    """Stays open with the reason where the code does not hold or nobody answers."""

    def __init__(self, parent: QWidget, place: Workplace) -> None:
        super().__init__(parent, place, title="screen_sync.join", save=self._save, button="screen_sync.join_now")
        self.setMinimumHeight(place.theme.pixels(_HEIGHT))
        self.form.remark(place.say("screen_sync.join_about"))
        self.address = self.form.add(
            TextField(place, "screen_sync.address", required=True, reader=checked_address, hint="https://")
        )
        self.code = self.form.add(TextField(place, "screen_sync.code", required=True))
        for field in (self.address, self.code):
            field.changed.connect(lambda given=field: self._take_apart(given.text()))

    def _take_apart(self, text: str) -> None:
        """A whole invitation, pasted or typed by a reader of codes into one field, fills both."""
        found = read_joining(text)
        if isinstance(found, Joining):
            self.address.set_text(found.address)
            self.code.set_text(found.code)

    async def _save(self) -> None:
        address, code = self.address.text(), self.code.text()
        await self.place.do(lambda work: join(work, address=address, code=code), "screen_sync.joined_now")
