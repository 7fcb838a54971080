"""A change set: everything one transaction changed, with who, when and by which action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from trainingdesk.wire import clock

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.database import Author


def begin(session: Session, author: Author) -> int:
    """Open the change set of this transaction and advance the logical clock; answers its number."""
    control = session.connection().execute(text("SELECT hlc, device_id FROM sync_control")).one()
    stamp = clock.tick(control.hlc, author.at)
    number: int = (
        session.connection()
        .execute(
            text(
                "INSERT INTO change_set (action, note, user_id, device_id, at, hlc, undoes) "
                "VALUES (:action, :note, :user, :device, :at, :hlc, :undoes) RETURNING id"
            ),
            {
                "action": author.action,
                "note": author.note,
                "user": author.user_id,
                "device": control.device_id,
                "at": clock.milliseconds(author.at),
                "hlc": stamp,
                "undoes": author.undoes,
            },
        )
        .scalar_one()
    )
    session.connection().execute(
        text("UPDATE sync_control SET hlc = :hlc, change_set_id = :number"), {"hlc": stamp, "number": number}
    )
    return number


def finish(session: Session) -> None:
    """Forget the change set again where nothing was changed."""
    session.connection().execute(
        text(
            "DELETE FROM change_set WHERE id = :number "
            "AND NOT EXISTS (SELECT 1 FROM history WHERE change_set_id = :number)"
        ),
        {"number": session.info["change_set"]},
    )


def from_the_beginning(session: Session) -> None:
    """What this transaction makes was there before anybody wrote: it replaces nothing that stands (SYNC 1, no. 21)."""
    session.connection().execute(text("UPDATE change_set SET hlc = 0 WHERE id = :number"), {"number": current(session)})


def current(session: Session) -> int | None:
    """The number of this transaction's change set, None while nothing was changed."""
    session.flush()
    number: int = session.info["change_set"]
    changed = text("SELECT 1 FROM history WHERE change_set_id = :number LIMIT 1")
    return number if session.connection().execute(changed, {"number": number}).first() else None
