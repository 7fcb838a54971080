"""From the first lesson to the outcome: a class begins with the people of its roster, and ends for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.enrollment import ON_ROLL, EventKind, Status, fold
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision
from trainingdesk.services.changes import Said
from trainingdesk.services.enrollment_record import Step, as_event, refold, take
from trainingdesk.services.paid_category import main_categories
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import rows
from trainingdesk.wire.ids import stint_id_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EnrollmentRow
    from trainingdesk.storage.training_class import ClassRow


def start_class(work: Work, session: Session, the_class: ClassRow) -> tuple[Said, ...]:
    """Everybody on the roster attends from now on, and the category each is paid under is frozen.

    People with a flag stay applied until somebody confirms them; they can be marked meanwhile. Says who has no single main
    category, and how many are flagged.
    """
    everybody = stored.enrollments_of_class(session, the_class.id)
    on_roll = [one for one in everybody if one.status in ON_ROLL]
    _follow_the_class(work, session, the_class, on_roll)
    ready = [one for one in on_roll if one.status is not Status.ATTENDING and one.flagged is None]
    flagged = sum(1 for one in on_roll if one.flagged is not None and one.status is not Status.ATTENDING)
    said = begin_attending(work, session, ready, day=the_class.starts_on)
    return (*said, Said.of("enrollment.flagged_left_out", count=flagged)) if flagged else said


def begin_attending(
    work: Work, session: Session, enrollments: Sequence[EnrollmentRow], *, day: date
) -> tuple[Said, ...]:
    """These people attend from now on; freezes the paid category, and says who has none (the one main category)."""
    take(work, session, [Step(enrollment=one, kind=EventKind.ATTENDING, day=day) for one in enrollments])
    without: list[str] = []
    categories = main_categories(session, enrollments, day=day)
    for one in enrollments:
        found = categories[one.id]
        if found.verdict.decision is not Decision.YES:
            without.append(one.number)
        elif found.code != one.paid_category:
            rows.change(session, "enrollment", one.id, {"paid_category": found.code})
    return (Said.of("enrollment.without_category", count=len(without), numbers=tuple(without)),) if without else ()


def record_outcomes(session: Session, work: Work, outcomes: Mapping[str, EventKind], day: date) -> None:
    """How the training ended for each enrollment: COMPLETED, FAILED or CERTIFIED.

    Raises Refused for an unknown enrollment and for an outcome that its status does not allow.
    """
    present = stored.enrollments(session, outcomes)
    if len(present) != len(outcomes):
        raise Refused("enrollment.unknown")
    take(work, session, [Step(enrollment=present[one], kind=kind, day=day) for one, kind in outcomes.items()])


def take_back_completions(session: Session, work: Work, enrollment_ids: Collection[str]) -> None:
    """Undo that these people completed; each stands where they stood before, and nothing of the record is lost."""
    present = stored.enrollments(session, enrollment_ids)
    events = stored.events(session, present)
    led_here = {one: fold(map(as_event, events[one])).brought_by for one in present}
    take(
        work,
        session,
        [
            Step(enrollment=row, kind=EventKind.TAKEN_BACK, day=work.today(), takes_back=led_here[one])
            for one, row in present.items()
            if row.status is Status.COMPLETED
        ],
    )


def _follow_the_class(work: Work, session: Session, the_class: ClassRow, enrollments: Iterable[EnrollmentRow]) -> None:
    """A class that was moved since takes its people along, but for those whose first day somebody named."""
    moved = {one.id: one for one in enrollments if one.joined_on not in {None, the_class.starts_on}}
    days = stored.stints(session, moved)
    events = stored.events(session, moved)
    for one, enrollment in moved.items():
        (*_, stint) = days[one]
        named = any(event.day == stint.joined_on for event in events[one])
        if named or len(days[one]) > 1:
            continue
        rows.remove(session, "stint", stint.id)
        keys = {"enrollment_id": one, "class_id": enrollment.class_id, "joined_on": the_class.starts_on}
        rows.put(
            session,
            "stint",
            row_id=stint_id_of(one, the_class.starts_on),
            county_code=work.county_code,
            keys=keys,
            values={"left_on": None, "left_reason": None},
        )
    refold(session, moved)
