"""What the centre did not take: why, of which record; mended and sent again, or given up with a copy kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services import rejected as service
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs import file_choice
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.wording.record import SILENT, about, field_name, spoken, way_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.rejected import Returned
    from trainingdesk.ui.workplace import Workplace


class SyncRejected(QWidget):
    """The newest first; Enter opens the record."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.model: RowModel[Returned] = RowModel(
            place, _columns(place), lambda one: str(one.row.number), name="rejected"
        )
        self.table: DataTable[Returned] = DataTable(place, self.model, "screen_sync.part_rejected")
        self.table.opened.connect(self._open)
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_rejected.none")))
        self.bar = ActionBar(place, self._offered())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self.list, stretch=1)

    def show_rows(self, found: Sequence[Returned]) -> None:
        """Show these."""
        self.model.show(found)
        self.list.show_filled(bool(found))
        self.bar.setVisible(bool(found))
        if found and self.table.current() is None:
            self.table.choose(str(found[0].row.number))

    def _offered(self) -> tuple[Command, ...]:
        start = self.place.start
        return (
            Command("screen_rejected.again", lambda: start(self._again()), needs=Action.UNDO, primary=True),
            Command("screen_rejected.open", lambda: start(self._look())),
            Command("screen_rejected.give_up", lambda: start(self._give_up()), needs=Action.UNDO),
        )

    def _chosen(self) -> Returned:
        """The line under the cursor; raises Refused where there is none."""
        found = self.table.current()
        if found is None:
            raise Refused("screen_rejected.choose")
        return found

    async def _look(self) -> None:
        self._open(self._chosen())

    def _open(self, one: Returned) -> None:
        to = way_to(one.subject, one.row.table)
        if to is None:
            self.place.notices.refuse(self.place.say("screen_conflict.no_screen"))
        else:
            self.place.go(to)

    async def _again(self) -> None:
        number = self._chosen().row.number
        await self.place.do(lambda work: service.send_again(work, number), "rejected.goes_again")

    async def _give_up(self) -> None:
        one, say = self._chosen(), self.place.say
        answer = await ask(
            self,
            title=say("screen_rejected.ask_title"),
            text=say("screen_rejected.ask"),
            answers=[("keep", say("screen_rejected.ask_keep")), ("back", say("screen_rejected.ask_back"))],
            details=[about(one.subject, one.row.table, self.place.sentences), _values(one, self.place)],
            dangerous=True,
        )
        if answer != "keep":
            return
        name = f"{say('screen_rejected.file')} {one.row.number}.json"
        title, patterns = say("screen_rejected.ask_keep"), say("screen_rejected.files")
        path = await file_choice.file_to_write(self, title=title, name=name, patterns=patterns)
        if path is not None:
            number = one.row.number
            await self.place.ask(lambda work: service.keep_copy(work, number, path))
            await self.place.do(lambda work: service.give_up(work, number), "screen_rejected.given_up")


def _columns(place: Workplace) -> tuple[Column[Returned], ...]:
    words = place.sentences
    return (
        Column("about", "rejected.about", lambda one: about(one.subject, one.row.table, words), width=304),
        Column("what", "screen_rejected.what", lambda one: _values(one, place), width=240),
        Column(
            "reason",
            "rejected.reason",
            lambda one: place.say(service.reason(one.row.code)),
            tone=lambda _one: Tone.DANGER,
            width=264,
        ),
        Column("user", "rejected.user", lambda one: one.row.user_name, width=104),
        Column(
            "at",
            "rejected.time",
            lambda one: one.row.at,
            width=152,
        ),
    )


def _values(one: Returned, place: Workplace) -> str:
    """The fields that were written; the making of a whole row is one word."""
    row, words = one.row, place.sentences
    if row.group is None:
        return place.say("screen_rejected.made")
    said = (
        f"{field_name(name, words)} {spoken(row.table, name, value, {}, words)}"
        for name, value in row.values.items()
        if name not in SILENT
    )
    return place.say("screen_conflict.comma").join(said)
