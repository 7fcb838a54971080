"""The written delegation of a county with one person: its number, and from when to when (FEATURES 123)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import account
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import DateField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.account import UserRow
    from trainingdesk.ui.workplace import Workplace


class DelegationDialog(FormDialog):
    """Whoever holds one may approve their own work; each such approval is marked with it."""

    def __init__(self, parent: QWidget, place: Workplace, user: UserRow) -> None:
        super().__init__(parent, place, title="administration.delegate", save=self._write, button="form.save")
        self._user = user
        self.form.remark(place.say("administration.delegate_what", name=user.display_name))
        self.document = self.form.add(TextField(place, "administration.document", required=True))
        self.first = self.form.add(DateField(place, "policy.valid_from", required=True))
        self.last = self.form.add(DateField(place, "policy.valid_to"))
        self.first.set_day(place.work.today())

    async def _write(self) -> None:
        user, document, first, last = self._user, self.document.text(), self.first.day(), self.last.day()
        assert first is not None  # noqa: S101 -- the field is required
        await self.place.do(
            lambda work: account.delegate(work, user_id=user.id, document=document, valid_from=first, valid_to=last),
            "administration.delegated",
            name=user.display_name,
        )
