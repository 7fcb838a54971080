"""Sync: where this desk stands with its centre, what waits, what disagrees, what came back, and how the last runs ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from trainingdesk.domain import access
from trainingdesk.domain.access import Action
from trainingdesk.services import conflict, rejected
from trainingdesk.services import sync_state as service
from trainingdesk.services.changes import Topic
from trainingdesk.services.sync_device import list_devices
from trainingdesk.sync.stick import stick_standing
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.screens.sync_conflicts import SyncConflicts
from trainingdesk.ui.screens.sync_devices import SyncDevices
from trainingdesk.ui.screens.sync_rejected import SyncRejected
from trainingdesk.ui.screens.sync_relay import SyncRelay, look
from trainingdesk.ui.screens.sync_runs import SyncRuns
from trainingdesk.ui.screens.sync_standing import SyncStanding
from trainingdesk.ui.screens.sync_stick import SyncStick
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.conflict import Disagreements
    from trainingdesk.services.rejected import Returned
    from trainingdesk.services.sync_device import Device
    from trainingdesk.services.sync_state import SyncState
    from trainingdesk.services.work import Work
    from trainingdesk.storage.rejected import RunRow
    from trainingdesk.storage.sync_state import WaitingTable
    from trainingdesk.sync.relay_opening import Opened
    from trainingdesk.sync.stick import Standing
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.exchange import Line
    from trainingdesk.ui.screens.sync_relay import Hall
    from trainingdesk.ui.workplace import Workplace

#: The tabs by their names in destinations; the title of one is ``screen_sync.part_<name>``.
PARTS: Final = ("waiting", "stick", "relay", "conflicts", "rejected", "runs", "devices")
#: Exchanges that are listed; the store keeps no more.
_RUNS: Final = 200


class SyncScreen(Screen):
    """``destination.part`` is the tab. Who sees only their own classes sees what waits and how it went."""

    topics: ClassVar = frozenset(Topic)

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.standing = SyncStanding(place)
        self.model: RowModel[WaitingTable] = RowModel(place, _columns(place), lambda row: row.table, name="waiting")
        self.table: DataTable[WaitingTable] = DataTable(place, self.model, "screen_sync.waiting")
        self.table.horizontalHeader().setStretchLastSection(False)  # numbers stay beside what they count
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_sync.nothing_waits")))
        self.conflicts, self.rejected, self.runs = SyncConflicts(place), SyncRejected(place), SyncRuns(place)
        self.stick, self.relay, self.devices = SyncStick(place), SyncRelay(place), SyncDevices(place)
        parts = {"waiting": self.list, "stick": self.stick, "relay": self.relay, "runs": self.runs}
        self.parts: dict[str, QWidget] = parts
        if place.may(Action.SEE_EVERYTHING):
            self.parts |= {"conflicts": self.conflicts, "rejected": self.rejected}
        if place.may(Action.MANAGE_DESK):
            self.parts["devices"] = self.devices
        self.tabs = QTabWidget()
        self.shown_parts = tuple(part for part in PARTS if part in self.parts)
        self._fill_tabs()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.standing)
        column.addWidget(self.tabs, stretch=1)
        place.exchange.changed.connect(self._on_line)

    def title(self) -> str:
        return self.place.say("place.sync")

    async def load(self) -> None:
        found = await self.place.ask(lambda work: _everything(work, self.place.collecting.last))
        self.standing.show_state(found.state, self.place.exchange.line)
        self.model.show(found.state.waiting)
        self.list.show_filled(bool(found.state.waiting))
        self.runs.show_rows(found.runs)
        self.stick.show_standing(found.state, found.sticks)
        self.relay.show_hall(found.state, found.hall)
        if found.conflicts is not None:
            self.conflicts.show_rows(found.conflicts)
        self.rejected.show_rows(found.returned)
        self.devices.show_rows(found.devices)
        counts = {"waiting": found.state.operations, "conflicts": self.conflicts.open, "rejected": len(found.returned)}
        for at, part in enumerate(self.shown_parts):
            words, count = self.place.say(f"screen_sync.part_{part}"), counts.get(part, 0)
            self.tabs.setTabText(at, f"{words} {count}" if count else words)

    def show_part(self, part: str) -> None:
        if part in self.shown_parts:
            self.tabs.setCurrentIndex(self.shown_parts.index(part))

    def _fill_tabs(self) -> None:
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(self.place.say("place.sync"))
        for part in self.shown_parts:
            self.tabs.addTab(self.parts[part], self.place.say(f"screen_sync.part_{part}"))

    def _on_line(self, line: Line) -> None:
        self.standing.show_line(line)


@dataclass(frozen=True, slots=True)
class _Found:
    """Everything that the tabs show."""

    state: SyncState
    runs: tuple[RunRow, ...]
    sticks: Standing
    hall: Hall
    conflicts: Disagreements | None = None
    returned: tuple[Returned, ...] = ()
    devices: tuple[Device, ...] = ()


def _everything(work: Work, relay: Opened | None) -> _Found:
    state, runs = service.sync_state(work), rejected.list_runs(work, limit=_RUNS)
    found = _Found(state, runs, stick_standing(work), look(work, relay))
    if access.may(work.worker.roles, Action.SEE_EVERYTHING):
        found = replace(found, conflicts=conflict.disagreements(work), returned=rejected.in_words(work))
    if access.may(work.worker.roles, Action.MANAGE_DESK):
        found = replace(found, devices=list_devices(work))
    return found


def _columns(place: Workplace) -> tuple[Column[WaitingTable], ...]:
    return (
        Column("table", "screen_sync.kind", lambda row: place.say(f"history.table_{row.table}"), width=280),
        Column("records", "screen_sync.records", lambda row: row.records, width=120, number=True),
        Column("operations", "screen_sync.operations", lambda row: row.operations, width=120, number=True),
    )
