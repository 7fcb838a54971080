"""The settings of this desk and of the county; Enter changes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.services import policy, setting
from trainingdesk.services.changes import Topic
from trainingdesk.services.setting_written import set_written
from trainingdesk.settings.declared import POLICY, SETTINGS, Setting
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.fields import ChoiceField, Field, TextField
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting with what it is now; ``choices`` are (as written, in words) where there are few."""

    setting: Setting[Any]
    value: object
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """What it is now, for whoever reads it."""
        written = _written(self.value)
        return dict(self.choices).get(written, written)


class Settings(Screen):
    """Every declared setting, with what may be written."""

    topics: ClassVar = frozenset({Topic.SETTINGS, Topic.POLICIES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.model: RowModel[SettingLine] = RowModel(
            place, _columns(place), lambda row: row.setting.key, name="settings"
        )
        self.table: DataTable[SettingLine] = DataTable(place, self.model, "administration.settings")
        self.table.opened.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)

    def title(self) -> str:
        return self.place.say("administration.settings")

    async def load(self) -> None:
        values = await self.place.ask(setting.all_settings)
        packs = {pack.policy: pack.title for pack in await self.place.ask(policy.list_policies)}
        choices = {POLICY.key: tuple(packs.items())}
        self.model.show(
            [SettingLine(one, values[one.key], choices.get(one.key) or _choices(self.place, one)) for one in SETTINGS]
        )

    def _open(self, line: SettingLine) -> None:
        if self.place.may(setting.needed_for(line.setting)):
            self.place.start(self._change(line))

    async def _change(self, line: SettingLine) -> None:
        place, title = self.place, line.setting.title
        chosen = line.choices
        field: Field = ChoiceField(place, title, chosen, required=True) if chosen else TextField(place, title)

        async def save() -> None:
            written = field.text()
            change = lambda work: set_written(work, line.setting, written)  # noqa: E731
            await place.do(change, "administration.setting_changed", name=place.say(title))

        dialog = FormDialog(self, place, title=title, save=save, button="form.save")
        if not line.setting.choices:  # else the words of the choices say it
            dialog.form.remark(place.say(line.setting.wanted))
        dialog.form.add(field)
        field.set_text(_written(line.value))
        await dialog.filled()


def _written(value: object) -> str:
    """As somebody would write it."""
    return ("1" if value else "0") if isinstance(value, bool) else str(value)


def _choices(place: Workplace, one: Setting[Any]) -> tuple[tuple[str, str], ...]:
    if isinstance(one.default, bool):
        return (_written(True), place.say("screen_history.yes")), (_written(False), place.say("screen_history.no"))  # noqa: FBT003
    return tuple((_written(value), place.say(one.choice(value))) for value in one.choices)


def _wanted(place: Workplace, row: SettingLine) -> str:
    if row.setting.choices:
        return place.say("administration.comma").join(words for _written, words in row.choices)
    return place.say(row.setting.wanted)


def _columns(place: Workplace) -> tuple[Column[SettingLine], ...]:
    say = place.say
    return (
        Column("title", "administration.setting", lambda row: say(row.setting.title), width=320),
        Column("value", "administration.value", lambda row: row.words, width=232),
        Column(
            "scope",
            "administration.scope",
            lambda row: say(f"administration.scope_{row.setting.scope.value}"),
            width=88,
        ),
        Column("wanted", "administration.wanted", lambda row: _wanted(place, row), width=352),
    )
