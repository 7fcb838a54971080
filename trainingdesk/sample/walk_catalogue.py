"""Opens the sample county by its public use cases: policy, targets, institutions, platforms, instructors, courses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.online_platform import PlatformState, PlatformStep
from trainingdesk.sample.bulk import course_values
from trainingdesk.sample.template import OCCUPATIONS
from trainingdesk.services import course, employer, institution, online_platform, policy, setting, target, teaching
from trainingdesk.services.course import CourseDetails
from trainingdesk.services.employer import EmployerDetails
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.online_platform import PlatformDetails
from trainingdesk.services.teaching import EquipmentDetails, InstructorDetails, VenueDetails
from trainingdesk.settings.declared import REPORT_HEAD, REPORT_PHONE

if TYPE_CHECKING:
    from trainingdesk.sample.plan import County, SampleClass
    from trainingdesk.sample.staff import SceneClock, Staff

#: What the county set out to do in a year, by row of the report.
TARGETS: Final = {"A1": 1500, "A1.1": 200, "A1.2": 1000, "A1.3": 200, "C1": 1200, "C2": 450}
#: What goes to the villages with a class, by its occupation, and how many pieces of it there are.
TOOLS: Final = {"4-10-01-05": "护理床", "5-01-02-01": "土壤检测箱"}
_PIECES: Final = 24
_HIGHEST: Final = "S"


@dataclass(slots=True)
class Listed:
    """Ids of the catalogue by their number in the plan; institutions are listed as their days come."""

    institutions: dict[int, str] = field(default_factory=dict)
    retired: set[int] = field(default_factory=set)
    platforms: list[str] = field(default_factory=list)
    instructors: list[str] = field(default_factory=list)
    courses: list[str] = field(default_factory=list)
    employer: str = ""
    venues: dict[int, str] = field(default_factory=dict)
    equipment: dict[str, str] = field(default_factory=dict)


def open_county(staff: Staff, clock: SceneClock, county: County) -> Listed:
    """Everything that is there before the first class."""
    first = date(county.first_year, 1, 5)
    clock.move_to(first, hour=8)
    admin, listed = staff.administrator, Listed()
    policy.use_policy(admin, "sample")
    setting.set_setting(admin, REPORT_HEAD, "王主任")
    setting.set_setting(admin, REPORT_PHONE, "023-00000000")
    for measure, value in TARGETS.items():
        target.set_target(admin, county.last_year, measure, value)
    keep_listing(staff, county, listed, first)
    listed.platforms = [_platform(staff, number, first) for number in range(county.size.platforms)]
    listed.instructors = [_instructor(staff, number) for number in range(county.size.instructors)]
    listed.employer = employer.add_employer(staff.clerk, EmployerDetails(name="秀山示例工业有限公司")).row
    for number in range(county.size.courses):
        details = CourseDetails(**_own(course_values(county, number)))
        listed.courses.append(course.add_course(staff.clerk, details).row)
    for occupation, name in TOOLS.items():
        tool = EquipmentDetails(name=name, quantity=_PIECES, occupation_code=occupation)
        listed.equipment[occupation] = teaching.add_equipment(staff.clerk, tool).row
    return listed


def keep_listing(staff: Staff, county: County, listed: Listed, day: date) -> None:
    """List the institutions whose day has come, and take out those that leave."""
    for number, one in enumerate(county.institutions):
        if one.listed_on <= day and number not in listed.institutions:
            details = InstitutionDetails(
                name=one.name,
                uscc=one.uscc,
                kind="5",
                licence_number=f"人社民{county.code}{number:04}",
                licence_until=date(county.last_year + 2, 12, 31),
                division=f"{county.code}000000",
                contact_name="示例联系人",
            )
            listed.institutions[number] = institution.add_institution(staff.clerk, details).row
            for occupation in OCCUPATIONS:
                institution.approve_occupation(
                    staff.clerk,
                    listed.institutions[number],
                    occupation_code=occupation,
                    highest_level=_HIGHEST,
                    capacity=None,
                )
        if one.delisted_on and one.delisted_on <= day and number not in listed.retired:
            institution.retire_institution(staff.clerk, listed.institutions[number])
            listed.retired.add(number)


def venue_of(staff: Staff, listed: Listed, one: SampleClass) -> str | None:
    """The place of a class: a teaching point in its village, or a room of its own in the town; none for a class online."""
    if one.template.mode == "ONL":
        return None
    if one.index not in listed.venues:
        village = one.template.mode == "VIL"
        name = f"{one.village.name}教学点" if village else f"实训教室{one.index + 1}"
        division = one.village.code if village else one.village.township_code
        details = VenueDetails(name=name, division=division, capacity=60)
        listed.venues[one.index] = teaching.add_venue(staff.clerk, details).row
    return listed.venues[one.index]


def _own(values: dict[str, Any]) -> dict[str, Any]:
    """What a clerk types for a course; version and status are the program's."""
    return {name: value for name, value in values.items() if name not in {"version", "status"}}


def _platform(staff: Staff, number: int, first: date) -> str:
    details = PlatformDetails(name=f"示例云课堂{number + 1}", operator="示例网络公司")
    platform = online_platform.add_platform(staff.clerk, details).row
    for to in (PlatformState.IN_REVIEW, PlatformState.LISTED):
        step = PlatformStep(to=to, day=first, result="合格", reason="材料齐全")
        online_platform.review_platform(staff.reviewer, platform, step)
    return platform


def _instructor(staff: Staff, number: int) -> str:
    user = staff.instructor.worker.user_id if number == 0 else None
    name = staff.instructor.worker.name if number == 0 else f"教师{number + 1:03}"
    employment = "part_time" if number % 3 else "full_time"
    return teaching.add_instructor(staff.clerk, InstructorDetails(name=name, employment=employment, user_id=user)).row
