"""Who of a class may take part, and who may be paid for: rules over facts that are fetched for everybody at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain import eligibility, online_platform
from trainingdesk.domain import sanction as sanction_rule
from trainingdesk.domain.access import Action
from trainingdesk.domain.eligibility import Outcome, Question
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision, Verdict, overall
from trainingdesk.services import policy, sanction
from trainingdesk.services.eligibility_facts import Facts, class_offer
from trainingdesk.settings.code_tables import CodeTable
from trainingdesk.storage import catalogue
from trainingdesk.storage import eligibility as stored
from trainingdesk.storage import enrollment as stored_enrollment
from trainingdesk.storage import training_class as stored_class

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.eligibility import Candidate
    from trainingdesk.domain.enrollment import Status
    from trainingdesk.services.work import Work
    from trainingdesk.storage.eligibility import EnrolledRow
    from trainingdesk.storage.training_class import ClassRow

#: What ``eligibility_of_class`` can be asked about.
ENROLL = "enroll"


@dataclass(frozen=True, slots=True)
class PersonVerdicts:
    """One person of a class with every rule's answer; identity masked."""

    enrollment_id: str
    person_id: str
    number: str
    name: str
    id_mask: str | None
    status: Status
    decision: Decision
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class ClassVerdicts:
    """A class with the policy that decides, and its people."""

    class_id: str
    class_number: str
    policy: str
    policy_version: str
    kind: str
    of_class: tuple[Verdict, ...]
    people: tuple[PersonVerdicts, ...]


def check(
    session: Session,
    the_class: ClassRow,
    person_ids: Collection[str],
    *,
    today: date,
    joined_on: date | None = None,
    without_classes: Collection[str] = (),
) -> dict[str, tuple[Verdict, ...]]:
    """Whether people may join a class, or be in it, each rule with its verdict; every asked id has an entry.

    They are judged on ``joined_on``, else on the first day of the class, else on today where the class runs.
    ``without_classes`` are classes that they leave for this one.
    """
    asked = _question(session, the_class, joined_on or _joining_day(the_class, today))
    facts = Facts.gather(session, asked.offer, person_ids, without_classes=without_classes)
    return eligibility.may_all_join({one: facts.candidate(one) for one in person_ids}, asked)


def check_candidates(
    session: Session, the_class: ClassRow, people: Mapping[str, Candidate], *, today: date
) -> dict[str, tuple[Verdict, ...]]:
    """The same for people who are not in the desk yet: the rows of a roster, by what they tell."""
    return eligibility.may_all_join(people, _question(session, the_class, _joining_day(the_class, today)))


def subsidy_verdicts(
    session: Session, the_class: ClassRow, enrollment_ids: Collection[str], *, kind: str, today: date
) -> dict[str, tuple[Verdict, ...]]:
    """Whether one kind of subsidy may be paid for enrollments of a class; every asked id that is the class's has an entry.

    ``kind`` is training, assessment or living_allowance. Whether attendance suffices is a rule of its own.
    """
    wanted = set(enrollment_ids)
    enrolled = [one for one in stored.enrolled(session, the_class.id) if one.id in wanted]
    return _paid_for(session, the_class, enrolled, kind=kind, today=today)


def eligibility_of_class(work: Work, class_id: str, *, kind: str = ENROLL) -> ClassVerdicts:
    """Everybody who enrolled in a class with the verdicts on one question: enroll, or a kind of subsidy.

    Raises Refused where there is no such class.
    """
    with work.reading(Action.SEE_EVERYTHING) as session:
        the_class = stored_class.class_of(session, class_id)
        if the_class is None:
            raise Refused("training_class.unknown")
        enrolled = list(stored.enrolled(session, class_id))
        if kind == ENROLL:
            found = _joined(session, the_class, enrolled, today=work.today())
        else:
            found = _paid_for(session, the_class, enrolled, kind=kind, today=work.today())
        people = tuple(_with_verdicts(one, found[one.id]) for one in enrolled)
        of_class = class_verdicts(session, the_class, today=work.today()) if kind == ENROLL else ()
        return ClassVerdicts(
            class_id, the_class.number, the_class.policy, the_class.policy_version, kind, of_class, people
        )


def class_verdicts(session: Session, the_class: ClassRow, *, today: date) -> tuple[Verdict, ...]:
    """What stands against the class itself: its seats, a ban of the institution, the state of its platform."""
    rules = policy.policy_of(session, the_class.policy, the_class.policy_version)
    seated = stored_enrollment.seats_taken(session, the_class.id, stored_class.SEATED)
    found = [eligibility.has_room(seated, capacity=the_class.capacity, size=rules.limit("class.size_max"))]
    found.append(sanction_rule.may_open_class(sanction.bans_of(session, the_class.institution_id), today))
    if the_class.platform_id is not None:
        platform = catalogue.platform(session, the_class.platform_id)
        if platform is not None:
            found.append(online_platform.may_take_class(platform.state))
    return tuple(found)


def refusals(verdicts: Collection[Verdict]) -> tuple[Verdict, ...]:
    """Those that say no."""
    return tuple(one for one in verdicts if one.decision is Decision.NO)


def _joined(
    session: Session, the_class: ClassRow, enrolled: list[EnrolledRow], *, today: date
) -> Mapping[str, tuple[Verdict, ...]]:
    """People who are in already, each on the day they joined."""
    question = _question(session, the_class, _joining_day(the_class, today))
    facts = Facts.gather(session, question.offer, [one.person_id for one in enrolled])
    return {
        one.id: eligibility.may_join(facts.candidate(one.person_id, joined=one), question.on(one.joined_on))
        for one in enrolled
    }


def _paid_for(
    session: Session, the_class: ClassRow, enrolled: list[EnrolledRow], *, kind: str, today: date
) -> dict[str, tuple[Verdict, ...]]:
    question = _question(session, the_class, _joining_day(the_class, today))
    facts = Facts.gather(session, question.offer, [one.person_id for one in enrolled])
    for_training, for_assessment = (_certificates(column) for column in ("training_subsidy", "assessment_subsidy"))
    return {
        one.id: eligibility.may_be_paid(
            facts.candidate(one.person_id, joined=one),
            Outcome(
                status=one.status,
                certificates=facts.certificates(one),
                for_training=facts.certificates(one, for_training),
                for_assessment=facts.certificates(one, for_assessment),
            ),
            question.on(one.joined_on),
            kind=kind,
        )
        for one in enrolled
    }


def _with_verdicts(one: EnrolledRow, verdicts: tuple[Verdict, ...]) -> PersonVerdicts:
    return PersonVerdicts(
        one.id, one.person_id, one.number, one.name, one.id_mask, one.status, overall(verdicts), verdicts
    )


def _question(session: Session, the_class: ClassRow, day: date) -> Question:
    """The class, the version of the policy that it keeps, and what the county calls its codes."""
    rules = policy.policy_of(session, the_class.policy, the_class.policy_version)
    lists = (catalogue.code_items(session, name) for name in ("skill_levels", "person_categories"))
    names = {item.code: item.name for items in lists for item in items}
    return Question(offer=class_offer(session, the_class.id), policy=rules, day=day, names=names)


def _joining_day(the_class: ClassRow, today: date) -> date:
    """Today while the class runs; its first day before it begins, and for a class that is entered after its end."""
    return today if the_class.starts_on <= today <= the_class.ends_on else the_class.starts_on


def _certificates(column: str) -> frozenset[str]:
    """The kinds of certificate that a subsidy is paid on (财社〔2023〕181号 arts. 5 and 6)."""
    kinds = CodeTable.shipped("certificate_kinds")
    return frozenset(kind.core for kind in kinds if kind.core is not None and kind.more[column] == "yes")
