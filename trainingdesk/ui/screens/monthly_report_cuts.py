"""The cuts of the monthly report on the screen: by what it is cut, and which of the two parts is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from trainingdesk.domain.month_cut import CUT_COLUMNS, PART_ROWS, Cut, CutPart
from trainingdesk.reports.monthly_report_row import amount
from trainingdesk.reports.printed import printed
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.domain.month_cut import CutLine, CutTable
    from trainingdesk.domain.month_rows import Column as Figure
    from trainingdesk.domain.month_rows import Figure as Counted
    from trainingdesk.domain.month_rows import ReportRow
    from trainingdesk.services.month import Figures
    from trainingdesk.ui.workplace import Workplace

_WAN_DECIMALS: Final = 2


@dataclass(frozen=True, slots=True)
class CutRow:
    """One line of a cut: its name and what it counts, by row and column of the report."""

    key: str
    name: str
    counted: Mapping[tuple[str, Figure], Counted]
    told: Mapping[tuple[str, Figure], str]


def cut_rows(figures: Figures, table: CutTable, part: CutPart, place: Workplace) -> tuple[CutRow, ...]:
    """The lines of one cut with the columns of a part, by their names; a code stands where no name is known."""
    names = figures.names[table.cut]
    wanted = [(figures.report.line(row).row, column) for row in PART_ROWS[part] for column in CUT_COLUMNS]

    def as_row(line: CutLine) -> CutRow:
        name = place.say("screen_report.not_entered") if line.key is None else names.get(line.key, line.key)
        counted = {(row.id, column): line.value(row, column) for row, column in wanted}
        told = {(row.id, column): _told(row, counted[row.id, column]) for row, column in wanted}
        return CutRow(line.key or "", name, counted, told)

    return tuple(map(as_row, table.lines))


def cut_columns(part: CutPart) -> tuple[Column[CutRow], ...]:
    """The name, and month and year of every row of a part."""
    name: Column[CutRow] = Column("name", "screen_report.cut_name", lambda row: row.name, width=160)
    return (name, *(_cut_figure(row, column) for row in PART_ROWS[part] for column in CUT_COLUMNS))


def _cut_figure(row: str, column: Figure) -> Column[CutRow]:
    return Column(
        f"{row}_{column}",
        f"screen_report.cut_{row.lower().replace('.', '_')}_{column}",
        lambda line: line.counted[row, column],
        text=lambda line: line.told[row, column],
        width=84,
        number=True,
    )


def _told(row: ReportRow, value: Counted) -> str:
    return printed(amount(row, value, money_decimals=_WAN_DECIMALS))


class MonthlyReportCuts(QWidget):
    """One cut of the report at a time, in one of its two parts."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.figures: Figures | None = None
        self.cuts = Chips([(cut.value, place.say(f"month.cut_{cut}")) for cut in Cut], place.say("screen_report.cuts"))
        parts = [(part.value, place.say(f"screen_report.cuts_{part}")) for part in CutPart]
        self.parts = Chips(parts, place.say("screen_report.cuts_shown"))
        self.models: dict[CutPart, RowModel[CutRow]] = {}
        self.tables = QStackedWidget()
        for part in CutPart:
            model = RowModel(place, cut_columns(part), lambda row: row.key, name=f"report_cut_{part}")
            self.models[part] = model
            self.tables.addWidget(DataTable(place, model, "screen_report.cuts"))
        for chips in (self.cuts, self.parts):
            chips.changed.connect(lambda _chosen: self._show())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        for widget in (self.cuts, self.parts):
            column.addWidget(widget)
        column.addWidget(self.tables, stretch=1)

    def show_figures(self, figures: Figures) -> None:
        """Show the figures of a month."""
        self.figures = figures
        self._show()

    def _show(self) -> None:
        if self.figures is None:
            return
        part = CutPart(self.parts.value)
        table = next(one for one in self.figures.report.cuts if one.cut == self.cuts.value)
        self.models[part].show(cut_rows(self.figures, table, part, self.place))
        self.tables.setCurrentIndex(list(CutPart).index(part))
