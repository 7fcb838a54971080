"""The foot of a document that this desk makes now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.reports.imprint import Imprint
from trainingdesk.services import setting
from trainingdesk.settings import declared
from trainingdesk.storage import monthly_report

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def imprint_of(work: Work) -> Imprint:
    """Whose document it is, as of this moment."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        organization = setting.value_of(session, declared.CENTER_NAME)
        device, unsynced = monthly_report.device(session)
    return Imprint(organization, work.now(), device, unsynced, work.worker.name)
