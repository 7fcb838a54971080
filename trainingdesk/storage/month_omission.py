"""What a monthly report does not include: registers nobody took, people not entered yet, classes that were not opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text

from trainingdesk.domain.month_source import CAME, OPENED
from trainingdesk.storage.person_merge import living_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlmodel import Session


class Gap(NamedTuple):
    """How many rows are missing, and of how many classes; the numbers of the first classes."""

    rows: int
    classes: int
    numbers: tuple[str, ...]


#: How many class numbers a sentence names.
_NAMED = 5


def _quoted(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


#: From the lessons of the month; a class that was opened is no way to begin, for every lesson of ten years is of one.
_NO_REGISTER = f"""
SELECT c.number, count(*) FROM lesson l INDEXED BY ix_lesson_day CROSS JOIN training_class c ON c.id = l.class_id
LEFT JOIN register r ON r.id = l.id AND r.deleted = 0
WHERE l.day BETWEEN :first AND :last AND l.deleted = 0 AND l.state != 'cancelled' AND c.deleted = 0
  AND c.state IN ({_quoted(OPENED)}) AND r.closed_at IS NULL
GROUP BY c.id ORDER BY c.number
"""
_NOT_OPENED = """
SELECT number, 1 FROM training_class WHERE deleted = 0 AND starts_on BETWEEN :first AND :last
  AND state IN ('draft', 'submitted', 'returned', 'approved') ORDER BY number
"""
#: From the few people who are provisional; whose file was put away for a complete one is no more.
_PROVISIONAL = f"""
SELECT c.number, count(*) FROM person p CROSS JOIN enrollment e ON e.person_id = p.id
CROSS JOIN training_class c ON c.id = e.class_id
CROSS JOIN person living ON living.id = {living_id("e.person_id")} AND living.provisional = 1
WHERE p.provisional = 1 AND p.deleted = 0 AND e.deleted = 0 AND e.status IN ({_quoted(CAME)})
  AND e.joined_on <= :last AND c.ends_on >= :first AND c.state IN ({_quoted(OPENED)})
GROUP BY c.id ORDER BY c.number
"""


def no_register(session: Session, *, first: date, last: date) -> Gap:
    """Lessons between two days whose register was not closed."""
    return _gap(session, _NO_REGISTER, first, last)


def not_opened(session: Session, *, first: date, last: date) -> Gap:
    """Classes that should have begun between two days and were not opened."""
    return _gap(session, _NOT_OPENED, first, last)


def provisional(session: Session, *, first: date, last: date) -> Gap:
    """People in classes between two days who were entered provisionally; they never count before they are completed."""
    return _gap(session, _PROVISIONAL, first, last)


def _gap(session: Session, query: str, first: date, last: date) -> Gap:
    found = session.connection().execute(text(query), {"first": first.isoformat(), "last": last.isoformat()}).all()
    numbers = tuple(str(number) for number, _count in found[:_NAMED])
    return Gap(sum(count for _number, count in found), len(found), numbers)
