"""Closed registers and results of two years, as a monthly report counts them."""

from __future__ import annotations

import json
from functools import cache
from sys import intern
from typing import TYPE_CHECKING, Final, NamedTuple

from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.month_amounts import Amounts
from trainingdesk.domain.month_lessons import AlikeMarks, EachMark, LessonSource
from trainingdesk.storage.mark_count import NO_MARK, NO_MINUTES
from trainingdesk.storage.month import parse_day, read, stream
from trainingdesk.storage.twin_enrollment import set_aside
from trainingdesk.wire.ids import HIGHEST, LOWEST, SHARED

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlmodel import Session


class ResultSource(NamedTuple):
    """The scores of people who sat one assessment and came off alike."""

    rows: Amounts
    passed: bool
    held_on: date
    class_id: str


#: Lessons and registers in the order of their common ids: by days, pages of both are decrypted again and again.
_LESSONS: Final = f"""
SELECT l.id, l.class_id, l.day, l.periods, coalesce(sum(m.people), 0),
       group_concat(m.mark || ' ' || m.minutes || ' ' || m.people, ',')
FROM lesson l NOT INDEXED CROSS JOIN register r ON r.id = l.id
LEFT JOIN mark_count m ON m.lesson_id = l.id AND m.mark != '{NO_MARK}'
WHERE l.day BETWEEN :since AND :last AND l.deleted = 0 AND l.state != 'cancelled' AND r.deleted = 0
  AND r.closed_at IS NOT NULL
GROUP BY l.id
"""


def lessons(session: Session, *, since: date, last: date) -> list[LessonSource]:
    """The lessons between two days whose registers were closed, with how many people each marks and how."""
    found = stream(session, _LESSONS, since=since.isoformat(), last=last.isoformat())
    return [
        LessonSource(one, intern(of_class), parse_day(day), periods, marked, tuple(map(_alike, marks.split(","))))
        if marked
        else LessonSource(one, intern(of_class), parse_day(day), periods, 0, ())
        for one, of_class, day, periods, marked, marks in found
    ]


@cache
def _alike(written: str) -> AlikeMarks:
    mark, minutes, people = written.split(" ")
    return AlikeMarks(Mark(mark), int(minutes) if int(minutes) != NO_MINUTES else None, int(people))


#: As ``attendance.of_lesson`` reaches them.
_MARKS: Final = f"""
SELECT l.id, m.enrollment_id, coalesce(m.office_status, m.status), iif(m.office_status IS NULL, m.minutes, NULL)
FROM json_each(:lessons) asked JOIN lesson l ON l.id = asked.value JOIN attendance_mark m
  ON m.id BETWEEN substr(l.id, 1, {SHARED}) || '{LOWEST}' AND substr(l.id, 1, {SHARED}) || '{HIGHEST}'
  AND m.lesson_id = l.id
WHERE m.deleted = 0 AND coalesce(m.office_status, m.status) IS NOT NULL
"""


def marks(session: Session, lesson_ids: Collection[str]) -> dict[str, list[EachMark]]:
    """The marks of these lessons one by one; of two enrollments of one person, by the one that stands."""
    aside = set_aside(session)
    found: dict[str, dict[str, EachMark]] = {one: {} for one in lesson_ids}
    set_aside_marks = []
    for lesson, person, mark, minutes in read(session, _MARKS, lessons=json.dumps(sorted(lesson_ids))):
        if person in aside:
            set_aside_marks.append((lesson, EachMark(aside[person], Mark(mark), minutes)))
        else:
            found[lesson][person] = EachMark(person, Mark(mark), minutes)
    for lesson, given in set_aside_marks:
        found[lesson].setdefault(given.person, given)
    return {lesson: list(given.values()) for lesson, given in found.items()}


_DOUBTFUL: Final = """
SELECT e.class_id FROM person p CROSS JOIN enrollment e ON e.person_id = p.id WHERE p.provisional = 1
UNION SELECT class_id FROM enrollment WHERE id IN (SELECT value FROM json_each(:aside))
"""


def doubtful_classes(session: Session) -> frozenset[str]:
    """Classes whose registers may mark somebody who does not count, or one person twice."""
    found = read(session, _DOUBTFUL, aside=json.dumps(sorted(set_aside(session))))
    return frozenset(row[0] for row in found)


def policies(session: Session, *, since: date) -> dict[str, tuple[str, str]]:
    """The policy that each class keeps, and its version, of the classes that ended since a day."""
    query = "SELECT id, policy, policy_version FROM training_class WHERE ends_on >= :since AND deleted = 0"
    return {one: (policy, version) for one, policy, version in read(session, query, since=since.isoformat())}


_RESULTS: Final = """
SELECT group_concat(s.id, ' '), count(*), s.result = 'passed', a.held_on, a.class_id
FROM assessment a CROSS JOIN score s ON s.assessment_id = a.id
WHERE a.held_on BETWEEN :since AND :last AND a.deleted = 0 AND s.deleted = 0 AND s.absent = 0
  AND s.result IS NOT 'absent'
GROUP BY a.id, s.result
"""


def results(session: Session, *, since: date, last: date) -> list[ResultSource]:
    """Who sat the assessments between two days, and whether they passed; a make-up assessment is sat anew."""
    found = read(session, _RESULTS, since=since.isoformat(), last=last.isoformat())
    return [
        ResultSource(Amounts.written(ids, count), bool(passed), parse_day(day), of_class)
        for ids, count, passed, day, of_class in found
    ]
