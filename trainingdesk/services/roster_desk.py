"""What a desk knows that a roster (花名册) is held against, fetched in few queries however long the roster is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trainingdesk.domain.person_name import name_key
from trainingdesk.services.roster_match import InDesk
from trainingdesk.storage import enrollment, person, person_merge
from trainingdesk.storage import roster as bulk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session


def of_class(session: Session, class_id: str, *, for_export: bool) -> InDesk:
    """The enrollments of a class by the person that lives on; its people too where an export of ours comes back."""
    enrolled = enrollment.enrollments_of_class(session, class_id)
    merged = person_merge.aliases(session)
    owner = {row.id: merged.get(row.person_id, row.person_id) for row in enrolled}
    people = bulk.people_by_id(session, set(owner.values())) if for_export else {}
    rows = {row.id: row for row in enrolled if owner[row.id] in people}
    return InDesk(
        people={},
        by_id=people,
        enrollments={owner[row.id]: row for row in enrolled},
        rows=rows,
        owner=owner,
        categories={},
        former_names={},
    )


def with_people(session: Session, desk: InDesk, numbers: Iterable[str]) -> InDesk:
    """The same with everybody who has one of these document numbers, and their categories and former names."""
    people = person.people_with_numbers(session, dict.fromkeys(numbers))
    known = {*(row.id for row in people.values()), *desk.by_id}
    categories = person.categories(session, known)
    former = bulk.former_names(session, known)
    return replace(
        desk,
        people=people,
        categories={one: frozenset(row.category for row in rows) for one, rows in categories.items()},
        former_names={one: frozenset(map(name_key, names)) for one, names in former.items()},
    )
