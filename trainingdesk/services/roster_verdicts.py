"""What the rules say to the people of a roster (花名册): foreseen before an import, spoken at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.eligibility import Candidate, HeldCategory
from trainingdesk.domain.enrollment import TAKES_SEAT, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import TAKES_PEOPLE
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import eligibility
from trainingdesk.services.import_result import Outcome
from trainingdesk.storage.enrollment import seats_taken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlmodel import Session

    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.services.enrollment import Enrolled
    from trainingdesk.services.roster_match import Matched
    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassRow


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Rows (sheet, number) that a rule refuses, with what it said, and rows for which there is no seat."""

    refused: Mapping[tuple[str, int], tuple[Verdict, ...]]
    waitlisted: tuple[tuple[str, int], ...]


def foreseen(work: Work, session: Session, the_class: ClassRow, matched: Sequence[Matched]) -> Verdicts:
    """What an import would say now.

    Raises Refused where somebody is new and the class takes nobody (any more).
    """
    new = [one for one in matched if one.outcome is Outcome.NEW]
    if new and the_class.state not in TAKES_PEOPLE:
        raise Refused("enrollment.class_takes_nobody", number=the_class.number)
    places = {one.person.id: one.read.place for one in new if one.person}
    known = eligibility.check(session, the_class, list(places), today=work.today()) if places else {}
    strangers = {str(number): _candidate(one) for number, one in enumerate(new) if one.person is None}
    told = eligibility.check_candidates(session, the_class, strangers, today=work.today()) if strangers else {}
    spoken_for = {places[person]: verdicts for person, verdicts in known.items()}
    spoken_for |= {new[int(number)].read.place: verdicts for number, verdicts in told.items()}
    refused = {place: no for place in sorted(spoken_for) if (no := _refusals(spoken_for[place]))}
    free = max(the_class.capacity - seats_taken(session, the_class.id, TAKES_SEAT), 0)
    return Verdicts(refused, tuple(one.read.place for one in new[free:]))


def spoken(enrolled: Sequence[tuple[Matched, Enrolled]]) -> Verdicts:
    """What the import said."""
    refused = {one.read.place: answer.refused_by for one, answer in enrolled if answer.refused_by}
    waiting = tuple(one.read.place for one, answer in enrolled if answer.status is Status.WAITLISTED)
    return Verdicts(refused, waiting)


def _candidate(one: Matched) -> Candidate:
    """A person who is not in the desk yet, by what the row tells."""
    values, proof = one.values or {}, one.read.row.proof_number
    held = tuple(HeldCategory(code, proved=proof is not None) for code in one.categories)
    category = next(iter(one.categories), None)
    return Candidate(birth=values.get("birth_date"), sex=values.get("sex"), held=held, paid_category=category)


def _refusals(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    return tuple(verdict for verdict in verdicts if verdict.decision is Decision.NO)
