"""The county's own forms for the monthly report: given by file or dropped here, tried with a month, taken away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI, Month
from trainingdesk.domain.errors import Failure
from trainingdesk.domain.month_rows import ROWS
from trainingdesk.domain.report_template import FormKind
from trainingdesk.reports.claim_template import title_in_words
from trainingdesk.reports.claim_template_start import starting_claim_form
from trainingdesk.reports.monthly_report import period
from trainingdesk.reports.report_template import shown
from trainingdesk.reports.report_template_start import starting_form
from trainingdesk.reports.saving import save
from trainingdesk.services import report_template as service
from trainingdesk.services.changes import Topic
from trainingdesk.services.report_due import month_due
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs import file_choice
from trainingdesk.ui.dialogs.claim_template import tried_claim
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.dialogs.report_template import add_form, filled_form, write_month
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.beside import Halves
from trainingdesk.ui.widgets.buttons import FlowingBar
from trainingdesk.ui.widgets.dropping import dropped_file, path_in
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from trainingdesk.reports.report_template import Lines
    from trainingdesk.services.report_template import Placed
    from trainingdesk.storage.report_template import TemplateRow
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

    Put = tuple[Placed[Any], Lines]

#: How many months may be tried.
_OFFERED = 24
_LIST_WIDTH = 330
#: What can only be done with a form.
_OF_A_FORM = frozenset({"report_template.write", "report_template.save_file", "report_template.remove"})


class ReportTemplates(Screen):
    """The forms above, below what the chosen one is filled with for the chosen month."""

    topics: ClassVar = frozenset({Topic.SETTINGS, Topic.FIGURES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        say = place.say
        self.model: RowModel[TemplateRow] = RowModel(place, _columns(place), lambda row: row.id, name="templates")
        self.table: DataTable[TemplateRow] = DataTable(place, self.model, "administration.templates")
        self.table.chosen.connect(lambda _row: place.start(self._try()))
        self.list = OrEmpty(self.table, EmptyState(say("report_template.none")))
        self.put_model: RowModel[Put] = RowModel(place, _put_columns(place), lambda put: put[0].cell, name="template")
        self.put_table: DataTable[Put] = DataTable(place, self.put_model, "report_template.title_value")
        self.months = QComboBox(sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.months.setAccessibleName(say("report_template.try"))
        self.tried = label(say("report_template.try"))
        self.months.activated.connect(lambda _at: place.start(self._try()))
        self.trouble = label(role="error", wrap=True)
        self.setAcceptDrops(place.may(Action.KEEP_DESK))
        self.bar = FlowingBar(place, self._offered())
        self._lay_out()

    def title(self) -> str:
        return self.place.say("administration.templates")

    async def load(self) -> None:
        due = await self.place.ask(month_due)
        if not self.months.count():
            present = Month.of(self.place.work.today())
            offered = {Month.at(present.ordinal - back) for back in range(_OFFERED)} | {due}
            for month in sorted(offered, reverse=True):
                self.months.addItem(period(month, self.place.sentences), str(month))
            self.months.setCurrentIndex(self.months.findData(str(due)))
        rows = await self.place.ask(service.list_templates)
        self.model.show(rows)
        self.list.show_filled(bool(rows))
        self.beside.setVisible(bool(rows))
        for key in self.bar.buttons.keys() & _OF_A_FORM:
            self.bar.buttons[key].setEnabled(bool(rows))
        if rows and self.table.current() is None:
            self.table.selectRow(0)
        await self._try()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = path_in(dropped_file(event.mimeData()) or "")
        if file is not None:
            event.acceptProposedAction()
            self.place.start(add_form(self, self.place, file))

    @property
    def month(self) -> Month:
        """The month that is tried."""
        return Month.parse(str(self.months.currentData()))

    def _offered(self) -> tuple[Command, ...]:
        start, manage = self.place.start, Action.KEEP_DESK
        return (
            Command("report_template.add", lambda: start(self._add()), "Ctrl+I", needs=manage, primary=True),
            Command("report_template.start", lambda: start(self._start_form())),
            Command("claim_template.start", lambda: start(self._start_claim_form())),
            Command("report_template.write", lambda: start(self._write()), "Ctrl+E"),
            Command("report_template.save_file", lambda: start(self._save_file())),
            Command("report_template.remove", lambda: start(self._remove()), "Del", needs=manage),
        )

    async def _add(self) -> None:
        say = self.place.say
        title, pattern = say("report_template.add"), say("report_template.pattern")
        path = await file_choice.file_to_read(self, title=title, patterns=pattern)
        if path is not None:
            await add_form(self, self.place, path)

    async def _try(self) -> None:
        """Show where the figures of the month go, or why they cannot."""
        row = self.table.current()
        if row is None:
            self.put_model.show(())
            self.trouble.hide()
            return
        asked = (row.title, self.month)
        put: tuple[Put, ...] = ()
        trouble = ""
        of_claims = row.kind == FormKind.CLAIM
        self._show_kind(of_claims=of_claims)
        fill = tried_claim if of_claims else filled_form
        try:
            put = (await self.place.ask(lambda work: fill(work, self.place, asked[1], asked[0]))).put
        except Failure as failure:
            trouble = self.place.sentences.of(failure.key, failure.values)
        current = self.table.current()
        if current is not None and asked == (current.title, self.month):  # else another was chosen meanwhile
            self.put_model.show(put)
            self.trouble.setText(trouble)
            self.trouble.setVisible(bool(trouble))

    def _show_kind(self, *, of_claims: bool) -> None:
        """A form of claims is tried with the latest one, and written where the claim is."""
        self.tried.setText(self.place.say("claim_template.try" if of_claims else "report_template.try"))
        self.months.setVisible(not of_claims)
        self.bar.buttons["report_template.write"].setEnabled(not of_claims)

    async def _write(self) -> None:
        row = self._chosen()
        if row is not None:
            await write_month(self, self.place, self.month, row.title)

    async def _start_form(self) -> None:
        known = await self.place.ask(service.known_slots)
        made = starting_form(known, ROWS, self.place.sentences)
        await self._save(made, f"{self.place.say('report_template.start_file')}.xlsx")

    async def _start_claim_form(self) -> None:
        made = starting_claim_form(self.place.sentences)
        await self._save(made, f"{self.place.say('claim_template.start_file')}.xlsx")

    async def _save_file(self) -> None:
        row = self._chosen()
        if row is not None:
            file = await self.place.ask(lambda work: service.template_file(work, row.title))
            await self._save(file.data, file.name)

    async def _save(self, data: bytes, name: str) -> None:
        pattern = self.place.say("report_template.pattern")
        path = await file_choice.file_to_write(self, title=name, name=name, patterns=pattern)
        if path is not None:
            await self.place.ask(lambda _work: save(data, path))
            self.place.notices.done(self.place.say("report_template.file_written", file=path.name))

    async def _remove(self) -> None:
        row, say = self._chosen(), self.place.say
        if row is None:
            return
        answers = [("remove", say("report_template.remove")), ("stay", say("form.cancel"))]
        text = say("report_template.ask_remove", title=row.title)
        if await ask(self, title=self.title(), text=text, answers=answers, dangerous=True) == "remove":
            await self.place.do(
                lambda work: service.remove_template(work, row.title), "report_template.removed", title=row.title
            )

    def _chosen(self) -> TemplateRow | None:
        row = self.table.current()
        if row is None:
            self.place.notices.advise(self.place.say("report_template.choose"))
        return row

    def _lay_out(self) -> None:
        self.beside = QWidget()
        below = QVBoxLayout(self.beside)
        below.setContentsMargins(8, 0, 0, 0)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.tried)
        line.addWidget(self.months)
        line.addStretch()
        below.addLayout(line)
        below.addWidget(self.trouble)
        below.addWidget(self.put_table, stretch=1)
        split = Halves(self.list, self.beside, sizes=(_LIST_WIDTH, 2 * _LIST_WIDTH))
        split.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.bar)
        column.addWidget(label(self.place.say("report_template.about"), role="muted", wrap=True))
        column.addWidget(split, stretch=1)


def _columns(place: Workplace) -> tuple[Column[TemplateRow], ...]:
    return (
        Column("title", "report_template.title_title", lambda row: row.title, width=150),
        Column(
            "kind", "report_template.title_kind", lambda row: place.say(f"report_template.kind_{row.kind}"), width=72
        ),
        Column("at", "report_template.title_at", lambda row: f"{row.at.astimezone(SHANGHAI):%Y-%m-%d}", width=104),
        Column("by", "report_template.title_by", lambda row: row.by_user, width=72),
        Column("file", "report_template.title_file", lambda row: Path(row.file_name).name, width=200, hidden=True),
    )


def _put_columns(place: Workplace) -> tuple[Column[Put], ...]:
    return (
        Column("cell", "report_template.title_cell", lambda put: put[0].cell, width=88),
        Column(
            "meaning",
            "report_template.title_meaning",
            lambda put: title_in_words(put[0].slot, place.sentences),
            width=256,
        ),
        Column("value", "report_template.title_value", lambda put: shown(put[1]), width=144),
        Column("name", "report_template.title_name", lambda put: put[0].slot.name, width=160),
    )
