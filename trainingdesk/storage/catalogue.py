"""Queries over the catalogue (目录): institutions, platforms, courses, instructors, venues, equipment and lists."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from trainingdesk.domain.assessment import points_text
from trainingdesk.storage.division import within
from trainingdesk.storage.rows import columns, fetch, fetch_one, live, table

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlmodel import Session

    from trainingdesk.domain.online_platform import PlatformState


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """An institution as lists show it."""

    id: str
    name: str
    uscc: str | None
    kind: str | None
    licence_number: str | None
    licence_until: date | None
    division: str | None
    contact_name: str | None
    contact_phone: str | None
    status: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One occupation an institution may teach."""

    id: str
    institution_id: str
    occupation_code: str
    highest_level: str
    capacity: int | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """An online platform as lists show it."""

    id: str
    name: str
    operator: str | None
    url: str | None
    record_number: str | None
    filing_year: int | None
    state: PlatformState


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One step in a platform's life."""

    id: str
    platform_id: str
    kind: str
    from_state: str | None
    to_state: str
    result: str | None
    score: int | None
    reason: str | None
    reviewed_on: date


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One version of a course."""

    id: str
    code: str
    version: int
    name: str
    occupation_code: str | None
    occupation_name: str | None
    training_type: str
    level: str
    theory_periods: int
    practice_periods: int
    online_periods: int
    delivery_modes: str
    institution_id: str | None
    platform_id: str | None
    textbook: str | None
    rate_code: str | None
    shortage: str | None
    digital: bool
    valid_from: date | None
    valid_to: date | None
    status: str
    safety_periods: int | None = None
    pass_points_theory: int | None = None
    pass_points_practice: int | None = None

    @property
    def periods(self) -> int:
        """All class periods of the course."""
        return self.theory_periods + self.practice_periods + self.online_periods

    @property
    def pass_points(self) -> str:
        """Its own points to pass, theory before practice; nothing where those of the policy are enough."""
        own = (self.pass_points_theory, self.pass_points_practice)
        if own == (None, None):
            return ""
        return "/".join("—" if points is None else points_text(points) for points in own)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFilter:
    """What a list of courses is narrowed to (FEATURES 6); None is everything."""

    institution_id: str | None = None
    platform_id: str | None = None
    occupation_code: str | None = None
    level: str | None = None
    training_type: str | None = None
    subsidized: bool | None = None


@dataclass(frozen=True, slots=True)
class InstructorRow:
    """An instructor as lists show it."""

    id: str
    name: str
    phone: str | None
    employment: str
    qualifications: str | None
    subjects: str | None
    institution_id: str | None
    startup_pool: bool
    user_id: str | None
    status: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class VenueRow:
    """A venue or village teaching point."""

    id: str
    name: str
    division: str | None
    address: str | None
    capacity: int | None
    shared_with: str | None
    institution_id: str | None
    status: str


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """Equipment of a venue or an institution."""

    id: str
    name: str
    model: str | None
    quantity: int
    venue_id: str | None
    institution_id: str | None
    status: str
    occupation_code: str | None = None


@dataclass(frozen=True, slots=True)
class CodeItemRow:
    """A row of a list the county may edit."""

    id: str
    list_name: str
    code: str
    name: str
    core: str | None
    position: int
    active: bool
    symbol: str | None
    key: str | None


def _named(row_type: type[Any], name: str, *conditions: ColumnElement[bool]) -> Select[Any]:
    query = select(*columns(row_type, name)).where(live(name), *conditions)
    return query.order_by(table(name).c.name, table(name).c.id)


def _containing(name: str, text: str | None) -> list[ColumnElement[bool]]:
    return [table(name).c.name.contains(text, autoescape=True)] if text else []


def institutions(
    session: Session,
    *,
    text: str | None = None,
    active_only: bool = False,
    division: str | None = None,
    occupation: str | None = None,
) -> tuple[InstitutionRow, ...]:
    """Institutions by name; ``text`` is any part of the name or the whole credit code, ``division`` keeps those in it."""
    target, approval = table("institution"), table("institution_approval")
    wanted = [target.c.status == "active"] if active_only else []
    if text:
        wanted.append(or_(target.c.name.contains(text, autoescape=True), target.c.uscc == text.upper()))
    if division:
        wanted.append(target.c.division.startswith(within(division), autoescape=True))
    if occupation:
        approved = select(approval.c.institution_id).where(
            live("institution_approval"), approval.c.occupation_code == occupation
        )
        wanted.append(target.c.id.in_(approved))
    return fetch(session, InstitutionRow, _named(InstitutionRow, "institution", *wanted))


def institution(session: Session, institution_id: str) -> InstitutionRow | None:
    """One living institution."""
    query = _named(InstitutionRow, "institution", table("institution").c.id == institution_id)
    return fetch_one(session, InstitutionRow, query)


def institution_with(session: Session, uscc: str) -> InstitutionRow | None:
    """The institution of this credit code."""
    return fetch_one(
        session, InstitutionRow, _named(InstitutionRow, "institution", table("institution").c.uscc == uscc)
    )


def approvals(session: Session, institution_id: str) -> tuple[ApprovalRow, ...]:
    """What an institution may teach."""
    target = table("institution_approval")
    query = (
        select(*columns(ApprovalRow, "institution_approval"))
        .where(live("institution_approval"), target.c.institution_id == institution_id)
        .order_by(target.c.occupation_code)
    )
    return fetch(session, ApprovalRow, query)


def platforms(session: Session, *, text: str | None = None) -> tuple[PlatformRow, ...]:
    """Online platforms by name."""
    return fetch(session, PlatformRow, _named(PlatformRow, "online_platform", *_containing("online_platform", text)))


def platform(session: Session, platform_id: str) -> PlatformRow | None:
    """One living platform."""
    query = _named(PlatformRow, "online_platform", table("online_platform").c.id == platform_id)
    return fetch_one(session, PlatformRow, query)


def reviews(session: Session, platform_id: str) -> tuple[ReviewRow, ...]:
    """The life of a platform, oldest first."""
    target = table("platform_review")
    query = (
        select(*columns(ReviewRow, "platform_review"))
        .where(live("platform_review"), target.c.platform_id == platform_id)
        .order_by(target.c.reviewed_on, target.c.at)
    )
    return fetch(session, ReviewRow, query)


def courses(
    session: Session, *, text: str | None = None, on: date | None = None, wanted: CourseFilter | None = None
) -> tuple[CourseRow, ...]:
    """Course versions by name; with ``on`` only those that hold on that day and were not retired."""
    target = table("course")
    conditions = _containing("course", text) + _narrowing(wanted or CourseFilter())
    if on is not None:
        conditions += [
            target.c.status == "active",
            or_(target.c.valid_from.is_(None), target.c.valid_from <= on),
            or_(target.c.valid_to.is_(None), target.c.valid_to >= on),
        ]
    return fetch(session, CourseRow, _named(CourseRow, "course", *conditions))


def _narrowing(wanted: CourseFilter) -> list[ColumnElement[bool]]:
    target = table("course")
    found = [target.c[name] == value for name, value in asdict(wanted).items() if name != "subsidized" and value]
    if wanted.subsidized is not None:
        rated = func.coalesce(target.c.rate_code, "") != ""
        found.append(rated if wanted.subsidized else ~rated)
    return found


def course(session: Session, course_id: str) -> CourseRow | None:
    """One living course version."""
    return fetch_one(session, CourseRow, _named(CourseRow, "course", table("course").c.id == course_id))


def course_version(session: Session, code: str, *, on: date | None = None) -> CourseRow | None:
    """The newest version of a course; with ``on`` the newest that holds on that day."""
    candidates = [row for row in courses(session, on=on) if row.code == code]
    return max(candidates, key=lambda row: row.version, default=None)


def versions_of(session: Session, code: str) -> tuple[CourseRow, ...]:
    """Every living version of a course, the newest first; superseded and retired ones too."""
    target = table("course")
    query = select(*columns(CourseRow, "course")).where(live("course"), target.c.code == code)
    return fetch(session, CourseRow, query.order_by(target.c.version.desc(), target.c.id))


def classes_using(session: Session, course_id: str) -> int:
    """How many living classes use this course version."""
    target = table("training_class")
    query = select(func.count()).select_from(target).where(live("training_class"), target.c.course_id == course_id)
    return int(session.connection().execute(query).scalar_one())


def instructors(session: Session, *, text: str | None = None) -> tuple[InstructorRow, ...]:
    """Instructors by name."""
    return fetch(session, InstructorRow, _named(InstructorRow, "instructor", *_containing("instructor", text)))


def instructor(session: Session, instructor_id: str) -> InstructorRow | None:
    """One living instructor."""
    query = _named(InstructorRow, "instructor", table("instructor").c.id == instructor_id)
    return fetch_one(session, InstructorRow, query)


def venues(session: Session, *, text: str | None = None) -> tuple[VenueRow, ...]:
    """Venues by name."""
    return fetch(session, VenueRow, _named(VenueRow, "venue", *_containing("venue", text)))


def venue(session: Session, venue_id: str) -> VenueRow | None:
    """One living venue."""
    return fetch_one(session, VenueRow, _named(VenueRow, "venue", table("venue").c.id == venue_id))


def equipment(session: Session, *, venue_id: str | None = None) -> tuple[EquipmentRow, ...]:
    """Equipment by name, of one venue or of all."""
    wanted = [] if venue_id is None else [table("equipment").c.venue_id == venue_id]
    return fetch(session, EquipmentRow, _named(EquipmentRow, "equipment", *wanted))


def one_equipment(session: Session, equipment_id: str) -> EquipmentRow | None:
    """One living entry of the register of equipment."""
    return fetch_one(session, EquipmentRow, _named(EquipmentRow, "equipment", table("equipment").c.id == equipment_id))


def code_items(session: Session, list_name: str) -> tuple[CodeItemRow, ...]:
    """A list the county may edit, in its order."""
    target = table("code_item")
    query = (
        select(*columns(CodeItemRow, "code_item"))
        .where(live("code_item"), target.c.list_name == list_name)
        .order_by(target.c.position, target.c.code)
    )
    return fetch(session, CodeItemRow, query)
