"""What a desk keeps of an enrollment: its row, its days and its events, and the statuses of a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import enrollment
from trainingdesk.storage import enrollment as stored

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.domain.enrollment import EventKind, Status
    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EnrollmentRow


def row(work: Work, enrollment_id: str) -> EnrollmentRow:
    """The enrollment as it stands."""
    with work.database.read() as session:
        found = stored.enrollment(session, enrollment_id)
    assert found is not None
    return found


def statuses(work: Work, class_id: str) -> list[Status]:
    """The status of everybody on the roll, in its order."""
    return [line.status for line in enrollment.roll_of(work, class_id)]


def stints(work: Work, enrollment_id: str) -> list[tuple[date, date | None]]:
    """The days on which somebody joined and left, once for each stay."""
    with work.database.read() as session:
        return [(one.joined_on, one.left_on) for one in stored.stints(session, [enrollment_id])[enrollment_id]]


def kinds(work: Work, enrollment_id: str) -> list[EventKind]:
    """What happened to an enrollment, in order."""
    return [one.kind for one in enrollment.events_of(work, enrollment_id)]
