"""The year target of one row of the report (年度目标)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.month_rows import ROWS, RowKind
from trainingdesk.reports.monthly_report_row import title_of
from trainingdesk.services import target as service
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.domain.month import ReportLine
    from trainingdesk.ui.workplace import Workplace


class TargetDialog(FormDialog):
    """Choose a row and write what the year should reach; 0 takes the target away."""

    def __init__(self, parent: QWidget, place: Workplace, year: int, line: ReportLine | None) -> None:
        super().__init__(
            parent, place, title="screen_report.targets", save=self._set_target, button="screen_report.set_target"
        )
        self.year = year
        rows = [(row.id, f"{row.id} {title_of(row, place.sentences)}") for row in ROWS if row.kind is not RowKind.RATE]
        self.row = self.form.add(ChoiceField(place, "monthly_report.figure", rows, required=True))
        self.value = self.form.add(
            TextField(
                place,
                "target.value",
                required=True,
                reader=lambda text: service.read_value(self.row.text(), text),
                hint=place.say("screen_report.target_hint", year=year),
            )
        )
        if line is not None:
            self.row.set_text(line.row.id)

    async def _set_target(self) -> None:
        measure = self.row.text()
        value = service.read_value(measure, self.value.text())
        title = title_of(service.report_row(measure), self.place.sentences)
        await self.place.do(
            lambda work: service.set_target(work, self.year, measure, value),
            "target.set",
            year=self.year,
            title=title,
            value=self.value.text(),
        )
