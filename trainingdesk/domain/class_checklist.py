"""What a class still lacks for its next step, item by item, each with its values and the clause that asks for it.

The application's list is that of the national notice of 2024-01-03 (培训学员名册、教学计划、授课师资、教学资源、考核方案,
机构承诺, 参训人员承诺); the numbers are the policy's. A number that a policy does not give is named too, and blocks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from trainingdesk.domain.calendar import WorkCalendar
    from trainingdesk.domain.limit import Limit

#: Names the papers of an application.
NOTICE: Final = "关于进一步规范职业技能培训管理工作的通知 (2024-01-03)"
#: 考培分离: who trains does not assess.
SEPARATION: Final = "考培分离"


@dataclass(frozen=True, slots=True)
class Missing:
    """One item: a sentence key with its values. Where it does not block, it is said and the step may be taken."""

    key: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    clause: str | None = None
    blocks: bool = True


class NotReady(Refused):
    """A step that a class is not ready for; ``missing`` names every item, those that do not block too."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__("training_class.not_ready", count=sum(1 for item in missing if item.blocks))
        self.missing = missing


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLimits:
    """The policy's numbers for classes; None where it gives none."""

    filing_workdays: Limit | None = None
    class_size: Limit | None = None
    periods_a_day: Limit | None = None
    minimum_periods: Limit | None = None
    site_visits: Limit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFacts:
    """What is known of a class when a step is asked for; counts of what is wrong are 0 where all is well."""

    today: date
    starts_on: date
    ends_on: date
    capacity: int
    filed_on: date | None = None
    # the people
    roster: int = 0
    provisional: int = 0  # added at the door, without a document number
    without_category: int = 0  # without the one main category that is paid
    not_eligible: int = 0  # refused by a rule and not overridden
    # the timetable, without cancelled lessons
    lessons: int = 0
    planned_periods: int = 0
    course_periods: int = 0
    most_periods_a_day: int = 0
    lessons_outside: int = 0  # before the first day or after the last
    lessons_without_instructor: int = 0
    lessons_without_place: int = 0
    clashes: int = 0
    # the papers
    textbook: bool = False
    assessment_plan: bool = False
    institution_commitment: bool = False
    trainee_commitments: bool = False
    missing_documents: tuple[str, ...] = ()  # names of further papers that the county asks for
    # who teaches
    may_teach: bool = True  # the institution is approved for the occupation and the level
    licence_until: date | None = None
    banned_until: date | None = None
    ban_clause: str | None = None
    platform_open: bool = True
    # the lessons held
    lessons_open: int = 0  # neither held nor cancelled
    open_registers: int = 0
    unmarked: int = 0
    held_periods: int = 0
    # the end
    admitted: int = 0
    without_result: int = 0
    assessor_named: bool = False
    assessor_trains: bool = False
    without_outcome: int = 0
    passed_without_certificate: int = 0
    site_visits: int = 0
    open_claims: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    facts: ClassFacts
    limits: ClassLimits
    calendar: WorkCalendar


def missing_for(
    step: ClassState, facts: ClassFacts, *, limits: ClassLimits, calendar: WorkCalendar
) -> tuple[Missing, ...]:
    """Everything that stands between a class and ``step``; nothing for steps that need only a reason."""
    asked = _Asked(facts, limits, calendar)
    return tuple(item for check in _CHECKS.get(step, ()) for item in check(asked))


def is_ready(missing: tuple[Missing, ...]) -> bool:
    """Whether nothing of it blocks."""
    return not any(item.blocks for item in missing)


def require_ready(missing: tuple[Missing, ...]) -> None:
    """Raise NotReady where anything of it blocks."""
    if not is_ready(missing):
        raise NotReady(missing)


def _item(key: str, *, clause: str | None = None, blocks: bool = True, **values: object) -> Missing:
    return Missing(f"training_class.{key}", MappingProxyType(values), clause, blocks)


def _people(asked: _Asked) -> Iterator[Missing]:
    facts, size = asked.facts, asked.limits.class_size
    if facts.roster == 0:
        yield _item("no_roster", clause=NOTICE)
    if facts.roster > facts.capacity:
        yield _item("over_capacity", found=facts.roster, wanted=facts.capacity)
    if size is None:
        yield _item("class_size_undecided", blocks=False)
    elif max(facts.roster, facts.capacity) > size.value:
        yield _item("over_class_size", found=max(facts.roster, facts.capacity), wanted=size.value, clause=size.clause)
    if facts.provisional:
        yield _item("provisional_people", count=facts.provisional)


def _eligibility(asked: _Asked) -> Iterator[Missing]:
    if asked.facts.without_category:
        yield _item("people_without_category", count=asked.facts.without_category)
    if asked.facts.not_eligible:
        yield _item("people_not_eligible", count=asked.facts.not_eligible)


def _timetable(asked: _Asked) -> Iterator[Missing]:
    facts = asked.facts
    if facts.lessons == 0:
        yield _item("no_timetable", clause=NOTICE)
        return
    if facts.planned_periods < facts.course_periods:
        yield _item("periods_missing", found=facts.planned_periods, wanted=facts.course_periods)
    if facts.lessons_outside:
        yield _item("lessons_outside", count=facts.lessons_outside, first=facts.starts_on, last=facts.ends_on)
    if facts.lessons_without_instructor:
        yield _item("lessons_without_instructor", count=facts.lessons_without_instructor, clause=NOTICE)
    if facts.lessons_without_place:
        yield _item("lessons_without_place", count=facts.lessons_without_place)
    if facts.clashes:
        yield _item("clashes", count=facts.clashes)


def _periods(asked: _Asked) -> Iterator[Missing]:
    facts, least, most = asked.facts, asked.limits.minimum_periods, asked.limits.periods_a_day
    if least is not None and facts.lessons and facts.planned_periods < least.value:
        yield _item("too_few_periods", found=facts.planned_periods, wanted=least.value, clause=least.clause)
    if most is not None and facts.most_periods_a_day > most.value:
        yield _item("too_many_periods_a_day", found=facts.most_periods_a_day, wanted=most.value, clause=most.clause)


def _papers(asked: _Asked) -> Iterator[Missing]:
    facts = asked.facts
    if not facts.textbook:
        yield _item("no_textbook", clause=NOTICE)
    if not facts.assessment_plan:
        yield _item("no_assessment_plan", clause=NOTICE)
    if not facts.institution_commitment:
        yield _item("no_institution_commitment", clause=NOTICE)
    if not facts.trainee_commitments:
        yield _item("no_trainee_commitments", clause=NOTICE)
    if facts.missing_documents:
        yield _item("documents_missing", documents=facts.missing_documents)


def _provider(asked: _Asked) -> Iterator[Missing]:
    facts = asked.facts
    if not facts.may_teach:
        yield _item("institution_not_approved")
    if facts.licence_until is not None and facts.licence_until < facts.ends_on:
        yield _item("licence_ends", until=facts.licence_until, ends=facts.ends_on)
    if facts.banned_until is not None and facts.today <= facts.banned_until:
        yield _item("institution_banned", until=facts.banned_until, clause=facts.ban_clause)
    if not facts.platform_open:
        yield _item("platform_closed", clause="人社部发〔2021〕102号 （十一）")


def _filing(asked: _Asked) -> Iterator[Missing]:
    """Filed in time: so many working days before the first day (5 天津 2022, 10 霍山)."""
    facts, limit = asked.facts, asked.limits.filing_workdays
    if facts.ends_on < facts.starts_on:
        yield _item("ends_before_it_starts", first=facts.starts_on, last=facts.ends_on)
    if limit is None:
        yield _item("filing_undecided", blocks=False)
        return
    latest = asked.calendar.add_working_days(facts.starts_on, -limit.value)
    filed = facts.filed_on or facts.today
    if filed > latest.day:
        yield _item("filed_late", found=filed, latest=latest.day, wanted=limit.value, clause=limit.clause)
    if not latest.complete:
        yield Missing(
            "calendar.year_without_table", MappingProxyType({"years": latest.unknown_years}), limit.clause, blocks=False
        )


def _beginning(asked: _Asked) -> Iterator[Missing]:
    if asked.facts.today < asked.facts.starts_on:
        yield _item("starts_later", first=asked.facts.starts_on)


def _teaching(asked: _Asked) -> Iterator[Missing]:
    facts = asked.facts
    if facts.lessons_open:
        yield _item("lessons_open", count=facts.lessons_open)
    if facts.open_registers:
        yield _item("open_registers", count=facts.open_registers)
    if facts.unmarked:
        yield _item("unmarked", count=facts.unmarked)
    if facts.held_periods < facts.course_periods:
        yield _item("periods_not_held", found=facts.held_periods, wanted=facts.course_periods)


def _assessing(asked: _Asked) -> Iterator[Missing]:
    facts = asked.facts
    if facts.admitted == 0:
        yield _item("nobody_admitted")
    if facts.without_result:
        yield _item("results_missing", count=facts.without_result)
    if not facts.assessor_named:
        yield _item("no_assessor")
    if facts.assessor_trains:
        yield _item("assessor_trains", clause=SEPARATION, blocks=False)


def _completing(asked: _Asked) -> Iterator[Missing]:
    if asked.facts.without_outcome:
        yield _item("people_without_outcome", count=asked.facts.without_outcome)


def _closing(asked: _Asked) -> Iterator[Missing]:
    facts, visits = asked.facts, asked.limits.site_visits
    if facts.passed_without_certificate:
        yield _item("certificates_missing", count=facts.passed_without_certificate)
    if facts.open_claims:
        yield _item("claims_open", count=facts.open_claims)
    if visits is not None and facts.site_visits < visits.value:
        yield _item("site_visits_missing", found=facts.site_visits, wanted=visits.value, clause=visits.clause)


_APPLICATION: Final = (_people, _timetable, _periods, _papers, _provider, _filing)
_CHECKS: Final[Mapping[ClassState, tuple[Callable[[_Asked], Iterator[Missing]], ...]]] = MappingProxyType(
    {
        ClassState.SUBMITTED: _APPLICATION,
        ClassState.APPROVED: (*_APPLICATION, _eligibility),
        ClassState.RUNNING: (_people, _timetable, _beginning),
        ClassState.FINISHED: (_teaching,),
        ClassState.ASSESSED: (_assessing,),
        ClassState.COMPLETED: (_completing,),
        ClassState.CLOSED: (_closing,),
    }
)
