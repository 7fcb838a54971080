"""A forgotten password: the recovery code from the paper sets a new one, and a new code takes the old one's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from trainingdesk.services import account
from trainingdesk.ui.entry.by_code import ByCodePage
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.ui.entry.entrance import Entrance


class RecoverPage(ByCodePage):
    """For one user; says the typo apart from the wrong code."""

    recovered = Signal(object)  # the new RecoveryCode
    wants_telephone = Signal()

    def __init__(self, entrance: Entrance, name: str, *, by_telephone: bool = False) -> None:
        """``by_telephone``: there is an office that can reset passwords of this desk."""
        super().__init__(entrance, "entry.forgot", name=name, code="desk.ask_recovery_code")
        self.column.addWidget(label(entrance.say("entry.forgot_more", name=name), role="muted", wrap=True))
        self.column.addWidget(self.code)
        self.column.addWidget(self.secret)
        self.telephone_button = QPushButton(entrance.say("entry.by_telephone"), self)
        self.telephone_button.setVisible(by_telephone)
        self.telephone_button.clicked.connect(self.wants_telephone)
        others = (self.telephone_button,) if by_telephone else ()
        self.finish(self.button, *others, self.back_button("command.back"))

    async def set_password(self, code: str, password: str) -> None:
        door = self.entrance.door
        fresh = await self.entrance.tasks.ask(
            lambda: account.recover(
                door.folder, code=code, user_name=self.user, new_password=password, clock=door.clock
            )
        )
        self.recovered.emit(fresh)
