"""Which enrollments count no more since two files of one person became one (SYNC 2.8): asked of the aliases, never written.

Nothing is moved by a merge, and an exchange may bring the second enrollment long after it. So the pairs are found when they
are read; where a merge is taken apart both are there again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.same_person import Twin, standing
from trainingdesk.storage.person_merge import aliases

if TYPE_CHECKING:
    from sqlmodel import Session

_MERGED: Final = """
SELECT old_id FROM person_alias WHERE deleted = 0 UNION SELECT canonical_id FROM person_alias WHERE deleted = 0
"""
_TWINS: Final = f"""
SELECT e.id, e.class_id, e.person_id, e.status,
       (SELECT coalesce(min(v.at), 0) FROM enrollment_event v WHERE v.enrollment_id = e.id AND v.deleted = 0) AS since
FROM enrollment e WHERE e.deleted = 0 AND e.person_id IN ({_MERGED})
"""


def set_aside(session: Session, class_id: str | None = None) -> dict[str, str]:
    """The enrollments that count no more, each with the one that stands for the person; of one class or of all."""
    living = aliases(session)
    if not living:
        return {}
    asked = f"{_TWINS} AND e.class_id = :class_id" if class_id is not None else _TWINS
    bound = {} if class_id is None else {"class_id": class_id}
    twins: dict[tuple[str, str], list[Twin]] = {}
    for one, of_class, person, status, since in session.connection().execute(text(asked), bound):
        twins.setdefault((of_class, living.get(person, person)), []).append(Twin(one, Status(status), since))
    found: dict[str, str] = {}
    for several in twins.values():
        stands = standing(several).id
        found |= {twin.id: stands for twin in several if twin.id != stands}
    return found
