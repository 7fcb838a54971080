"""Packing for a trip (送培下乡): what a class or an instructor needs on this laptop for some days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain import trip as rule
from trainingdesk.domain.access import ACCESS, Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import TAKES_PEOPLE
from trainingdesk.domain.trip import Stage, TripClass, TripDesk
from trainingdesk.services import policy, sync_state
from trainingdesk.services.class_access import class_seen, only_user
from trainingdesk.services.holiday import calendar_of
from trainingdesk.storage import account, backup_list, catalogue, enrollment, lesson, seat_lease
from trainingdesk.storage import sync_state as stored_sync
from trainingdesk.storage.lesson import CalendarFilter
from trainingdesk.storage.training_class import SEATED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, timedelta

    from sqlmodel import Session

    from trainingdesk.domain.trip import Check
    from trainingdesk.services.sync_state import Standing
    from trainingdesk.services.work import Work
    from trainingdesk.storage.lesson import CalendarLine
    from trainingdesk.storage.training_class import ClassRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TripWanted:
    """The days, and whose trip it is: a class, an instructor, a village, or everything that is taught on these days."""

    first: date
    last: date
    class_id: str | None = None
    instructor_id: str | None = None
    venue_id: str | None = None


@dataclass(frozen=True, slots=True)
class Trip:
    """The classes of a trip and every answer, of the classes first."""

    classes: tuple[TripClass, ...]
    checks: tuple[Check, ...]

    @property
    def stage(self) -> Stage:
        """Whether the laptop may leave; not while nothing is taught on these days."""
        return rule.worst(self.checks) if self.classes else Stage.MISSING


def pack(work: Work, wanted: TripWanted) -> Trip:
    """What is there and what is missing; an instructor packs their own classes.

    Raises Refused where the days run backwards, and for a class that the worker does not see.
    """
    if wanted.last < wanted.first:
        raise Refused("trip.days_backwards", first=wanted.first, last=wanted.last)
    asked = CalendarFilter(
        class_id=wanted.class_id,
        instructor_id=wanted.instructor_id,
        venue_id=wanted.venue_id,
        user_id=only_user(work),
    )
    standing = sync_state.standing(work)
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        lines = [
            line
            for line in lesson.calendar(session, asked, first=wanted.first, last=wanted.last)
            if line.state != "cancelled"
        ]
        ids = dict.fromkeys((*filter(None, (wanted.class_id,)), *(line.class_id for line in lines)))
        classes = tuple(_class(session, class_seen(work, session, one), lines, wanted.last) for one in ids)
        desk = _desk(work, session, standing, wanted, ids)
    checks = [check for one in classes for check in rule.check_class(one)]
    return Trip(classes, (*checks, *rule.check_desk(desk)))


def _class(session: Session, the_class: ClassRow, lines: Iterable[CalendarLine], last: date) -> TripClass:
    own = [line for line in lines if line.class_id == the_class.id]
    roll = enrollment.roll(session, the_class.id)
    return TripClass(
        class_id=the_class.id,
        number=the_class.number,
        name=the_class.name,
        state=the_class.state,
        lessons=len(own),
        days=len({line.day for line in own}),
        without_instructor=sum(line.instructor is None and line.substitute is None for line in own),
        without_venue=sum(line.venue is None for line in own),
        people=sum(line.status.value in SEATED for line in roll),
        policy_known=_knows_policy(session, the_class),
        promises=_promises(session, the_class, last),
    )


def _promises(session: Session, the_class: ClassRow, last: date) -> int | None:
    device = enrollment.device(session)
    if not device.joined or the_class.state not in TAKES_PEOPLE:
        return None
    mine = (one for one in seat_lease.leases(session, the_class.id) if one.device_id == device.id)
    return sum(one.open_on(last) for one in mine)


def _knows_policy(session: Session, the_class: ClassRow) -> bool:
    try:
        policy.policy_of(session, the_class.policy, the_class.policy_version)
    except Refused:
        return False
    return True


def _desk(work: Work, session: Session, standing: Standing, wanted: TripWanted, class_ids: Iterable[str]) -> TripDesk:
    contact = stored_sync.contact(session)
    last = None if contact is None else contact.last
    known = calendar_of(session).known_years
    years = range(wanted.first.year, wanted.last.year + 1)
    return TripDesk(
        without_account=_without_account(work, session, wanted, class_ids),
        unknown_years=tuple(year for year in years if year not in known),
        joined=standing.joined,
        contact_age=None if last is None else work.now() - last,
        waiting=standing.unsynced,
        backup_age=_backup_age(work),
        clock_behind=standing.clock_behind,
    )


def _backup_age(work: Work) -> timedelta | None:
    """Of the newest backup on this disk that is sound."""
    made = [one.manifest.made_at for one in backup_list.list_backups(work.folder.backups) if one.sound and one.manifest]
    return work.now() - max(made) if made else None


def _without_account(work: Work, session: Session, wanted: TripWanted, class_ids: Iterable[str]) -> tuple[str, ...]:
    """Who teaches on the trip and could not sign in to take a register."""
    lessons = [one for class_id in class_ids for one in lesson.lessons_of(session, class_id)]
    teaching = {
        one.substitute_id or one.instructor_id
        for one in lessons
        if wanted.first <= one.day <= wanted.last and one.state != "cancelled"
    }
    users = account.users(session, on=work.today())
    able = {one.id for one in users if one.active and any(Action.TAKE_REGISTER in ACCESS[role] for role in one.roles)}
    found = catalogue.instructors(session)
    return tuple(
        one.name
        for one in found
        if one.id in teaching and one.user_id not in able and wanted.instructor_id in {None, one.id}
    )
