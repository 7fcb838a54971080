"""The table of roles, read as the county's rules of who must not do what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain import access
from trainingdesk.domain.access import ACCESS, APPROVALS, Action, Role
from trainingdesk.domain.errors import Refused

roles = st.frozensets(st.sampled_from(Role))
names = st.text(min_size=1, max_size=5)


def test_every_role_stands_in_the_table_and_nothing_else() -> None:
    assert ACCESS.keys() == set(Role)
    for allowed in ACCESS.values():
        assert allowed <= set(Action)


def test_every_action_is_somebodys() -> None:
    assert frozenset().union(*ACCESS.values()) == set(Action)


def test_an_auditor_reads_everything_and_changes_nothing() -> None:
    assert {Action.SEE_EVERYTHING, Action.SEE_AUDIT} <= ACCESS[Role.AUDITOR]
    changing = set(Action) - {
        Action.SEE_OWN_CLASSES,
        Action.SEE_EVERYTHING,
        Action.SEE_AUDIT,
        Action.SEE_SENSITIVE,
        Action.REVEAL_IDENTITY,
        Action.EXPORT_PEOPLE,
    }
    assert not ACCESS[Role.AUDITOR] & changing


def test_who_prepares_does_not_approve() -> None:
    # 岗位权限不相容, 财社〔2023〕181号 art. 25
    assert not ACCESS[Role.CLERK] & APPROVALS
    preparing = {Action.EDIT_CLASS, Action.PREPARE_CLAIM, Action.PREPARE_REPORT, Action.IMPORT_ROSTER, Action.ENROLL}
    assert not ACCESS[Role.REVIEWER] & preparing
    assert Action.OVERRIDE_RULE not in ACCESS[Role.CLERK]


def test_an_instructor_sees_own_classes_only() -> None:
    assert Action.SEE_OWN_CLASSES in ACCESS[Role.INSTRUCTOR]
    hidden = {Action.SEE_EVERYTHING, Action.REVEAL_IDENTITY, Action.EXPORT_PEOPLE, Action.ENROLL, Action.EDIT_PERSON}
    assert not ACCESS[Role.INSTRUCTOR] & hidden


@given(roles, st.sampled_from(Action))
def test_roles_add_up_and_nothing_else_counts(held: frozenset[Role], action: Action) -> None:
    allowed = access.may(held, action)
    assert allowed is any(access.may({role}, action) for role in held)
    assert access.may({*held, Role.ADMINISTRATOR}, action)


def test_nobody_without_a_role_may_do_anything() -> None:
    assert not any(access.may((), action) for action in Action)


@given(names, names, st.none() | names)
def test_nobody_approves_their_own_work_without_a_delegation(
    preparer: str, approver: str, delegation: str | None
) -> None:
    if preparer == approver and delegation is None:
        with pytest.raises(Refused, match="own_work"):
            access.require_another(preparer=preparer, approver=approver, delegation=delegation)
    else:
        access.require_another(preparer=preparer, approver=approver, delegation=delegation)


def test_work_that_nobody_prepared_may_be_approved() -> None:
    access.require_another(preparer=None, approver="a", delegation=None)
