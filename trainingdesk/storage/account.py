"""Users and their roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from trainingdesk.storage.rows import live, table

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.access import Role


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
    user = table("user")
    rows = session.connection().execute(select(user).where(live("user")).order_by(user.c.name)).all()
    return tuple(
        UserRow(
            row.id, row.name, row.display_name, row.active, roles_of(session, row.id, on=on), _until(session, row.id)
        )
        for row in rows
    )  # fmt: skip


def grants_of(session: Session, user_id: str) -> tuple[str, ...]:
    """The ids of all grants of a user that were not taken back."""
    grant = table("grant")
    query = select(grant.c.id).where(grant.c.user_id == user_id, live("grant")).order_by(grant.c.id)
    return tuple(session.connection().execute(query).scalars())


def _until(session: Session, user_id: str) -> date | None:
    grant = table("grant")
    query = select(grant.c.valid_to).where(grant.c.user_id == user_id, live("grant"))
    days = list(session.connection().execute(query).scalars())
    return None if None in days else max(days, default=None)


def roles_of(session: Session, user_id: str, *, on: date) -> frozenset[Role]:
    """The roles of an active user that hold on this day."""
    grant, user = table("grant"), table("user")
    query = (
        select(grant.c.role)
        .join(user, user.c.id == grant.c.user_id)
        .where(grant.c.user_id == user_id, live("grant"), live("user"), user.c.active)
        .where(or_(grant.c.valid_from.is_(None), grant.c.valid_from <= on))
        .where(or_(grant.c.valid_to.is_(None), grant.c.valid_to >= on))
    )
    return frozenset(session.connection().execute(query).scalars())


def user_of(session: Session, user_id: str, *, on: date) -> UserRow | None:
    """One living user."""
    return next((user for user in users(session, on=on) if user.id == user_id), None)
