"""Training classes (班级): their states and steps, those of their lessons, and how a class is delivered.

The steps are those of the subsidized class as counties run it (津人社局发〔2022〕20号, 经办操作规程 2019, the notice of
2024-01-03); what happens to the money afterwards is the claim's own machine (``claim.py``).
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.state_machine import Machine, Party, Step

if TYPE_CHECKING:
    from collections.abc import Mapping


class ClassState(StrEnum):
    """Where a class stands."""

    DRAFT = "draft"  # 草稿
    SUBMITTED = "submitted"  # 已报送开班申请
    RETURNED = "returned"  # 退回补正
    REJECTED = "rejected"  # 不予开班
    APPROVED = "approved"  # 已备案/同意开班
    RUNNING = "running"  # 培训中
    SUSPENDED = "suspended"  # 暂停整改
    FINISHED = "finished"  # 课程结束待考核
    ASSESSED = "assessed"  # 已考核
    COMPLETED = "completed"  # 已结业
    TERMINATED = "terminated"  # 终止
    CANCELLED = "cancelled"  # 撤销申请
    CLOSED = "closed"  # 归档


class LessonState(StrEnum):
    """Where a lesson stands; a moved lesson is one that waits on another day than first planned."""

    PLANNED = "planned"
    HELD = "held"
    MOVED = "moved"
    CANCELLED = "cancelled"


class DeliveryMode(StrEnum):
    """How a class is taught (授课方式); the fixed meaning behind the rows a county may rename."""

    CLASSROOM = "classroom"  # 线下集中
    BLENDED = "blended"  # 线上线下相结合
    ONLINE = "online"  # 全线上
    IN_VILLAGE = "in_village"  # 送培下乡/送培上门
    PROJECT = "project"  # 项目制
    TO_ORDER = "to_order"  # 订单式/定向式


#: The codes of the shipped list of delivery modes.
DELIVERY_CODES: Final[Mapping[str, DeliveryMode]] = MappingProxyType(
    {
        "F2F": DeliveryMode.CLASSROOM,
        "OMO": DeliveryMode.BLENDED,
        "ONL": DeliveryMode.ONLINE,
        "VIL": DeliveryMode.IN_VILLAGE,
        "PRJ": DeliveryMode.PROJECT,
        "ORD": DeliveryMode.TO_ORDER,
    }
)

#: Modes in which lessons, some or all, need no room.
ONLINE_MODES: Final = frozenset({DeliveryMode.BLENDED, DeliveryMode.ONLINE})

_C = ClassState
_INSTITUTION, _COUNTY, _ASSESSOR = (Party.INSTITUTION,), (Party.COUNTY,), (Party.ASSESSOR,)

#: Every step of a class. A refusal must give its reason (不予开班须说明理由); resuming after 整改 is the county's to allow.
CLASS_STEPS: Final[Machine[ClassState]] = Machine(
    "training_class",
    "state",
    ClassState,
    (
        Step(_C.DRAFT, _C.SUBMITTED, _INSTITUTION, Action.ADVANCE_CLASS),
        Step(_C.SUBMITTED, _C.APPROVED, _COUNTY, Action.APPROVE_CLASS),
        Step(_C.SUBMITTED, _C.RETURNED, _COUNTY, Action.APPROVE_CLASS, needs_reason=True),
        Step(_C.SUBMITTED, _C.REJECTED, _COUNTY, Action.APPROVE_CLASS, needs_reason=True),
        Step(_C.RETURNED, _C.SUBMITTED, _INSTITUTION, Action.ADVANCE_CLASS),
        Step(_C.RETURNED, _C.CANCELLED, _INSTITUTION, Action.ADVANCE_CLASS, needs_reason=True),
        Step(_C.APPROVED, _C.RUNNING, _INSTITUTION, Action.ADVANCE_CLASS),
        Step(_C.APPROVED, _C.CANCELLED, _INSTITUTION, Action.ADVANCE_CLASS, needs_reason=True),
        Step(_C.RUNNING, _C.FINISHED, _INSTITUTION, Action.ADVANCE_CLASS),
        Step(_C.RUNNING, _C.SUSPENDED, _COUNTY, Action.APPROVE_CLASS, needs_reason=True),
        Step(_C.RUNNING, _C.TERMINATED, _COUNTY, Action.APPROVE_CLASS, needs_reason=True),
        Step(_C.SUSPENDED, _C.RUNNING, _COUNTY, Action.APPROVE_CLASS, needs_reason=True),
        Step(_C.SUSPENDED, _C.TERMINATED, _COUNTY, Action.APPROVE_CLASS, needs_reason=True),
        Step(_C.FINISHED, _C.ASSESSED, _ASSESSOR, Action.ADVANCE_CLASS),
        Step(_C.ASSESSED, _C.COMPLETED, _INSTITUTION, Action.ADVANCE_CLASS),
        Step(_C.COMPLETED, _C.CLOSED, _COUNTY, Action.ADVANCE_CLASS),
        Step(_C.TERMINATED, _C.CLOSED, _COUNTY, Action.ADVANCE_CLASS),
    ),
)

_L = LessonState
#: Every step of a lesson: a cancelled lesson may be made up on another day; a held one stays held.
LESSON_STEPS: Final[Machine[LessonState]] = Machine(
    "training_class",
    "lesson",
    LessonState,
    (
        Step(_L.PLANNED, _L.HELD, _INSTITUTION, Action.TAKE_REGISTER),
        Step(_L.PLANNED, _L.MOVED, _INSTITUTION, Action.PLAN_LESSONS, needs_reason=True),
        Step(_L.PLANNED, _L.CANCELLED, _INSTITUTION, Action.PLAN_LESSONS, needs_reason=True),
        Step(_L.MOVED, _L.HELD, _INSTITUTION, Action.TAKE_REGISTER),
        Step(_L.MOVED, _L.MOVED, _INSTITUTION, Action.PLAN_LESSONS, needs_reason=True),
        Step(_L.MOVED, _L.CANCELLED, _INSTITUTION, Action.PLAN_LESSONS, needs_reason=True),
        Step(_L.CANCELLED, _L.MOVED, _INSTITUTION, Action.PLAN_LESSONS, needs_reason=True),
    ),
)

#: The way of a class that goes well; every other state stands beside it.
WAY: Final = (
    _C.DRAFT,
    _C.SUBMITTED,
    _C.APPROVED,
    _C.RUNNING,
    _C.FINISHED,
    _C.ASSESSED,
    _C.COMPLETED,
    _C.CLOSED,
)
#: The step of the way beside which a class stands that left it.
BESIDE: Final[Mapping[ClassState, ClassState]] = MappingProxyType(
    {
        _C.RETURNED: _C.SUBMITTED,
        _C.REJECTED: _C.SUBMITTED,
        _C.CANCELLED: _C.APPROVED,
        _C.SUSPENDED: _C.RUNNING,
        _C.TERMINATED: _C.RUNNING,
    }
)

#: States in which people can be enrolled, and lessons planned.
TAKES_PEOPLE: Final = frozenset({_C.DRAFT, _C.SUBMITTED, _C.RETURNED, _C.APPROVED, _C.RUNNING})
#: States in which it can still be said what a lesson taught, by whom and where.
DESCRIBES_LESSONS: Final = TAKES_PEOPLE | {_C.SUSPENDED, _C.FINISHED}
#: States in which registers are taken; a register of a suspended class would be a lesson against the order.
TAKES_REGISTERS: Final = frozenset({_C.RUNNING})
#: States of a class that never took place or broke off: it occupies no room and nobody.
GONE: Final = frozenset({_C.REJECTED, _C.CANCELLED, _C.TERMINATED})

#: What was applied for stands once the application is handed in (经办操作规程 2019: changes only after approval).
_APPLIED_FOR: Final = frozenset(
    {"course_id", "institution_id", "platform_id", "starts_on", "mode", "number", "employer_id"}
)
#: Beside it what the county looks at while it decides, and what stays as it was once the lessons are over.
_UNDER_REVIEW: Final = _APPLIED_FOR | frozenset(
    {"ends_on", "capacity", "venue_id", "division", "instructor_id", "textbook", "assessment_plan"}
)


def fixed_fields(state: ClassState) -> frozenset[str]:
    """What may not be changed of a class in this state; while it is taught its end, its room and its instructor may."""
    if state in {_C.DRAFT, _C.RETURNED}:
        return frozenset()
    if state in {_C.APPROVED, _C.RUNNING, _C.SUSPENDED}:
        return _APPLIED_FOR
    return _UNDER_REVIEW


def move(state: ClassState, to: ClassState) -> None:
    """Raise Refused where a class cannot go from ``state`` to ``to`` in one step."""
    CLASS_STEPS.step(state, to)


def move_lesson(state: LessonState, to: LessonState) -> None:
    """Raise Refused where a lesson cannot go from ``state`` to ``to`` in one step."""
    LESSON_STEPS.step(state, to)


def onward(state: ClassState) -> ClassState | None:
    """The next step of the way that goes well; None where there is none."""
    return next((to for to in CLASS_STEPS.allowed(state) if to in WAY), None)
