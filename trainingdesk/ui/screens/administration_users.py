"""Who works at this desk: added with a role and a password, given a new password, closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services import account
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.delegation import DelegationDialog
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.telephone_reset import reset_by_telephone
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.administration_keys import new_recovery_code, remove_user, renew_key
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import FlowingBar
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, TextField
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.storage.account import UserRow
    from trainingdesk.storage.delegation import DelegationRow
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class ListedUser:
    """A user with the delegation that they hold today or will hold, if there is one."""

    user: UserRow
    delegation: DelegationRow | None


class Users(Screen):
    """All users with the roles of today."""

    topics: ClassVar = frozenset({Topic.USERS})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.model: RowModel[ListedUser] = RowModel(place, _columns(place), lambda row: row.user.id, name="users")
        self.table: DataTable[ListedUser] = DataTable(place, self.model, "administration.users")
        self.table.chosen.connect(lambda _row: self._offer())
        self.bar = FlowingBar(place, self._offered())
        self.keys = FlowingBar(place, self._about_keys())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.bar)
        column.addWidget(self.table, stretch=1)
        column.addWidget(self.keys)
        self._offer()

    def title(self) -> str:
        return self.place.say("administration.users")

    async def load(self) -> None:
        self.model.show(await self.place.ask(_listed))
        self._offer()

    def _offered(self) -> tuple[Command, ...]:
        start, users = self.place.start, Action.MANAGE_USERS
        return (
            Command("administration.add_user", lambda: start(self._add()), "Ctrl+N", needs=users, primary=True),
            Command("administration.set_password", lambda: start(self._set_password())),
            Command("administration.access_end", lambda: start(self._access_end()), needs=users),
            Command("administration.delegate", lambda: start(self._delegate()), needs=users),
            Command("administration.end_delegation", lambda: start(self._end_delegation()), needs=users),
            Command("administration.remove_user", lambda: start(self._remove()), needs=users),
        )

    def _about_keys(self) -> tuple[Command, ...]:
        place, users = self.place, Action.MANAGE_USERS
        return (
            Command(
                "administration.telephone_reset", lambda: place.start(reset_by_telephone(self, place)), needs=users
            ),
            Command("administration.new_code", lambda: place.start(new_recovery_code(self, place))),
            Command("administration.renew_key", lambda: place.start(renew_key(self, place))),
        )

    def _offer(self) -> None:
        row = self.table.current()
        held = row is not None and row.delegation is not None
        for name, shown in (("end_delegation", held), ("delegate", not held)):
            if (button := self.bar.buttons.get(f"administration.{name}")) is not None:
                button.setVisible(shown)

    def _chosen(self) -> ListedUser:
        """The user under the cursor; raises Refused where there is none."""
        chosen = self.table.current()
        if chosen is None:
            raise Refused("administration.choose_user")
        return chosen

    async def _add(self) -> None:
        await NewUserDialog(self, self.place).filled()

    async def _set_password(self) -> None:
        await PasswordDialog(self, self.place, self._chosen().user).filled()

    async def _access_end(self) -> None:
        await AccessEndDialog(self, self.place, self._chosen().user).filled()

    async def _delegate(self) -> None:
        await DelegationDialog(self, self.place, self._chosen().user).filled()

    async def _end_delegation(self) -> None:
        held = self._chosen().delegation
        if held is not None:
            await self.place.do(lambda work: account.end_delegation(work, held.id), "administration.delegation_ended")

    async def _remove(self) -> None:
        await remove_user(self, self.place, self._chosen().user)


def _listed(work: Work) -> tuple[ListedUser, ...]:
    """The users, each with the latest delegation that did not end."""
    found = account.list_delegations(work)
    open_ones = [one for one in found if one.valid_to is None or one.valid_to >= work.today()]
    held = {one.user_id: one for one in reversed(open_ones)}
    return tuple(ListedUser(user, held.get(user.id)) for user in account.list_users(work))


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

    def __init__(self, parent: Users, place: Workplace, user: UserRow) -> None:
        super().__init__(parent, place, title="administration.set_password", save=self._set, button="form.save")
        self._user = user
        self.form.remark(user.name)
        self.password = self.form.add(TextField(place, "window.password", required=True, secret=True))

    async def _set(self) -> None:
        user, password = self._user, self.password.line.text()
        await self.place.do(
            lambda work: account.set_password(work, user.id, password), "account.password_changed", name=user.name
        )


class AccessEndDialog(FormDialog):
    """The last day on which somebody signs in at this desk; empty for no end."""

    def __init__(self, parent: Users, place: Workplace, user: UserRow) -> None:
        super().__init__(parent, place, title="administration.access_end", save=self._set, button="form.save")
        self._user = user
        self.form.remark(place.say("administration.access_end_what", name=user.display_name))
        self.until = self.form.add(DateField(place, "account.until"))
        if user.until is not None:
            self.until.set_day(user.until)

    async def _set(self) -> None:
        user, until = self._user, self.until.day()
        said = "account.access_without_end" if until is None else "account.access_until"
        await self.place.do(
            lambda work: account.set_access_end(work, user.id, until=until),
            said,
            name=user.display_name,
            until=until or "",
        )


def _columns(place: Workplace) -> tuple[Column[ListedUser], ...]:
    say = place.say
    return (
        Column("name", "account.name", lambda row: row.user.name, width=160),
        Column("display_name", "account.display_name", lambda row: row.user.display_name, width=160),
        Column("roles", "account.roles", lambda row: _roles(place, row), width=220),
        Column(
            "state",
            "account.state",
            lambda row: say("account.active" if row.user.active else "account.inactive"),
            tone=lambda row: None if row.user.active else Tone.MUTED,
            width=80,
        ),
        Column("until", "account.until", lambda row: row.user.until or "", width=120),
        Column("delegation", "administration.delegation", lambda row: _held(place, row), width=240),
    )


def _roles(place: Workplace, row: ListedUser) -> str:
    between = "、" if place.say("administration.comma") == "、" else ", "
    return between.join(place.say(role.sentence) for role in sorted(row.user.roles))


def _held(place: Workplace, row: ListedUser) -> str:
    held = row.delegation
    if held is None:
        return ""
    if held.valid_to is None:
        return place.say("administration.delegation_open", document=held.document, first=held.valid_from)
    return place.say(
        "administration.delegation_held", document=held.document, first=held.valid_from, last=held.valid_to
    )
