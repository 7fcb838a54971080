"""The access log: written inside the use case it tells of, shown to auditors, verified as a chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Entry, Logged, Verified
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.storage import access_log
from trainingdesk.storage.database import Author

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.access_log import AccessRow

PAGE = 100


def log(
    work: Work,
    session: Session,
    action: Logged,
    *,
    subject: tuple[str, str] | None = None,
    reason: str | None = None,
) -> str:
    """Write a row in the transaction of ``session``; ``subject`` is a table and the id of its row.

    Raises Refused ``access.reason_missing`` where personal data would leave the program without a reason.
    """
    table, row_id = subject or (None, None)
    entry = Entry(action, work.worker.user_id, table, row_id, reason)
    return access_log.record(session, entry, county_code=work.county_code, now=work.now())


def log_once_a_day(work: Work, action: Logged, *, subject: tuple[str, str]) -> None:
    """Write what a list shows unless it was written today: a list is read again whenever something in it changes."""
    entry = Entry(action, work.worker.user_id, *subject)
    with work.database.read() as session:
        if access_log.is_logged(session, entry, since=_midnight(work.today())):
            return
    with work.database.write(Author(work.worker.user_id, action, work.now())) as session:
        log(work, session, action, subject=subject)


def log_sign_in(work: Work, *, failed_before: int = 0) -> None:
    """After signing in: the attempts that failed since the last time (nobody could write them then), and this one."""
    with work.database.write(Author(work.worker.user_id, Logged.SIGNED_IN, work.now())) as session:
        if failed_before:
            log(work, session, Logged.SIGN_IN_FAILED, reason=str(failed_before))
        log(work, session, Logged.SIGNED_IN)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFilter:
    """What of the log is wanted: a kind, somebody's, about a row, from a day to a day (both included)."""

    action: Logged | None = None
    user_id: str | None = None
    subject_id: str | None = None
    first: date | None = None
    last: date | None = None


def list_access(
    work: Work,
    *,
    limit: int = PAGE,
    before: str | None = None,
    action: Logged | None = None,
    user_id: str | None = None,
    subject_id: str | None = None,
) -> tuple[AccessRow, ...]:
    """The log, newest first, a page at a time."""
    wanted = AccessFilter(action=action, user_id=user_id, subject_id=subject_id)
    return find_access(work, wanted, limit=limit, before=before)


def find_access(
    work: Work, wanted: AccessFilter, *, limit: int = PAGE, before: str | None = None
) -> tuple[AccessRow, ...]:
    """What a filter leaves of the log, newest first, a page at a time."""
    with work.reading(Action.SEE_AUDIT) as session:
        return access_log.audit_page(
            session,
            limit=limit,
            before=before,
            action=wanted.action,
            user_id=wanted.user_id,
            subject_id=wanted.subject_id,
            since=None if wanted.first is None else _midnight(wanted.first),
            until=None if wanted.last is None else _midnight(wanted.last + timedelta(days=1)),
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def verify_chain(work: Work, *, expected_head: str | None = None) -> Verified:
    """Check every row of the log; keep the answer's ``head`` elsewhere and give it back next time."""
    with work.reading(Action.SEE_AUDIT) as session:
        return access_log.verify(session, expected_head=expected_head)
