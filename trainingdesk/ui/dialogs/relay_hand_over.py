"""Handing over to a laptop in the same hall: the address and the code that its screen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services.changes import Changes, Topic
from trainingdesk.sync.exchange import what_changed
from trainingdesk.sync.relay_visit import hand_over_here
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import TextField
from trainingdesk.wire.relay import read_relay

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.workplace import Workplace


class HandOverDialog(FormDialog):
    """Stays open with the reason where the code is wrong or the other laptop does not answer."""

    def __init__(self, parent: QWidget, place: Workplace) -> None:
        super().__init__(
            parent, place, title="screen_sync.hand_over", save=self._save, button="screen_sync.hand_over_now"
        )
        self.form.remark(place.say("screen_sync.hand_over_about"))
        self.address = self.form.add(TextField(place, "relay.address", required=True, hint="192.168.1.5:8790"))
        self.code = self.form.add(TextField(place, "relay.code", required=True))
        for field in (self.address, self.code):
            field.changed.connect(lambda given=field: self._take_apart(given.text()))

    def _take_apart(self, text: str) -> None:
        """The whole line, pasted or typed by a reader of codes into one field, fills both."""
        found = read_relay(text)
        if found is not None:
            self.address.set_text(found[0])
            self.code.set_text(found[1])

    async def _save(self) -> None:
        """The other laptop may be slow: neither the writer of this desk nor the window waits for it."""
        address, code, tell = self.address.text(), self.code.text(), self.place.tasks.changed.emit
        try:
            done = await self.place.ask(lambda work: hand_over_here(work, address=address, code=code))
        finally:
            tell(Changes(frozenset({Topic.SYNC}), (), None))
        if done.brought is not None:
            tell(what_changed(done.brought.exchange))
        first, *more = [self.place.say(key, **values) for key, values in done.said()]
        self.place.notices.done(first)
        if more:
            self.place.notices.advise(" ".join(more))
