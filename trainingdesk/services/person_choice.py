"""The one person that a clerk means: by id, by document number, or by whatever the search finds exactly once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.storage import person as stored

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

#: So many of those who are found are named.
_NAMED: Final = 8


def one_person(work: Work, text: str, *, action: Action = Action.ENROLL) -> str:
    """The id of the person that ``text`` names, for somebody who may do ``action``.

    Raises Refused where nobody is found, and where several are: their names are in the refusal, their numbers masked.
    """
    wanted = text.strip()
    with work.reading(action) as session:
        known = stored.person(session, wanted) or stored.person_with_number(session, wanted.upper())
        if known is not None:
            return known.id
        found = stored.people_found(session, wanted, limit=_NAMED + 1)
    if not found:
        raise Refused("enrollment.nobody_found")
    if len(found) > 1:
        people = tuple(f"{one.name} {one.id_mask or ''}".strip() for one in found[:_NAMED])
        raise Refused("enrollment.several_found", people=people)
    return found[0].id
