"""What the form of a class offers, asked for at once: courses, providers, rooms, people, places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.services import course, employer, institution, online_platform
from trainingdesk.services.class_details import modes_of
from trainingdesk.services.division import divisions
from trainingdesk.settings.code_tables import CodeTable
from trainingdesk.ui.models.choices import in_use, instructors, venues

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassRow
    from trainingdesk.ui.models.choices import Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassChoices:
    """Choices as (value, words); ``offered`` are the modes of each course, none where all are possible."""

    courses: Choices
    institutions: Choices
    venues: Choices
    instructors: Choices
    platforms: Choices
    employers: Choices
    places: Choices
    modes: Choices
    offered: Mapping[str, tuple[str, ...]]

    def modes_for(self, course_id: str) -> Choices:
        """The ways in which a course may be taught."""
        offered = self.offered.get(course_id, ())
        return tuple(mode for mode in self.modes if not offered or mode[0] in offered)


def class_choices(work: Work, kept: ClassRow | None = None) -> ClassChoices:
    """Everything in use today, and what a class names already."""
    courses = [row for row in course.list_courses(work) if row.status != "retired" or _keeps(kept, row.id)]
    places = divisions(work)
    return ClassChoices(
        courses=tuple((row.id, f"{row.name} · {row.code} v{row.version}") for row in courses),
        institutions=in_use(institution.list_institutions(work), None if kept is None else kept.institution_id),
        venues=venues(work, None if kept is None else kept.venue_id),
        instructors=instructors(work, None if kept is None else kept.instructor_id),
        platforms=tuple((row.id, row.name) for row in online_platform.list_platforms(work)),
        employers=tuple((row.id, row.name) for row in employer.list_employers(work)),
        places=tuple((code, places.name(code)) for code in places.places),
        modes=tuple((item.code, item.name) for item in CodeTable.shipped("delivery_modes")),
        offered={row.id: modes_of(row) for row in courses},
    )


def _keeps(kept: ClassRow | None, course_id: str) -> bool:
    return kept is not None and kept.course_id == course_id
