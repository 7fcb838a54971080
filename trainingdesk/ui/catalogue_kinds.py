"""What the catalogue holds, as data: of each kind its columns, what a form asks, and the use cases behind the buttons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.credit_code import read_credit_code
from trainingdesk.domain.division import read_division
from trainingdesk.domain.phone import read_phone
from trainingdesk.services import course, digital_resource, employer, institution, online_platform, teaching
from trainingdesk.services.course import CourseDetails
from trainingdesk.services.digital_resource import ResourceDetails
from trainingdesk.services.employer import EmployerDetails
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.online_platform import PlatformDetails
from trainingdesk.services.teaching import EquipmentDetails, InstructorDetails, VenueDetails

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work


class Look(StrEnum):
    """How a form asks for a value."""

    TEXT = "text"
    NOTE = "note"
    DAY = "day"
    NUMBER = "number"
    POINTS = "points"
    CHECK = "check"
    CHOICE = "choice"
    SEVERAL = "several"


def title_of(field: str) -> str:
    """The sentence key of a field's name."""
    return f"screen_catalogue.field_{field}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One value of a row: how it is asked, and where its words stand (``choices`` names a list of ``Names``)."""

    field: str
    look: Look = Look.TEXT
    required: bool = False
    reader: Callable[[str], Any] | None = None
    choices: str = ""
    least: int = 0
    fixed: bool = False  # once it is saved


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of thing in the catalogue. ``columns`` are (field, width)."""

    name: str
    table: str
    form: type[Any]
    columns: tuple[tuple[str, int], ...]
    inputs: tuple[Input, ...]
    rows: Callable[[Work], Sequence[Any]]
    add: Callable[[Work, Any], Changes]
    edit: Callable[[Work, str, Any], Changes]
    retire: Callable[[Work, str], Changes] | None = None
    readmit: Callable[[Work, str], Changes] | None = None

    @property
    def sentence(self) -> str:
        """The key of its words."""
        return f"screen_catalogue.kind_{self.name}"

    @property
    def exported(self) -> str:
        """The name of its list in ``catalogue_export.LISTS``."""
        return self.name if self.name == "equipment" else f"{self.name}s"

    def input(self, field: str) -> Input:
        """How a field is asked; a column that no form asks is text."""
        return next((one for one in self.inputs if one.field == field), Input(field=field))


_NAME: Final = Input(field="name", required=True)
_USCC: Final = Input(field="uscc", reader=read_credit_code)
_OWNER: Final = Input(field="institution_id", look=Look.CHOICE, choices="institution")
_DIVISION: Final = Input(field="division", reader=read_division, choices="division")
_NOTE: Final = Input(field="note", look=Look.NOTE)


def _newest(work: Work) -> tuple[Any, ...]:
    """Courses without the versions that a newer one follows; those stand in the panel of the newest."""
    return tuple(row for row in course.list_courses(work) if row.status != "superseded")


_INSTITUTION: Final = Kind(
    name="institution",
    table="institution",
    form=InstitutionDetails,
    columns=(("name", 240), ("kind", 150), ("licence_until", 190), ("status", 80)),
    inputs=(
        _NAME,
        _USCC,
        Input(field="kind", look=Look.CHOICE, choices="institution_kind"),
        Input(field="licence_number"),
        Input(field="licence_until", look=Look.DAY),
        _DIVISION,
        Input(field="address"),
        Input(field="contact_name"),
        Input(field="contact_phone"),
        _NOTE,
    ),
    rows=institution.list_institutions,
    add=institution.add_institution,
    edit=institution.edit_institution,
    retire=institution.retire_institution,
    readmit=institution.readmit_institution,
)
_PLATFORM: Final = Kind(
    name="platform",
    table="online_platform",
    form=PlatformDetails,
    columns=(("name", 200), ("operator", 180), ("record_number", 120), ("state", 100)),
    inputs=(
        _NAME,
        Input(field="operator"),
        Input(field="operator_uscc", reader=read_credit_code),
        Input(field="url"),
        Input(field="record_number"),
        Input(field="filing_year", look=Look.NUMBER, least=2000),
        Input(field="hour_rule", look=Look.NOTE),
        Input(field="evidence", look=Look.NOTE),
        _NOTE,
    ),
    rows=online_platform.list_platforms,
    add=online_platform.add_platform,
    edit=online_platform.edit_platform,
)
_COURSE: Final = Kind(
    name="course",
    table="course",
    form=CourseDetails,
    columns=(("code", 80), ("name", 170), ("level", 120), ("periods", 64), ("valid_to", 150), ("status", 80)),
    inputs=(
        Input(field="code", required=True, fixed=True),
        _NAME,
        Input(field="training_type", look=Look.CHOICE, choices="training_type", required=True),
        Input(field="level", look=Look.CHOICE, choices="level", required=True),
        Input(field="theory_periods", look=Look.NUMBER, required=True),
        Input(field="practice_periods", look=Look.NUMBER, required=True),
        Input(field="online_periods", look=Look.NUMBER, required=True),
        Input(field="safety_periods", look=Look.NUMBER),
        Input(field="pass_points_theory", look=Look.POINTS),
        Input(field="pass_points_practice", look=Look.POINTS),
        Input(field="occupation_code"),
        Input(field="occupation_name"),
        Input(field="delivery_modes", look=Look.SEVERAL, choices="delivery_mode"),
        _OWNER,
        Input(field="platform_id", look=Look.CHOICE, choices="platform"),
        Input(field="textbook"),
        Input(field="rate_code"),
        Input(field="shortage"),
        Input(field="digital", look=Look.CHECK),
        Input(field="valid_from", look=Look.DAY),
        Input(field="valid_to", look=Look.DAY),
    ),
    rows=_newest,
    add=course.add_course,
    edit=course.edit_course,
    retire=course.retire_course,
)
_INSTRUCTOR: Final = Kind(
    name="instructor",
    table="instructor",
    form=InstructorDetails,
    columns=(("name", 120), ("employment", 80), ("subjects", 176), ("institution_id", 176), ("status", 80)),
    inputs=(
        _NAME,
        Input(field="employment", look=Look.CHOICE, choices="employment", required=True),
        Input(field="phone", reader=read_phone),
        Input(field="qualifications"),
        Input(field="subjects"),
        _OWNER,
        Input(field="startup_pool", look=Look.CHECK),
        _NOTE,
    ),
    rows=teaching.list_instructors,
    add=teaching.add_instructor,
    edit=teaching.edit_instructor,
    retire=lambda work, row_id: teaching.retire(work, "instructor", row_id),
    readmit=lambda work, row_id: teaching.readmit(work, "instructor", row_id),
)
_VENUE: Final = Kind(
    name="venue",
    table="venue",
    form=VenueDetails,
    columns=(("name", 240), ("address", 180), ("capacity", 80), ("status", 80)),
    inputs=(
        _NAME,
        _DIVISION,
        Input(field="address"),
        Input(field="capacity", look=Look.NUMBER, least=1),
        Input(field="shared_with"),
        _OWNER,
    ),
    rows=teaching.list_venues,
    add=teaching.add_venue,
    edit=teaching.edit_venue,
    retire=lambda work, row_id: teaching.retire(work, "venue", row_id),
    readmit=lambda work, row_id: teaching.readmit(work, "venue", row_id),
)
_EQUIPMENT: Final = Kind(
    name="equipment",
    table="equipment",
    form=EquipmentDetails,
    columns=(("name", 200), ("model", 140), ("quantity", 80), ("venue_id", 180), ("status", 80)),
    inputs=(
        _NAME,
        Input(field="model"),
        Input(field="quantity", look=Look.NUMBER, least=1, required=True),
        Input(field="venue_id", look=Look.CHOICE, choices="venue"),
        _OWNER,
        Input(field="occupation_code"),
    ),
    rows=teaching.list_equipment,
    add=teaching.add_equipment,
    edit=teaching.edit_equipment,
    retire=lambda work, row_id: teaching.retire(work, "equipment", row_id),
    readmit=lambda work, row_id: teaching.readmit(work, "equipment", row_id),
)
_EMPLOYER: Final = Kind(
    name="employer",
    table="employer",
    form=EmployerDetails,
    columns=(("name", 240), ("uscc", 180), ("size_class", 80), ("contact_name", 100)),
    inputs=(
        _NAME,
        _USCC,
        Input(field="size_class", look=Look.CHOICE, choices="size_class"),
        Input(field="contact_name"),
        Input(field="contact_phone"),
    ),
    rows=employer.list_employers,
    add=employer.add_employer,
    edit=employer.edit_employer,
)
_RESOURCE: Final = Kind(
    name="resource",
    table="digital_resource",
    form=ResourceDetails,
    columns=(("name", 220), ("kind", 90), ("platform_id", 160), ("course_id", 160), ("status", 80)),
    inputs=(
        _NAME,
        Input(field="kind", required=True),
        Input(field="url"),
        Input(field="platform_id", look=Look.CHOICE, choices="platform"),
        Input(field="course_id", look=Look.CHOICE, choices="course"),
    ),
    rows=partial(digital_resource.list_resources, text=None),
    add=digital_resource.add_resource,
    edit=digital_resource.edit_resource,
    retire=digital_resource.retire_resource,
)

#: In the order of the chips.
KINDS: Final = (_INSTITUTION, _PLATFORM, _COURSE, _INSTRUCTOR, _VENUE, _EQUIPMENT, _EMPLOYER, _RESOURCE)
