"""What a write changed: every use case that writes answers with one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What a screen may be interested in."""

    CATALOGUE = "catalogue"
    PEOPLE = "people"
    CLASSES = "classes"
    LESSONS = "lessons"
    ENROLLMENTS = "enrollments"
    ATTENDANCE = "attendance"
    ASSESSMENTS = "assessments"
    CERTIFICATES = "certificates"
    CLAIMS = "claims"
    INSPECTIONS = "inspections"
    FIGURES = "figures"
    POLICIES = "policies"
    USERS = "users"
    SETTINGS = "settings"
    SYNC = "sync"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the user that is no refusal: a warning or a piece of news, by its key."""

    key: str
    values: tuple[tuple[str, object], ...] = ()

    @classmethod
    def of(cls, key: str, **values: object) -> Said:
        """A sentence with the values it names."""
        return cls(key, tuple(values.items()))


@dataclass(frozen=True, slots=True)
class Changes:
    """Topics and rows that changed, the change set to undo, and what should be said about it.

    ``change_set`` is None where nothing was changed.
    """

    topics: frozenset[Topic]
    rows: tuple[str, ...]
    change_set: int | None
    said: tuple[Said, ...] = ()

    @property
    def row(self) -> str:
        """The id of the one row that was made or changed."""
        (row,) = self.rows
        return row

    def touches(self, *topics: Topic) -> bool:
        """Whether any of these topics changed."""
        return not self.topics.isdisjoint(topics)
