"""Signing monthly reports, at a desk that works alone and at one of a county with a centre (SYNC, head item 4).

With a centre the desk exchanges, counts, and asks; the centre writes what is signed, so that it comes to every desk like
any other row. Where the county has gone on meanwhile, the desk exchanges and counts once more.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services import monthly_report as service
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.monthly_report import Signing
from trainingdesk.storage.monthly_report import is_joined
from trainingdesk.sync.exchange import client_of, exchange_with
from trainingdesk.wire.operation import OutOfScope, Revoked
from trainingdesk.wire.report_signing import Answer, ReportSigned, SignedRow

if TYPE_CHECKING:
    from trainingdesk.domain.calendar import Month
    from trainingdesk.services.monthly_report import Draft
    from trainingdesk.services.work import Work
    from trainingdesk.sync.client import Client

#: How often a desk counts anew while others go on sending.
_ATTEMPTS: Final = 4


def prepare(work: Work, month: Month) -> Changes:
    """As ``services.monthly_report.prepare``; Unavailable without a line where the county has a centre."""
    return _signed(work, month, Signing.PREPARE) if _has_centre(work) else service.prepare(work, month)


def review(work: Work, month: Month) -> Changes:
    """As ``services.monthly_report.review``; Unavailable without a line where the county has a centre."""
    return _signed(work, month, Signing.REVIEW) if _has_centre(work) else service.review(work, month)


def freeze(work: Work, month: Month) -> Changes:
    """As ``services.monthly_report.freeze``; Unavailable without a line where the county has a centre."""
    return _signed(work, month, Signing.FREEZE) if _has_centre(work) else service.freeze(work, month)


def return_report(work: Work, month: Month, *, reason: str) -> Changes:
    """As ``services.monthly_report.return_report``; Unavailable without a line where the county has a centre."""
    if not _has_centre(work):
        return service.return_report(work, month, reason=reason)
    return _signed(work, month, Signing.RETURN, reason=reason)


def _has_centre(work: Work) -> bool:
    with work.database.read() as session:
        return is_joined(session)


def _signed(work: Work, month: Month, signing: Signing, *, reason: str | None = None) -> Changes:
    with closing(client_of(work)) as centre:
        try:
            draft = _taken(work, centre, month, signing, reason)
            exchange_with(work, centre)
        except OutOfScope:
            raise Refused("monthly_report.not_allowed_there") from None
        except Revoked:
            raise Refused("sync.revoked") from None
    return Changes(frozenset({Topic.FIGURES, Topic.SYNC}), draft.changes.rows, None, draft.changes.said)


def _taken(work: Work, centre: Client, month: Month, signing: Signing, reason: str | None) -> Draft:
    for _ in range(_ATTEMPTS):
        exchange_with(work, centre)
        draft = service.draft(work, month, signing, reason=reason)
        rows = [SignedRow(table=name, row_id=row_id, values=values) for name, row_id, values in draft.rows]
        answer = centre.sign_report(ReportSigned(head=draft.head, rows=rows))
        if answer is Answer.TAKEN:
            return draft
        if answer is not Answer.BEHIND:
            raise Refused(f"monthly_report.{answer.value}_there", month=month)
    raise Unavailable("monthly_report.county_goes_on")
