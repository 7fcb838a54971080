"""Draws that were made: the seed, the check that it comes out the same again, and the sheet that is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.reports.inspection import prepare_draw_sheet
from trainingdesk.services import inspection as service
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.inspection_draw import ask_for_draw
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.page_preview import PagePreview
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.beside import Beside
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.lines import head_line
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import Badge, label

if TYPE_CHECKING:
    from trainingdesk.services.inspection import PublishedDraw
    from trainingdesk.storage.inspection import DrawRow
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

_LIST = 320


class InspectionDraws(Screen):
    """``destination.subject`` is the draw to show first, the latest where there is none."""

    topics: ClassVar = frozenset({Topic.INSPECTIONS})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self._first = destination.subject
        self.model: RowModel[DrawRow] = RowModel(place, _columns(), lambda row: row.id, name="draws")
        self.table: DataTable[DrawRow] = DataTable(place, self.model, "screen_inspection.part_draws")
        self.table.chosen.connect(lambda _row: place.start(self._show_draw()))
        self.seed, self.facts = label(role="section", wrap=True, select=True), label(role="muted", wrap=True)
        self.repeats = Badge()
        self.bar = ActionBar(place, (Command("screen_inspection.again", lambda: place.start(self._again())),))
        self.preview = PagePreview(place)
        self.printing = ActionBar(place, self.preview.commands())
        draw = Command(
            "screen_inspection.draw",
            lambda: place.start(ask_for_draw(self, place)),
            "Ctrl+N",
            needs=Action.DRAW_INSPECTION,
            primary=True,
        )
        self.new = ActionBar(place, (draw,))
        self.list = OrEmpty(QWidget(), EmptyState(place.say("screen_inspection.no_draw")))
        self._lay_out()

    def title(self) -> str:
        return self.place.say("screen_inspection.part_draws")

    async def load(self) -> None:
        rows = await self.place.ask(service.list_draws)
        self.model.show(rows)
        self.list.show_filled(bool(rows))
        if self._first is None or not self.table.choose(self._first):
            self.table.choose_first()
        self._first = None
        await self._show_draw()

    async def _show_draw(self) -> None:
        row, words = self.table.current(), self.place.sentences
        if row is None:
            return
        found = await self.place.ask(lambda work: prepare_draw_sheet(work, row.id, words))
        if row != self.table.current():
            return  # another was chosen meanwhile
        made = found.published.draw
        self.seed.setText(self.place.say("screen_inspection.seed_is", seed=made.seed))
        counts = {"classes": len(made.classes), "drawn": len(made.drawn), "inspectors": len(made.inspectors)}
        self.facts.setText(self.place.say("screen_inspection.draw_facts", **counts))
        self.repeats.hide()
        name = self.place.say("screen_inspection.draw_file", day=_day(row))
        self.preview.show_document(found.document, name, found.cut_off)

    async def _again(self) -> None:
        """Make the draw again from what is stored, and say whether it is the same."""
        row = self.table.current()
        if row is None:
            return
        published: PublishedDraw = await self.place.ask(lambda work: service.published_draw(work, row.id))
        key, tone = ("same", Tone.OK) if published.repeats else ("not_same", Tone.DANGER)
        self.repeats.show_state(self.place.say(f"screen_inspection.{key}"), tone)
        self.repeats.show()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        drawn = QWidget()
        right = QVBoxLayout(drawn)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(4)
        right.addWidget(self._card())
        right.addWidget(self.preview, stretch=1)
        across = QVBoxLayout(self.list.filled)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(Beside((self.table, 0), (drawn, 1), width=self.place.theme.pixels(_LIST), gap=12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.new)
        column.addWidget(self.list, stretch=1)

    def _card(self) -> QFrame:
        """The seed, and what can be done with the draw."""
        card = QFrame()
        card.setProperty("card", "true")
        line = head_line(self.bar, self.repeats, right=self.printing)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(6)
        inside.addWidget(self.seed)
        inside.addWidget(self.facts)
        inside.addWidget(line)
        self.repeats.hide()
        return card


def _day(row: DrawRow) -> str:
    return f"{row.drawn_at.astimezone(SHANGHAI):%Y-%m-%d}"


def _columns() -> tuple[Column[DrawRow], ...]:
    return (
        Column(
            "at",
            "inspection.drawn_at",
            lambda row: row.drawn_at,
            lambda row: f"{row.drawn_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            width=152,
        ),
        Column("classes", "screen_inspection.classes_drawn", lambda row: row.classes_wanted, width=96, number=True),
    )
