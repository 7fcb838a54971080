"""The settings of this desk and of the county; Enter changes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import setting
from trainingdesk.services.changes import Topic
from trainingdesk.services.setting_written import set_written
from trainingdesk.settings.declared import SETTINGS, Setting
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.fields import TextField
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting with what it is now."""

    setting: Setting[Any]
    value: object


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
        self.model.show([SettingLine(one, values[one.key]) for one in SETTINGS])

    def _open(self, line: SettingLine) -> None:
        if self.place.may(Action.MANAGE_DESK):
            self.place.start(self._change(line))

    async def _change(self, line: SettingLine) -> None:
        field: TextField

        async def save() -> None:
            written = field.text()
            named = self.place.say(line.setting.title)
            await self.place.do(
                lambda work: set_written(work, line.setting, written), "administration.setting_changed", name=named
            )

        dialog = FormDialog(self, self.place, title=line.setting.title, save=save, button="form.save")
        dialog.form.remark(self.place.say(line.setting.wanted))
        field = dialog.form.add(TextField(self.place, line.setting.title))
        field.set_text(_written(line.value))
        await dialog.filled()


def _written(value: object) -> str:
    """As somebody would write it."""
    return ("1" if value else "0") if isinstance(value, bool) else str(value)


def _columns(place: Workplace) -> tuple[Column[SettingLine], ...]:
    say = place.say

    def value(row: SettingLine) -> str:
        if isinstance(row.value, bool):
            return say("screen_history.yes" if row.value else "screen_history.no")
        return str(row.value)

    return (
        Column("title", "administration.setting", lambda row: say(row.setting.title), width=320),
        Column("value", "administration.value", value, width=232),
        Column(
            "scope",
            "administration.scope",
            lambda row: say(f"administration.scope_{row.setting.scope.value}"),
            width=88,
        ),
        Column("wanted", "administration.wanted", lambda row: say(row.setting.wanted), width=352),
    )
