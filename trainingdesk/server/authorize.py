"""Re-authorises every operation by the role of its device: the table of ``domain/access.py``, asked again (SYNC 2.10).

A table and a group may be open to a role and the step still not: states move by the steps of the domain only, and whoever
handed something in does not decide on it.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action, Role, may
from trainingdesk.wire.state import COURSES, decides_on_own_work, may_enter, may_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.wire.merge import Written

_A = Action
#: Any one of these actions allows a write to the table; a table that is not named is for administrators only.
_WRITES: Mapping[str, tuple[Action, ...]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "institution", "institution_approval", "online_platform", "course", "digital_resource", "instructor",
                "venue", "equipment", "venue_booking", "equipment_booking", "occupation", "holiday", "code_item", "employer",
            ),
            (_A.EDIT_CATALOGUE,),
        ),
        "platform_review": (_A.REVIEW_PLATFORM, _A.EDIT_CATALOGUE),
        "policy_pack": (_A.EDIT_POLICY,),
        "county_setting": (_A.MANAGE_DESK,),
        **dict.fromkeys(("person", "person_category", "consent", "attachment"), (_A.EDIT_PERSON, _A.ADD_AT_DOOR)),
        "person_alias": (_A.MERGE_PEOPLE,),
        "former_identity": (_A.EDIT_PERSON,),
        **dict.fromkeys(("training_class", "class_document"), (_A.EDIT_CLASS, _A.ADVANCE_CLASS, _A.APPROVE_CLASS)),
        "class_event": (_A.ADVANCE_CLASS, _A.APPROVE_CLASS, _A.TAKE_REGISTER),
        "lesson": (_A.PLAN_LESSONS, _A.TAKE_REGISTER),
        **dict.fromkeys(("enrollment", "stint", "enrollment_event"), (_A.ENROLL, _A.ADD_AT_DOOR, _A.OVERRIDE_RULE)),
        "followup": (_A.FOLLOW_UP,),
        **dict.fromkeys(("register", "attendance_mark"), (_A.TAKE_REGISTER, _A.CORRECT_MARK)),
        **dict.fromkeys(("assessment", "score"), (_A.RECORD_ASSESSMENT,)),
        "certificate": (_A.ISSUE_CERTIFICATE,),
        **dict.fromkeys(("claim", "claim_event", "claim_line"), (_A.PREPARE_CLAIM, _A.APPROVE_CLAIM)),
        **dict.fromkeys(("payment", "recovery"), (_A.RECORD_PAYMENT,)),
        "inspection_draw": (_A.DRAW_INSPECTION,),
        **dict.fromkeys(("inspection", "phone_check", "complaint"), (_A.RECORD_INSPECTION,)),
        "sanction": (_A.IMPOSE_SANCTION,),
        "target": (_A.SET_TARGET,),
        **dict.fromkeys(("monthly_report", "report_adjustment"), (_A.PREPARE_REPORT, _A.REVIEW_REPORT)),
        "access_log": (_A.SEE_OWN_CLASSES,),
        "conflict": (_A.EDIT_PERSON, _A.OVERRIDE_RULE),
    }
)  # fmt: skip
#: It leases seats and issues roles by itself.
_OF_THE_CENTRE = frozenset({"seat_lease", "grant"})
#: What an instructor adds at the door and never changes afterwards (SYNC 2.10).
_AT_THE_DOOR = frozenset({"person", "person_category", "consent", "attachment", "enrollment", "stint", "lesson"})
_OF_THE_LESSON = frozenset({"state", "substitute_id"})


class Refusal(Exception):  # noqa: N818 -- ends one operation, never the batch
    """Why an operation goes to quarantine: one word, which the desk has a sentence for."""


@lru_cache(maxsize=1024)
def may_write(role: Role, table: str, group: str | None) -> bool:
    """Whether a device of this role may create a row of the table (``group`` None) or change the group."""
    if table in _OF_THE_CENTRE:
        return False  # conflicts it finds itself as well, but desks know those that it forgot
    if not may((role,), Action.MANAGE_USERS) and not any(may((role,), action) for action in _WRITES.get(table, ())):
        return False
    if role is not Role.INSTRUCTOR or table not in _AT_THE_DOOR:
        return True
    if table == "lesson":
        return group in _OF_THE_LESSON
    return group is None or table == "stint"


def require_step(role: Role, table: str, stands: Written, comes: Written, *, knew: bool, delegated: bool) -> None:
    """Raise Refusal for a state that this role does not bring about, or by somebody who handed the row in.

    ``knew``: its writer had seen what stands. ``delegated``: a written delegation allows them their own work.
    """
    start, to = str(stands.values.get("state")), str(comes.values.get("state"))
    if table not in COURSES or not stands.stamp.version:
        return
    if not (may_step(role, table, start, to) if knew else may_enter(role, table, to)):
        raise Refusal("illegal_step")
    if not delegated and decides_on_own_work(table, start, to, preparer=stands.stamp.user, by=comes.stamp.user):
        raise Refusal("own_work")
