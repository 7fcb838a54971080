"""The year against its target, and the days to the next report."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout

from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.words import Badge, label
from trainingdesk.ui.widgets.year_chart import YearChart

if TYPE_CHECKING:
    from trainingdesk.domain.month import ReportLine
    from trainingdesk.services.today import YearSoFar
    from trainingdesk.ui.workplace import Workplace

#: A report due in so many days is shown as pressing.
_SOON = 3


class TodayYear(QFrame):
    """A card: the report that is due, the person-times so far, the targets of types and key groups, the chart by months."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.setProperty("card", "true")
        self.due, self.month = Badge(), label(role="section")
        self.reached, self.share = label(role="figure"), label(role="muted", wrap=True)
        self.parts = label(role="muted", wrap=True)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(place.say("screen_today.year"))
        self.chart = YearChart(place)
        self.year: YearSoFar | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for part in (self.month, self.due, ActionBar(place, (Command("screen_today.to_report", self._open),))):
            column.addWidget(part)
        column.addSpacing(8)
        column.addWidget(label(place.say("screen_today.year"), role="section"))
        for one in (self.reached, self.bar, self.share, self.parts, self.chart):
            column.addWidget(one)
        self.legend = label(place.say("screen_today.chart_legend"), role="muted", wrap=True)
        column.addWidget(self.legend)
        column.addStretch()

    def show_year(self, year: YearSoFar) -> None:
        """Show these figures."""
        self.year = year
        say = self.place.say
        self.month.setText(say("screen_today.report", month=str(year.report)))
        late = year.days_left < 0
        key = "screen_today.report_late" if late else "screen_today.report_due"
        tone = Tone.DANGER if late else Tone.WARN if year.days_left <= _SOON else None
        self.due.show_state(say(key, day=year.due_on, days=abs(year.days_left)), tone)
        self.reached.setText(f"{year.reached:,}")
        self.bar.setVisible(bool(year.target))
        if year.target:
            share = Fraction(year.reached, year.target)
            self.bar.setMaximum(year.target)
            self.bar.setValue(min(year.reached, year.target))
            self.share.setText(say("screen_today.of_target", target=f"{year.target:,}", share=share))
        else:
            self.share.setText(say("screen_today.no_target"))
        self.parts.setText("\n".join(map(self._part, year.parts)))
        self.parts.setVisible(bool(year.parts))
        self.chart.show_progress(year.progress)
        self.legend.setVisible(any(one.last_year for one in year.progress))

    def _part(self, line: ReportLine) -> str:
        """A training type or a key group against its target."""
        say, target = self.place.say, line.target or 0
        title = line.row.title or say(line.row.title_key)
        share = line.completion
        return say("screen_today.part", title=title, reached=f"{line.year:,}", target=f"{target:,}", share=share)

    def _open(self) -> None:
        if self.year is not None:
            self.place.go(Destination("reports", str(self.year.report)))
