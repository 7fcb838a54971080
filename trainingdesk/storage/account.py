"""Users and their roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from trainingdesk.domain.access import Role
from trainingdesk.storage.rows import live, table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Row
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user with the roles that hold on the day asked for; ``until`` is the last day of all of them, if there is one."""

    id: str
    name: str
    display_name: str
    active: bool
    roles: frozenset[Role]
    until: date | None = None


def users(session: Session, *, on: date) -> tuple[UserRow, ...]:
    """All users in the order of their names."""
    user, decisive = table("user"), _decisive_grants(session)
    rows = session.connection().execute(select(user).where(live("user")).order_by(user.c.name)).all()
    return tuple(_user(row, decisive.get(row.id, []), on) for row in rows)


def user_of(session: Session, user_id: str, *, on: date) -> UserRow | None:
    """One living user."""
    return next((user for user in users(session, on=on) if user.id == user_id), None)


def role_of_desk(session: Session) -> Role | None:
    """The role of this desk at its centre; None where it has none, or one that did not say or says what is new."""
    role = session.connection().execute(text("SELECT role FROM sync_link")).scalar()
    return next((one for one in Role if one == role), None)


def own_grants(session: Session, user_id: str) -> tuple[str, ...]:
    """The ids of the grants that this desk gave a user and did not take back."""
    grant = table("grant")
    mine = grant.c.user_id == user_id, grant.c.scope.is_(None), live("grant")
    query = select(grant.c.id).where(*mine).order_by(grant.c.id)
    return tuple(session.connection().execute(query).scalars())


def _decisive_grants(session: Session) -> dict[str, list[Row[Any]]]:
    """The grants by which users have roles here: those that this desk gave, and only where it gave none the centre's.

    So what comes from the centre opens no more to anybody than they were given here, and outlives no last day.
    """
    own: dict[str, list[Row[Any]]] = {}
    issued: dict[str, list[Row[Any]]] = {}
    for row in session.connection().execute(select(table("grant")).where(live("grant"))):
        (own if row.scope is None else issued).setdefault(row.user_id, []).append(row)
    return issued | own


def _user(row: Row[Any], grants: Sequence[Row[Any]], on: date) -> UserRow:
    holding = (one for one in grants if (one.valid_from or on) <= on <= (one.valid_to or on))
    ends = [one.valid_to for one in grants]
    return UserRow(
        row.id,
        row.name,
        row.display_name,
        row.active,
        roles=frozenset(one.role for one in holding) if row.active else frozenset(),
        until=None if None in ends else max(ends, default=None),
    )
