"""Who changed what, when and on which device: change sets, what is in them, and the life of one row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.phone import masked_phone
from trainingdesk.services.person_category import unseen_categories
from trainingdesk.storage import history
from trainingdesk.storage.change_set import reason_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.history import ChangeRow, ChangeSetRow

PAGE: Final = 50
#: A change reaches a centre that is there within minutes; a longer way is told, and so is a clock that is wrong.
_AT_ONCE: Final = timedelta(minutes=5)


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
    hidden = _unshown(change.old, unseen) | _unshown(change.new, unseen)
    made = bool(unseen) and change.group is None and change.table == _CATEGORY_ROWS
    return replace(
        change,
        old=_seen(change.old, unseen),
        new=_seen(change.new, unseen),
        note=_HIDDEN if change.note and (hidden or made) else change.note,
    )


def _seen(values: Mapping[str, Any], unseen: frozenset[str]) -> dict[str, Any]:
    """As ``masked_values``, and without the sensitive categories that the worker may not see, nor what proves one."""
    return masked_values(values) | dict.fromkeys(_unshown(values, unseen), _HIDDEN)


def _unshown(values: Mapping[str, Any], unseen: frozenset[str]) -> set[str]:
    hidden = {name for name in _CATEGORIES if values.get(name) in unseen}
    return hidden | ({_PROOF} if unseen and values.get(_PROOF) else set())


def masked_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a group as they are shown: numbers, accounts and phones never whole."""
    return {name: _MASKS[name](value) if name in _MASKS and value else value for name, value in values.items()}


def _ending(value: str) -> str:
    return "*" * max(0, len(value) - _SHOWN) + value[-_SHOWN:]


_SHOWN: Final = 4
_HIDDEN: Final = "*"
#: Fields that hold a category of a person, and the one that names its proof (残疾人证).
_CATEGORIES: Final = ("category", "paid_category")
_PROOF: Final = "proof_kind"
#: Rows that are a category each; the making of one tells nothing else, and keeps no values.
_CATEGORY_ROWS: Final = "person_category"
#: Never shown whole: that needs a reveal, with its reason in the access log.
_MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "document_number": _ending,
    "payee_account": _ending,
    "social_security_card": _ending,
    "proof_number": _ending,
    "phone": masked_phone,
}
