"""Undo and redo offer the right step at every turn, as an editor would."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action, Role
from trainingdesk.services import account, institution, undo
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.undo_steps import Step, UndoSteps, undo_steps
from trainingdesk.services.work import Work, Worker

if TYPE_CHECKING:
    from collections.abc import Callable

PASSWORD = "a-long-village-password"


def add_school(work: Work, name: str) -> int:
    details = InstitutionDetails(name=name, uscc=None, kind="vocational_school", division="500241100")
    number = institution.add_institution(work, details).change_set
    assert number is not None
    return number


def names(work: Work) -> set[str]:
    return {one.name for one in institution.list_institutions(work)}


def number(step: Step | None) -> int | None:
    return None if step is None else step.number


def follow(work: Work, which: Callable[[UndoSteps], Step | None]) -> None:
    step = which(undo_steps(work))
    assert step is not None
    undo.undo(work, step.number)


def test_a_new_desk_has_nothing_to_take_back(work: Work) -> None:
    steps = undo_steps(work)
    assert steps.redo is None
    assert steps.undo is None or steps.undo.final


def test_steps_go_back_and_forward_in_order(work: Work) -> None:
    first, second = add_school(work, "甲校"), add_school(work, "乙校")
    assert number(undo_steps(work).undo) == second
    follow(work, lambda steps: steps.undo)
    assert names(work) == {"甲校"}
    assert number(undo_steps(work).undo) == first
    follow(work, lambda steps: steps.undo)
    assert names(work) == set()
    follow(work, lambda steps: steps.redo)
    assert names(work) == {"甲校"}
    follow(work, lambda steps: steps.redo)
    assert names(work) == {"甲校", "乙校"}
    assert undo_steps(work).redo is None
    follow(work, lambda steps: steps.undo)
    assert names(work) == {"甲校"}


def test_a_new_step_ends_the_way_forward(work: Work) -> None:
    add_school(work, "甲校")
    follow(work, lambda steps: steps.undo)
    assert undo_steps(work).redo is not None
    newest = add_school(work, "乙校")
    steps = undo_steps(work)
    assert (number(steps.undo), steps.redo) == (newest, None)


def test_a_step_says_what_was_done(work: Work) -> None:
    add_school(work, "甲校")
    step = undo_steps(work).undo
    assert step is not None
    assert (step.action.sentence, step.rows, step.final) == ("access.edit_catalogue", 1, False)
    follow(work, lambda steps: steps.undo)
    redo = undo_steps(work).redo
    assert redo is not None
    assert redo.action.sentence == "access.edit_catalogue"


def test_what_is_final_is_said_and_nothing_behind_it_is_offered(work: Work) -> None:
    add_school(work, "甲校")
    account.add_user(work, name="李会计", display_name="李会计", roles=(Role.CLERK,), password=PASSWORD)
    step = undo_steps(work).undo
    assert step is not None
    assert (step.action.sentence, step.final) == (f"access.{Action.MANAGE_USERS.value}", True)


def test_everybody_has_their_own_steps(work: Work) -> None:
    add_school(work, "甲校")
    other = replace(work, worker=Worker("somebody-else", "李会计", frozenset({Role.INSTRUCTOR})))
    assert undo_steps(other) == UndoSteps(None, None)
