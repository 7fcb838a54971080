"""What a class still lacks for its next step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from trainingdesk.domain.calendar import WorkCalendar
from trainingdesk.domain.class_checklist import ClassFacts, ClassLimits, NotReady, is_ready, missing_for, require_ready
from trainingdesk.domain.limit import Limit
from trainingdesk.domain.training_class import ClassState
from trainingdesk.settings.holidays import special_days

CALENDAR = WorkCalendar.of_table({day.day: day.working for day in special_days()})
CLAUSE = "津人社局发〔2022〕20号 art. 9"
LIMITS = ClassLimits(
    filing_workdays=Limit(5, CLAUSE),
    class_size=Limit(50, CLAUSE),
    periods_a_day=Limit(8, CLAUSE),
    minimum_periods=Limit(40, CLAUSE),
    site_visits=Limit(1, CLAUSE),
)
#: An application that lacks nothing, handed in early.
APPLICATION = ClassFacts(
    today=date(2026, 9, 21),
    starts_on=date(2026, 10, 12),
    ends_on=date(2026, 10, 23),
    capacity=45,
    roster=40,
    lessons=20,
    planned_periods=80,
    course_periods=80,
    most_periods_a_day=8,
    textbook=True,
    assessment_plan=True,
    institution_commitment=True,
    trainee_commitments=True,
    licence_until=date(2027, 12, 31),
)


def keys(step: ClassState, facts: ClassFacts, limits: ClassLimits = LIMITS) -> list[str]:
    return [item.key for item in missing_for(step, facts, limits=limits, calendar=CALENDAR)]


def test_a_complete_application_lacks_nothing() -> None:
    assert keys(ClassState.SUBMITTED, APPLICATION) == []
    assert keys(ClassState.APPROVED, APPLICATION) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"roster": 0}, "no_roster"),
        ({"roster": 46}, "over_capacity"),
        ({"capacity": 51}, "over_class_size"),
        ({"provisional": 2}, "provisional_people"),
        ({"lessons": 0}, "no_timetable"),
        ({"planned_periods": 79}, "periods_missing"),
        ({"lessons_outside": 1}, "lessons_outside"),
        ({"lessons_without_instructor": 1}, "lessons_without_instructor"),
        ({"lessons_without_place": 1}, "lessons_without_place"),
        ({"clashes": 3}, "clashes"),
        ({"planned_periods": 39, "course_periods": 39}, "too_few_periods"),
        ({"most_periods_a_day": 9}, "too_many_periods_a_day"),
        ({"textbook": False}, "no_textbook"),
        ({"assessment_plan": False}, "no_assessment_plan"),
        ({"institution_commitment": False}, "no_institution_commitment"),
        ({"trainee_commitments": False}, "no_trainee_commitments"),
        ({"missing_documents": ("seating_chart",)}, "documents_missing"),
        ({"may_teach": False}, "institution_not_approved"),
        ({"licence_until": date(2026, 10, 22)}, "licence_ends"),
        ({"banned_until": date(2026, 9, 21)}, "institution_banned"),
        ({"platform_open": False}, "platform_closed"),
        ({"ends_on": date(2026, 10, 11), "licence_until": None}, "ends_before_it_starts"),
    ],
)
def test_each_item_of_the_application_is_named_and_blocks(change: dict[str, object], key: str) -> None:
    found = missing_for(
        ClassState.SUBMITTED,
        replace(APPLICATION, **change),
        limits=LIMITS,
        calendar=CALENDAR,  # type: ignore[arg-type]
    )
    assert [item.key for item in found] == [f"training_class.{key}"]
    assert not is_ready(found)


def test_an_item_says_what_was_found_and_wanted_and_by_which_clause() -> None:
    (item,) = missing_for(ClassState.SUBMITTED, replace(APPLICATION, capacity=60), limits=LIMITS, calendar=CALENDAR)
    assert dict(item.values) == {"found": 60, "wanted": 50}
    assert item.clause == CLAUSE


@pytest.mark.parametrize(
    ("filed", "late"),
    [(date(2026, 9, 29), False), (date(2026, 9, 30), True)],
)
def test_five_working_days_before_the_first_day_over_the_long_holiday(filed: date, late: bool) -> None:
    found = keys(ClassState.SUBMITTED, replace(APPLICATION, today=filed))
    assert found == (["training_class.filed_late"] if late else [])


def test_what_was_filed_in_time_stays_in_time() -> None:
    facts = replace(APPLICATION, today=date(2026, 10, 9), filed_on=date(2026, 9, 21))
    assert keys(ClassState.APPROVED, facts) == []


def test_numbers_that_a_policy_does_not_give_are_named_and_block_nothing() -> None:
    found = missing_for(ClassState.SUBMITTED, APPLICATION, limits=ClassLimits(), calendar=CALENDAR)
    assert [item.key for item in found] == ["training_class.class_size_undecided", "training_class.filing_undecided"]
    assert is_ready(found)


def test_a_deadline_in_a_year_without_a_table_is_said() -> None:
    facts = replace(APPLICATION, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 12), today=date(2026, 12, 1))
    found = missing_for(ClassState.SUBMITTED, facts, limits=LIMITS, calendar=CALENDAR)
    assert [item.key for item in found] == ["calendar.year_without_table"]
    assert is_ready(found)


def test_eligibility_is_asked_for_when_the_county_approves() -> None:
    facts = replace(APPLICATION, without_category=2, not_eligible=1)
    assert keys(ClassState.SUBMITTED, facts) == []
    assert keys(ClassState.APPROVED, facts) == [
        "training_class.people_without_category",
        "training_class.people_not_eligible",
    ]


def test_a_class_begins_on_its_first_day_and_not_before() -> None:
    assert keys(ClassState.RUNNING, APPLICATION) == ["training_class.starts_later"]
    assert keys(ClassState.RUNNING, replace(APPLICATION, today=APPLICATION.starts_on)) == []


def test_teaching_ends_when_every_lesson_was_held_and_every_register_closed() -> None:
    facts = replace(APPLICATION, lessons_open=1, open_registers=1, unmarked=2, held_periods=76)
    assert keys(ClassState.FINISHED, facts) == [
        f"training_class.{key}" for key in ("lessons_open", "open_registers", "unmarked", "periods_not_held")
    ]
    assert keys(ClassState.FINISHED, replace(APPLICATION, held_periods=80)) == []


def test_an_assessment_has_people_results_and_an_assessor() -> None:
    assert keys(ClassState.ASSESSED, replace(APPLICATION, without_result=1)) == [
        f"training_class.{key}" for key in ("nobody_admitted", "results_missing", "no_assessor")
    ]
    good = replace(APPLICATION, admitted=38, assessor_named=True)
    assert keys(ClassState.ASSESSED, good) == []


def test_who_trains_should_not_assess_but_it_blocks_nothing() -> None:
    facts = replace(APPLICATION, admitted=38, assessor_named=True, assessor_trains=True)
    found = missing_for(ClassState.ASSESSED, facts, limits=LIMITS, calendar=CALENDAR)
    assert [item.key for item in found] == ["training_class.assessor_trains"]
    assert is_ready(found)


def test_everybody_has_an_outcome_before_a_class_is_completed() -> None:
    assert keys(ClassState.COMPLETED, replace(APPLICATION, without_outcome=1)) == [
        "training_class.people_without_outcome"
    ]


def test_an_archived_class_has_its_certificates_visits_and_claims_done() -> None:
    facts = replace(APPLICATION, passed_without_certificate=2, open_claims=1)
    assert keys(ClassState.CLOSED, facts) == [
        f"training_class.{key}" for key in ("certificates_missing", "claims_open", "site_visits_missing")
    ]
    assert keys(ClassState.CLOSED, replace(APPLICATION, site_visits=1)) == []


@pytest.mark.parametrize(
    "step", [ClassState.RETURNED, ClassState.REJECTED, ClassState.SUSPENDED, ClassState.TERMINATED]
)
def test_steps_that_need_only_a_reason_lack_nothing(step: ClassState) -> None:
    assert keys(step, replace(APPLICATION, roster=0, lessons=0)) == []


def test_the_refusal_of_a_step_carries_every_item_and_counts_those_that_block() -> None:
    facts = replace(APPLICATION, roster=0, textbook=False)
    found = missing_for(ClassState.SUBMITTED, facts, limits=replace(LIMITS, class_size=None), calendar=CALENDAR)
    with pytest.raises(NotReady) as refused:
        require_ready(found)
    assert refused.value.values == {"count": 2}
    assert len(refused.value.missing) == 3
    require_ready(())
