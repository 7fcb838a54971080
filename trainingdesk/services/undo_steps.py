"""What Ctrl+Z would take back next, and what Ctrl+Y would do again: a worker's own steps, as their record tells.

Redo is the undo of an undo. A change set that undoes nothing, or undoes an undo, is a step that was *taken*; one that undoes
such a step is a step that was *taken back*. The newest one of either kind that still holds comes next; whatever is done anew
ends the way forward, as it does in every editor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.services.undo import SEED, can_be_undone, spoken_action
from trainingdesk.storage import history

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from trainingdesk.i18n.sentences import Words
    from trainingdesk.services.work import Work
    from trainingdesk.storage.history import ChangeSetRow

#: How far back a worker's steps are looked through.
_STEPS: Final = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One step, by the change set to undo. ``action`` is what was done; ``final`` steps are never taken back."""

    number: int
    action: Words
    at: datetime
    rows: int
    final: bool


@dataclass(frozen=True, slots=True)
class UndoSteps:
    """The next step in each direction; None where there is none."""

    undo: Step | None
    redo: Step | None


def undo_steps(work: Work) -> UndoSteps:
    """The worker's next steps back and forward. Where the newest step is final nothing behind it is offered."""
    with work.reading(Action.UNDO) as session:
        recent = history.recent(session, limit=_STEPS, user_id=work.worker.user_id)
        mine = [one for one in recent if one.note != SEED]
        origins = {one.number: _origin(session, one) for one in mine}
    taken = [one for one in mine if _is_taken(one, origins)]
    back = [one for one in mine if not _is_taken(one, origins) and one.undone_by is None]
    newest = max((one.number for one in taken if one.undoes is None), default=0)
    undo = next((one for one in taken if one.undone_by is None), None)
    redo = back[0] if back and back[0].number > newest else None
    return UndoSteps(_step(undo, origins), _step(redo, origins))


@dataclass(frozen=True, slots=True)
class _Origin:
    """The change set that a chain of undoing goes back to, and how many times it was turned round."""

    first: ChangeSetRow
    turns: int


def _origin(session: Session, one: ChangeSetRow) -> _Origin:
    turns = 0
    while one.undoes is not None:
        before = history.change_set(session, one.undoes)
        if before is None:  # never: what is undone stays in the record
            break
        one, turns = before, turns + 1
    return _Origin(one, turns)


def _is_taken(one: ChangeSetRow, origins: dict[int, _Origin]) -> bool:
    return origins[one.number].turns % 2 == 0


def _step(one: ChangeSetRow | None, origins: dict[int, _Origin]) -> Step | None:
    if one is None:
        return None
    first = origins[one.number].first
    final = not can_be_undone(first.action, first.note)
    return Step(one.number, spoken_action(first.action), one.at, first.rows, final)
