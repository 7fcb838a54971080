"""The desks of the county and when the centre heard of each last (FEATURES 101), for whoever keeps them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.device_silence import silent_days
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import SILENT_DEVICE_DAYS
from trainingdesk.storage import monthly_report
from trainingdesk.storage import sync_device as stored

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.storage.sync_device import DeviceRow


class DeviceState(StrEnum):
    """How a device stands."""

    WELL = "well"
    SILENT = "silent"
    NEVER = "never"
    REPLACED = "replaced"
    REVOKED = "revoked"

    @property
    def sentence(self) -> str:
        """The key of its name."""
        return f"screen_sync.device_{self.value}"


@dataclass(frozen=True, slots=True)
class Device:
    """A device with its state; ``silent_days`` where it was not heard of for longer than the county allows."""

    row: DeviceRow
    state: DeviceState
    silent_days: int | None = None


def list_devices(work: Work) -> tuple[Device, ...]:
    """Those that the centre told of; days are counted up to the day when it did, however long this desk is offline."""
    with work.reading(Action.MANAGE_DESK) as session:
        allowed, (own, unsynced) = value_of(session, SILENT_DEVICE_DAYS), monthly_report.device(session)
        rows = stored.devices(session)
    known = (replace(row, unsent=unsynced) if row.device == own else row for row in rows)  # it greeted before it sent
    return tuple(_judged(row, allowed) for row in known)


def _judged(row: DeviceRow, allowed: int) -> Device:
    if row.revoked or row.replaced:
        return Device(row, DeviceState.REVOKED if row.revoked else DeviceState.REPLACED)
    if row.seen is None:
        return Device(row, DeviceState.NEVER)
    days = silent_days(row.seen, today=local_day(row.told), allowed=allowed)
    return Device(row, DeviceState.WELL if days is None else DeviceState.SILENT, days)
