"""Which month's report waits to be reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain import report_due
from trainingdesk.domain.access import Action
from trainingdesk.services.month_past import frozen_versions

if TYPE_CHECKING:
    from trainingdesk.domain.calendar import Month
    from trainingdesk.services.work import Work


def month_due(work: Work) -> Month:
    """The month to be reported now."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return report_due.month_due(work.today(), frozen=frozen_versions(session))
