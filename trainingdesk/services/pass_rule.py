"""What is enough in a class: what its version of the course says itself, else its policy (FEATURES 46)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.assessment import PassRule
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.limit import Limit
from trainingdesk.services import policy
from trainingdesk.services.class_access import class_seen
from trainingdesk.storage import catalogue

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.catalogue import CourseRow
    from trainingdesk.storage.training_class import ClassRow


def passing_of(work: Work, class_id: str) -> PassRule:
    """See ``pass_rule``; raises Refused for a class that the worker does not see."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return pass_rule(session, class_seen(work, session, class_id))


def pass_rule(session: Session, the_class: ClassRow) -> PassRule:
    """What is enough in a class, in the parts that its course teaches."""
    course = catalogue.course(session, the_class.course_id)
    if course is None:
        raise Refused("course.unknown")
    followed = policy.policy_of(session, the_class.policy, the_class.policy_version)
    return PassRule.of(
        followed,
        theory_periods=course.theory_periods + course.online_periods,
        practice_periods=course.practice_periods,
        own_theory=_own_limit(course, course.pass_points_theory),
        own_practice=_own_limit(course, course.pass_points_practice),
    )


def _own_limit(course: CourseRow, points: int | None) -> Limit | None:
    """What a version of a course says itself, with its name as the clause."""
    return None if points is None else Limit(points, f"{course.name} {course.code}-{course.version}")
