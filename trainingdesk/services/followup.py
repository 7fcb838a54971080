"""What became of people after a class (就业跟踪): employment and the calls that found it out (FEATURES 50)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.enrollment import SUCCEEDED, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.followup import due_on, state_of
from trainingdesk.domain.phone import masked_phone
from trainingdesk.services import audit, setting, training_class
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.settings import declared
from trainingdesk.storage import enrollment as stored_enrollment
from trainingdesk.storage import followup as stored
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.domain.followup import FollowupState
    from trainingdesk.storage.enrollment import RollLine
    from trainingdesk.storage.followup import FollowupRow

#: How something was found out.
METHODS: Final = ("phone", "visit", "insurance", "contract", "other")
_ASKED: Final = SUCCEEDED | {Status.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFollowup:
    """What was found out about one person."""

    employed: bool
    employed_on: date | None = None
    employer_name: str | None = None
    checked_on: date | None = None
    method: str = "phone"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FollowupLine:
    """A trainee with the latest enquiry and how many there were; ``history`` has all of them, the oldest first.

    The phone is whole for whoever may follow people up, for it is what they call.
    """

    enrollment_id: str
    person_id: str
    number: str
    name: str
    phone: str | None
    status: Status
    latest: FollowupRow | None
    enquiries: int
    state: FollowupState
    due_on: date
    history: tuple[FollowupRow, ...]


def record_followup(work: Work, enrollment_id: str, found: NewFollowup) -> Changes:
    """Add an enquiry; earlier ones stay, the latest counts.

    Raises Refused for a day to come, for employment before the class began, without the day on which somebody was employed,
    and for somebody who did not go through the class.
    """
    checked_on = found.checked_on or work.today()
    _check(found, checked_on, today=work.today())
    with work.writing(Action.FOLLOW_UP) as session:
        enrolled = stored_enrollment.enrollment(session, enrollment_id)
        if enrolled is None:
            raise Refused("enrollment.unknown")
        the_class = training_class.class_seen(work, session, enrolled.class_id)
        if enrolled.status not in _ASKED:
            raise Refused("followup.not_finished", number=enrolled.number)
        if found.employed_on is not None and found.employed_on < the_class.starts_on:
            raise Refused("followup.employed_before_class", found=found.employed_on, first=the_class.starts_on)
        values = {
            "enrollment_id": enrollment_id,
            "class_id": enrolled.class_id,
            "employed": found.employed,
            "employed_on": found.employed_on,
            "employer_name": (found.employer_name or "").strip() or None,
            "checked_on": checked_on,
            "method": found.method,
            "note": (found.note or "").strip() or None,
        }
        row = rows.add(session, "followup", row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, Topic.ENROLLMENTS, Topic.FIGURES, rows=(row,))


def followups_of_class(work: Work, class_id: str) -> tuple[FollowupLine, ...]:
    """Everyone who finished a class, with what was found out and by when it is due, in the order of numbers.

    Whole phones are shown only after that was written to the access log, once a day for a class (FEATURES 11).
    """
    calls = work.worker.may(Action.FOLLOW_UP)
    with work.reading(Action.SEE_EVERYTHING) as session:
        the_class = training_class.class_seen(work, session, class_id)
        found = stored.followups_of_class(session, class_id)
        roll = stored_enrollment.roll(session, class_id)
        due = due_on(the_class.ends_on, setting.value_of(session, declared.FOLLOWUP_DAYS))
    asked = [one if calls else _masked(one) for one in roll if one.status in _ASKED]
    if calls and any(one.phone for one in asked):
        audit.log_once_a_day(work, Logged.FOLLOWUP_PHONES, subject=("training_class", class_id))
    return tuple(_line(work, one, found.get(one.enrollment_id, ()), due) for one in asked)


def _masked(one: RollLine) -> RollLine:
    return replace(one, phone=masked_phone(one.phone)) if one.phone else one


def _line(work: Work, one: RollLine, history: tuple[FollowupRow, ...], due: date) -> FollowupLine:
    latest = history[-1] if history else None
    return FollowupLine(
        one.enrollment_id,
        one.person_id,
        one.number,
        one.name,
        one.phone,
        one.status,
        latest,
        len(history),
        state_of(None if latest is None else latest.employed, due=due, today=work.today()),
        due,
        history,
    )


def _check(found: NewFollowup, checked_on: date, *, today: date) -> None:
    if found.method not in METHODS:
        raise Refused("followup.method_unknown", found=found.method)
    if checked_on > today:
        raise Refused("followup.checked_in_future", found=checked_on)
    if found.employed and found.employed_on is None:
        raise Refused("followup.no_day")
    if not found.employed and (found.employed_on or found.employer_name):
        raise Refused("followup.not_employed_with_employer")
    if found.employed_on is not None and found.employed_on > checked_on:
        raise Refused("followup.employed_after_check", found=found.employed_on, checked=checked_on)
