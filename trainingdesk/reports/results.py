"""What a class ends with: the score sheet (成绩册) and the list of certificates (证书发放名册)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from trainingdesk.reports.document import (
    BLANK,
    Align,
    Column,
    Count,
    Day,
    Orientation,
    Page,
    Quantity,
    Row,
    SignatureLine,
    Table,
    Text,
)
from trainingdesk.reports.imprint import issued, labeled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document, Value
    from trainingdesk.reports.imprint import ClassHeading, Imprint

ROW_HEIGHT: Final = 7.0


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A candidate; scores and result are empty on a sheet that is to be filled by hand."""

    number: int
    name: str
    sex: str
    document_number: str
    theory: Fraction | None = None
    practice: Fraction | None = None
    result: str = ""
    resit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """An assessment of a class: when, by which organization, for which occupation and level, and what is enough."""

    heading: ClassHeading
    day: date
    organization: str
    occupation: str
    level: str
    passing: str
    rows: tuple[ScoreRow, ...]


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate issued."""

    number: int
    name: str
    document_number: str
    kind: str
    occupation: str
    level: str
    certificate_number: str
    issued: date


def score_sheet(sheet: ScoreSheet, imprint: Imprint, words: Sentences) -> Document:
    """The scores of an assessment, or the blank sheet for it."""
    table = Table(_score_columns(words), tuple(_score_row(row) for row in sheet.rows), row_height=ROW_HEIGHT, frozen=2)
    signers = ("reports.examiner", "reports.invigilator", "reports.checked_by")
    signatures = SignatureLine(tuple(words.of("reports.label", label=words.of(key)) for key in signers))
    document = issued(
        words.of("reports.score_title"), (table, signatures), imprint=imprint, words=words, heading=sheet.heading
    )
    level = words.of("reports.occupation_and_level", occupation=sheet.occupation, level=sheet.level)
    assessor = (
        labeled(words, "reports.occupation_level", level),
        labeled(words, "reports.assessed_by", sheet.organization),
    )
    assessment = (
        labeled(words, "reports.assessed_on", Day(sheet.day)),
        labeled(words, "reports.passing", sheet.passing),
    )
    return replace(document, header=(*document.header, assessor, assessment))


def _score_columns(words: Sentences) -> tuple[Column, ...]:
    return (
        Column(words.of("reports.number"), 2.6, Align.CENTER),
        Column(words.of("reports.name"), 6, grow=1),
        Column(words.of("reports.sex"), 2.4, Align.CENTER),
        Column(words.of("reports.document_number"), 10.8),
        Column(words.of("reports.score_theory"), 4.4, Align.END, group=words.of("reports.scores")),
        Column(words.of("reports.score_practice"), 4.4, Align.END, group=words.of("reports.scores")),
        Column(words.of("reports.result"), 4.4, Align.CENTER),
        Column(words.of("reports.resit"), 3.4, Align.CENTER),
        Column(words.of("reports.note"), 4, grow=1),
    )


def _score_row(row: ScoreRow) -> Row:
    return Row(
        (
            Count(row.number),
            Text(row.name),
            Text(row.sex),
            Text(row.document_number),
            _score(row.theory),
            _score(row.practice),
            Text(row.result),
            Text(row.resit),
            Text(row.note),
        )
    )


def _score(score: Fraction | None) -> Value:
    return BLANK if score is None else Quantity(score, 1)


def certificate_list(
    heading: ClassHeading, rows: Sequence[CertificateRow], imprint: Imprint, words: Sentences
) -> Document:
    """The certificates of a class with a place to sign for each."""
    columns = (
        Column(words.of("reports.number"), 2.6, Align.CENTER),
        Column(words.of("reports.name"), 6),
        Column(words.of("reports.document_number"), 10.8),
        Column(words.of("reports.certificate_kind"), 8, grow=1),
        Column(words.of("reports.occupation"), 8, grow=1),
        Column(words.of("reports.level"), 5, Align.CENTER),
        Column(words.of("reports.certificate_number"), 13.2),
        Column(words.of("reports.issued_on"), 6, Align.CENTER),
        Column(words.of("reports.received_by"), 7),
    )
    table = Table(
        columns,
        tuple(_certificate_row(row) for row in rows),
        row_height=ROW_HEIGHT,
        frozen=2,
        note=words.of("reports.certificate_count", count=len(rows)),
    )
    page = Page(orientation=Orientation.LANDSCAPE)
    return issued(
        words.of("reports.certificate_title"), (table,), imprint=imprint, words=words, heading=heading, page=page
    )


def _certificate_row(row: CertificateRow) -> Row:
    texts = (row.name, row.document_number, row.kind, row.occupation, row.level, row.certificate_number)
    return Row((Count(row.number), *map(Text, texts), Day(row.issued), BLANK))
