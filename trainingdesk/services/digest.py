"""The logical digest of this desk: two desks that hold the same have the same, whatever their ids and however encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.storage.digest import logical_digest

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def digest_of(work: Work) -> str:
    """One digest over every synced row; reads the whole database."""
    with work.reading(Action.SEE_AUDIT) as session:
        return logical_digest(session)
