"""Training classes (班级), their lessons and documents."""

from datetime import date, datetime

from sqlmodel import Field

from trainingdesk.domain.training_class import ClassState, LessonState
from trainingdesk.storage.tables.base import Synced, moment, one_of, refers_to


class TrainingClass(Synced, table=True):
    """A class; it keeps the course version and the policy version of its start date."""

    __tablename__ = "training_class"

    number: str = Field(index=True)
    name: str
    course_id: str = refers_to("course", index=True)
    institution_id: str = refers_to("institution", index=True)
    venue_id: str | None = refers_to("venue", default=None)
    platform_id: str | None = refers_to("online_platform", default=None)
    mode: str
    division: str | None = Field(default=None, index=True)
    starts_on: date = Field(index=True)
    ends_on: date
    capacity: int
    policy: str
    policy_version: str
    state: ClassState = Field(sa_type=one_of(ClassState, "state"), index=True)
    instructor_id: str | None = refers_to("instructor", default=None)
    employer_id: str | None = refers_to("employer", default=None)
    department: str | None = None
    textbook: str | None = None
    assessment_plan: str | None = None
    copied_from: str | None = None
    note: str | None = None


class ClassEvent(Synced, table=True):
    """One change of a class's state: who, when and why; ``delegation_id`` marks an approval of one's own work."""

    __tablename__ = "class_event"

    class_id: str = refers_to("training_class", index=True)
    from_state: str | None = None
    to_state: str
    reason: str | None = None
    delegation_id: str | None = None
    by_user: str
    at: datetime = moment()


class Lesson(Synced, table=True):
    """A lesson (课次); ``planned_day`` and ``planned_slot`` keep the first plan visible when it was moved."""

    __tablename__ = "lesson"

    class_id: str = refers_to("training_class", index=True)
    planned_day: date
    planned_slot: str
    day: date = Field(index=True)
    slot: str
    starts_at: int
    ends_at: int
    periods: int
    part: str
    subject: str | None = None
    instructor_id: str | None = refers_to("instructor", default=None)
    substitute_id: str | None = refers_to("instructor", default=None)
    venue_id: str | None = refers_to("venue", default=None)
    state: LessonState = Field(sa_type=one_of(LessonState, "state"))
    state_reason: str | None = None


class ClassDocument(Synced, table=True):
    """A paper that a class must hand in."""

    __tablename__ = "class_document"

    class_id: str = refers_to("training_class", index=True)
    kind: str
    handed_in_on: date | None = None
    sha256: str | None = None
    note: str | None = None
