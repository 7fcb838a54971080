"""The life of a person (修改记录): the file under all of its ids, categories, classes and papers, with names for ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.services.history import masked
from trainingdesk.services.person_category import unseen_categories
from trainingdesk.storage import enrollment, history, person_merge
from trainingdesk.storage.record_subject import subjects, words_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EventRow
    from trainingdesk.storage.history import ChangeRow
    from trainingdesk.storage.record_subject import Subject

#: More than anybody reads; whoever trained for ten years has some hundred.
MOST: Final = 2000


@dataclass(frozen=True, slots=True)
class PersonLife:
    """Changes, newest first. ``names`` has the words of ids that the values name.

    ``subjects`` says by table and id what a row belongs to, ``events`` what happened in a class, by the id of the event.
    """

    changes: tuple[ChangeRow, ...]
    names: Mapping[str, str]
    subjects: Mapping[tuple[str, str], Subject]
    events: Mapping[str, EventRow]


def person_life(work: Work, person_id: str) -> PersonLife:
    """Everything that is recorded here of a person; a file that came with a copy has no life yet."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        ids = person_merge.all_ids(session, person_id)
        found = history.changes_of_person(session, ids, limit=MOST)
        unseen = unseen_categories(work, session)
        changes = tuple(masked(one, unseen) for one in found)
        about = subjects(session, {(one.table, one.row_id) for one in changes})
        names = words_in(session, (side for change in changes for side in (change.old, change.new)))
        enrolled = [line.enrollment_id for line in person_merge.enrollments_of(session, ids)]
        events = {one.id: one for own in enrollment.events(session, enrolled).values() for one in own}
    return PersonLife(changes, names, about, events)
