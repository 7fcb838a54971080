"""The lists of the catalogue (目录) that leave the desk as a file and come again: columns, use cases, how rows are known.

A row is known by what identifies it in the field, never by its place in a file: a credit code, a record number, the code of
a course with its version, the name of a venue with its division. An export carries the id of each row besides, so that
a name that was corrected in it is a correction and no second row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.services import catalogue_columns as columns
from trainingdesk.services import course, digital_resource, employer, institution, online_platform, teaching
from trainingdesk.services.course import CourseDetails
from trainingdesk.services.digital_resource import ResourceDetails
from trainingdesk.services.employer import EmployerDetails
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.online_platform import PlatformDetails
from trainingdesk.services.teaching import EquipmentDetails, InstructorDetails, VenueDetails

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.services.catalogue_columns import ListColumn
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work

STATUS: Final = "status"
"""The column that says where a row stands. It is read and never taken: what leaves the catalogue, and what a platform's
life brings, is decided step by step by somebody."""


@dataclass(frozen=True, slots=True)
class Key:
    """Fields that name a row together. It is another row where one of ``unless`` is known on both sides and differs."""

    fields: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueList:
    """One list: its table, its columns, the keys by which a row is known (the surest first), and the use cases.

    ``versioned`` are rows of which the newest version is meant where none is named.
    """

    name: str
    title: str
    table: str
    columns: tuple[ListColumn, ...]
    required: tuple[str, ...] = ("name",)
    keys: tuple[Key, ...]
    form: type[Any]
    add: Callable[[Work, Any], Changes]
    edit: Callable[[Work, str, Any], Changes]
    state: str | None = STATUS
    versioned: bool = False

    def column(self, field: str) -> ListColumn:
        """The column of a field."""
        return next(one for one in self.columns if one.field == field)


_ALL: Final = (
    CatalogueList(
        name="institutions",
        title="培训机构目录",
        table="institution",
        columns=columns.INSTITUTION,
        keys=(Key(("uscc",)), Key(("name",), unless=("uscc",))),
        form=InstitutionDetails,
        add=institution.add_institution,
        edit=institution.edit_institution,
    ),
    CatalogueList(
        name="platforms",
        title="线上培训平台目录",
        table="online_platform",
        columns=columns.PLATFORM,
        keys=(
            Key(("record_number",)),
            Key(("name", "operator"), unless=("record_number",)),
            Key(("name",), unless=("record_number", "operator")),
        ),
        form=PlatformDetails,
        add=online_platform.add_platform,
        edit=online_platform.edit_platform,
        state="state",
    ),
    CatalogueList(
        name="courses",
        title="培训项目目录",
        table="course",
        columns=columns.COURSE,
        required=("code", "name"),
        keys=(Key(("code", "version")), Key(("code",), unless=("version",))),
        form=CourseDetails,
        add=course.add_course,
        edit=course.edit_course,
        versioned=True,
    ),
    CatalogueList(
        name="instructors",
        title="师资库",
        table="instructor",
        columns=columns.INSTRUCTOR,
        keys=(
            Key(("name", "phone", "institution_id")),
            Key(("name", "institution_id")),
            Key(("name",), unless=("phone", "institution_id")),
        ),
        form=InstructorDetails,
        add=teaching.add_instructor,
        edit=teaching.edit_instructor,
    ),
    CatalogueList(
        name="venues",
        title="场地目录",
        table="venue",
        columns=columns.VENUE,
        keys=(Key(("name", "division")), Key(("name",), unless=("division",))),
        form=VenueDetails,
        add=teaching.add_venue,
        edit=teaching.edit_venue,
    ),
    CatalogueList(
        name="equipment",
        title="设备目录",
        table="equipment",
        columns=columns.EQUIPMENT,
        keys=(
            Key(("name", "model", "venue_id", "institution_id")),
            Key(("name",), unless=("model", "venue_id", "institution_id")),
        ),
        form=EquipmentDetails,
        add=teaching.add_equipment,
        edit=teaching.edit_equipment,
    ),
    CatalogueList(
        name="employers",
        title="用人单位名单",
        table="employer",
        columns=columns.EMPLOYER,
        keys=(Key(("uscc",)), Key(("name",), unless=("uscc",))),
        form=EmployerDetails,
        add=employer.add_employer,
        edit=employer.edit_employer,
        state=None,
    ),
    CatalogueList(
        name="resources",
        title="数字资源目录",
        table="digital_resource",
        columns=columns.RESOURCE,
        keys=(
            Key(("name", "kind", "platform_id", "course_id")),
            Key(("name",), unless=("kind", "platform_id", "course_id")),
        ),
        form=ResourceDetails,
        add=digital_resource.add_resource,
        edit=digital_resource.edit_resource,
    ),
)
#: By the name that a user gives.
LISTS: Final = {one.name: one for one in _ALL}


def list_named(name: str) -> CatalogueList:
    """The list of this name; raises Refused for one that there is not."""
    if name not in LISTS:
        raise Refused("export.list_unknown", found=name, lists=tuple(LISTS))
    return LISTS[name]
