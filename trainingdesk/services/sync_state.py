"""Where this desk stands with its centre (同步状态)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.device_clock import clock_behind
from trainingdesk.domain.device_silence import silent_days
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import CENTER_NAME, METERED_NETWORK, SILENT_DEVICE_DAYS
from trainingdesk.storage import attachment, monthly_report, record_state, sync_attachment, sync_snapshot
from trainingdesk.storage import sync_state as stored
from trainingdesk.wire import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.record_state import RecordState
    from trainingdesk.storage.sync_state import Contact, WaitingTable


@dataclass(frozen=True, slots=True)
class SyncState:
    """Whether the desk was joined to a centre, the tail of its device id, and what the centre does not have.

    ``contact`` is None for a desk that was never joined; ``metered``: the network costs money, nothing goes by itself;
    ``silent_days``: for so long nothing was exchanged, where that is longer than the county allows (FEATURES 101).
    ``copied`` is how many percent of a first copy are here: until it is whole, no list and no figure of this desk is.
    ``files`` of attachments are here and not at the centre, as far as this desk knows.
    """

    joined: bool
    device: str
    waiting: tuple[WaitingTable, ...]
    contact: Contact | None = None
    metered: bool = False
    silent_days: int | None = None
    copied: int | None = None
    files: int = 0

    @property
    def operations(self) -> int:
        """How many operations wait in all."""
        return sum(one.operations for one in self.waiting)


def sync_state(work: Work) -> SyncState:
    """The state of this moment; a desk without a centre keeps its operations for the day when it is joined."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        device, _unsynced = monthly_report.device(session)
        contact, metered = stored.contact(session), value_of(session, METERED_NETWORK)
        silent = _own_silence(work, session, contact)
        joined, waiting = monthly_report.is_joined(session), stored.waiting(session)
        copied = sync_snapshot.percent(session)
        files = _unsent_files(work, session) if joined else 0
        return SyncState(
            joined,
            device[-12:],
            waiting,
            contact,
            metered=metered,
            silent_days=silent,
            copied=copied,
            files=files,
        )


def _unsent_files(work: Work, session: Session) -> int:
    here = attachment.here(work.folder.attachments)
    return len({one.sha256 for one in sync_attachment.unsent(session, here)})


def as_of(work: Work) -> Contact | None:
    """How old this desk's copy of the county is (FEATURES 4); None on a desk that has no centre."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return stored.contact(session) if monthly_report.is_joined(session) else None


def own_silence(work: Work) -> int | None:
    """For how many days this desk exchanged nothing, where that is longer than the county allows."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return _own_silence(work, session, stored.contact(session))


def _own_silence(work: Work, session: Session, contact: Contact | None) -> int | None:
    last = None if contact is None else contact.last
    return silent_days(last, today=work.today(), allowed=value_of(session, SILENT_DEVICE_DAYS))


@dataclass(frozen=True, slots=True)
class Standing:
    """What the foot of the window tells: whose desk it is, and how much of it the centre does not have.

    ``unsynced`` counts up to ``most``; there ``is_many`` says that it is more. ``clock_behind`` is None while nothing
    speaks against the clock of the computer.
    """

    center_name: str
    joined: bool
    unsynced: int
    most: int
    clock_behind: timedelta | None = None

    @property
    def is_many(self) -> bool:
        """Whether more wait than were counted."""
        return self.unsynced >= self.most


def standing(work: Work) -> Standing:
    """Asked after every change, so it costs the same however much waits."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        name = value_of(session, CENTER_NAME)
        joined, unsynced = monthly_report.is_joined(session), stored.unsynced(session)
        return Standing(name, joined, unsynced, stored.COUNTED, clock_behind=_clock_behind(work, session))


def _clock_behind(work: Work, session: Session) -> timedelta | None:
    found = stored.signs(session)
    ahead = timedelta(milliseconds=found.centre_ahead_ms)
    return clock_behind(now=work.now(), centre_ahead=ahead, latest_change=clock.instant(found.latest_ms))


def record_states(work: Work, table: str, ids: Collection[str]) -> Mapping[str, RecordState]:
    """How classes or people stand with the centre, for a page of them at once; nothing on a desk without a centre."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return record_state.states(session, table, ids) if monthly_report.is_joined(session) else {}
