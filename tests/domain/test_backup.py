"""When a backup is due, and which may go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.backup import ALL_FOR, HOURLY, Made, Why, due, name_of, stamp, superfluous
from trainingdesk.domain.calendar import local_day

NOW = datetime(2026, 10, 20, 1, 30, tzinfo=UTC)


def made(name: str, ago: timedelta, why: Why = Why.HOURLY, *, sound: bool = True) -> Made:
    return Made(name, NOW - ago, why, sound)


@pytest.mark.parametrize(
    ("last", "changed", "wanted"),
    [
        (None, True, True),
        (None, False, False),
        (NOW - HOURLY, True, True),
        (NOW - HOURLY, False, False),
        (NOW - HOURLY + timedelta(seconds=1), True, False),
        (NOW + timedelta(days=400), True, True),  # the clock was wrong then, or is now
    ],
)
def test_due_when_something_changed_and_time_went_by(last: datetime | None, *, changed: bool, wanted: bool) -> None:
    assert due(last, NOW, changed=changed) is wanted


def test_names_sort_by_local_time() -> None:
    assert stamp(NOW) == "20261020-093000"
    assert name_of(NOW, Why.BEFORE_IMPORT) == "20261020-093000-before-import"
    assert name_of(NOW, Why.HOURLY) < name_of(NOW + timedelta(seconds=1), Why.BY_HAND)


def test_all_of_the_last_day_stay() -> None:
    assert superfluous([made(str(n), timedelta(hours=n)) for n in range(24)], NOW) == ()


def test_one_a_day_stays_for_a_month_and_one_a_month_for_a_year() -> None:
    hourly = [made(f"{n:05}", timedelta(hours=n)) for n in range(24 * 400)]
    gone = set(superfluous(hourly, NOW))
    kept = [backup for backup in hourly if backup.name not in gone]
    days = {local_day(backup.at) for backup in kept}
    months = {(day.year, day.month) for day in days}
    assert len(days) in range(30, 46)
    assert len(months) in {12, 13}
    assert len(kept) < 24 + 31 + 14


def test_the_newest_sound_one_stays_however_old() -> None:
    old = [made("a", timedelta(days=900)), made("b", timedelta(days=800)), made("c", timedelta(days=700), sound=False)]
    assert superfluous(old, NOW) == ("a", "c")


def test_while_none_is_sound_everything_stays() -> None:
    assert superfluous([made("a", timedelta(days=900), sound=False)], NOW) == ()


def test_what_was_made_by_hand_stays_for_a_month() -> None:
    day = timedelta(days=20)
    backups = [made("hand", day, Why.BY_HAND), made("later", day - timedelta(hours=1)), made("now", timedelta(0))]
    assert superfluous(backups, NOW) == ()


ages = st.timedeltas(timedelta(days=-30), timedelta(days=800))


@given(st.lists(st.tuples(ages, st.sampled_from(Why), st.booleans()), max_size=40))
def test_thinning_never_takes_the_newest_sound_one_nor_a_young_one(ones: list[tuple[timedelta, Why, bool]]) -> None:
    backups = [made(str(n), ago, why, sound=sound) for n, (ago, why, sound) in enumerate(ones)]
    gone = set(superfluous(backups, NOW))
    kept = [backup for backup in backups if backup.name not in gone]
    sound = [backup for backup in backups if backup.sound]
    if sound:
        newest = max(backup.at for backup in sound)
        assert any(backup.sound and backup.at == newest for backup in kept)
    assert all(NOW - backup.at > ALL_FOR for backup in backups if backup.name in gone)
    assert superfluous(kept, NOW) == ()  # thinning again changes nothing
