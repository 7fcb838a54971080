"""Queries over the versions of policies (政策规则包) that a county keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from trainingdesk.storage.rows import columns, fetch, fetch_one, live, table

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class PackLine:
    """A version of a policy as lists show it."""

    id: str
    policy: str
    version: str
    region: str
    title: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PackRow:
    """A version with its whole text."""

    id: str
    policy: str
    version: str
    body: str


def _packs(row_type: type[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    """The latest to begin first within each policy."""
    target = table("policy_pack")
    query = select(*columns(row_type, "policy_pack")).where(live("policy_pack"), *conditions)
    return query.order_by(target.c.policy, target.c.valid_from.desc(), target.c.version.desc())


def packs(session: Session) -> tuple[PackLine, ...]:
    """Every version of every policy."""
    return fetch(session, PackLine, _packs(PackLine))


def versions(session: Session, policy: str) -> tuple[PackRow, ...]:
    """The versions of one policy, the latest to begin first."""
    return fetch(session, PackRow, _packs(PackRow, table("policy_pack").c.policy == policy))


def pack(session: Session, policy: str, version: str) -> PackRow | None:
    """One version of one policy."""
    target = table("policy_pack")
    return fetch_one(session, PackRow, _packs(PackRow, target.c.policy == policy, target.c.version == version))


def pack_holding(session: Session, policy: str, day: date) -> PackRow | None:
    """The version that holds on a day; of several the one that began last."""
    target = table("policy_pack")
    in_force = or_(target.c.valid_to.is_(None), target.c.valid_to >= day)
    query = _packs(PackRow, target.c.policy == policy, target.c.valid_from <= day, in_force)
    return fetch_one(session, PackRow, query)


def class_with(session: Session, policy: str, version: str) -> str | None:
    """The number of a class that keeps this version, where there is one."""
    target = table("training_class")
    query = select(target.c.number).where(
        live("training_class"), target.c.policy == policy, target.c.policy_version == version
    )
    return session.connection().execute(query.order_by(target.c.number)).scalar()
