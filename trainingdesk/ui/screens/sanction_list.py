"""Sanctions against institutions: who is banned until when and why, and the ladder that a measure is chosen from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.sanction import SanctionAction
from trainingdesk.services import institution
from trainingdesk.services import sanction as service
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.delegates.badge import BadgeDelegate
from trainingdesk.ui.dialogs.sanction import LiftDialog, SanctionDialog
from trainingdesk.ui.models.choices import in_use
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.beside import Beside
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.lines import head_line, stack
from trainingdesk.ui.widgets.scrolled import fill
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.sanction import action_words, rung_lines

if TYPE_CHECKING:
    from trainingdesk.services.sanction import SanctionStanding
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

_ALL, _BANNED = "all", "banned"
_LADDER = 320


class SanctionList(Screen):
    """``destination.subject`` is an institution whose sanctions are looked for."""

    topics: ClassVar = frozenset({Topic.INSPECTIONS, Topic.CATALOGUE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        say = place.say
        self.found: tuple[SanctionStanding, ...] = ()
        choices = [(_BANNED, say("screen_sanction.banned_now")), (_ALL, say("screen_class.all"))]
        self.chips = Chips(choices, say("screen_inspection.part_sanctions"))
        self.chips.choose(_ALL)
        self.chips.changed.connect(lambda _which: self._show())
        self.bar = ActionBar(place, self._offered())
        self.model: RowModel[SanctionStanding] = RowModel(
            place, _columns(place), lambda row: row.line.id, name="sanctions"
        )
        self.table: DataTable[SanctionStanding] = DataTable(place, self.model, "screen_inspection.part_sanctions")
        self.table.chosen.connect(lambda _row: self._offer())
        self._badge = BadgeDelegate(place.theme, lambda at: Tone.DANGER if self.model.row(at).banned else None)
        keys = [column.key for column in self.model.columns]
        self.table.setItemDelegateForColumn(keys.index("state"), self._badge)
        self.list = OrEmpty(self.table, EmptyState(say("screen_sanction.none")))
        self._lay_out()
        self._offer()

    def title(self) -> str:
        return self.place.say("screen_inspection.part_sanctions")

    async def load(self) -> None:
        self.found = await self.place.ask(service.standings)
        banned = len({row.line.institution_id for row in self.found if row.banned})
        self.chips.count(_BANNED, banned, self.place.say("screen_sanction.banned_now"))
        self.chips.count(_ALL, len(self.found), self.place.say("screen_class.all"))
        self._show()

    def _show(self) -> None:
        rows = [row for row in self.found if self.chips.value == _ALL or row.banned]
        self.model.show(rows)
        nothing = "screen_sanction.nobody_banned" if self.found else "screen_sanction.none"
        self.list.empty.words.setText(self.place.say(nothing))
        self.list.show_filled(bool(rows))
        self.table.choose_first()
        self._offer()

    def _offered(self) -> tuple[Command, ...]:
        start, impose = self.place.start, Action.IMPOSE_SANCTION
        return (
            Command("screen_sanction.impose", lambda: start(self._impose()), "Ctrl+N", needs=impose, primary=True),
            Command("screen_sanction.lift", lambda: start(self._lift()), needs=impose),
        )

    def _offer(self) -> None:
        row, button = self.table.current(), self.bar.buttons.get("screen_sanction.lift")
        if button is not None:
            button.setVisible(row is not None and row.banned)

    async def _impose(self) -> None:
        choices = await self.place.ask(lambda work: in_use(institution.list_institutions(work)))
        dialog = SanctionDialog(self, self.place, choices)
        row = self.table.current()
        if row is not None:
            dialog.institution.set_text(row.line.institution_id)
        await dialog.filled()

    async def _lift(self) -> None:
        row = self.table.current()
        if row is not None and row.ban is not None:
            await LiftDialog(self, self.place, row.line, row.ban).filled()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        width = self.place.theme.pixels(_LADDER)
        across = Beside((self.list, 1), (LadderCard(self.place), 0), width=width, gap=12)
        stack(self, head_line(self.chips, right=self.bar), across, grows=across)


class LadderCard(QFrame):
    """The measures from mild to hard: what each is for, the time to put things right, and its ban."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setProperty("card", "true")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addWidget(label(place.say("screen_sanction.ladder", clause=service.CLAUSE), role="muted", wrap=True))
        for number, action in enumerate(SanctionAction, start=1):
            column.addWidget(label(f"{number}　{action_words(place, action)}", role="section"))
            for words in rung_lines(place, service.ladder().rung(action)):
                column.addWidget(label(words, wrap=True, select=True))
        column.addStretch()
        area = fill(self, inside, place.say("screen_sanction.ladder_name"))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def _columns(place: Workplace) -> tuple[Column[SanctionStanding], ...]:
    def state(row: SanctionStanding) -> str:
        if row.ban is None:
            return place.say("screen_sanction.no_ban")
        return place.say("screen_sanction.banned" if row.banned else "screen_sanction.ban_over")

    return (
        Column("institution", "sanction.institution", lambda row: row.line.institution, width=176),
        Column("action", "sanction.action", lambda row: action_words(place, row.action), width=96),
        Column("decided", "sanction.decided_on", lambda row: row.line.decided_on, width=104),
        Column("state", "screen_sanction.state", state, width=96),
        Column("until", "sanction.ban_until", lambda row: row.line.ban_until, width=104),
        Column("rectify", "screen_sanction.rectify_by", lambda row: row.rectify_by, width=104),
        Column("reason", "sanction.reason", lambda row: row.line.reason, width=232),
        Column("clause", "sanction.clause", lambda row: row.line.clause, width=176),
    )
