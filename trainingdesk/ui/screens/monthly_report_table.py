"""The figures of a month as a table, whose numbers open, and what they leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.month_rows import Column as Figure
from trainingdesk.reports.monthly_report_row import amount, title_of
from trainingdesk.reports.printed import printed
from trainingdesk.ui.models.rows import Column

if TYPE_CHECKING:
    from trainingdesk.domain.month import ReportLine
    from trainingdesk.services.month import Figures
    from trainingdesk.services.monthly_report_head import ReportHead
    from trainingdesk.ui.workplace import Workplace

#: The columns whose numbers have rows behind them.
COUNTED = (Figure.MONTH, Figure.YEAR, Figure.LAST_YEAR)
_PERCENT = 100


def report_columns(place: Workplace) -> tuple[Column[ReportLine], ...]:
    """Code, title, unit and the six figures."""
    say = place.sentences
    texts: tuple[Column[ReportLine], ...] = (
        Column("code", "monthly_report.code", lambda line: line.row.id, width=72),
        Column(
            "figure",
            "monthly_report.figure",
            lambda line: "　" * line.row.id.count(".") + title_of(line.row, say),
            width=300,
        ),
        Column("unit", "monthly_report.unit", lambda line: say.of(f"month.unit_{line.row.unit}"), width=72),
    )
    return (*texts, *(_figure(one) for one in Figure))


def _figure(figure: Figure) -> Column[ReportLine]:
    return Column(
        figure.value,
        f"month.column_{figure}",
        lambda line: None if (value := line.value(figure)) is None else float(value),
        text=lambda line: shown(line, figure),
        width=112,
        number=True,
    )


def shown(line: ReportLine, figure: Figure, *, money_decimals: int = 2) -> str:
    """A figure in a table; a dash where there is none."""
    value = line.value(figure)
    if value is None:
        return "—"
    if figure in {Figure.COMPLETION, Figure.CHANGE}:
        return f"{float(value) * _PERCENT:{'+' if figure is Figure.CHANGE else ''}.1f}%"
    return printed(amount(line.row, value, money_decimals=money_decimals))


def not_included(figures: Figures, place: Workplace) -> tuple[str, ...]:
    """What the figures leave out, in words."""
    return tuple(place.sentences.of(one.key, dict(one.values)) for one in figures.omitted)


def corrections(figures: Figures, head: ReportHead, place: Workplace) -> tuple[str, ...]:
    """Every correction of a month that was reported before, in words."""
    rows = {line.row.id: line.row for line in figures.report.lines}
    return tuple(
        place.say(
            "screen_report.correction",
            month=str(one.about),
            code=one.row,
            title=title_of(rows[one.row], place.sentences),
            amount=printed(amount(rows[one.row], one.amount, money_decimals=head.money_decimals, signed=True)),
        )
        for one in figures.report.adjustments
        if one.row in rows
    )
