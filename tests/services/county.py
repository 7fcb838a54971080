"""A small catalogue made through the use cases: a school, a course, a room, two instructors, and a policy with numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from trainingdesk.domain.access import Role
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import (
    account,
    course,
    enrollment,
    institution,
    lesson,
    person,
    person_category,
    policy,
    teaching,
    training_class,
)
from trainingdesk.services.course import CourseDetails
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.lesson import NewSeries
from trainingdesk.services.person import PersonDetails
from trainingdesk.services.teaching import InstructorDetails, VenueDetails
from trainingdesk.services.training_class import NewClass
from trainingdesk.services.work import Worker

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

CARER = "4-10-01-05"
VILLAGE = "500241100200"
CLAUSE = "测试规则 第1条"

POLICY = f"""
[policy]
key = "test"
version = "1"
region = "测试县"
title = "测试规则包"
valid_from = 2026-01-01
valid_to = 2026-12-31
[class.size_max]
value = 40
clause = "{CLAUSE}"
[class.periods_per_day_max]
value = 8
clause = "{CLAUSE}"
[class.lesson_minutes]
value = 45
clause = "{CLAUSE}"
[class.filing_workdays]
value = 5
clause = "{CLAUSE}"
[assessment.pass_points_theory]
value = 600
clause = "{CLAUSE}"
[assessment.pass_points_practice]
value = 600
clause = "{CLAUSE}"
[course.practice_min_share]
value = 0.5
clause = "{CLAUSE}"
"""


@dataclass(frozen=True, slots=True)
class County:
    """Ids of what stands in the catalogue."""

    school: str
    course: str
    venue: str
    instructor: str
    another: str


def make_county(work: Work) -> County:
    """The catalogue under a policy with numbers, which holds in 2026."""
    policy.import_policy(work, POLICY)
    policy.use_policy(work, "test")
    school = institution.add_institution(
        work, InstitutionDetails(name="秀山启航职业技能培训学校", licence_until=date(2028, 12, 31))
    ).row
    institution.approve_occupation(work, school, occupation_code=CARER, highest_level="3", capacity=100)
    made = course.add_course(
        work,
        CourseDetails(
            code="YL5",
            name="养老护理员",
            training_type="13",
            level="5",
            theory_periods=16,
            practice_periods=24,
            occupation_code=CARER,
            occupation_name="养老护理员",
            textbook="养老护理员（初级）",
        ),
    ).row
    venue = teaching.add_venue(work, VenueDetails(name="一号教室", division=VILLAGE, capacity=50)).row
    instructor = teaching.add_instructor(work, InstructorDetails(name="李老师", employment="full_time")).row
    another = teaching.add_instructor(work, InstructorDetails(name="张老师", employment="part_time")).row
    return County(school, made, venue, instructor, another)


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def details(county: County, **changes: Any) -> NewClass:
    """A class of November 2026: 40 periods in two weeks."""
    plain = NewClass(
        course_id=county.course,
        institution_id=county.school,
        starts_on=date(2026, 11, 2),
        ends_on=date(2026, 11, 13),
        capacity=30,
        venue_id=county.venue,
        instructor_id=county.instructor,
        assessment_plan="理论笔试，实操考核",
    )
    return replace(plain, **changes)


def make_class(work: Work, county: County, **changes: Any) -> str:
    """A class in draft."""
    return training_class.new_class(work, details(county, **changes)).row


def plan_all(work: Work, class_id: str, **changes: Any) -> tuple[str, ...]:
    """The whole timetable of a class, whole days from its first day on."""
    return lesson.plan(work, NewSeries(class_id=class_id, **changes)).rows


def make_ready(work: Work, county: County, class_id: str, people: int = 2) -> tuple[str, ...]:
    """Everything an application needs: timetable, papers and people; answers the enrollments."""
    plan_all(work, class_id)
    for paper in ("institution_commitment", "trainee_commitments"):
        training_class.hand_in_document(work, class_id, paper)
    found = []
    for number in range(people):
        who = make_person(work, number)
        person_category.add_category(work, who, category="A04")
        found.append(enrollment.enroll(work, class_id, who, category="A04").row)
    return tuple(found)


def approved(work: Work, county: County, people: int = 2) -> tuple[str, tuple[str, ...]]:
    """A class that the county approved, with its enrollments."""
    class_id = make_class(work, county)
    enrolled = make_ready(work, county, class_id, people)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    reviewer = as_user(work, "审核员", Role.REVIEWER)
    training_class.advance(reviewer, class_id, ClassState.APPROVED)
    return class_id, enrolled


def state_of(work: Work, class_id: str) -> ClassState:
    """How far a class is."""
    return training_class.class_page(work, class_id).head.state


def make_person(work: Work, number: int) -> str:
    """A synthetic person born in the nineties."""
    born = date(1990, 1, 1) + timedelta(days=37 * number)
    return person.add_person(
        work, PersonDetails(name=f"田{'甲乙丙丁戊己庚辛'[number % 8]}", document_number=document_number(born, number))
    ).row


def document_number(born: date, serial: int) -> str:
    """A resident number with its check digit (GB 11643-1999)."""
    digits = f"500241{born:%Y%m%d}{serial % 1000:03}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits))
    return digits + "10X98765432"[total % 11]


def as_user(work: Work, name: str, *roles: Role) -> Work:
    """The same desk with another worker at it."""
    user = account.add_user(work, name=name, display_name=name, roles=roles, password=f"a-long-password-of-{name}").row
    return replace(work, worker=Worker(user, name, frozenset(roles)))
