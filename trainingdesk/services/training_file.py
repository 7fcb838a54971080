"""A person's lifelong training file (终身职业技能培训档案, plan art. 19): classes, certificates, subsidies, across merges.

Numbers are masked; the whole ones need a reason, and the look is written to the access log.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.attendance import AttendanceRules, person_rate
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import LessonState
from trainingdesk.services.person_category import unseen_categories
from trainingdesk.services.person_page import person_page, reveal
from trainingdesk.services.policy import policy_of
from trainingdesk.services.register_page import stints_by_enrollment
from trainingdesk.storage import lesson as lessons
from trainingdesk.storage import training_file as stored
from trainingdesk.storage.attendance import LessonMark

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.domain.attendance import AttendanceRate
    from trainingdesk.services.person_page import PersonPage, Revealed
    from trainingdesk.services.work import Work
    from trainingdesk.storage.lesson import LessonRow
    from trainingdesk.storage.training_file import FileCertificateRow, FileClassRow, FileSubsidyRow


@dataclass(frozen=True, slots=True)
class FileClass:
    """A class with how the person attended it: periods attended of periods held, by the policy that the class keeps."""

    about: FileClassRow
    rate: AttendanceRate


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Everything the desk knows of one person's training, oldest first; ``whole`` is there after a reveal only."""

    person: PersonPage
    whole: Revealed | None
    classes: tuple[FileClass, ...]
    certificates: tuple[FileCertificateRow, ...]
    subsidies: tuple[FileSubsidyRow, ...]


def training_file(work: Work, person_id: str, *, reason: str | None = None) -> PersonFile:
    """The file of a person, under whichever id; with a ``reason`` the whole numbers too, after the look was logged.

    Raises Refused for an unknown person, and for a role that may not see this or may not reveal.
    """
    page = person_page(work, person_id)
    whole = None if reason is None else reveal(work, person_id, reason=reason)
    with work.reading(Action.SEE_EVERYTHING) as session:
        ids = (page.id, *page.merged_ids)
        unseen = unseen_categories(work, session)
        return PersonFile(
            page,
            whole,
            tuple(_class(session, row, unseen) for row in stored.classes_of(session, ids)),
            stored.certificates_of(session, ids),
            stored.subsidies_of(session, ids),
        )


def _class(session: Session, row: FileClassRow, unseen: frozenset[str]) -> FileClass:
    held = [one for one in lessons.lessons_of(session, row.class_id) if one.state is LessonState.HELD]
    stints = stints_by_enrollment(session, [row.enrollment_id])[row.enrollment_id]
    rate = person_rate(held, _marks(session, row.enrollment_id, held), stints, _rules(session, row))
    return FileClass(replace(row, paid_category=None) if row.paid_category in unseen else row, rate)


def _marks(session: Session, enrollment_id: str, held: list[LessonRow]) -> dict[str, LessonMark]:
    found = stored.marks_of(session, enrollment_id, [one.id for one in held])
    return {
        one.id: LessonMark(
            enrollment_id, one.id, one.day, one.periods, one.part, found[one.id].counted, found[one.id].minutes
        )
        for one in held
        if one.id in found
    }


def _rules(session: Session, row: FileClassRow) -> AttendanceRules:
    """What the class's policy says; where that policy is not on this desk, nothing, and doubts stay doubts."""
    try:
        return AttendanceRules.of(policy_of(session, row.policy, row.policy_version))
    except Refused:
        return AttendanceRules()
