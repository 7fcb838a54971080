"""When a backup is due, and which may go: all of the last day stay, one a day for a month, one a month for a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING

from trainingdesk.domain.calendar import local_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

#: While people work, where no setting says otherwise.
HOURLY = timedelta(hours=1)

#: Asia/Shanghai, which has had no summer time since 1991.
LOCAL = timezone(timedelta(hours=8))

#: How long a backup stays without being chosen (FEATURES 95, thinned).
ALL_FOR = timedelta(hours=24)
BY_HAND_FOR = timedelta(days=30)
DAILY_FOR = timedelta(days=30)
MONTHLY_FOR = timedelta(days=365)


class Why(StrEnum):
    """What a backup was made for."""

    BY_HAND = "by_hand"
    ON_EXIT = "on_exit"
    HOURLY = "hourly"
    BEFORE_IMPORT = "before_import"
    BEFORE_UPGRADE = "before_upgrade"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that exists. ``sound``: complete and verified when it was made, and not found damaged since."""

    name: str
    at: datetime
    why: Why
    sound: bool
    base: str | None = None  # the whole backup that this one holds only the changes of


def name_of(at: datetime, why: Why) -> str:
    """The name of a backup's folder; names sort by local time."""
    return f"{stamp(at)}-{why.value.replace('_', '-')}"


def stamp(at: datetime) -> str:
    """Local time for the name of a file."""
    return f"{at.astimezone(LOCAL):%Y%m%d-%H%M%S}"


def due(last: datetime | None, now: datetime, *, changed: bool, every: timedelta = HOURLY) -> bool:
    """Whether to back up now: something changed, and the last one is ``every`` old (or the clock went back behind it)."""
    return changed and (last is None or now < last or now - last >= every)


def superfluous(found: Iterable[Made], now: datetime) -> tuple[str, ...]:
    """Names of the backups that may be removed, oldest first.

    The newest sound one always stays; while none is sound, everything stays. What was made by hand stays for a month, and a
    whole backup as long as one that holds only the changes since it.
    """
    made = tuple(found)
    oldest_first = sorted(made, key=lambda backup: (backup.at, backup.name))
    sound = [backup for backup in oldest_first if backup.sound]
    if not sound:
        return ()
    kept = {sound[-1].name} | {backup.name for backup in oldest_first if _young(backup, now)}
    kept |= _newest_of_each(local_day, sound, since=now - DAILY_FOR)
    kept |= _newest_of_each(_month, sound, since=now - MONTHLY_FOR)
    kept |= {backup.base for backup in made if backup.name in kept and backup.base is not None}
    return tuple(backup.name for backup in oldest_first if backup.name not in kept)


def _young(backup: Made, now: datetime) -> bool:
    """A backup of the future (the clock was wrong, now or then) is young."""
    return now - backup.at <= (BY_HAND_FOR if backup.why is Why.BY_HAND else ALL_FOR)


def _newest_of_each(
    period: Callable[[datetime], date], oldest_first: Iterable[Made], *, since: datetime
) -> frozenset[str]:
    newest = {period(backup.at): backup.name for backup in oldest_first if backup.at >= since}
    return frozenset(newest.values())


def _month(at: datetime) -> date:
    return local_day(at).replace(day=1)
