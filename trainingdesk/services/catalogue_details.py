"""What is kept of a row of the catalogue, as a clerk entered it: what a form begins with, and what it must not lose."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.storage import rows
from trainingdesk.storage.occupation import occupations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.work import Work

D = TypeVar("D", bound=Any)


def details_of(work: Work, table: str, row_id: str, form: type[D]) -> D:
    """A row of ``table`` as the details that its use cases take; raises Refused where there is none."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        row = rows.find(session, table, row_id)
    if row is None:
        raise Refused("teaching.unknown")
    kept = row._mapping  # noqa: SLF001 -- the public name of a row's columns in SQLAlchemy
    details: D = form(**{one.name: kept[one.name] for one in fields(form)})
    return details


def occupation_names(work: Work) -> Mapping[str, str]:
    """The names of occupations by their code; of a code that several lists have, the first one's."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return {row.code: row.name for row in reversed(occupations(session))}
