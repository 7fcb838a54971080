"""Undo: a use case of its own that rechecks today's guards, never a replay.

Undoing an undo is redo. What happened to an enrollment is compensated by an event that takes it back (SYNC 2.8), so that
other desks fold the same; the line that tells of a class's or claim's change of state is marked deleted, which is recorded.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.enrollment import EventKind
from trainingdesk.domain.errors import Refused
from trainingdesk.i18n.sentences import Words
from trainingdesk.services import enrollment
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import history, references, rows
from trainingdesk.storage.enrollment import events as stored_events
from trainingdesk.storage.restoring import put_back_all

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlmodel import Session

    from trainingdesk.storage.history import ChangeRow, ChangeSetRow

#: What is never taken back: money, certificates, approvals, frozen figures, what was seen, what was purged.
FINAL = frozenset(
    {
        Action.FREEZE_REPORT,
        Action.RECORD_PAYMENT,
        Action.ISSUE_CERTIFICATE,
        Action.APPROVE_CLASS,
        Action.APPROVE_CLAIM,
        Action.REVEAL_IDENTITY,
        Action.PURGE_PERSON,
        Action.RESTORE,
        Action.MANAGE_USERS,
        Action.KEEP_DESK,
    }
)


EVENTS = "enrollment_event"

#: The note of the change set that filled a new desk.
SEED = "seed"


def can_be_undone(action: str, note: str | None = None) -> bool:
    """Whether a change set of this action may be taken back; screens say so beforehand."""
    return action in set(Action) - FINAL and note != SEED


def spoken_action(action: str) -> Words:
    """The name of an action; what only the access log tells of has its name there."""
    return Words(f"access.{action}" if action in set(Action) else f"audit.{action}")


def undo(work: Work, number: int | None = None) -> Changes:
    """Take back a change set, the worker's last one where none is named.

    Raises Refused where there is none, where it is final, was undone already, belongs to somebody else (an administrator
    may), where somebody changed the same group since, or where a later row refers to one it made.
    """
    with work.reading(Action.UNDO) as session:
        wanted = _wanted(work, session, number)
    with work.writing(Action.UNDO, undoes=wanted.number) as session:
        changes = history.without_log(history.changes_in(session, wanted.number))
        _refuse_if_built_upon(session, changes)
        made = {change.row_id for change in changes if change.group is None}
        put_back_all(session, [one for one in reversed(changes) if not _compensated(work, session, one, made)])
        touched = tuple(dict.fromkeys(change.row_id for change in changes))
        enrollment.refold_touched(session, changes)
        return changed(session, *Topic, rows=touched)


def _wanted(work: Work, session: Session, number: int | None) -> ChangeSetRow:
    if number is None:
        mine = history.recent(session, limit=50, user_id=work.worker.user_id)
        open_sets = [one for one in mine if one.undone_by is None and one.undoes is None]
        if not open_sets:
            raise Refused("undo.nothing")
        wanted = open_sets[0]
    else:
        found = history.change_set(session, number)
        if found is None:
            raise Refused("undo.unknown", number=number)
        wanted = found
    _refuse_if_not_allowed(work, wanted)
    return wanted


def _refuse_if_not_allowed(work: Work, wanted: ChangeSetRow) -> None:
    if not can_be_undone(wanted.action, wanted.note):
        raise Refused("undo.final", action=spoken_action(wanted.action))
    if wanted.undone_by is not None:
        raise Refused("undo.done_already", number=wanted.number)
    if wanted.user_id != work.worker.user_id and Role.ADMINISTRATOR not in work.worker.roles:
        raise Refused("undo.not_yours", name=wanted.user_name)


def _refuse_if_built_upon(session: Session, changes: tuple[ChangeRow, ...]) -> None:
    made: dict[str, list[str]] = {}
    for change in changes:
        if change.group is None:
            made.setdefault(change.table, []).append(change.row_id)
        elif history.changed_since(session, change):
            raise Refused("undo.changed_since", table=Words(f"history.table_{change.table}"))
    used = references.first_used(session, made, except_rows={change.row_id for change in changes})
    if used is not None:
        table, by = (Words(f"history.table_{name}") for name in used)
        raise Refused("undo.used_since", table=table, by=by)


def _compensated(work: Work, session: Session, change: ChangeRow, made: Collection[str]) -> bool:
    """Whether the change was an event of an enrollment that stays, and was answered by the event that takes it back."""
    event = rows.find(session, EVENTS, change.row_id) if change.table == EVENTS and change.group is None else None
    if event is None or event.enrollment_id in made:
        return False
    latest = max(one.at for one in stored_events(session, [event.enrollment_id])[event.enrollment_id])
    values = {
        "enrollment_id": event.enrollment_id,
        "class_id": event.class_id,
        "kind": EventKind.TAKEN_BACK,
        "day": work.today(),
        "takes_back": event.id,
        "by_user": work.worker.user_id,
        "at": max(work.now(), latest + timedelta(milliseconds=1)),
    }
    rows.add(session, EVENTS, row_id=work.new_id(), county_code=work.county_code, values=values)
    return True
