"""Which classes a worker sees: an instructor those they teach (as a named substitute too), everybody else all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.storage import training_class as stored
from trainingdesk.storage.training_class import ClassFilter

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassRow


def only_user(work: Work) -> str | None:
    """The user whose classes are all that this worker sees; None where they see every class."""
    return None if work.worker.may(Action.SEE_EVERYTHING) else work.worker.user_id


def narrowed(work: Work, wanted: ClassFilter | None) -> ClassFilter:
    """The filter with what this worker may not see left out."""
    mine = only_user(work)
    asked = wanted or ClassFilter()
    return asked if mine is None else replace(asked, user_id=mine)


def class_seen(work: Work, session: Session, class_id: str) -> ClassRow:
    """The class; raises Refused where there is none or it is not one of this worker's."""
    found = stored.class_of(session, class_id)
    if found is None:
        raise Refused("training_class.unknown")
    mine = only_user(work)
    if mine is not None and not stored.belongs_to(session, class_id, mine):
        raise Refused("training_class.not_yours", number=found.number)
    return found
