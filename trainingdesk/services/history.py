"""Who changed what, when and on which device: change sets, what is in them, and the life of one row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.person_category import unseen_categories
from trainingdesk.services.shown_values import HIDDEN, hidden_in, shown_apart
from trainingdesk.storage import history
from trainingdesk.storage.change_set import reason_in

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.history import ChangeRow, ChangeSetRow

PAGE: Final = 50
#: A change reaches a centre that is there within minutes; a longer way is told, and so is a clock that is wrong.
_AT_ONCE: Final = timedelta(minutes=5)
#: Rows that are a category each; the making of one tells nothing else, and keeps no values.
_CATEGORY_ROWS: Final = "person_category"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """A change set with everything it changed."""

    about: ChangeSetRow
    changes: tuple[ChangeRow, ...]


def list_changes(
    work: Work, *, limit: int = PAGE, before: int | None = None, user_id: str | None = None
) -> tuple[ChangeSetRow, ...]:
    """Change sets, newest first, a page at a time."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        found, unseen = (
            history.recent(session, limit=limit, before=before, user_id=user_id),
            unseen_categories(work, session),
        )
    return tuple(_without_note(one) if unseen else one for one in found)


def show_changes(work: Work, number: int) -> ChangeSet:
    """One change set; raises Refused ``history.not_found``."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        about, unseen = _require(session, number), unseen_categories(work, session)
        changes = tuple(masked(one, unseen) for one in history.changes_in(session, number))
    return ChangeSet(_without_note(about) if unseen else about, changes)


def life_of(work: Work, row_id: str) -> tuple[ChangeRow, ...]:
    """The life of one row, newest first; raises Refused ``history.no_such_row`` where nothing is recorded of it."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        changes, unseen = history.changes_of(session, row_id), unseen_categories(work, session)
    if not changes:
        raise Refused("history.no_such_row")
    return tuple(masked(one, unseen) for one in changes)


def reason_of(change: ChangeRow) -> str:
    """Why somebody changed it, in their own words; empty where nobody said, and where it came without."""
    return reason_in(change.action, change.note)


def received_apart(change: ChangeRow) -> datetime | None:
    """When the centre took it, where that is another time than the computer's; of what waits to go nothing is known."""
    if change.received is None or change.waits:
        return None
    return change.received if abs(change.received - change.at) > _AT_ONCE else None


def _require(session: Session, number: int) -> ChangeSetRow:
    found = history.change_set(session, number)
    if found is None:
        raise Refused("history.not_found", number=number)
    return found


def _without_note(about: ChangeSetRow) -> ChangeSetRow:
    """A change set for whom a category is hidden: its note may name one, and stands with each change that may tell it."""
    return replace(about, note=None)


def masked(change: ChangeRow, unseen: frozenset[str]) -> ChangeRow:
    """A change as a worker sees it who may not see these categories; numbers, accounts and phones are never whole.

    Where a category is not shown, the reason is not either: it may name it.
    """
    hidden = hidden_in(change.old, unseen) | hidden_in(change.new, unseen)
    made = bool(unseen) and change.group is None and change.table == _CATEGORY_ROWS
    old, new = shown_apart(change.old, change.new, unseen)
    return replace(change, old=old, new=new, note=HIDDEN if change.note and (hidden or made) else change.note)
