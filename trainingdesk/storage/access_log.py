"""The access log of this desk: appended to inside the transaction that it tells of, read in pages, verified as a chain.

The rows stand in the order of their ids: each id is made later than the one before, also where the clock went back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select

from trainingdesk.domain import access_log
from trainingdesk.domain.access_log import GENESIS, Entry, Link, Verified, is_erased
from trainingdesk.storage import rows
from trainingdesk.wire import clock
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlmodel import Session

_BATCH = 1000
_ERASABLE = ("by_user", "subject_id", "reason")


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One row of the log; contents that retention erased are None, and ``erased`` says so."""

    id: str
    at: datetime
    action: str
    user_id: str | None
    user_name: str | None
    subject_table: str | None
    subject_id: str | None
    reason: str | None
    erased: bool
    digest: str


def record(session: Session, entry: Entry, *, county_code: str, now: datetime) -> str:
    """Append a row inside the present transaction; answers its id. Raises Refused where a reason is missing.

    Needs the write lock (``Database.write``): two rows never follow the same one.
    """
    access_log.require_reason(entry)
    last = _last(session)
    row_id = _later_id(None if last is None else last[0], now)
    link = Link(
        row_id,
        county_code,
        entry.action,
        entry.by_user,
        entry.subject_table,
        entry.subject_id,
        entry.reason,
        GENESIS if last is None else last[1],
        digest="",
    )
    values = {
        "action": link.action,
        "by_user": link.by_user,
        "subject_table": link.subject_table,
        "subject_id": link.subject_id,
        "reason": link.reason,
        "at": now.astimezone(UTC),
        "previous": link.previous,
        "digest": access_log.digest_of(link),
    }
    return rows.add(session, "access_log", row_id=row_id, county_code=county_code, values=values)


def audit_page(
    session: Session,
    *,
    limit: int,
    before: str | None = None,
    action: str | None = None,
    user_id: str | None = None,
    subject_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[AccessRow, ...]:
    """Rows of the log, newest first; ``before`` is the id of the last row of the page before.

    ``since`` belongs to what is wanted, ``until`` no longer.
    """
    log, user = rows.table("access_log"), rows.table("user")
    query = (
        select(log, func.coalesce(user.c.display_name, log.c.by_user).label("user_name"))
        .outerjoin(user, user.c.id == log.c.by_user)
        .order_by(log.c.id.desc())
        .limit(limit)
    )
    wanted = ((log.c.action, action), (log.c.by_user, user_id), (log.c.subject_id, subject_id))
    for column, value in wanted:
        query = query if value is None else query.where(column == value)
    if before is not None:
        query = query.where(log.c.id < before)
    if since is not None:
        query = query.where(log.c.at >= since)
    if until is not None:
        query = query.where(log.c.at < until)
    return tuple(_access_row(row) for row in session.connection().execute(query))


def is_logged(session: Session, entry: Entry, *, since: datetime) -> bool:
    """Whether the same was written by the same worker after an instant."""
    log = rows.table("access_log")
    query = select(log.c.id).where(
        log.c.id > new_id(since),  # ids tell their time: the log of years is not read for a day
        log.c.action == entry.action,
        log.c.by_user == entry.by_user,
        log.c.subject_table == entry.subject_table,
        log.c.subject_id == entry.subject_id,
    )
    return session.connection().execute(query.limit(1)).first() is not None


def chain(session: Session) -> Iterator[tuple[AccessRow, str]]:
    """The whole log from its first row, each with the digest of the row before: what anybody can check it with."""
    log, user = rows.table("access_log"), rows.table("user")
    query = (
        select(log, func.coalesce(user.c.display_name, log.c.by_user).label("user_name"))
        .outerjoin(user, user.c.id == log.c.by_user)
        .order_by(log.c.id)
        .execution_options(yield_per=_BATCH)
    )
    for row in session.connection().execute(query):
        yield _access_row(row), row.previous


def count(session: Session) -> int:
    """How many rows the log has."""
    log = rows.table("access_log")
    found: int = session.connection().execute(select(func.count()).select_from(log)).scalar_one()
    return found


def verify(session: Session, *, expected_head: str | None = None) -> Verified:
    """Check the whole chain; ``expected_head`` is a head that was exported earlier."""
    return access_log.verify(_links(session), expected_head=expected_head)


def _last(session: Session) -> tuple[str, str] | None:
    log = rows.table("access_log")
    row = session.connection().execute(select(log.c.id, log.c.digest).order_by(log.c.id.desc()).limit(1)).first()
    return None if row is None else (row.id, row.digest)


def _later_id(last: str | None, now: datetime) -> str:
    """A fresh id that stands behind ``last``; within one millisecond, and after the clock went back, it runs ahead of it."""
    fresh = new_id(now)
    if last is None or fresh > last:
        return fresh
    return new_id(clock.instant(UUID(last).int >> 80) + timedelta(milliseconds=1.5))


def _links(session: Session) -> Iterator[Link]:
    """Every row in the order of the ids, those marked deleted included."""
    log, after = rows.table("access_log"), ""
    while True:
        query = select(log).where(log.c.id > after).order_by(log.c.id).limit(_BATCH)
        batch = session.connection().execute(query).all()
        yield from (
            Link(
                row.id,
                row.county_code,
                row.action,
                row.by_user,
                row.subject_table,
                row.subject_id,
                row.reason,
                row.previous,
                row.digest,
                row.deleted,
            )
            for row in batch
        )
        if len(batch) < _BATCH:
            return
        after = batch[-1].id


def _access_row(row: Any) -> AccessRow:
    kept = {name: None if is_erased(getattr(row, name)) else getattr(row, name) for name in _ERASABLE}
    return AccessRow(
        row.id,
        row.at,
        row.action,
        kept["by_user"],
        row.user_name if kept["by_user"] else None,
        row.subject_table,
        kept["subject_id"],
        kept["reason"],
        any(is_erased(getattr(row, name)) for name in _ERASABLE),
        row.digest,
    )
