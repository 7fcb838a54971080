"""Who works at this desk: added with a role and a password, given a new password, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Role
from trainingdesk.services import account
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.fields import ChoiceField, TextField
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.storage.account import UserRow
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class Users(Screen):
    """All users with the roles of today."""

    topics: ClassVar = frozenset({Topic.USERS})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.model: RowModel[UserRow] = RowModel(place, _columns(place), lambda row: row.id, name="users")
        self.table: DataTable[UserRow] = DataTable(place, self.model, "administration.users")
        start = place.start
        self.bar = ActionBar(
            place,
            (
                Command("administration.add_user", lambda: start(self._add()), "Ctrl+N", primary=True),
                Command("administration.set_password", lambda: start(self._set_password())),
            ),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.bar)
        column.addWidget(self.table, stretch=1)

    def title(self) -> str:
        return self.place.say("administration.users")

    async def load(self) -> None:
        self.model.show(await self.place.ask(account.list_users))

    async def _add(self) -> None:
        await NewUserDialog(self, self.place).filled()

    async def _set_password(self) -> None:
        chosen = self.table.current()
        if chosen is None:
            self.place.notices.advise(self.place.say("administration.choose_user"))
        else:
            await PasswordDialog(self, self.place, chosen.name).filled()


class NewUserDialog(FormDialog):
    """Sign-in name, name, role and first password."""

    def __init__(self, parent: Users, place: Workplace) -> None:
        super().__init__(parent, place, title="administration.add_user", save=self._add, button="form.save")
        self.name = self.form.add(TextField(place, "account.name", required=True))
        self.display_name = self.form.add(TextField(place, "account.display_name", required=True))
        roles = [(role.value, place.say(role.sentence)) for role in Role]
        self.role = self.form.add(ChoiceField(place, "account.roles", roles, required=True))
        self.password = self.form.add(TextField(place, "window.password", required=True, secret=True))

    async def _add(self) -> None:
        name, shown, password = self.name.text(), self.display_name.text(), self.password.line.text()
        roles = (Role(self.role.text()),)
        await self.place.do(
            lambda work: account.add_user(work, name=name, display_name=shown, roles=roles, password=password),
            "account.added",
            name=name,
        )


class PasswordDialog(FormDialog):
    """A new password for somebody who forgot theirs."""

    def __init__(self, parent: Users, place: Workplace, name: str) -> None:
        super().__init__(parent, place, title="administration.set_password", save=self._set, button="form.save")
        self._name = name
        self.form.remark(name)
        self.password = self.form.add(TextField(place, "window.password", required=True, secret=True))

    async def _set(self) -> None:
        password = self.password.line.text()
        await self.place.do(
            lambda work: account.set_password(work, self._name, password), "account.password_changed", name=self._name
        )


def _columns(place: Workplace) -> tuple[Column[UserRow], ...]:
    say = place.say
    between = "、" if say("administration.comma") == "、" else ", "
    return (
        Column("name", "account.name", lambda row: row.name, width=160),
        Column("display_name", "account.display_name", lambda row: row.display_name, width=160),
        Column(
            "roles",
            "account.roles",
            lambda row: between.join(say(role.sentence) for role in sorted(row.roles)),
            width=280,
        ),
        Column(
            "state",
            "account.state",
            lambda row: say("account.active" if row.active else "account.inactive"),
            tone=lambda row: None if row.active else Tone.MUTED,
        ),
    )
