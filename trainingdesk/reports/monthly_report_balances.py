"""The balances of the monthly report as tables: people in training, and every rule with both of its sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.month_check import Rule
from trainingdesk.domain.month_rows import Column as Figure
from trainingdesk.domain.month_rows import Unit
from trainingdesk.reports.document import Align, Column, Count, Money, Paragraph, Row, Table, Text, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.domain.month_check import Check
    from trainingdesk.domain.month_rows import ReportRow
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Block
    from trainingdesk.services.month import Figures

_TERMS: Final = (
    "opening",
    "started",
    "later",
    "transferred_in",
    "transferred_out",
    "completed",
    "left",
    "expected",
    "closing",
)
_RESULTS: Final = frozenset({"expected", "closing"})
#: Rules with a comparison for each row or cut; those that agree are only counted.
_MANY: Final = frozenset({Rule.RUNNING_SUM, Rule.CUT})
#: More parts than this are written as first + … + last.
_SHOWN: Final = 5


def balance_blocks(figures: Figures, words: Sentences, *, money_decimals: int) -> Iterator[Block]:
    """The movement of people in training, then the checks."""
    yield _in_training(figures, words)
    rows = {line.row.id: line.row for line in figures.report.lines}
    found = figures.report.checks
    shown = [check for check in found if check.rule not in _MANY or not check.holds]
    columns = (
        Column(words.of("monthly_report.check_rule"), 16, grow=1),
        Column(words.of("monthly_report.check_column"), 5, Align.CENTER),
        Column(words.of("monthly_report.check_left"), 5, Align.END),
        Column(words.of("monthly_report.check_right"), 5, Align.END),
        Column(words.of("monthly_report.check_result"), 4, Align.CENTER),
    )
    body = tuple(_check(check, rows[check.row], words, money_decimals) for check in shown)
    yield Table(columns, body, title=words.of("monthly_report.checks_title"))
    if summed := len(found) - len(shown):
        yield Paragraph(words.of("monthly_report.checks_summed", count=summed), Tone.MUTED)


def _in_training(figures: Figures, words: Sentences) -> Table:
    balances = figures.report.balances
    columns = (
        Column(words.of("monthly_report.balance_item"), 16, grow=1),
        *(Column(words.of(f"month.column_{column}"), 6, Align.END) for column in balances),
    )
    rows = tuple(
        Row(
            (
                Text(words.of(f"monthly_report.balance_{term}")),
                *(Count(getattr(balance, term)) for balance in balances.values()),
            ),
            Tone.STRONG if term in _RESULTS else Tone.PLAIN,
        )
        for term in _TERMS
    )
    return Table(
        columns, rows, title=words.of("monthly_report.balance_title"), unit=words.of("month.unit_person_times")
    )


def _check(check: Check, row: ReportRow, words: Sentences, money_decimals: int) -> Row:
    key = "month.check_holds" if check.holds else "month.check_differs"
    sides = (
        Money(side, money_decimals) if row.unit is Unit.MONEY else Count(side) for side in (check.left, check.right)
    )
    column = Text(words.of(f"month.column_{Figure(check.column)}"))
    tone = Tone.PLAIN if check.holds else Tone.STRONG
    return Row((Text(said(check, words)), column, *sides, Text(words.of(key))), tone)


def said(check: Check, words: Sentences) -> str:
    """The rule of a check in words, its rows by their codes."""
    if check.rule is Rule.CUT:
        of = words.of(f"month.cut_{check.of[0]}")
    elif len(check.of) > _SHOWN:
        of = f"{check.of[0]} + {check.of[1]} + … + {check.of[-1]}"
    else:
        of = " + ".join(check.of)
    return words.of(f"month.check_{check.rule}", row=check.row, of=of)
