"""Conflicts (不一致): both values are kept and shown; a person may take the other one, and change their mind (SYNC 2.8).

A decision is a change like any other: it has a history, it goes to the centre, and other desks see it. Whether the value
may be written by this user's role is judged there once more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.enrollment import refold_touched
from trainingdesk.services.person_category import unseen_categories
from trainingdesk.services.shown_values import shown_apart
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import conflict as stored
from trainingdesk.storage import history, monthly_report, record_subject, rows
from trainingdesk.storage.restoring import put_values
from trainingdesk.storage.sync_values import raw_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlmodel import Session

    from trainingdesk.storage.conflict import ConflictRow
    from trainingdesk.storage.record_subject import Subject

#: Tables whose conflicts belong to the register of a lesson and are decided person by person on one screen.
OF_A_REGISTER: Final = frozenset({"attendance_mark", "register"})


class Choice(StrEnum):
    """Which value is to stand."""

    KEPT = "kept"
    LOST = "lost"
    PRESENT = "present"  # neither: what was written since stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A conflict as a person reads it.

    ``subject`` is None where the record is not on this desk. ``stands`` is which value the record holds now, None where
    it was changed again since. ``names`` has the words of ids in the values.
    """

    conflict: ConflictRow
    subject: Subject | None
    stands: Choice | None
    names: Mapping[str, str]

    @property
    def lesson_id(self) -> str | None:
        """The lesson whose register it belongs to."""
        at_register = self.conflict.table in OF_A_REGISTER and self.subject is not None
        return self.subject.lesson_id if at_register and self.subject is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreements:
    """Conflicts with their subjects; ``device`` is this desk's own id among those that wrote.

    ``alike`` counts the people of a register about whom nobody disagrees.
    """

    device: str
    rows: tuple[Disagreement, ...]
    alike: int = 0


def disagreements(work: Work, *, undecided: bool = False) -> Disagreements:
    """All conflicts in words, or those that nobody decided; those that wait for a person first, then the newest; masked."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return _told(work, session, stored.conflicts(session, undecided=undecided))


def of_record(work: Work, conflict_id: str) -> Disagreements:
    """A conflict and the others about the same record, one for each group; raises Refused ``conflict.not_found``."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        found = _required(session, conflict_id)
        return _told(work, session, stored.conflicts_of(session, found.table, [found.row_id]))


def disagreement(work: Work, conflict_id: str) -> Disagreement:
    """One conflict in words; raises Refused ``conflict.not_found``."""
    return next(one for one in of_record(work, conflict_id).rows if one.conflict.id == conflict_id)


def of_register(work: Work, lesson_id: str) -> Disagreements:
    """The conflicts about the register of a lesson and the marks in it."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        marks = stored.conflicts_of(session, "attendance_mark", stored.marks_of(session, lesson_id))
        told = _told(work, session, (*marks, *stored.conflicts_of(session, "register", [lesson_id])))
        return replace(told, alike=stored.marks_alike(session, lesson_id))


def _told(work: Work, session: Session, found: Iterable[ConflictRow]) -> Disagreements:
    conflicts = tuple(found)
    subjects = record_subject.subjects(session, {(one.table, one.row_id) for one in conflicts})
    unseen = unseen_categories(work, session)
    names = record_subject.words_in(session, (side.values for one in conflicts for side in (one.kept, one.lost)))
    present = {
        table: raw_rows(session, table, {one.row_id for one in conflicts if one.table == table})
        for table in {one.table for one in conflicts}
    }
    told = tuple(
        Disagreement(
            conflict=_masked(one, unseen),
            subject=subjects.get((one.table, one.row_id)),
            stands=_stands(one, present[one.table].get(one.row_id, {})),
            names=names,
        )
        for one in conflicts
    )
    return Disagreements(device=monthly_report.device(session)[0], rows=told)


def _stands(row: ConflictRow, present: Mapping[str, object]) -> Choice | None:
    """Which of the two values the record holds; numbers and truth are compared as SQLite keeps them."""
    for choice, side in ((Choice.KEPT, row.kept), (Choice.LOST, row.lost)):
        if all(present.get(field) == value for field, value in side.values.items()):
            return choice
    return None


def decide(work: Work, conflict_id: str, choice: Choice) -> Changes:
    """Let one of the two values stand; may be decided again, the other way.

    Raises Refused ``conflict.not_found``.
    """
    return decide_all(work, {conflict_id: choice})


def restore(work: Work, conflict_id: str) -> Changes:
    """Let the value stand that does not stand now, the one that lost where neither does.

    Raises Refused ``conflict.not_found``.
    """
    stands = disagreement(work, conflict_id).stands
    return decide(work, conflict_id, Choice.KEPT if stands is Choice.LOST else Choice.LOST)


def decide_all(work: Work, choices: Mapping[str, Choice]) -> Changes:
    """Decide conflicts in one step, which one Undo takes back; raises Refused ``conflict.not_found``."""
    note = f"conflict:{next(iter(choices))}" if len(choices) == 1 else None
    touched: list[str] = []
    with work.writing(Action.UNDO, note=note) as session:
        for conflict_id, choice in choices.items():
            found = _required(session, conflict_id)
            if choice is not Choice.PRESENT:
                chosen = found.lost if choice is Choice.LOST else found.kept
                put_values(session, found.table, found.row_id, chosen.values)
            decision = {"state": "decided", "decided_by": work.worker.user_id, "decided_at": work.now()}
            rows.change(session, "conflict", conflict_id, decision)
            touched += (conflict_id, found.row_id)
        refold_touched(session, history.changes_in(session, session.info["change_set"]))
        return changed(session, *Topic, rows=tuple(touched))


def _required(session: Session, conflict_id: str) -> ConflictRow:
    found = stored.conflict(session, conflict_id)
    if found is None:
        raise Refused("conflict.not_found")
    return found


def _masked(row: ConflictRow, unseen: frozenset[str]) -> ConflictRow:
    kept, lost = shown_apart(row.kept.values, row.lost.values, unseen)
    return replace(row, kept=replace(row.kept, values=kept), lost=replace(row.lost, values=lost))
