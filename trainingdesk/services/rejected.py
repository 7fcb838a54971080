"""What the centre did not take (被退回的修改), with the reason: sent again once that is mended, or given up (SYNC 2.17)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.history import masked_values
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import rejected as stored
from trainingdesk.storage.restoring import put_values

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.rejected import RejectedRow, RunRow

#: Why the centre may refuse; each has a sentence ``rejected.<code>``.
REASONS: Final = (
    "not_allowed",
    "out_of_scope",
    "read_only",
    "unknown_row",
    "unknown_table",
    "unknown_group",
    "incomplete_group",
    "bad_value",
)


def reason(code: str) -> str:
    """The key of the sentence that tells why; a code of a newer centre has one that says no more."""
    return f"rejected.{code}" if code in REASONS else "rejected.other"


def list_rejected(work: Work) -> tuple[RejectedRow, ...]:
    """What waits for somebody to mend it, the newest first; masked."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return tuple(replace(row, values=masked_values(row.values)) for row in stored.rejected(session))


def send_again(work: Work, number: int) -> Changes:
    """Write the refused value once more, as a new change of this user; raises Refused ``rejected.not_found``."""
    with work.writing(Action.UNDO, note=f"rejected:{number}") as session:
        row, before = _required(session, number), stored.operations(session)
        if row.group is not None:
            put_values(session, row.table, row.row_id, row.values)
        if stored.operations(session) == before:
            stored.record_again(session, row)
        stored.settle(session, number, "sent")
        return changed(session, *Topic, rows=(row.row_id,))


def give_up(work: Work, number: int) -> Changes:
    """Take it off the list; its history stays. Raises Refused ``rejected.not_found``."""
    with work.writing(Action.UNDO) as session:
        row = _required(session, number)
        stored.settle(session, number, "dropped")
        return changed(session, Topic.SYNC, rows=(row.row_id,))


def list_runs(work: Work, *, limit: int = 20) -> tuple[RunRow, ...]:
    """The last exchanges with the centre, the newest first."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return stored.runs(session, limit=limit)


def _required(session: Session, number: int) -> RejectedRow:
    found = stored.rejected_one(session, number)
    if found is None:
        raise Refused("rejected.not_found", number=number)
    return found
