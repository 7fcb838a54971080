"""A forgotten password: the recovery code from the paper sets a new one, and a new code takes the old one's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from trainingdesk.domain.errors import Failure
from trainingdesk.services import account
from trainingdesk.ui.entry.entrance import EntryPage
from trainingdesk.ui.entry.fields import EntryField
from trainingdesk.ui.entry.new_password import NewPassword
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from trainingdesk.ui.entry.entrance import Entrance


class RecoverPage(EntryPage):
    """For one user; says the typo apart from the wrong code."""

    recovered = Signal(object)  # the new RecoveryCode
    wants_telephone = Signal()

    def __init__(self, entrance: Entrance, name: str, *, by_telephone: bool = False) -> None:
        """``by_telephone``: there is an office that can reset passwords of this desk."""
        super().__init__(entrance, "entry.forgot")
        self._name = name
        self.code = EntryField(entrance, "desk.ask_recovery_code")
        self.secret = NewPassword(entrance, lambda: name)
        self.button = QPushButton(entrance.say("entry.set_password"))
        self.column.addWidget(label(entrance.say("entry.forgot_more", name=name), role="muted", wrap=True))
        self.column.addWidget(self.code)
        self.column.addWidget(self.secret)
        self.telephone_button = QPushButton(entrance.say("entry.by_telephone"), self)
        self.telephone_button.setVisible(by_telephone)
        self.telephone_button.clicked.connect(self.wants_telephone)
        others = (self.telephone_button,) if by_telephone else ()
        self.finish(self.button, *others, self.back_button("command.back"))
        self.code.line.returnPressed.connect(self.secret.setFocus)
        self.button.clicked.connect(self.submit)
        self.secret.finished.connect(self.submit)

    def submit(self) -> None:
        """Try the code, if the password is good enough."""
        if self.button.isEnabled() and self.secret.check():
            self.refuse(None)
            self.entrance.tasks.start(self.while_busy(self.button, self._recover))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    async def _recover(self) -> None:
        door, code, password = self.entrance.door, self.code.text(), self.secret.text()
        try:
            fresh = await self.entrance.tasks.ask(
                lambda: account.recover(
                    door.folder, code=code, user_name=self._name, new_password=password, clock=door.clock
                )
            )
        except Failure as failure:
            self.refuse(self.entrance.words_of(failure))
        else:
            self.recovered.emit(fresh)
