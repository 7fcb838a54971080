"""Changing one's own password: the present one, and the new one twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout

from trainingdesk.domain.errors import Failure
from trainingdesk.services import account
from trainingdesk.ui.dialogs.dialog import Dialog
from trainingdesk.ui.entry.door import Door
from trainingdesk.ui.entry.entrance import Entrance
from trainingdesk.ui.entry.fields import PasswordField
from trainingdesk.ui.entry.new_password import NewPassword
from trainingdesk.ui.widgets.room import Page
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.work import Work
    from trainingdesk.ui.workplace import Workplace

_WIDTH = 440


class OwnPasswordDialog(Dialog):
    """Accepted when the password is changed; what is refused stands beside what was typed."""

    def __init__(self, parent: QWidget, place: Workplace) -> None:
        super().__init__(parent, place.say("command.change_password"), width=place.theme.pixels(_WIDTH))
        self._place = place
        work = place.work
        entrance = Entrance(Door(work.folder, work.clock), place.tasks, place.sentences, place.theme)
        self.present = PasswordField(entrance, "entry.present_password")
        self.secret = NewPassword(entrance, lambda: work.worker.name)
        self.refusal = label(role="error", wrap=True)
        self.refusal.hide()
        box = QDialogButtonBox()
        self.button = box.addButton(place.say("entry.set_password"), QDialogButtonBox.ButtonRole.ActionRole)
        self.cancel_button = box.addButton(place.say("form.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.button.setProperty("primary", "true")
        self._lay_out(box)
        self.present.line.returnPressed.connect(self.secret.setFocus)
        self.button.clicked.connect(self.submit)
        self.secret.finished.connect(self.submit)
        box.rejected.connect(self.reject)

    def submit(self) -> None:
        """Change it, if the new one is good enough."""
        if self.button.isEnabled() and self.secret.check():
            self.button.setEnabled(False)
            self._place.start(self._submit())

    async def _submit(self) -> None:
        old, new = self.present.text(), self.secret.text()

        def change(work: Work) -> None:
            name = account.sign_in_name(work)
            account.change_password(work.folder, user_name=name, old=old, new=new, now=work.now())

        try:
            await self._place.ask(change)
        except Failure as failure:
            self.refusal.setText(self._place.sentences.of(failure.key, failure.values))
            self.refusal.show()
        else:
            self.accept()
        finally:
            self.button.setEnabled(True)

    def _lay_out(self, box: QDialogButtonBox) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        page = Page()
        typed = QVBoxLayout(page)
        typed.setContentsMargins(0, 0, 0, 0)
        typed.setSpacing(16)
        for part in (self.present, self.secret):
            typed.addWidget(part)
        self.hold(column, page)
        column.addWidget(self.refusal)
        column.addWidget(box)
