"""Somebody about to be enrolled: what every rule answers, said before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.training_class import ClassState
from trainingdesk.domain.verdict import Decision, Verdict, overall
from trainingdesk.services import eligibility
from trainingdesk.services.enrolling import people_in, refuse_closed
from trainingdesk.services.enrollment_placing import class_present, person_present
from trainingdesk.services.seating import seats_free

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.domain.enrollment import Status
    from trainingdesk.services.work import Work


@dataclass(frozen=True, slots=True)
class Prospect:
    """One person against one class; ``status`` where they are or were in it, ``waits`` where no seat is free."""

    person_id: str
    name: str
    id_mask: str | None
    status: Status | None
    decision: Decision
    verdicts: tuple[Verdict, ...]
    waits: bool


def prospect(
    work: Work, class_id: str, person_id: str, *, leaving: str | None = None, joined_on: date | None = None
) -> Prospect:
    """What would happen if this person were enrolled now; raises Refused for a class that takes nobody.

    ``leaving`` is the class they come from by transfer: its lessons are in nobody's way.
    """
    with work.reading(Action.ENROLL) as session:
        the_class, person = class_present(session, class_id), person_present(session, person_id)
        refuse_closed(the_class)
        known = people_in(session, class_id).get(person.id)
        day = joined_on if the_class.state is ClassState.RUNNING else None
        left = () if leaving is None else (leaving,)
        found = eligibility.check(
            session, the_class, [person.id], today=work.today(), joined_on=day, without_classes=left
        )
        verdicts = found[person.id]
        return Prospect(
            person_id=person.id,
            name=person.name,
            id_mask=person.id_mask,
            status=None if known is None else known.status,
            decision=overall(verdicts),
            verdicts=verdicts,
            waits=seats_free(work, session, the_class) <= 0,
        )
