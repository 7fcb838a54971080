"""A new password for somebody who has a code instead of the old one: the part that the ways to such a code share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from trainingdesk.domain.errors import Failure
from trainingdesk.ui.entry.entrance import WIDTH, EntryPage
from trainingdesk.ui.entry.fields import EntryField
from trainingdesk.ui.entry.new_password import NewPassword

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from trainingdesk.ui.entry.entrance import Entrance


class ByCodePage(EntryPage):
    """The code, the new password twice, and the button that tries them; a refusal stays beside what was typed."""

    def __init__(self, entrance: Entrance, title: str, *, name: str, code: str, width: int = WIDTH) -> None:
        """``title`` and ``code`` are sentence keys, ``name`` is whose password it is."""
        super().__init__(entrance, title, width=width)
        self.user = name
        self.code = EntryField(entrance, code)
        self.secret = NewPassword(entrance, lambda: name)
        self.button = QPushButton(entrance.say("entry.set_password"))
        self.code.line.returnPressed.connect(self.secret.setFocus)
        self.button.clicked.connect(self.submit)
        self.secret.finished.connect(self.submit)

    def submit(self) -> None:
        """Try the code, if the password is good enough."""
        if self.button.isEnabled() and self.secret.check():
            self.refuse(None)
            self.entrance.tasks.start(self.while_busy(self.button, self._try))

    async def set_password(self, code: str, password: str) -> None:
        """Set it; raises a Failure that is said on the page."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    async def _try(self) -> None:
        try:
            await self.set_password(self.code.text(), self.secret.text())
        except Failure as failure:
            self.refuse(self.entrance.words_of(failure))
