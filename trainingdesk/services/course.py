"""Courses (培训项目/课程): a version that a class uses never changes, editing it makes the next one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from trainingdesk.domain import course as rule
from trainingdesk.domain.access import Action
from trainingdesk.domain.assessment import FULL
from trainingdesk.domain.course import CoursePeriods
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.policy import county_policy
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import catalogue, rows
from trainingdesk.storage.occupation import occupations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.policy import Policy
    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.storage.catalogue import CourseFilter, CourseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDetails:
    """What a clerk enters for a course; periods are class periods of the policy's length.

    Points to pass are in tenths; where there are none those of the policy of a class are enough.
    """

    code: str
    name: str
    training_type: str
    level: str
    theory_periods: int
    practice_periods: int
    online_periods: int = 0
    safety_periods: int | None = None
    pass_points_theory: int | None = None
    pass_points_practice: int | None = None
    occupation_code: str | None = None
    occupation_name: str | None = None
    delivery_modes: str = ""
    institution_id: str | None = None
    platform_id: str | None = None
    textbook: str | None = None
    rate_code: str | None = None
    shortage: str | None = None
    digital: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


def add_course(work: Work, details: CourseDetails) -> Changes:
    """Version 1 of a course.

    Raises Refused for a code that is taken, codes that are in no list, and periods that cannot be or that the county's
    policy does not allow (the rule named).
    """
    _check(details)
    with work.writing(Action.EDIT_CATALOGUE) as session:
        said = _checked(session, details, day=details.valid_from or work.today())
        if catalogue.course_version(session, details.code) is not None:
            raise Refused("course.code_taken", code=details.code)
        values = {**asdict(details), "version": 1, "status": "active"}
        row = rows.add(session, "course", row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, Topic.CATALOGUE, rows=(row,), said=said)


def edit_course(work: Work, course_id: str, details: CourseDetails) -> Changes:
    """Change a course; where a class uses this version the change is the next version (FEATURES 5)."""
    _check(details)
    with work.writing(Action.EDIT_CATALOGUE) as session:
        present = catalogue.course(session, course_id)
        if present is None:
            raise Refused("course.unknown")
        if present.code != details.code:
            raise Refused("course.code_is_fixed", code=present.code)
        said = _checked(session, details, day=details.valid_from or work.today())
        values = asdict(details)
        if not catalogue.classes_using(session, course_id):
            del values["code"]
            rows.change(session, "course", course_id, values)
            return changed(session, Topic.CATALOGUE, rows=(course_id,), said=said)
        row = _next_version(work, session, present, values)
        said += (Said.of("course.next_version", version=present.version + 1),)
        return changed(session, Topic.CATALOGUE, rows=(row,), said=said)


def retire_course(work: Work, course_id: str) -> Changes:
    """Take a course out of the catalogue; classes that use it keep it."""
    with work.writing(Action.EDIT_CATALOGUE) as session:
        if not rows.change(session, "course", course_id, {"status": "retired"}):
            raise Refused("course.unknown")
        return changed(session, Topic.CATALOGUE, rows=(course_id,))


def list_courses(
    work: Work, *, text: str | None = None, on: date | None = None, wanted: CourseFilter | None = None
) -> tuple[CourseRow, ...]:
    """Course versions by name; with ``on`` only those that hold on that day."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return catalogue.courses(session, text=text, on=on, wanted=wanted)


def versions_of(work: Work, code: str) -> tuple[CourseRow, ...]:
    """Every version of a course, the newest first."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return catalogue.versions_of(session, code)


def verdicts_of(work: Work, details: CourseDetails) -> tuple[Verdict, ...]:
    """What the county's policy says of a course before it is saved; raises Refused where no policy holds."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return rule.check(_periods(details), county_policy(session, details.valid_from or work.today()))


def _next_version(work: Work, session: Session, present: CourseRow, values: dict[str, Any]) -> str:
    newest = catalogue.course_version(session, present.code)
    if newest is not None and newest.id != present.id:
        raise Refused("course.not_the_newest", version=newest.version)
    rows.change(session, "course", present.id, {"status": "superseded"})
    values |= {"version": present.version + 1, "supersedes_id": present.id, "status": "active"}
    return rows.add(session, "course", row_id=work.new_id(), county_code=work.county_code, values=values)


def _checked(session: Session, details: CourseDetails, *, day: date) -> tuple[Said, ...]:
    """Raise Refused for codes that are in no list and for periods that the policy does not allow; answers the warnings."""
    for list_name, code, key in (
        ("training_types", details.training_type, "course.training_type_unknown"),
        ("skill_levels", details.level, "course.level_unknown"),
    ):
        if code not in {item.code for item in catalogue.code_items(session, list_name)}:
            raise Refused(key, found=code)
    said = _by_policy(session, details, day=day)
    if details.occupation_code and not occupations(session, code=details.occupation_code):
        return (*said, Said.of("course.occupation_unknown", found=details.occupation_code))
    return said


def _by_policy(session: Session, details: CourseDetails, *, day: date) -> tuple[Said, ...]:
    """Raise Refused for periods that the county's policy does not allow; where none holds that day, it is said."""
    try:
        policy = county_policy(session, day)
    except Refused as none_holds:
        return (Said.of(none_holds.key, **none_holds.values),)
    for verdict in rule.check(_periods(details), policy):
        if verdict.decision is Decision.NO and verdict.reason is not None:
            raise Refused(verdict.reason, **{**verdict.values, "clause": verdict.clause})
    own = {"theory": details.pass_points_theory, "practice": details.pass_points_practice}
    return tuple(_below_policy(policy, own))


def _below_policy(policy: Policy, own: Mapping[str, int | None]) -> Iterator[Said]:
    """Points by part that ask for less than the policy does: they hold, and are said."""
    for part, points in own.items():
        limit = policy.limit(f"assessment.pass_points_{part}")
        if points is not None and limit is not None and points < limit.value:
            values = {"found": points / 10, "wanted": limit.value / 10, "clause": limit.clause}
            yield Said.of(f"course.pass_points_{part}_below", **values)


def _periods(details: CourseDetails) -> CoursePeriods:
    return CoursePeriods(
        theory=details.theory_periods,
        practice=details.practice_periods,
        online=details.online_periods,
        safety=details.safety_periods,
    )


def _check(details: CourseDetails) -> None:
    if not details.code.strip() or not details.name.strip():
        raise Refused("course.no_name")
    periods = (details.theory_periods, details.practice_periods, details.online_periods)
    if min(periods) < 0 or not sum(periods):
        raise Refused("course.no_periods")
    if details.safety_periods is not None and not 0 <= details.safety_periods <= sum(periods):
        raise Refused("course.safety_unsound", found=details.safety_periods, wanted=sum(periods))
    _check_pass_points(details.pass_points_theory, details.theory_periods + details.online_periods)
    _check_pass_points(details.pass_points_practice, details.practice_periods)
    if details.valid_from and details.valid_to and details.valid_to < details.valid_from:
        raise Refused("course.ends_before_it_begins")


def _check_pass_points(points: int | None, periods: int) -> None:
    """Raise Refused for points that nobody reaches or everybody does, and for those of a part that is not examined."""
    if points is None:
        return
    if not 0 < points <= FULL:
        raise Refused("course.pass_points_unsound", found=points / 10, most=FULL // 10)
    if not periods:
        raise Refused("course.pass_points_not_examined", found=points / 10)
