"""What the centre did not take (被退回的修改), with the reason: sent again once that is mended, or given up (SYNC 2.17)."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.class_access import only_user
from trainingdesk.services.person_category import unseen_categories
from trainingdesk.services.shown_values import shown
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.atomic_file import atomic_write
from trainingdesk.storage import record_subject
from trainingdesk.storage import rejected as stored
from trainingdesk.storage.restoring import put_values
from trainingdesk.storage.sync_values import fields_of
from trainingdesk.wire import schema

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from trainingdesk.storage.record_subject import Subject
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
    "illegal_step",
    "own_work",
    "revoked",
)


def reason(code: str) -> str:
    """The key of the sentence that tells why; a code of a newer centre has one that says no more."""
    return f"rejected.{code}" if code in REASONS else "rejected.other"


def list_rejected(work: Work) -> tuple[RejectedRow, ...]:
    """What waits for somebody to mend it, the newest first; masked. Who sees only their own classes sees what they wrote."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        found, unseen = stored.rejected(session, by=only_user(work)), unseen_categories(work, session)
    return tuple(replace(row, values=shown(row.values, unseen)) for row in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A refused change with the record that it is about; ``subject`` is None where that is not on this desk."""

    row: RejectedRow
    subject: Subject | None


def in_words(work: Work) -> tuple[Returned, ...]:
    """The list with the subjects of the records; masked."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        found = stored.rejected(session, by=only_user(work))
        subjects = record_subject.subjects(session, {(row.table, row.row_id) for row in found})
        unseen = unseen_categories(work, session)
    return tuple(
        Returned(row=replace(row, values=shown(row.values, unseen)), subject=subjects.get((row.table, row.row_id)))
        for row in found
    )


def keep_copy(work: Work, number: int, path: Path) -> None:
    """Write a refused change into a file before it is given up (FEATURES 79); the whole numbers stay in its history.

    Raises Refused ``rejected.not_found``, Unavailable where the file cannot be written.
    """
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        row = _required(work, session, number)
        subject = record_subject.subjects(session, [(row.table, row.row_id)]).get((row.table, row.row_id))
        values = row.values if row.group is not None else _as_made(session, row)
        unseen = unseen_categories(work, session)
    names = () if subject is None else (subject.name, subject.person, subject.training_class)
    told = {
        "number": row.number,
        "table": row.table,
        "record": row.row_id,
        "about": [name for name in dict.fromkeys(names) if name],
        "values": shown(values, unseen),
        "by": row.user_name,
        "at": row.at.isoformat(),
        "refused": row.code,
    }
    try:
        with atomic_write(path) as part:
            part.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise Unavailable("rejected.copy_not_written") from error


def send_again(work: Work, number: int) -> Changes:
    """Write the refused value once more, as a new change of this user; raises Refused ``rejected.not_found``."""
    with work.writing(Action.UNDO, note=f"rejected:{number}") as session:
        row, before = _required(work, session, number), stored.operations(session)
        if row.group is not None:
            put_values(session, row.table, row.row_id, row.values)
        if stored.operations(session) == before:
            stored.record_again(session, row)
        stored.settle(session, number, "sent")
        return changed(session, *Topic, rows=(row.row_id,))


def give_up(work: Work, number: int) -> Changes:
    """Take it off the list; its history stays. Raises Refused ``rejected.not_found``."""
    with work.writing(Action.UNDO) as session:
        row = _required(work, session, number)
        stored.settle(session, number, "dropped")
        return changed(session, Topic.SYNC, rows=(row.row_id,))


def list_runs(work: Work, *, limit: int = 20) -> tuple[RunRow, ...]:
    """The last exchanges with the centre, the newest first."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return stored.runs(session, limit=limit)


def _as_made(session: Session, row: RejectedRow) -> dict[str, object]:
    """The record of a making is the row itself, as it stands now; what nobody filled in is left out."""
    found = fields_of(session, row.table, schema.table(row.table).fields, [row.row_id]).get(row.row_id, {})
    return {name: value for name, value in found.items() if value is not None}


def _required(work: Work, session: Session, number: int) -> RejectedRow:
    found = stored.rejected_one(session, number, by=only_user(work))
    if found is None:
        raise Refused("rejected.not_found", number=number)
    return found
