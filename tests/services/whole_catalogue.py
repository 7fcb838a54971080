"""A catalogue with something in every list and every column: values that are filled and that are not, in use and retired."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tests.services.county import VILLAGE, make_county
from trainingdesk.domain.online_platform import PlatformState, PlatformStep
from trainingdesk.services import course, digital_resource, employer, institution, online_platform, teaching
from trainingdesk.services.catalogue_details import details_of
from trainingdesk.services.course import CourseDetails
from trainingdesk.services.digital_resource import ResourceDetails
from trainingdesk.services.employer import EmployerDetails
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.online_platform import PlatformDetails
from trainingdesk.services.teaching import EquipmentDetails, InstructorDetails, VenueDetails
from trainingdesk.services.training_class import new_class

from .county import details as class_details

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

SCHOOL_CODE = "52500241MJ12345678"  # composed, its check character is right (GB 32100)
FACTORY_CODE = "91500241MA60000017"


def fill_catalogue(work: Work) -> None:
    """Make it, through the use cases."""
    county = make_county(work)
    _institutions(work)
    platform = _platforms(work)
    new_class(work, class_details(county))
    kept = details_of(work, "course", county.course, CourseDetails)
    newer = course.edit_course(work, county.course, replace(kept, theory_periods=18, delivery_modes="F2F;VIL")).row
    course.add_course(work, _course(platform, county.school))
    teaching.add_instructor(
        work,
        InstructorDetails(
            name="李老师", employment="part_time", phone="13800000001", institution_id=county.school, startup_pool=True
        ),
    )
    teaching.retire(work, "instructor", county.another)
    teaching.add_venue(work, VenueDetails(name="一号教室", address="=钟灵镇\n中学", shared_with="启航学校"))
    teaching.add_equipment(work, EquipmentDetails(name="护理床", model="0012", quantity=3, venue_id=county.venue))
    teaching.add_equipment(work, EquipmentDetails(name="护理床", institution_id=county.school))
    employer.add_employer(work, EmployerDetails(name="武陵食品公司", uscc=FACTORY_CODE, size_class="small"))
    employer.add_employer(work, EmployerDetails(name="梅江合作社", contact_phone="023-76661234"))
    digital_resource.add_resource(work, ResourceDetails(name="护理视频", kind="视频", course_id=newer))
    digital_resource.add_resource(
        work, ResourceDetails(name="护理题库", kind="题库", platform_id=platform, course_id=county.course)
    )


def _institutions(work: Work) -> None:
    institution.add_institution(
        work,
        InstitutionDetails(
            name="武陵职业培训学校",
            uscc=SCHOOL_CODE,
            kind="5",
            licence_number="人社民5002414000012",
            licence_until=date(2027, 6, 30),
            division=VILLAGE,
            address="中和街道 1 号",
            contact_name="田校长",
            contact_phone="13900000002",
            note="+ 两个教学点",
        ),
    )
    gone = institution.add_institution(work, InstitutionDetails(name="停办学校", kind="自己写的类型")).row
    institution.retire_institution(work, gone)
    institution.add_institution(work, InstitutionDetails(name="停办学校"))


def _platforms(work: Work) -> str:
    details = PlatformDetails(
        name="技能在线", operator="渝技公司", operator_uscc=FACTORY_CODE, url="https://a.example", record_number="0015",
        filing_year=2026, hour_rule="45 分钟", evidence="截图", note="-",
    )  # fmt: skip
    platform = online_platform.add_platform(work, details).row
    online_platform.add_platform(work, PlatformDetails(name="技能在线"))
    online_platform.review_platform(work, platform, PlatformStep(to=PlatformState.IN_REVIEW, day=work.today()))
    return platform


def _course(platform: str, school: str) -> CourseDetails:
    return CourseDetails(
        code="001", name="电工", training_type="20", level="4", theory_periods=20, practice_periods=40,
        online_periods=5, safety_periods=4, pass_points_theory=655, pass_points_practice=700,
        occupation_code="6-29-03-06", delivery_modes="F2F;OMO", institution_id=school, platform_id=platform,
        rate_code="DG4", shortage="一般紧缺", digital=True, valid_from=date(2026, 1, 1), valid_to=date(2027, 12, 31),
    )  # fmt: skip
