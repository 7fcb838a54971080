"""Institutions, online platforms, courses, instructors, venues and the lists they need (目录)."""

from datetime import date, datetime

from sqlmodel import Field

from trainingdesk.domain.online_platform import PlatformState
from trainingdesk.storage.tables.base import Synced, moment, one_of, refers_to


class Institution(Synced, table=True):
    """A training institution (培训机构)."""

    __tablename__ = "institution"

    name: str = Field(index=True)
    uscc: str | None = Field(default=None, index=True)
    licence_number: str | None = None
    licence_until: date | None = None
    listed_on: date | None = None
    delisted_on: date | None = None
    kind: str | None = None
    division: str | None = None
    address: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    status: str = "active"
    note: str | None = None


class InstitutionApproval(Synced, table=True):
    """What an institution may teach: occupation, highest level, capacity."""

    __tablename__ = "institution_approval"

    institution_id: str = refers_to("institution", index=True)
    occupation_code: str
    highest_level: str
    capacity: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class OnlinePlatform(Synced, table=True):
    """An online training platform (线上培训平台)."""

    __tablename__ = "online_platform"

    name: str
    operator: str | None = None
    operator_uscc: str | None = None
    url: str | None = None
    record_number: str | None = None
    filing_year: int | None = None
    hour_rule: str | None = None
    evidence: str | None = None
    state: PlatformState = Field(sa_type=one_of(PlatformState, "state"))
    note: str | None = None


class PlatformReview(Synced, table=True):
    """One step in a platform's life (审核/评价/退出)."""

    __tablename__ = "platform_review"

    platform_id: str = refers_to("online_platform", index=True)
    kind: str
    from_state: str | None = None
    to_state: str
    result: str | None = None
    score: int | None = None
    reason: str | None = None
    reviewed_on: date
    by_user: str
    at: datetime = moment()


class Course(Synced, table=True):
    """One version of a course (培训项目/课程); a version that a class uses never changes. Points are in tenths."""

    __tablename__ = "course"

    code: str = Field(index=True)
    version: int = 1
    supersedes_id: str | None = refers_to("course", default=None)
    name: str
    occupation_code: str | None = Field(default=None, index=True)
    occupation_name: str | None = None
    training_type: str
    level: str
    theory_periods: int
    practice_periods: int
    online_periods: int = 0
    safety_periods: int | None = None
    pass_points_theory: int | None = None
    pass_points_practice: int | None = None
    delivery_modes: str = ""
    institution_id: str | None = refers_to("institution", default=None, index=True)
    platform_id: str | None = refers_to("online_platform", default=None)
    textbook: str | None = None
    rate_code: str | None = None
    shortage: str | None = None
    digital: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    status: str = "active"


class DigitalResource(Synced, table=True):
    """A digital learning resource of the catalogue."""

    __tablename__ = "digital_resource"

    name: str
    kind: str
    url: str | None = None
    platform_id: str | None = refers_to("online_platform", default=None)
    course_id: str | None = refers_to("course", default=None)
    status: str = "active"


class Instructor(Synced, table=True):
    """An instructor (教师), full or part time."""

    __tablename__ = "instructor"

    name: str = Field(index=True)
    phone: str | None = None
    employment: str
    qualifications: str | None = None
    subjects: str | None = None
    institution_id: str | None = refers_to("institution", default=None, index=True)
    startup_pool: bool = False
    listed_on: date | None = None
    delisted_on: date | None = None
    user_id: str | None = None
    status: str = "active"
    note: str | None = None


class Venue(Synced, table=True):
    """A training place (场地/教学点), shared between institutions where it says so."""

    __tablename__ = "venue"

    name: str
    division: str | None = Field(default=None, index=True)
    address: str | None = None
    capacity: int | None = None
    equipment: str | None = None
    shared_with: str | None = None
    institution_id: str | None = refers_to("institution", default=None)
    status: str = "active"


class Equipment(Synced, table=True):
    """Equipment (设备) of a venue or an institution."""

    __tablename__ = "equipment"

    name: str
    model: str | None = None
    quantity: int = 1
    venue_id: str | None = refers_to("venue", default=None, index=True)
    institution_id: str | None = refers_to("institution", default=None)
    occupation_code: str | None = None
    status: str = "active"


class VenueBooking(Synced, table=True):
    """A venue taken for something that is no lesson."""

    __tablename__ = "venue_booking"

    venue_id: str = refers_to("venue")
    day: date = Field(index=True)
    starts_at: int
    ends_at: int
    purpose: str
    booked_for: str | None = None
    class_id: str | None = refers_to("training_class", default=None)


class EquipmentBooking(Synced, table=True):
    """Pieces of equipment taken for some days; ``venue_id`` is where they go."""

    __tablename__ = "equipment_booking"

    equipment_id: str = refers_to("equipment")
    quantity: int
    first_day: date
    starts_at: int
    last_day: date = Field(index=True)
    ends_at: int
    venue_id: str | None = refers_to("venue", default=None)
    purpose: str
    booked_for: str | None = None
    class_id: str | None = refers_to("training_class", default=None)


class Occupation(Synced, table=True):
    """An occupation (职业/工种) of one version of the dictionary."""

    __tablename__ = "occupation"

    code: str = Field(index=True)
    version: str
    name: str
    flags: str | None = None
    shortage: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class Holiday(Synced, table=True):
    """A day that differs from its weekday: a holiday, or a make-up working day (调休)."""

    __tablename__ = "holiday"

    day: date = Field(index=True)
    working: bool
    name: str | None = None


class CodeItem(Synced, table=True):
    """A row of a list the county may edit; ``core`` is its fixed meaning, ``symbol`` and ``key`` those of a mark."""

    __tablename__ = "code_item"

    list_name: str = Field(index=True)
    code: str
    name: str
    core: str | None = None
    position: int = 0
    active: bool = True
    symbol: str | None = None
    key: str | None = None


class CountySetting(Synced, table=True):
    """A setting that is the same on every desk of the county, as JSON."""

    __tablename__ = "county_setting"

    key: str
    value: str


class PolicyPack(Synced, table=True):
    """A version of a policy (政策规则包): every number with its clause, as TOML."""

    __tablename__ = "policy_pack"

    policy: str
    version: str
    region: str
    title: str
    body: str
    valid_from: date
    valid_to: date | None = None
