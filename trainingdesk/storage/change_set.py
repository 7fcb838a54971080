"""A change set: everything one transaction changed, with who, when and by which action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from trainingdesk.domain.access import Action
from trainingdesk.wire import clock

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.database import Author

#: Run with every transaction, and so in the driver's own words: a third of the time.
_BEGIN: Final = """
INSERT INTO change_set (action, note, user_id, device_id, at, hlc, undoes) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id"""
_FINISH: Final = """
DELETE FROM change_set WHERE id = ? AND NOT EXISTS (SELECT 1 FROM history WHERE change_set_id = ?)"""
#: What the program notes for itself in change sets of these actions: of what they take up, not why.
_OWN_NOTES: Final = frozenset({Action.UNDO, Action.MANAGE_DESK})


def reason_in(action: str, note: str | None) -> str:
    """Why somebody changed it, in their own words; empty where nobody said."""
    return "" if action in _OWN_NOTES else note or ""


def begin(session: Session, author: Author) -> int:
    """Open the change set of this transaction and advance the logical clock; answers its number."""
    connection = session.connection()
    hlc, device_id = connection.exec_driver_sql("SELECT hlc, device_id FROM sync_control").one()
    stamp = clock.tick(hlc, author.at)
    at = clock.milliseconds(author.at)
    made = (author.action, author.note, author.user_id, device_id, at, stamp, author.undoes)
    number: int = connection.exec_driver_sql(_BEGIN, made).scalar_one()
    connection.exec_driver_sql("UPDATE sync_control SET hlc = ?, change_set_id = ?", (stamp, number))
    return number


def finish(session: Session) -> None:
    """Forget the change set again where nothing was changed."""
    number = session.info["change_set"]
    session.connection().exec_driver_sql(_FINISH, (number, number))


def from_the_beginning(session: Session) -> None:
    """What this transaction makes was there before anybody wrote: it replaces nothing that stands (SYNC 1, no. 21)."""
    session.connection().execute(text("UPDATE change_set SET hlc = 0 WHERE id = :number"), {"number": current(session)})


def current(session: Session) -> int | None:
    """The number of this transaction's change set, None while nothing was changed."""
    session.flush()
    number: int = session.info["change_set"]
    changed = text("SELECT 1 FROM history WHERE change_set_id = :number LIMIT 1")
    return number if session.connection().execute(changed, {"number": number}).first() else None
