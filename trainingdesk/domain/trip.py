"""Before a laptop leaves for the villages (送培下乡): what is on it, what is missing, what deserves a look (FEATURES 107).

Out there is no network and nobody to ask. Each question gets one answer, so that the list is as long on a good day as on a
bad one; nothing here refuses anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.training_class import TAKES_REGISTERS, ClassState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: A backup, or a contact with the centre, of the day before still counts: people pack in the evening and leave early.
FRESH: Final = timedelta(days=1)


class Topic(StrEnum):
    """What is asked; the first six of each class, the others of the laptop."""

    STATE = "state"
    TIMETABLE = "timetable"
    ROSTER = "roster"
    POLICY = "policy"
    SHEETS = "sheets"
    SEATS = "seats"
    ACCOUNTS = "accounts"
    HOLIDAYS = "holidays"
    SYNC = "sync"
    BACKUP = "backup"
    CLOCK = "clock"


class Stage(StrEnum):
    """The answer."""

    MISSING = "missing"
    LOOK = "look"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Check:
    """One answer with its sentence; ``class_id`` where it is about a class."""

    topic: Topic
    stage: Stage
    key: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    class_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TripClass:
    """A class as it stands on this laptop; lessons and days are those of the trip.

    ``promises``: how many people may be promised a seat out there until its last day; None where nobody else gives seats.
    """

    class_id: str
    number: str
    name: str
    state: ClassState
    lessons: int
    days: int
    without_instructor: int
    without_venue: int
    people: int
    policy_known: bool
    promises: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TripDesk:
    """The laptop itself. Ages are None where there is none; ``clock_behind`` while nothing speaks against the clock."""

    without_account: tuple[str, ...]
    unknown_years: tuple[int, ...]
    joined: bool
    contact_age: timedelta | None
    waiting: int
    backup_age: timedelta | None
    clock_behind: timedelta | None


def check_class(facts: TripClass) -> tuple[Check, ...]:
    """The answers about one class."""
    answers = (_state(facts), _timetable(facts), _roster(facts), _policy(facts), _sheets(facts), _seats(facts))
    return tuple(
        Check(topic, stage, f"trip.{key}", values, facts.class_id)
        for topic, (stage, key, values) in zip(Topic, answers, strict=False)
    )


def check_desk(facts: TripDesk) -> tuple[Check, ...]:
    """The answers about the laptop."""
    asked = (
        (Topic.ACCOUNTS, _accounts(facts)),
        (Topic.HOLIDAYS, _holidays(facts)),
        (Topic.SYNC, _sync(facts)),
        (Topic.BACKUP, _backup(facts)),
        (Topic.CLOCK, _clock(facts)),
    )
    return tuple(Check(topic, stage, f"trip.{key}", values) for topic, (stage, key, values) in asked)


def worst(checks: Iterable[Check]) -> Stage:
    """Whether the laptop may leave: *missing* where anything is, else *look*, else *ready*."""
    found = {check.stage for check in checks}
    return next((stage for stage in Stage if stage in found), Stage.READY)


_Answer = tuple[Stage, str, "Mapping[str, object]"]


def _state(facts: TripClass) -> _Answer:
    if facts.state in TAKES_REGISTERS:
        return Stage.READY, "state_ready", {}
    return Stage.MISSING, "state_not_begun" if facts.state is ClassState.APPROVED else "state_takes_none", {}


def _timetable(facts: TripClass) -> _Answer:
    if not facts.lessons:
        return Stage.MISSING, "no_lesson", {}
    if facts.without_instructor or facts.without_venue:
        lacking = {"instructor": facts.without_instructor, "venue": facts.without_venue}
        return Stage.LOOK, "lessons_lack", {"lessons": facts.lessons, **lacking}
    return Stage.READY, "lessons", {"lessons": facts.lessons, "days": facts.days}


def _roster(facts: TripClass) -> _Answer:
    if not facts.people:
        return Stage.MISSING, "nobody", {}
    return Stage.READY, "people", {"people": facts.people}


def _policy(facts: TripClass) -> _Answer:
    return (Stage.READY, "policy_known", {}) if facts.policy_known else (Stage.MISSING, "policy_missing", {})


def _sheets(facts: TripClass) -> _Answer:
    """Nobody records what a printer did, so a person looks into the bag."""
    return (Stage.LOOK, "sheets", {"days": facts.days}) if facts.days else (Stage.READY, "no_sheets", {})


def _seats(facts: TripClass) -> _Answer:
    """Whoever comes to the village is enrolled there; without seats along, nobody can be told that there is one."""
    if facts.promises is None:
        return Stage.READY, "seats_ours", {}
    if not facts.promises:
        return Stage.LOOK, "no_seats_along", {}
    return Stage.READY, "seats_along", {"seats": facts.promises}


def _accounts(facts: TripDesk) -> _Answer:
    if facts.without_account:
        return Stage.MISSING, "without_account", {"names": "、".join(facts.without_account)}
    return Stage.READY, "accounts", {}


def _holidays(facts: TripDesk) -> _Answer:
    if facts.unknown_years:
        return Stage.LOOK, "years_unknown", {"years": "、".join(str(year) for year in facts.unknown_years)}
    return Stage.READY, "years_known", {}


def _sync(facts: TripDesk) -> _Answer:
    if not facts.joined:
        return Stage.READY, "alone", {}
    if facts.contact_age is None:
        return Stage.MISSING, "never_synced", {}
    if facts.contact_age > FRESH:
        return Stage.MISSING, "synced_long_ago", {"days": facts.contact_age.days}
    if facts.waiting:
        return Stage.LOOK, "waiting", {"count": facts.waiting}
    return Stage.READY, "synced", {}


def _backup(facts: TripDesk) -> _Answer:
    if facts.backup_age is None:
        return Stage.MISSING, "no_backup", {}
    if facts.backup_age > FRESH:
        return Stage.MISSING, "backup_old", {"days": facts.backup_age.days}
    return Stage.READY, "backup", {}


def _clock(facts: TripDesk) -> _Answer:
    if facts.clock_behind is None:
        return Stage.READY, "clock", {}
    return Stage.MISSING, "clock_wrong", {"minutes": round(abs(facts.clock_behind) / timedelta(minutes=1))}
