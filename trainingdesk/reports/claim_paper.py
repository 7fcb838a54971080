"""Writing a paper of a claim into a file: what stands on it comes from the use cases, how it looks from ``claim.py``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from trainingdesk.domain.errors import Refused
from trainingdesk.reports import claim as documents
from trainingdesk.reports.desk_imprint import imprint_of
from trainingdesk.reports.saving import save
from trainingdesk.reports.spreadsheet import write_workbook
from trainingdesk.services import claim_page

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.reports.imprint import Imprint
    from trainingdesk.services.work import Work


class ClaimPaper(StrEnum):
    """The papers of a claim."""

    TABLE = "table"  # 补贴申请明细表
    NOTICE = "notice"  # 补贴公示名单
    PAYMENTS = "payments"  # 补贴发放清册


@dataclass(frozen=True, slots=True)
class PreparedClaimPaper:
    """A paper of a claim as of ``cut_off``; ``number`` is the claim's."""

    document: Document
    cut_off: datetime
    number: str


def prepare_claim_paper(
    work: Work, claim_id: str, paper: ClaimPaper, words: Sentences, *, reason: str | None = None
) -> PreparedClaimPaper:
    """A paper to be looked at, printed or saved; the payment list needs a reason, which goes into the access log first."""
    imprint = imprint_of(work)
    document = _document(work, claim_id, paper, words, imprint, reason=reason)
    number = claim_page.claim_page(work, claim_id).head.number
    return PreparedClaimPaper(document, imprint.cut_off, number)


def write_paper(
    work: Work, claim_id: str, paper: ClaimPaper, path: Path, *, words: Sentences, reason: str | None = None
) -> None:
    """Write a paper as .xlsx or .pdf, by the ending of ``path``.

    The payment list shows whole numbers: it needs a reason, which goes into the access log before anything is written.
    Raises Refused for another ending.
    """
    if path.suffix.lower() not in {".xlsx", ".pdf"}:
        raise Refused("claim.paper_ending", found=path.suffix)
    document = prepare_claim_paper(work, claim_id, paper, words, reason=reason).document
    if path.suffix.lower() == ".pdf":
        from trainingdesk.reports.fonts import FontShelf  # noqa: PLC0415 -- the window must not load the typesetter
        from trainingdesk.reports.pdf import write_pdf  # noqa: PLC0415

        save(write_pdf(document, fonts=FontShelf(), at=work.now()), path)
    else:
        save(write_workbook(document, at=work.now()), path)


def _document(
    work: Work, claim_id: str, paper: ClaimPaper, words: Sentences, imprint: Imprint, *, reason: str | None
) -> Document:
    match paper:
        case ClaimPaper.TABLE:
            return documents.claim_table(claim_page.claim_page(work, claim_id), imprint, words)
        case ClaimPaper.NOTICE:
            return documents.public_notice(claim_page.public_notice(work, claim_id), imprint, words)
        case ClaimPaper.PAYMENTS:
            lines = claim_page.payment_list(work, claim_id, reason=reason or "")
            return documents.payment_list(claim_page.claim_page(work, claim_id), lines, imprint, words)
        case _:
            assert_never(paper)
