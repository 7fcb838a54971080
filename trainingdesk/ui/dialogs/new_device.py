"""Another computer of the county: whom it is for, and then the invitation that it joins with, as text and as a QR code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from trainingdesk.domain.access import Role
from trainingdesk.services.account import list_users
from trainingdesk.sync.joining import new_joining
from trainingdesk.ui.dialogs.dialog import Dialog
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.question import answered
from trainingdesk.ui.widgets.beside import Beside
from trainingdesk.ui.widgets.fields import ChoiceField
from trainingdesk.ui.widgets.qr_code import QrCode
from trainingdesk.ui.widgets.room import Page
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.storage.account import UserRow
    from trainingdesk.ui.workplace import Workplace
    from trainingdesk.wire.joining import Joining

_SIDE: Final = 296
_WIDTH: Final = 640
#: Pixels above and below the code.
_AROUND: Final = 104


async def invite_device(owner: QWidget, place: Workplace) -> None:
    """Ask whom it is for, then show its invitation."""
    users = await place.ask(list_users)
    form = NewDeviceDialog(owner, place, [one for one in users if one.active])
    if await form.filled() and form.joining is not None:
        shown = InvitationDialog(owner, place, form.joining)
        await answered(shown)
        shown.deleteLater()


class NewDeviceDialog(FormDialog):
    """Stays with the reason where the centre gives no code; ``joining`` is there once it gave one."""

    def __init__(self, parent: QWidget, place: Workplace, users: Sequence[UserRow]) -> None:
        super().__init__(parent, place, title="screen_sync.invite", save=self._ask, button="screen_sync.invite_now")
        self.joining: Joining | None = None
        self._roles = {one.id: sorted(one.roles) for one in users}
        self.form.remark(place.say("screen_sync.invite_about"))
        people = [(one.id, one.display_name) for one in users]
        self.user = self.form.add(ChoiceField(place, "centre.user", people, required=True))
        roles = [(role.value, place.say(role.sentence)) for role in Role]
        self.role = self.form.add(ChoiceField(place, "centre.role", roles, required=True))
        self.user.changed.connect(self._propose)
        self._propose()

    def _propose(self) -> None:
        roles = self._roles.get(self.user.text(), [])
        if roles:
            self.role.set_text(roles[0].value)

    async def _ask(self) -> None:
        user, role = self.user.text(), Role(self.role.text())
        self.joining = await self.place.ask(lambda work: new_joining(work, user=user, role=role))


class InvitationDialog(Dialog):
    """The code is shown this once, whole also on a small screen, or no reader would take it.

    A copy of the text can be sent to whoever sits at the other computer.
    """

    def __init__(self, parent: QWidget, place: Workplace, joining: Joining) -> None:
        super().__init__(parent, place.say("screen_sync.invitation"), width=place.theme.pixels(_WIDTH))
        self.side = min(place.theme.pixels(_SIDE), self.most().height() - place.theme.pixels(_AROUND))
        self.code = QrCode(place.say("screen_sync.invitation_qr"), side=self.side)
        self.code.show_text(joining.text)
        self.text = label(joining.text, wrap=True, select=True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copied = label(place.say("screen_sync.invitation_copied"), role="muted", wrap=True)
        self.copied.hide()
        self.button_box = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.copy_button = self.button_box.addButton(place.say("entry.copy"), role)
        self.close_button = self.button_box.addButton(place.say("screen_sync.invitation_done"), role)
        self.close_button.setProperty("primary", "true")
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.accept)
        self._lay_out(label(place.say("screen_sync.invitation_about"), wrap=True))

    def _lay_out(self, about: QWidget) -> None:
        column, page = QVBoxLayout(self), Page()
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        words = QWidget()
        said = QVBoxLayout(words)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(16)
        for part in (about, self.text, self.copied):
            said.addWidget(part)
        said.addStretch()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(Beside((words, 1), (self.code, 0), width=self.side, gap=24))
        self.hold(column, page)
        column.addWidget(self.button_box)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.text())
        self.copied.show()
