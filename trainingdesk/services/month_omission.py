"""What a monthly report says about itself: what it does not include, and where its sides do not agree (FEATURES 59)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services.changes import Said
from trainingdesk.storage import month_omission as stored
from trainingdesk.storage import monthly_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.month import MonthReport
    from trainingdesk.domain.month_facts import Facts
    from trainingdesk.domain.month_tally import Unmapped
    from trainingdesk.storage.month_omission import Gap


def omissions(session: Session, report: MonthReport, facts: Facts, *, today: date) -> tuple[Said, ...]:
    """Everything that a reader of the report must know is missing."""
    month = report.month
    first, last = month.first_day, min(month.last_day, today)
    year = {"first": month.year_to_date[0].first_day, "last": last}
    found: list[Said] = []
    if today <= month.last_day:
        found.append(Said.of("month.still_runs", until=month.last_day))
    for key, gap in (
        ("month.no_register", stored.no_register(session, first=first, last=last)),
        ("month.not_opened", stored.not_opened(session, **year)),
        ("month.provisional", stored.provisional(session, **year)),
    ):
        found += _said(key, gap)
    found += [_unmapped(one, ids) for one, ids in report.unmapped.items()]
    found += _without_township(report, facts)
    found += [Said.of("month.side_differs", count=len(report.failed))] if report.failed else []
    return (*found, _other_desks(session))


def _said(key: str, gap: Gap) -> Iterator[Said]:
    if gap.rows:
        shown = "、".join(gap.numbers) + ("…" if gap.classes > len(gap.numbers) else "")
        yield Said.of(key, count=gap.rows, classes=gap.classes, numbers=shown)


def _unmapped(one: Unmapped, ids: tuple[str, ...]) -> Said:
    if not one.code:
        return Said.of(f"month.without_{one.what}", month=str(one.month), count=len(ids))
    return Said.of(f"month.unmapped_{one.what}", month=str(one.month), code=one.code, count=len(ids))


def _without_township(report: MonthReport, facts: Facts) -> Iterator[Said]:
    """Classes opened in the year that the cut by township cannot place."""
    first, last = report.month.year_to_date[0].first_day, report.month.last_day
    missing = sum(one.cut.township is None for one in facts.classes if first <= one.started_on <= last)
    if missing:
        yield Said.of("month.without_township", count=missing)


def _other_desks(session: Session) -> Said:
    """A desk that works alone knows nothing of others; a joined one says how much of its own work has not arrived."""
    _device, unsynced = monthly_report.device(session)
    return Said.of("month.desk_alone") if unsynced is None else Said.of("month.unsynced", count=unsynced)
