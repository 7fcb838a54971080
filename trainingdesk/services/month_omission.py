"""What a monthly report says about itself: what it does not include, and where its sides do not agree (FEATURES 59)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.device_silence import may_lack
from trainingdesk.services.changes import Said
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import SILENT_DEVICE_DAYS
from trainingdesk.storage import month_omission as stored
from trainingdesk.storage import monthly_report, sync_device, sync_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.calendar import Month
    from trainingdesk.domain.month import MonthReport
    from trainingdesk.domain.month_facts import Facts
    from trainingdesk.domain.month_tally import Unmapped
    from trainingdesk.storage.month_omission import Gap
    from trainingdesk.storage.sync_device import DeviceRow


#: How many desks the report names one by one.
_DESKS_NAMED: Final = 8
#: By whether a desk is silent, and whether it said that something waits.
_LACKS: Final = {
    (True, False): "month.desk_silent",
    (True, True): "month.desk_silent_unsent",
    (False, True): "month.desk_unsent",
}


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
    return (*found, *_other_desks(session, month, today=today))


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


def _other_desks(session: Session, month: Month, *, today: date) -> Iterator[Said]:
    """A desk that works alone knows nothing of others; a joined one says what of theirs, and of its own, has not arrived."""
    own, unsynced = monthly_report.device(session)
    if unsynced is None:
        yield Said.of("month.desk_alone")
        return
    yield from _behind(session, month, today=today)
    yield from _lacking(session, month, own=own)
    yield Said.of("month.unsynced", count=unsynced)


def _behind(session: Session, month: Month, *, today: date) -> Iterator[Said]:
    """This desk itself, where it has not heard of the centre since the month ended."""
    contact = sync_state.contact(session)
    if contact is None or contact.last is None:
        yield Said.of("month.desk_never_exchanged")
    elif local_day(contact.last) <= month.last_day < today:
        yield Said.of("month.desk_behind", since=local_day(contact.last))


def _lacking(session: Session, month: Month, *, own: str) -> Iterator[Said]:
    """Desks whose work of the month may be missing, or is known to be: the most of it first.

    One that was shut out or replaced has been dealt with, and a spare one that never began has written nothing.
    """
    allowed = value_of(session, SILENT_DEVICE_DAYS)
    found = [
        (one, said)
        for one in sync_device.devices(session)
        if not (one.revoked or one.replaced or one.device == own)
        and (said := _said_of(one, month, allowed=allowed)) is not None
    ]
    found.sort(key=lambda pair: (-(pair[0].unsent or 0), pair[0].number))
    yield from (said for _one, said in found[:_DESKS_NAMED])
    if len(found) > _DESKS_NAMED:
        yield Said.of("month.more_desks", count=len(found) - _DESKS_NAMED)


def _said_of(one: DeviceRow, month: Month, *, allowed: int) -> Said | None:
    if one.seen is None:
        return None
    silent = may_lack(one.seen, until=month.last_day, told=local_day(one.told), allowed=allowed)
    key = _LACKS.get((silent, bool(one.unsent)))
    if key is None:
        return None
    return Said.of(key, user=one.user, tail=one.tail, since=local_day(one.seen), count=one.unsent or 0)
