"""The monthly report (月报) as a document: main table, charts, cuts, balances, adjustments and what it does not include."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.month_cut import CutPart
from trainingdesk.domain.month_rows import Column as Figure
from trainingdesk.domain.month_rows import Unit
from trainingdesk.reports.document import (
    Absent,
    Align,
    Band,
    Column,
    Count,
    Day,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Part,
    Row,
    Share,
    SignatureLine,
    Table,
    Text,
    Tone,
)
from trainingdesk.reports.imprint import CHINA, Imprint, issued, labeled
from trainingdesk.reports.layout import widest_word
from trainingdesk.reports.monthly_report_balances import balance_blocks
from trainingdesk.reports.monthly_report_charts import charts
from trainingdesk.reports.monthly_report_cuts import cut_tables
from trainingdesk.reports.monthly_report_row import amount, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.domain.calendar import Month
    from trainingdesk.domain.month import ReportLine
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Block, Document, Field
    from trainingdesk.services.month import Figures
    from trainingdesk.services.monthly_report_head import ReportHead

#: Rows that are a total of the rows below or above them.
_TOTALS: Final = frozenset({"A1", "C1", "F4", "G4"})


def monthly_report(figures: Figures, head: ReportHead, words: Sentences) -> Document:
    """The whole report; every number in it is one of ``figures``."""
    blocks: tuple[Block, ...] = (
        _main_table(figures, head, words),
        *_adjustments(figures, head, words),
        *_omitted(figures, words),
        *_delegated(head, words),
        _signatures(words),
        PageBreak(),
        *charts(figures.report, words),
        *_cuts(figures, head, words),
        Part(words.of("monthly_report.balances_part")),
        *balance_blocks(figures, words, money_decimals=head.money_decimals),
    )
    imprint = Imprint(head.organization, head.cut_off, head.device, head.unsynced, head.preparer)
    document = issued(words.of("monthly_report.title"), blocks, imprint=imprint, words=words)
    return replace(
        document,
        subtitle=_subtitle(figures.report.month, head, words),
        header=_header(figures.report.month, head, words),
        part=words.of("monthly_report.main_part"),
    )


def _cuts(figures: Figures, head: ReportHead, words: Sentences) -> Iterator[Block]:
    for part in CutPart:
        yield Part(words.of(f"monthly_report.cuts_{part}"))
        yield from cut_tables(figures, part, words, money_decimals=head.money_decimals)


def period(month: Month, words: Sentences) -> str:
    """The name of a month as a report writes it."""
    return words.of("monthly_report.period", year=month.year, month=month.number)


def _subtitle(month: Month, head: ReportHead, words: Sentences) -> str:
    if head.frozen_at is None:
        mark = words.of("monthly_report.mark_open")
    else:
        mark = words.of("monthly_report.mark_frozen", version=head.version, at=head.cut_off.astimezone(CHINA))
    return f"{period(month, words)}　{mark}"


def _header(month: Month, head: ReportHead, words: Sentences) -> tuple[tuple[Field, ...], ...]:
    return (
        (
            labeled(words, "monthly_report.organization", head.organization),
            labeled(words, "monthly_report.month", period(month, words)),
            labeled(words, "monthly_report.filled_on", Day(head.filled_on)),
        ),
        (
            labeled(words, "monthly_report.preparer", head.preparer),
            labeled(words, "monthly_report.head", head.head),
            labeled(words, "monthly_report.phone", head.phone),
        ),
        (labeled(words, "monthly_report.units", words.of("monthly_report.units_listed")),),
    )


def _main_table(figures: Figures, head: ReportHead, words: Sentences) -> Table:
    columns = (
        Column(words.of("monthly_report.code"), 3.4, Align.CENTER),
        Column(words.of("monthly_report.figure"), 11, grow=1),
        Column(words.of("monthly_report.unit"), _unit_width(words), Align.CENTER),
        *(Column(words.of(f"month.column_{figure}"), 4.6, Align.END) for figure in Figure),
    )
    note = words.of("monthly_report.main_note", basis=words.of(f"month.basis_{figures.report.basis}"))
    return Table(columns, tuple(_main_rows(figures, head, words)), note=note, indented=1, frozen=2)


def _unit_width(words: Sentences) -> float:
    """Room for the longest word that any unit has; a Chinese unit is one word, an em for each character."""
    units = [words.of(f"month.unit_{unit}") for unit in Unit]
    return max(widest_word(unit) if unit.isascii() else len(unit) for unit in units)


def _main_rows(figures: Figures, head: ReportHead, words: Sentences) -> Iterator[Row | Band]:
    section = ""
    for line in figures.report.lines:
        if line.row.section != section:
            section = line.row.section
            yield Band(words.of(f"month.section_{section.lower()}"))
        yield _main_row(line, head, words)


def _main_row(line: ReportLine, head: ReportHead, words: Sentences) -> Row:
    row, decimals = line.row, head.money_decimals
    title = title_of(row, words)
    if row.parent is not None and row.split is None and row.section == row.parent[0]:
        title = words.of("monthly_report.of_which", title=title)
    values = (
        amount(row, line.target, money_decimals=decimals),
        amount(row, line.month, money_decimals=decimals),
        amount(row, line.year, money_decimals=decimals),
        Absent() if line.completion is None else Share(line.completion, decimals=head.completion_decimals),
        amount(row, line.last_year, money_decimals=decimals),
        Absent() if line.change is None else Share(line.change, signed=True),
    )
    tone = Tone.STRONG if row.id in _TOTALS else Tone.PLAIN
    unit = Text(words.of(f"month.unit_{row.unit}"))
    return Row((Text(row.id), Text(title), unit, *values), tone, indent=row.id.count("."))


def _adjustments(figures: Figures, head: ReportHead, words: Sentences) -> Iterator[Block]:
    """The corrections of months that were reported before; nothing is said where none was ever reported."""
    rows = {line.row.id: line.row for line in figures.report.lines}
    found = [one for one in figures.report.adjustments if one.row in rows]
    if not found:
        return
    columns = (
        Column(words.of("monthly_report.adjusted_month"), 7, Align.CENTER, joined=True),
        Column(words.of("monthly_report.code"), 4, Align.CENTER),
        Column(words.of("monthly_report.figure"), 12, grow=1),
        Column(words.of("monthly_report.adjusted_amount"), 6, Align.END),
        Column(words.of("monthly_report.adjusted_rows"), 5, Align.END),
    )
    body = tuple(
        Row(
            (
                Text(str(one.about)),
                Text(one.row),
                Text(title_of(rows[one.row], words)),
                amount(rows[one.row], one.amount, money_decimals=head.money_decimals, signed=True),
                Count(len(one.ids)),
            )
        )
        for one in found
    )
    yield Table(columns, body, title=words.of("monthly_report.adjustments_title"))


def _omitted(figures: Figures, words: Sentences) -> Iterator[Block]:
    if figures.omitted:
        yield Heading(words.of("monthly_report.omitted_title"))
        yield Items(tuple(words.of(one.key, dict(one.values)) for one in figures.omitted))


def _delegated(head: ReportHead, words: Sentences) -> Iterator[Block]:
    if head.delegation is not None:
        yield Paragraph(words.of("monthly_report.delegated", document=head.delegation), Tone.STRONG)


def _signatures(words: Sentences) -> SignatureLine:
    keys = ("monthly_report.signed_head", "monthly_report.signed_reviewer", "monthly_report.signed_preparer")
    return SignatureLine(tuple(words.of("reports.label", label=words.of(key)) for key in keys))
