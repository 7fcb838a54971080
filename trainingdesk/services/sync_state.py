"""Where this desk stands with its centre (同步状态)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import CENTER_NAME
from trainingdesk.storage import monthly_report
from trainingdesk.storage import sync_state as stored

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.storage.sync_state import WaitingTable


@dataclass(frozen=True, slots=True)
class SyncState:
    """Whether the desk was joined to a centre, the tail of its device id, and what the centre does not have."""

    joined: bool
    device: str
    waiting: tuple[WaitingTable, ...]

    @property
    def operations(self) -> int:
        """How many operations wait in all."""
        return sum(one.operations for one in self.waiting)


def sync_state(work: Work) -> SyncState:
    """The state of this moment; a desk without a centre keeps its operations for the day when it is joined."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        device, _unsynced = monthly_report.device(session)
        return SyncState(monthly_report.is_joined(session), device[-12:], stored.waiting(session))


@dataclass(frozen=True, slots=True)
class Standing:
    """What the foot of the window tells: whose desk it is, and how much of it the centre does not have.

    ``unsynced`` counts up to ``most``; there ``is_many`` says that it is more.
    """

    center_name: str
    joined: bool
    unsynced: int
    most: int

    @property
    def is_many(self) -> bool:
        """Whether more wait than were counted."""
        return self.unsynced >= self.most


def standing(work: Work) -> Standing:
    """Asked after every change, so it costs the same however much waits."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        name = value_of(session, CENTER_NAME)
        return Standing(name, monthly_report.is_joined(session), stored.unsynced(session), stored.COUNTED)
