"""The life of a class (修改记录): its own changes, those of its lessons, papers and people, with names for every id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.class_details import mode_name
from trainingdesk.services.division import divisions
from trainingdesk.storage import enrollment, history
from trainingdesk.storage import lesson as stored_lesson
from trainingdesk.storage.record_subject import words_in
from trainingdesk.storage.training_class import papers_of, reasons_of_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EventRow
    from trainingdesk.storage.history import ChangeRow
    from trainingdesk.storage.lesson import LessonRow

#: More than anybody reads; a class of a year has some hundred.
MOST: Final = 2000


@dataclass(frozen=True, slots=True)
class ClassLife:
    """Changes, newest first. ``names`` has the words of ids and codes that the values name, and of rows that have one.

    ``lessons`` are the lessons by id as they stand today, ``events`` what happened to people, by the id of the event, and
    ``reasons`` why a step was taken, by change set.
    """

    changes: tuple[ChangeRow, ...]
    names: Mapping[str, str]
    lessons: Mapping[str, LessonRow]
    events: Mapping[str, EventRow]
    reasons: Mapping[int, str]


def class_life(work: Work, class_id: str) -> ClassLife:
    """Everything that is recorded of a class; raises Refused for one that is not there."""
    places = divisions(work)
    with work.reading(Action.SEE_EVERYTHING) as session:
        class_seen(work, session, class_id)
        changes = history.changes_of_class(session, class_id, limit=MOST)
        names = words_in(session, _sides(changes))
        roll = {line.enrollment_id: line.name for line in enrollment.roll(session, class_id)}
        events = {one.id: one for own in enrollment.events(session, list(roll)).values() for one in own}
        steps = reasons_of_steps(session, class_id)
        names |= {row.id: row.kind for row in papers_of(session, class_id)}
        lessons = {row.id: row for row in stored_lesson.lessons_of(session, class_id)}
    names |= roll
    names |= {code: places.name(code) for code in _values(changes, "division")}
    names |= {code: mode_name(code) for code in _values(changes, "mode")}
    reasons = {change.change_set: steps[change.row_id] for change in changes if change.row_id in steps}
    return ClassLife(changes, names, lessons, events, reasons)


def _values(changes: Iterable[ChangeRow], field: str) -> set[str]:
    """What stood in a field, before and after."""
    return {str(side[field]) for side in _sides(changes) if side.get(field)}


def _sides(changes: Iterable[ChangeRow]) -> Iterator[Mapping[str, Any]]:
    return (side for change in changes for side in (change.old, change.new))
