"""The desks of the county as the centre told of them: whose each is, when it was heard last, and how another one joins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainingdesk.domain.access import Role
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services.sync_device import DeviceState
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.new_device import invite_device
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from trainingdesk.services.sync_device import Device
    from trainingdesk.ui.workplace import Workplace

_TONES: Final = {DeviceState.WELL: Tone.OK, DeviceState.SILENT: Tone.WARN}


class SyncDevices(QWidget):
    """By number; above them the time when the centre said so."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.told = label(role="muted", wrap=True)
        invite = Command("screen_sync.invite", lambda: place.start(invite_device(self, place)), icon="add")
        self.bar = ActionBar(place, (invite,))
        self.model: RowModel[Device] = RowModel(place, _columns(place), lambda one: one.row.device, name="devices")
        self.table: DataTable[Device] = DataTable(place, self.model, "screen_sync.part_devices")
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_sync.no_device")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        line = QHBoxLayout()
        line.addWidget(self.told, stretch=1)
        line.addWidget(self.bar)
        column.addLayout(line)
        column.addWidget(self.list, stretch=1)

    def show_rows(self, rows: Sequence[Device]) -> None:
        """Show these."""
        self.model.show(rows)
        self.list.show_filled(bool(rows))
        for part in (self.told, self.bar):  # who is told of others keeps them, and may ask for a code
            part.setVisible(bool(rows))
        if rows:
            self.told.setText(self.place.say("screen_sync.told", at=_spoken(rows[0].row.told)))


def _columns(place: Workplace) -> tuple[Column[Device], ...]:
    say, roles = place.say, {role.value: role for role in Role}

    def state(one: Device) -> str:
        return say(one.state.sentence, days=one.silent_days)

    return (
        Column("number", "centre.number", lambda one: one.row.number, width=80, number=True),
        Column("user", "centre.user", lambda one: one.row.user, width=160),
        Column(
            "role",
            "centre.role",
            lambda one: say(roles[one.row.role].sentence) if one.row.role in roles else one.row.role,
            width=120,
        ),
        Column("device", "centre.device", lambda one: one.row.tail, width=160),
        Column(
            "seen",
            "centre.seen",
            lambda one: one.row.seen,
            lambda one: "" if one.row.seen is None else _spoken(one.row.seen),
            width=160,
        ),
        Column("unsent", "centre.unsent", lambda one: one.row.unsent, width=100, number=True),
        Column("state", "centre.state", state, tone=lambda one: _TONES.get(one.state), width=200),
    )


def _spoken(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
