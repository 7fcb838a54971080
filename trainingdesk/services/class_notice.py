"""Whom a class that does not go on lets go, and to whom notice is due (FEATURES 122)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.enrollment import EventKind
from trainingdesk.domain.phone import masked_phone
from trainingdesk.domain.training_class import GONE
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.class_step import RELEASES
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage.training_class import events_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EventRow, RollLine
    from trainingdesk.storage.training_class import ClassEventRow

_LEFT = frozenset({EventKind.WITHDRAWN, EventKind.DROPPED})


@dataclass(frozen=True, slots=True)
class Notified:
    """Somebody who is to be told; the phone is masked, None where none is known."""

    person_id: str
    number: str
    name: str
    phone: str | None


def would_leave(work: Work, class_id: str) -> tuple[Notified, ...]:
    """Whom the class would let go if it were cancelled, rejected or broken off today."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        class_seen(work, session, class_id)
        return tuple(_notified(line) for line in stored.roll(session, class_id) if line.status in RELEASES)


def to_notify(work: Work, class_id: str) -> tuple[Notified, ...]:
    """Who left with the class when it ended before its time; nobody of a class that goes on."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        the_class = class_seen(work, session, class_id)
        ending = [event for event in events_of(session, class_id) if event.to_state == the_class.state]
        if the_class.state not in GONE or not ending:
            return ()
        return _left_with(session, class_id, ending[-1])


def _left_with(session: Session, class_id: str, ending: ClassEventRow) -> tuple[Notified, ...]:
    roll = stored.roll(session, class_id)
    events = stored.events(session, [line.enrollment_id for line in roll])
    return tuple(_notified(line) for line in roll if any(_by(ending, one) for one in events[line.enrollment_id][-1:]))


def _by(ending: ClassEventRow, event: EventRow) -> bool:
    """Whether somebody left by the step that ended the class: the same user, day and reason."""
    same = event.by_user == ending.by_user and event.day == local_day(ending.at)
    return same and event.kind in _LEFT and (event.reason or "").strip() == (ending.reason or "")


def _notified(line: RollLine) -> Notified:
    phone = None if line.phone is None else masked_phone(line.phone)
    return Notified(line.person_id, line.number, line.name, phone)
