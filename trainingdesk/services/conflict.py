"""Conflicts (不一致): both values are kept and shown; a person may take the other one, and change their mind (SYNC 2.8).

A decision is a change like any other: it has a history, it goes to the centre, and other desks see it. Whether the value
may be written by this user's role is judged there once more.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.history import masked_values
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import conflict as stored
from trainingdesk.storage import rows
from trainingdesk.storage.restoring import put_values

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.conflict import ConflictRow, Side


class Choice(StrEnum):
    """Which of the two values is to stand."""

    KEPT = "kept"
    LOST = "lost"


def list_conflicts(work: Work, *, undecided: bool = True) -> tuple[ConflictRow, ...]:
    """Conflicts, those that wait for a person first; numbers, accounts and phones masked."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return tuple(map(_masked, stored.conflicts(session, undecided=undecided)))


def show_conflict(work: Work, conflict_id: str) -> ConflictRow:
    """One conflict, masked; raises Refused ``conflict.not_found``."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return _masked(_required(session, conflict_id))


def decide(work: Work, conflict_id: str, choice: Choice) -> Changes:
    """Let one of the two values stand; may be decided again, the other way.

    Raises Refused ``conflict.not_found``.
    """
    with work.writing(Action.UNDO, note=f"conflict:{conflict_id}") as session:
        found = _required(session, conflict_id)
        chosen = found.lost if choice is Choice.LOST else found.kept
        if choice is Choice.LOST or found.state == "decided":
            put_values(session, found.table, found.row_id, chosen.values)
        decision = {"state": "decided", "decided_by": work.worker.user_id, "decided_at": work.now()}
        rows.change(session, "conflict", conflict_id, decision)
        return changed(session, *Topic, rows=(conflict_id, found.row_id))


def _required(session: Session, conflict_id: str) -> ConflictRow:
    found = stored.conflict(session, conflict_id)
    if found is None:
        raise Refused("conflict.not_found")
    return found


def _masked(row: ConflictRow) -> ConflictRow:
    return replace(row, kept=_side(row.kept), lost=_side(row.lost))


def _side(side: Side) -> Side:
    return replace(side, values=masked_values(side.values))
