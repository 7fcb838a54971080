"""Monthly reports that are signed (SYNC, head item 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.server.doors.door import SHUT, Door
from trainingdesk.wire.report_signing import MOST_PACKED, ReportAnswered, thaw_signed

if TYPE_CHECKING:
    from trainingdesk.server.doors.door import Call


def sign(call: Call) -> ReportAnswered:
    """A step of a report, with all that the desk counted."""
    return ReportAnswered(answer=call.ledger.sign_report(call.device, thaw_signed(call.asked)))


DOORS: Final = (
    Door(
        path="/sync/v1/reports", opens=sign, frozen=True, most=MOST_PACKED, answers=ReportAnswered,
        refuses=(400, 403, *SHUT),
    ),
)  # fmt: skip
