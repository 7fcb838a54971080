"""The lines of a claim: for every person and kind the verdict that decided, the amount, the fund and the payee.

The rules are those of eligibility (``services/eligibility.py``), attendance, rate, payee and fund. One *no* refuses a line;
anything undecided leaves it open until a proof is there or a reviewer decides (FEATURES 52).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from trainingdesk.domain import subsidy
from trainingdesk.domain.assessment import deciding
from trainingdesk.domain.attendance import counts
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.subsidy import Case, Payee, Priced, SubsidyKind
from trainingdesk.domain.training_class import LessonState
from trainingdesk.domain.verdict import Decision, Verdict
from trainingdesk.services import attendance, eligibility, policy
from trainingdesk.storage import attendance as stored_attendance
from trainingdesk.storage import catalogue, lesson, person_merge
from trainingdesk.storage import claim as stored
from trainingdesk.storage import enrollment as stored_enrollment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.policy import Policy
    from trainingdesk.services.attendance import ClassAttendance
    from trainingdesk.storage.catalogue import CourseRow
    from trainingdesk.storage.enrollment import RollLine
    from trainingdesk.storage.training_class import ClassRow

#: Who was in the class when it began: each of them has a line, also those who are refused.
BEGAN = frozenset({Status.ATTENDING, Status.COMPLETED, Status.FAILED, Status.CERTIFIED, Status.DROPPED})
#: The reason of a line that is left out altogether: the allowance is for other people.
_NOT_MEANT = frozenset({"subsidy.allowance_not_for_category"})


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known of a class for its claim, fetched once for everybody."""

    the_class: ClassRow
    course: CourseRow
    institution: str
    policy: Policy
    attended: ClassAttendance
    periods: int
    days: int
    days_attended: Mapping[str, Fraction]
    employers: Mapping[str, str]
    allowances: Mapping[str, tuple[date, ...]]
    fund: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One line with its verdict; ``fen`` is what it comes to if it is granted."""

    enrollment_id: str
    person_id: str
    kind: SubsidyKind
    verdict: Verdict
    priced: Priced
    payee: Payee | None
    payee_name: str | None
    fund: str | None

    @property
    def decision(self) -> Decision:
        """Granted, refused, or open."""
        return self.verdict.decision

    @property
    def clause(self) -> str | None:
        """The clause of the rule that decided; of a granted line that of its rate."""
        return self.priced.clause if self.decision is Decision.YES else self.verdict.clause or self.priced.clause


def gather(session: Session, the_class: ClassRow, *, fund: str | None) -> Basis:
    """Fetch what the lines of a class depend on; ``fund`` is for rates that name none."""
    course = catalogue.course(session, the_class.course_id)
    institution = catalogue.institution(session, the_class.institution_id)
    if course is None:
        raise Refused("course.unknown")
    held = [one for one in lesson.lessons_of(session, the_class.id) if one.state is LessonState.HELD]
    attended = attendance.attendance_of_class(session, the_class)
    return Basis(
        the_class=the_class,
        course=course,
        institution="" if institution is None else institution.name,
        policy=policy.policy_of(session, the_class.policy, the_class.policy_version),
        attended=attended,
        periods=sum(one.periods for one in held),
        days=len({one.day for one in held}),
        days_attended=_days_attended(session, the_class, attended),
        employers=stored.employers_of(session, the_class.id),
        allowances=_allowances(session, the_class),
        fund=fund,
    )


def judged_lines(session: Session, basis: Basis, *, kinds: Collection[SubsidyKind], today: date) -> tuple[Judged, ...]:
    """Every line of the class's claim, in the order of enrollment numbers."""
    roll = [line for line in stored_enrollment.roll(session, basis.the_class.id) if line.status in BEGAN]
    found: list[Judged] = []
    for kind in kinds:
        ids = [line.enrollment_id for line in roll]
        verdicts = eligibility.subsidy_verdicts(session, basis.the_class, ids, kind=kind.value, today=today)
        lines = [_judged(basis, line, kind, verdicts.get(line.enrollment_id, ())) for line in roll]
        found += [line for line in lines if line.priced.verdict.reason not in _NOT_MEANT]
    return shared(basis, found, roll)


def shared(basis: Basis, lines: Sequence[Judged], roll: Iterable[RollLine]) -> tuple[Judged, ...]:
    """The lines with rates for a whole class shared out among those granted, so that the parts sum to the rate."""
    people = {line.enrollment_id: line for line in roll}
    result: list[Judged] = []
    for kind in SubsidyKind:
        of_kind = [line for line in lines if line.kind is kind]
        granted = [line.enrollment_id for line in of_kind if line.decision is Decision.YES]
        for line in of_kind:
            place = granted.index(line.enrollment_id) if line.enrollment_id in granted else 0
            priced = price(basis, people[line.enrollment_id], kind, place=place, sharing=max(len(granted), 1))
            result.append(replace(line, priced=priced))
    order = {enrollment_id: position for position, enrollment_id in enumerate(people)}
    return tuple(sorted(result, key=lambda line: order[line.enrollment_id]))


def price(basis: Basis, line: RollLine, kind: SubsidyKind, *, place: int = 0, sharing: int = 1) -> Priced:
    """What a line comes to by the policy of the class."""
    days = basis.allowances.get(line.person_id, ())
    case = Case(
        kind=kind,
        on=basis.the_class.starts_on,
        level=basis.course.level,
        training_type=basis.course.training_type,
        occupation=basis.course.occupation_code,
        category=line.paid_category,
        mode=basis.the_class.mode,
        shortage=basis.course.shortage,
        periods=basis.periods,
        days=basis.days,
        days_attended=basis.days_attended.get(line.enrollment_id, Fraction(0)),
        place=place,
        sharing=sharing,
        allowances_this_year=sum(1 for day in days if day.year == basis.the_class.starts_on.year),
        allowances_ever=len(days),
    )
    return subsidy.price(basis.policy, case)


def payee_name(basis: Basis, line: RollLine, payee: Payee | None) -> str | None:
    """Who gets the money by name; None where nobody is named yet."""
    match payee:
        case Payee.INSTITUTION:
            return basis.institution
        case Payee.EMPLOYER:
            return basis.employers.get(line.enrollment_id)
        case Payee.PERSON:
            return line.name
        case _:
            return None


def _judged(basis: Basis, line: RollLine, kind: SubsidyKind, verdicts: Sequence[Verdict]) -> Judged:
    priced = price(basis, line, kind)
    paid_to = subsidy.payee(basis.policy, kind=kind, category=line.paid_category)
    name = payee_name(basis, line, paid_to.payee)
    fund = priced.fund or basis.fund
    rules = (
        *verdicts,
        *_attendance(basis, line),
        priced.verdict,
        paid_to.verdict,
        Verdict.yes() if name or paid_to.payee is None else Verdict.undecided("claim.no_employer"),
        Verdict.yes() if fund else Verdict.undecided("claim.no_fund"),
    )
    return Judged(
        enrollment_id=line.enrollment_id,
        person_id=line.person_id,
        kind=kind,
        verdict=deciding(rules),
        priced=priced,
        payee=paid_to.payee,
        payee_name=name,
        fund=fund,
    )


def _attendance(basis: Basis, line: RollLine) -> tuple[Verdict, ...]:
    """The person's attendance; the class's too where the policy fails a class by it (天津 2019)."""
    own = basis.attended.admitted.get(line.enrollment_id, Verdict.undecided("attendance.no_rule"))
    if basis.policy.share("attendance.class_day_min") is None:
        return (own,)
    return (own, basis.attended.class_verdict)


def _allowances(session: Session, the_class: ClassRow) -> dict[str, tuple[date, ...]]:
    """For each person of the roll the first days of other classes with a living allowance, under whichever id."""
    living = person_merge.aliases(session)
    people = {line.person_id for line in stored_enrollment.roll(session, the_class.id)}
    living_ids = {living.get(one, one) for one in people}
    known = people | living_ids | {old for old, one in living.items() if one in living_ids}
    found: dict[str, tuple[date, ...]] = {}
    for one, days in stored.allowances(session, known, without_class=the_class.id).items():
        found[living.get(one, one)] = (*found.get(living.get(one, one), ()), *days)
    return {one: found.get(living.get(one, one), ()) for one in people}


def _days_attended(session: Session, the_class: ClassRow, attended: ClassAttendance) -> dict[str, Fraction]:
    """For each person the days attended; of a day with two half-days one is a half."""
    held = [one for one in lesson.lessons_of(session, the_class.id) if one.state is LessonState.HELD]
    lessons_on: dict[date, int] = {}
    for one in held:
        lessons_on[one.day] = lessons_on.get(one.day, 0) + 1
    ids = {one.id for one in held}
    days: dict[str, Fraction] = {}
    for mark in stored_attendance.marks_of_class(session, the_class.id):
        if mark.lesson_id in ids and counts(mark.mark, mark.minutes, attended.rules):
            part = Fraction(1, lessons_on[mark.day])
            days[mark.enrollment_id] = days.get(mark.enrollment_id, Fraction(0)) + part
    return days
