"""Who may do what: the one table of the five roles (岗位权限不相容, 财社〔2023〕181号 art. 25).

Services refuse by it, the window hides by it, the centre checks by it again.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Role(StrEnum):
    """The five roles of a desk."""

    INSTRUCTOR = "instructor"
    CLERK = "clerk"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"

    @property
    def sentence(self) -> str:
        """The key of its name."""
        return f"account.role_{self.value}"


class Action(StrEnum):
    """What a user can do; a transaction is labeled with it."""

    SEE_OWN_CLASSES = "see_own_classes"
    SEE_EVERYTHING = "see_everything"
    REVEAL_IDENTITY = "reveal_identity"
    SEE_SENSITIVE = "see_sensitive"
    EXPORT_PEOPLE = "export_people"
    EDIT_CATALOGUE = "edit_catalogue"
    REVIEW_PLATFORM = "review_platform"
    EDIT_PERSON = "edit_person"
    MERGE_PEOPLE = "merge_people"
    PURGE_PERSON = "purge_person"
    EDIT_CLASS = "edit_class"
    PLAN_LESSONS = "plan_lessons"
    ADVANCE_CLASS = "advance_class"
    APPROVE_CLASS = "approve_class"
    ENROLL = "enroll"
    OVERRIDE_RULE = "override_rule"
    IMPORT_ROSTER = "import_roster"
    TAKE_REGISTER = "take_register"
    ADD_AT_DOOR = "add_at_door"
    CORRECT_MARK = "correct_mark"
    RECORD_ASSESSMENT = "record_assessment"
    ISSUE_CERTIFICATE = "issue_certificate"
    FOLLOW_UP = "follow_up"
    PREPARE_CLAIM = "prepare_claim"
    APPROVE_CLAIM = "approve_claim"
    RECORD_PAYMENT = "record_payment"
    DRAW_INSPECTION = "draw_inspection"
    RECORD_INSPECTION = "record_inspection"
    IMPOSE_SANCTION = "impose_sanction"
    SET_TARGET = "set_target"
    PREPARE_REPORT = "prepare_report"
    REVIEW_REPORT = "review_report"
    FREEZE_REPORT = "freeze_report"
    EDIT_POLICY = "edit_policy"
    MANAGE_USERS = "manage_users"
    MANAGE_DESK = "manage_desk"
    KEEP_DESK = "keep_desk"
    BACK_UP = "back_up"
    RESTORE = "restore"
    SEE_AUDIT = "see_audit"
    UNDO = "undo"

    @property
    def sentence(self) -> str:
        """The key of its name: what somebody does, as a verb."""
        return f"access.{self.value}"


_A = Action
_READS = frozenset({_A.SEE_OWN_CLASSES, _A.SEE_EVERYTHING})
_INSTRUCTOR = frozenset({_A.SEE_OWN_CLASSES, _A.TAKE_REGISTER, _A.ADD_AT_DOOR, _A.UNDO})
_CLERK = _READS | {
    _A.REVEAL_IDENTITY,
    _A.SEE_SENSITIVE,
    _A.EXPORT_PEOPLE,
    _A.EDIT_CATALOGUE,
    _A.EDIT_PERSON,
    _A.MERGE_PEOPLE,
    _A.EDIT_CLASS,
    _A.PLAN_LESSONS,
    _A.ADVANCE_CLASS,
    _A.ENROLL,
    _A.IMPORT_ROSTER,
    _A.TAKE_REGISTER,
    _A.ADD_AT_DOOR,
    _A.CORRECT_MARK,
    _A.RECORD_ASSESSMENT,
    _A.ISSUE_CERTIFICATE,
    _A.FOLLOW_UP,
    _A.PREPARE_CLAIM,
    _A.RECORD_INSPECTION,
    _A.PREPARE_REPORT,
    _A.BACK_UP,
    _A.UNDO,
}
_REVIEWER = _READS | {
    _A.REVEAL_IDENTITY,
    _A.SEE_SENSITIVE,
    _A.REVIEW_PLATFORM,
    _A.APPROVE_CLASS,
    _A.OVERRIDE_RULE,
    _A.APPROVE_CLAIM,
    _A.DRAW_INSPECTION,
    _A.RECORD_INSPECTION,
    _A.IMPOSE_SANCTION,
    _A.REVIEW_REPORT,
    _A.UNDO,
}
_ADMINISTRATOR = frozenset(Action)
_AUDITOR = _READS | {_A.SEE_AUDIT, _A.REVEAL_IDENTITY}

ACCESS: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.INSTRUCTOR: _INSTRUCTOR,
        Role.CLERK: _CLERK,
        Role.REVIEWER: _REVIEWER,
        Role.ADMINISTRATOR: _ADMINISTRATOR,
        Role.AUDITOR: _AUDITOR,
    }
)

#: Approvals: the person who prepared may not do them, except under a written delegation (FEATURES 117, 123).
APPROVALS = frozenset({_A.APPROVE_CLASS, _A.APPROVE_CLAIM, _A.REVIEW_REPORT, _A.FREEZE_REPORT, _A.REVIEW_PLATFORM})


#: What keeps a desk going and is told to nobody, whatever role it has at its centre: a laptop in a village needs somebody.
KEEPING = frozenset({_A.KEEP_DESK, _A.BACK_UP, _A.RESTORE, _A.SEE_AUDIT})


def may(roles: Iterable[Role], action: Action) -> bool:
    """Whether any of these roles allows the action."""
    return any(action in ACCESS[role] for role in roles)


def require_another(*, preparer: str | None, approver: str, delegation: str | None) -> None:
    """Raise Refused where somebody approves their own work without a written delegation."""
    if preparer == approver and not delegation:
        raise Refused("access.own_work")
