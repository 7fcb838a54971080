"""Reports: a month's report as numbers that open, as pages as they will print, and the steps it goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtWidgets import QComboBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.month_rows import Column as Figure
from trainingdesk.domain.month_rows import RowKind
from trainingdesk.domain.monthly_report import ReportState
from trainingdesk.reports.monthly_report import monthly_report, period
from trainingdesk.reports.monthly_report_row import title_of
from trainingdesk.services import monthly_report as service
from trainingdesk.services.changes import Topic
from trainingdesk.services.report_due import month_due
from trainingdesk.sync import monthly_report as signing
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.dialogs.report_template import write_month
from trainingdesk.ui.models.rows import RowModel
from trainingdesk.ui.screens.monthly_report_cuts import MonthlyReportCuts
from trainingdesk.ui.screens.monthly_report_table import (
    COUNTED,
    corrections,
    not_included,
    report_columns,
)
from trainingdesk.ui.screens.monthly_report_target import TargetDialog
from trainingdesk.ui.screens.page_preview import PagePreview
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.fields import NoteField
from trainingdesk.ui.widgets.flow import FlowLayout
from trainingdesk.ui.widgets.scrolled import scrolled
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.tabs import Tabs
from trainingdesk.ui.widgets.words import Badge, label

if TYPE_CHECKING:
    from trainingdesk.domain.month import ReportLine
    from trainingdesk.reports.document import Document
    from trainingdesk.services.month import Figures
    from trainingdesk.services.monthly_report_head import ReportHead
    from trainingdesk.services.work import Work
    from trainingdesk.ui.workplace import Workplace

#: How many months the list offers.
_OFFERED = 36
_TONES = {ReportState.FROZEN: Tone.OK, ReportState.REVIEWED: Tone.OK, ReportState.RETURNED: Tone.DANGER}


#: The tabs of a month, as destinations call them; the title of one is ``screen_report.<part>``.
PARTS: Final = ("figures", "pages", "cuts", "notes")


class MonthlyReportScreen(Screen):
    """The report of a month; ``destination.subject`` is the month, without one the month to be reported."""

    topics: ClassVar = frozenset(set(Topic) - {Topic.USERS, Topic.SYNC})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.month: Month | None = Month.parse(destination.subject) if destination.subject else None
        self.figures: Figures | None = None
        self.model: RowModel[ReportLine] = RowModel(
            place, report_columns(place), lambda line: line.row.id, name="monthly_report"
        )
        self.table: DataTable[ReportLine] = DataTable(place, self.model, "place.reports")
        self.table.setSortingEnabled(False)  # a report has its order
        self.table.opened.connect(self._open)
        self.cuts = MonthlyReportCuts(place)
        self.notes = label(wrap=True, select=True)
        self.preview = PagePreview(place)
        self.months = QComboBox(sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.months.setAccessibleName(place.say("monthly_report.month"))
        self.months.activated.connect(lambda _at: self._choose(Month.parse(self.months.currentData())))
        self.state = Badge()
        self.signed = label(role="muted")
        self.tabs: Tabs[QWidget] = Tabs(place.say("monthly_report.title"))
        self._lay_out()

    def title(self) -> str:
        return self.place.say("screen_report.title")

    def commands(self) -> tuple[Command, ...]:
        form = Command("screen_report.by_form", lambda: self.place.start(self._by_form()), icon="export")
        return (*self.preview.commands(), form)

    def show_part(self, part: str) -> None:
        self.tabs.look_at(part)

    def is_loaded(self) -> bool:
        return super().is_loaded() and self.tabs.is_made

    async def load(self) -> None:
        month = await self.place.ask(month_due) if self.month is None else self.month
        words = self.place.sentences

        def asked(work: Work) -> tuple[Figures, ReportHead, Document]:
            figures, head = service.printable(work, month)
            return figures, head, monthly_report(figures, head, words)

        figures, head, document = await self.place.ask(asked)
        if self.month is not None and self.month != month:
            return  # the person chose another month meanwhile
        self.month, self.figures = month, figures
        self._show_month(month, head)
        self.model.show(figures.report.lines)
        self.cuts.show_figures(figures)
        self._show_notes(head)
        self.preview.show_document(document, words.of("monthly_report.file", month=str(month)), head.cut_off)

    def _show_month(self, month: Month, head: ReportHead) -> None:
        present = Month.of(self.place.work.today())
        offered = {Month.at(present.ordinal - back) for back in range(_OFFERED)} | {month}
        self.months.clear()
        for one in sorted(offered, reverse=True):
            self.months.addItem(period(one, self.place.sentences), str(one))
        self.months.setCurrentIndex(self.months.findData(str(month)))
        state = "screen_report.state_none" if head.state is None else f"monthly_report.state_{head.state}"
        self.state.show_state(self.place.say(state), None if head.state is None else _TONES.get(head.state))
        signers = (("preparer", head.preparer if head.state else None), ("reviewer", head.reviewer))
        said = [self.place.say(f"screen_report.{key}", name=name) for key, name in signers if name]
        self.signed.setText("　".join(said))
        self._offer_steps(head.state)

    def _offer_steps(self, state: ReportState | None) -> None:
        open_ = state is not ReportState.FROZEN
        usable = {
            "screen_report.prepare": open_,
            "screen_report.review": state is ReportState.PREPARED,
            "screen_report.freeze": open_,
            "screen_report.return": not open_,
        }
        for key, button in self.steps.buttons.items():
            button.setVisible(usable.get(key, True))

    def _show_notes(self, head: ReportHead) -> None:
        if self.figures is None:
            return
        say = self.place.say
        left_out = not_included(self.figures, self.place) or (say("screen_report.all_included"),)
        corrected = corrections(self.figures, head, self.place) or (say("monthly_report.no_adjustments"),)
        parts = (
            say("monthly_report.omitted_title"),
            *(f"· {one}" for one in left_out),
            "",
            say("monthly_report.adjustments_title"),
            *(f"· {one}" for one in corrected),
        )
        self.notes.setText("\n".join(parts))

    def _open(self, line: ReportLine) -> None:
        """Show the rows behind the number under the cursor; beside a number, those of the month."""
        at = self.table.currentIndex().column()
        key = self.model.columns[at].key
        figure = next((one for one in COUNTED if one.value == key), Figure.MONTH)
        if line.row.kind is RowKind.RATE or line.value(figure) is None:
            title = title_of(line.row, self.place.sentences)
            self.place.notices.refuse(self.place.say("month.nothing_behind", column=title))
            return
        self.place.go(Destination("month_behind", f"{self.month} {line.row.id} {figure}"))

    def _choose(self, month: Month) -> None:
        """Show another month; one that did not begin is refused in words."""
        if month.first_day > self.place.work.today():
            self.place.notices.refuse(self.place.say("monthly_report.month_to_come", month=month))
            return
        self.month = month
        self.refresh()

    def _step(self, by: int) -> None:
        if self.month is not None:
            self._choose(Month.at(self.month.ordinal + by))

    async def _by_form(self) -> None:
        if self.month is not None:
            await write_month(self, self.place, self.month)

    async def _prepare(self) -> None:
        month = self.month
        if month is not None:
            await self.place.do(lambda work: signing.prepare(work, month), "monthly_report.prepared", month=str(month))

    async def _review(self) -> None:
        month = self.month
        if month is not None:
            await self.place.do(lambda work: signing.review(work, month), "monthly_report.reviewed", month=str(month))

    async def _freeze(self) -> None:
        month, say = self.month, self.place.say
        if month is None:
            return
        answers = [("freeze", say("screen_report.freeze")), ("stay", say("form.cancel"))]
        text = say("screen_report.ask_freeze", month=str(month))
        if await ask(self, title=say("screen_report.freeze"), text=text, answers=answers, dangerous=True) == "freeze":
            changes = await self.place.do(lambda work: signing.freeze(work, month))
            self.place.announce(changes, say("monthly_report.frozen", month=str(month), count=len(changes.rows)))

    async def _return(self) -> None:
        month = self.month
        if month is None:
            return

        async def save() -> None:
            reason = field.text()
            await self.place.do(
                lambda work: signing.return_report(work, month, reason=reason),
                "monthly_report.returned",
                month=str(month),
            )

        dialog = FormDialog(self, self.place, title="screen_report.return", save=save, button="screen_report.return")
        field = dialog.form.add(NoteField(self.place, "screen_report.reason", required=True))
        await dialog.filled()

    async def _targets(self) -> None:
        if self.month is not None:
            await TargetDialog(self, self.place, self.month.year, self.table.current()).filled()

    def _turning(self) -> ActionBar:
        return ActionBar(
            self.place,
            (
                Command("screen_report.earlier", lambda: self._step(-1), "Ctrl+["),
                Command("screen_report.later", lambda: self._step(1), "Ctrl+]"),
            ),
        )

    def _step_commands(self) -> ActionBar:
        start = self.place.start
        return ActionBar(
            self.place,
            (
                Command("screen_report.targets", lambda: start(self._targets()), needs=Action.SET_TARGET),
                Command("screen_report.prepare", lambda: start(self._prepare()), needs=Action.PREPARE_REPORT),
                Command("screen_report.review", lambda: start(self._review()), needs=Action.REVIEW_REPORT),
                Command("screen_report.freeze", lambda: start(self._freeze()), needs=Action.FREEZE_REPORT),
                Command("screen_report.return", lambda: start(self._return()), needs=Action.FREEZE_REPORT),
            ),
        )

    def _lay_out(self) -> None:
        self.turn = self._turning()
        self.steps = self._step_commands()
        head = QWidget()
        line = FlowLayout(head)
        for words in (self.state, self.signed):  # as high as the buttons beside them
            words.setFixedHeight(self.months.sizeHint().height())
        for part in (self.months, self.turn, self.state, self.signed, self.steps):
            line.addWidget(part)
        self._fill_tabs()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.addWidget(head)
        column.addWidget(self.tabs, stretch=1)

    def _fill_tabs(self) -> None:
        say = self.place.say
        sides = (self.table, self.preview, self.cuts, _notes(self.notes, say("screen_report.notes")))
        for part, side in zip(PARTS, sides, strict=True):
            self.tabs.put(part, say(f"screen_report.{part}"), side)


def _notes(words: QLabel, name: str) -> QScrollArea:
    around = QWidget()
    column = QVBoxLayout(around)
    column.setContentsMargins(0, 16, 0, 16)
    column.addWidget(words)
    column.addStretch()
    return scrolled(around, name)
