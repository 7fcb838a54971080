"""What forms of classes and lessons offer: rooms, instructors and the like by name, those that left only where kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from trainingdesk.services import teaching

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trainingdesk.services.work import Work

Choices = tuple[tuple[str, str], ...]


def instructors(work: Work, *kept: str | None) -> Choices:
    """Instructors who teach, and those that a row names already."""
    return in_use(teaching.list_instructors(work), *kept)


def venues(work: Work, *kept: str | None) -> Choices:
    """Rooms in use, and those that a row names already."""
    return in_use(teaching.list_venues(work), *kept)


def in_use(rows: Iterable[Any], *kept: str | None) -> Choices:
    """Rows that are active or kept, by name; those of one name are told apart by a number."""
    offered = [row for row in rows if row.status == "active" or row.id in kept]
    seen: Counter[str] = Counter()
    found: list[tuple[str, str]] = []
    for row in offered:
        seen[row.name] += 1
        found.append((row.id, row.name if seen[row.name] == 1 else f"{row.name} ({seen[row.name]})"))
    return tuple(found)
