"""The papers of a claim: the claim table (补贴申请明细), the public notice (补贴公示名单), the payment list (补贴发放清册).

Headings are those of the county's forms (财社〔2023〕181号 art. 28 for the notice). Every total is the sum of its rows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from trainingdesk.reports.document import (
    BLANK,
    Align,
    Column,
    Count,
    Orientation,
    Page,
    Row,
    SignatureLine,
    Table,
    Text,
    Tone,
    Yuan,
)
from trainingdesk.reports.imprint import issued, labeled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document, Field
    from trainingdesk.reports.imprint import Imprint
    from trainingdesk.services.claim_page import ClaimLine, ClaimPage, NoticeLine, PaymentLine, PublicNotice

ROW_HEIGHT: Final = 7.0
_LANDSCAPE: Final = Page(orientation=Orientation.LANDSCAPE)


def claim_table(page: ClaimPage, imprint: Imprint, words: Sentences) -> Document:
    """Every line of a claim with its verdict, rate, fund, payee and clause; identity masked."""
    found = page.totals
    table = Table(
        _claim_columns(words),
        tuple(_claim_row(number, line, words) for number, line in enumerate(page.lines, start=1)),
        total=Row((Text(words.of("reports.total")), *(BLANK,) * 8, Yuan(found.fen)), Tone.STRONG),
        unit=words.of("reports.unit_yuan"),
        note=words.of("claim.paper_counts", granted=found.granted, refused=found.refused, open=found.open),
        frozen=2,
    )
    signatures = _signatures(words, "claim.paper_prepared_by", "claim.paper_reviewed_by", "claim.paper_approved_by")
    title = words.of("claim.paper_table_title")
    document = issued(title, (table, signatures), imprint=imprint, words=words, page=_LANDSCAPE)
    institution = (labeled(words, "reports.institution", page.institution),)
    return _with_header(document, (_head(words, page.head.number, page.class_number, page.class_name), institution))


def public_notice(notice: PublicNotice, imprint: Imprint, words: Sentences) -> Document:
    """What is published for some working days; whoever may not be named is counted in the remark and in the total."""
    columns = (
        Column(words.of("reports.number"), 2.6, Align.CENTER),
        Column(words.of("claim.paper_notice_name"), 8, grow=1),
        Column(words.of("claim.paper_notice_document"), 11),
        Column(words.of("claim.paper_notice_item"), 8, grow=1),
        Column(words.of("claim.paper_rate"), 8, grow=1),
        Column(words.of("reports.amount"), 6, Align.END),
    )
    rows = tuple(_notice_row(number, line, words) for number, line in enumerate(notice.lines, start=1))
    if notice.withheld:
        withheld = (BLANK, Text(words.of("claim.paper_withheld", count=notice.withheld)), BLANK, BLANK, BLANK)
        rows = (*rows, Row((*withheld, Yuan(notice.withheld_fen)), Tone.MUTED))
    total = (Text(words.of("reports.total")), *(BLANK,) * 4, Yuan(notice.total_fen))
    table = Table(columns, rows, total=Row(total, Tone.STRONG), unit=words.of("reports.unit_yuan"))
    header: list[tuple[Field, ...]] = [
        (
            labeled(words, "reports.class_name", notice.class_name),
            labeled(words, "reports.institution", notice.institution),
        )
    ]
    if notice.first is not None and notice.last is not None:
        period = words.of("reports.period", starts=notice.first, ends=notice.last)
        header.append((labeled(words, "claim.paper_publicity", period),))
    document = issued(words.of("claim.paper_notice_title"), (table,), imprint=imprint, words=words)
    return _with_header(document, tuple(header))


def payment_list(page: ClaimPage, lines: Sequence[PaymentLine], imprint: Imprint, words: Sentences) -> Document:
    """Who gets what on which account; whole numbers, for the bank."""
    month = f"{page.payments[-1].paid_on:%Y-%m}" if page.payments else ""
    total = (Text(words.of("reports.total")), *(BLANK,) * 5, Yuan(sum(line.amount_fen for line in lines)))
    table = Table(
        _payment_columns(words),
        tuple(_payment_row(number, line, month, words) for number, line in enumerate(lines, start=1)),
        total=Row((*total, BLANK, BLANK, BLANK), Tone.STRONG),
        unit=words.of("reports.unit_yuan"),
        row_height=ROW_HEIGHT,
        frozen=2,
    )
    signatures = _signatures(words, "reports.handled_by", "claim.paper_reviewed_by", "claim.paper_approved_by")
    title = words.of("claim.paper_payment_title")
    document = issued(title, (table, signatures), imprint=imprint, words=words, page=_LANDSCAPE)
    return _with_header(document, (_head(words, page.head.number, page.class_number, page.class_name),))


def _claim_columns(words: Sentences) -> tuple[Column, ...]:
    return (
        Column(words.of("reports.number"), 2.6, Align.CENTER),
        Column(words.of("reports.name"), 6),
        Column(words.of("reports.document_number"), 10.8),
        Column(words.of("reports.subsidy_kind"), 7),
        Column(words.of("claim.paper_decision"), 4.4, Align.CENTER),
        Column(words.of("claim.paper_reason"), 12, grow=2),
        Column(words.of("claim.paper_rate"), 8, grow=1),
        Column(words.of("reports.fund"), 7),
        Column(words.of("reports.payee"), 9, grow=1),
        Column(words.of("reports.amount"), 6, Align.END),
    )


def _payment_columns(words: Sentences) -> tuple[Column, ...]:
    return (
        Column(words.of("reports.number"), 2.6, Align.CENTER),
        Column(words.of("reports.name"), 6),
        Column(words.of("reports.document_number"), 11),
        Column(words.of("claim.paper_paid_month"), 5, Align.CENTER),
        Column(words.of("reports.subsidy_kind"), 7, grow=1),
        Column(words.of("reports.payee"), 9, grow=1),
        Column(words.of("reports.amount"), 6, Align.END),
        Column(words.of("claim.paper_bank"), 9, grow=1),
        Column(words.of("reports.account"), 11),
        Column(words.of("reports.received_by"), 6),
    )


def _claim_row(number: int, line: ClaimLine, words: Sentences) -> Row:
    reason = "" if line.reason is None else words.of(line.reason.key, dict(line.reason.values))
    why = " ".join(part for part in (reason, line.clause or "") if part)
    texts = (
        line.name,
        line.id_mask or "",
        words.of(f"subsidy.kind_{line.kind}"),
        words.of(f"claim.decision_{line.decision}"),
        why,
        line.rate or "",
        line.fund_name or "",
        line.payee_name or "",
    )
    return Row((Count(number), *map(Text, texts), Yuan(line.amount_fen)))


def _notice_row(number: int, line: NoticeLine, words: Sentences) -> Row:
    texts = (line.name, line.id_mask, words.of(f"subsidy.kind_{line.kind}"), line.rate or "")
    return Row((Count(number), *map(Text, texts), Yuan(line.amount_fen)))


def _payment_row(number: int, line: PaymentLine, month: str, words: Sentences) -> Row:
    kind = words.of(f"subsidy.kind_{line.kind}")
    texts = (line.name, line.document_number or "", month, kind, line.payee_name or "")
    return Row(
        (
            Count(number),
            *map(Text, texts),
            Yuan(line.amount_fen),
            Text(line.bank or ""),
            Text(line.account or ""),
            BLANK,
        )
    )


def _with_header(document: Document, header: tuple[tuple[Field, ...], ...]) -> Document:
    return replace(document, header=(*document.header, *header))


def _head(words: Sentences, number: str, class_number: str, class_name: str) -> tuple[Field, ...]:
    return (
        labeled(words, "claim.paper_number", number),
        labeled(words, "reports.class_code", class_number),
        labeled(words, "reports.class_name", class_name),
    )


def _signatures(words: Sentences, *keys: str) -> SignatureLine:
    return SignatureLine(tuple(words.of("reports.label", label=words.of(key)) for key in keys))
