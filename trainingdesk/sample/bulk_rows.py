"""Rows collected by table and inserted at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.storage import rows
from trainingdesk.storage.tables import METADATA
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.sample.plan import SampleClass


_MORNING: Final = time(9)
_FILED_BEFORE: Final = timedelta(days=21)
#: Half-days: part of the day, minute it starts at, minute it ends at.
SLOTS: Final = (("morning", 510, 690), ("afternoon", 840, 1020))


@dataclass(slots=True)
class Written:
    """Ids of what was written, by its number in the plan."""

    institutions: list[str] = field(default_factory=list)
    platforms: list[str] = field(default_factory=list)
    instructors: list[str] = field(default_factory=list)
    courses: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BulkClass:
    """A planned class with the ids of its rows."""

    plan: SampleClass
    id: str
    number: str
    until: date
    lessons: tuple[str, ...]

    @property
    def filed_on(self) -> date:
        """The day on which it was applied for."""
        return self.plan.starts_on - _FILED_BEFORE

    def has(self, day: date) -> bool:
        """Whether this day has come."""
        return day <= self.until


def at(day: date, *, minutes: int = 0) -> datetime:
    """The instant of a working morning on a day."""
    return datetime.combine(day, _MORNING, SHANGHAI) + timedelta(minutes=minutes)


class Batch:
    """Rows of one transaction; each table is written behind those it refers to."""

    def __init__(self, county_code: str, user_id: str) -> None:
        self.county_code = county_code
        self.user_id = user_id
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: str, made_on: date, /, *, row_id: str | None = None, **values: Any) -> str:
        """Add a row; an entity's id is made of the day it came to be. Answers the id."""
        made = row_id or new_id(at(made_on))
        self._rows[table].append({"id": made, "county_code": self.county_code, **values})
        return made

    def insert(self, session: Session) -> None:
        """Write everything in the order of the ids, as pages are filled best; rows of one table need the same columns."""
        for table in METADATA.sorted_tables:
            several = sorted(self._rows.get(table.name, ()), key=itemgetter("id"))
            rows.add_many(session, table.name, several)
