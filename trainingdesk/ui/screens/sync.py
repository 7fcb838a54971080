"""Sync: where this desk stands with its centre, what waits, what disagrees, what came back, and how the last runs ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import conflict, rejected
from trainingdesk.services import sync_state as service
from trainingdesk.services.changes import Topic
from trainingdesk.services.sync_device import list_devices
from trainingdesk.sync.stick import stick_standing
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.screens.sync_conflicts import SyncConflicts, open_among
from trainingdesk.ui.screens.sync_devices import SyncDevices
from trainingdesk.ui.screens.sync_rejected import SyncRejected
from trainingdesk.ui.screens.sync_relay import SyncRelay, look
from trainingdesk.ui.screens.sync_runs import SyncRuns
from trainingdesk.ui.screens.sync_standing import SyncStanding
from trainingdesk.ui.screens.sync_stick import SyncStick
from trainingdesk.ui.screens.sync_waiting import SyncWaiting
from trainingdesk.ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.conflict import Disagreements
    from trainingdesk.services.rejected import Returned
    from trainingdesk.services.sync_device import Device
    from trainingdesk.services.sync_state import SyncState
    from trainingdesk.services.work import Work
    from trainingdesk.storage.rejected import RunRow
    from trainingdesk.sync.relay_opening import Opened
    from trainingdesk.sync.stick import Standing
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.exchange import Line
    from trainingdesk.ui.screens.sync_relay import Hall
    from trainingdesk.ui.workplace import Workplace

#: The tabs by their names in destinations; the title of one is ``screen_sync.part_<name>``.
PARTS: Final = ("waiting", "stick", "relay", "conflicts", "rejected", "runs", "devices")
_SIDES: Final[Mapping[str, Callable[[Workplace], QWidget]]] = {
    "waiting": SyncWaiting,
    "stick": SyncStick,
    "relay": SyncRelay,
    "conflicts": SyncConflicts,
    "rejected": SyncRejected,
    "runs": SyncRuns,
    "devices": SyncDevices,
}
#: What a tab needs beside seeing one's own classes.
_NEEDS: Final = {
    "conflicts": Action.SEE_EVERYTHING,
    "devices": Action.MANAGE_DESK,
}
#: Exchanges that are listed; the store keeps no more.
_RUNS: Final = 200


class SyncScreen(Screen):
    """``destination.part`` is the tab. Who sees only their own classes sees what waits, how it went, and what came back."""

    topics: ClassVar = frozenset(Topic)

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.standing = SyncStanding(place)
        self.tabs: Tabs[QWidget] = Tabs(place.say("place.sync"))
        for part in PARTS:
            if part not in _NEEDS or place.may(_NEEDS[part]):
                self.tabs.add(part, place.say(f"screen_sync.part_{part}"), partial(_SIDES[part], place))
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
        self.tabs.tell(lambda side: _show(side, found))
        undecided = 0 if found.conflicts is None else open_among(found.conflicts)
        counts = {"waiting": found.state.operations, "conflicts": undecided, "rejected": len(found.returned)}
        for part in self.tabs.names:
            words, count = self.place.say(f"screen_sync.part_{part}"), counts.get(part, 0)
            self.tabs.call(part, f"{words} {count:,}" if count else words)

    def show_part(self, part: str) -> None:
        self.tabs.look_at(part)

    def is_loaded(self) -> bool:
        return super().is_loaded() and self.tabs.is_made

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


def _show(side: QWidget, found: _Found) -> None:
    match side:
        case SyncWaiting():
            side.show_rows(found.state.waiting)
        case SyncStick():
            side.show_standing(found.state, found.sticks)
        case SyncRelay():
            side.show_hall(found.state, found.hall)
        case SyncConflicts() if found.conflicts is not None:
            side.show_rows(found.conflicts)
        case SyncRejected():
            side.show_rows(found.returned)
        case SyncRuns():
            side.show_rows(found.runs)
        case SyncDevices():
            side.show_rows(found.devices)


def _everything(work: Work, relay: Opened | None) -> _Found:
    state, runs = service.sync_state(work), rejected.list_runs(work, limit=_RUNS)
    found = _Found(state, runs, stick_standing(work), look(work, relay), returned=rejected.in_words(work))
    if work.worker.may(Action.SEE_EVERYTHING):
        found = replace(found, conflicts=conflict.disagreements(work))
    if work.worker.may(Action.MANAGE_DESK):
        found = replace(found, devices=list_devices(work))
    return found
