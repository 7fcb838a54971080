"""Two registers of one lesson side by side: what both say alike is merged already, the rest is decided person by person."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services import conflict as service
from trainingdesk.services.changes import Topic
from trainingdesk.services.conflict import Choice
from trainingdesk.services.shown_values import computer
from trainingdesk.ui.commands import Command
from trainingdesk.ui.delegates.badge import BadgeDelegate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.record import SILENT, about, field_name, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trainingdesk.services.conflict import Disagreement, Disagreements
    from trainingdesk.storage.conflict import Side
    from trainingdesk.ui.workplace import Workplace

_TONES = {"review": Tone.DANGER, "auto": Tone.WARN, "decided": Tone.OK}
#: What a person is marked with; when and by whom stands in columns of its own.
_MARK = ("status", "minutes", "time_in", "time_out", "reason", "office_status", "office_reason")


class RegisterConflict(Screen):
    """``destination.subject`` is the id of the lesson. One line a person; several can be chosen at once."""

    topics: ClassVar = frozenset({Topic.SYNC, Topic.ATTENDANCE, Topic.LESSONS})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.found: Disagreements | None = None
        self.intro = label(role="muted", wrap=True)
        self.model: RowModel[Disagreement] = RowModel(
            place, self._columns(), lambda one: one.conflict.id, name="register_conflict"
        )
        self.table: DataTable[Disagreement] = DataTable(place, self.model, "screen_conflict.registers")
        self._badge = BadgeDelegate(place.theme, lambda at: _TONES.get(self.model.row(at).conflict.state))
        self.table.setItemDelegateForColumn(len(self.model.columns) - 1, self._badge)
        self.bar = ActionBar(place, self._offered())
        self.setFocusProxy(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        for part in (self.intro, self.bar):
            column.addWidget(part)
        column.addWidget(self.table, stretch=1)

    def title(self) -> str:
        first = None if self.found is None or not self.found.rows else self.found.rows[0]
        if first is None or first.subject is None:
            return self.place.say("screen_conflict.registers")
        return about(replace(first.subject, person=None), "register", self.place.sentences)

    def commands(self) -> tuple[Command, ...]:
        to = Destination("register", self.destination.subject)
        return (Command("screen_conflict.open_register", lambda: self.place.go(to), "Ctrl+O"),)

    async def load(self) -> None:
        lesson_id = self.destination.subject or ""
        self.found = await self.place.ask(lambda work: service.of_register(work, lesson_id))
        self.model.show(self.found.rows)
        states = Counter(one.conflict.state for one in self.found.rows)
        waiting = len(self.found.rows) - states["decided"]
        counts = {"alike": self.found.alike, "count": waiting, "done": states["decided"]}
        self.intro.setText(self.place.say("screen_conflict.register_intro", **counts))
        self.titled.emit(self.title())
        if self.found.rows and self.table.current() is None:
            self.table.choose(self.found.rows[0].conflict.id)

    def _offered(self) -> tuple[Command, ...]:
        start, needs = self.place.start, Action.UNDO

        def command(name: str, choice: Choice, shortcut: str = "", *, everybody: bool = False) -> Command:
            return Command(
                f"screen_conflict.{name}",
                lambda: start(self._decide(choice, everybody=everybody)),
                shortcut,
                needs=needs,
                primary=name == "row_kept",
            )

        return (
            command("row_kept", Choice.KEPT, "F7"),
            command("row_lost", Choice.LOST, "F8"),
            command("all_kept", Choice.KEPT, everybody=True),
            command("all_lost", Choice.LOST, everybody=True),
        )

    async def _decide(self, choice: Choice, *, everybody: bool) -> None:
        found = () if self.found is None else self.found.rows
        wanted = [one for one in found if one.conflict.state != "decided"] if everybody else self.table.selected()
        choices = {one.conflict.id: choice for one in wanted}
        if choices:
            done = "screen_conflict.decided_several"
            await self.place.do(lambda work: service.decide_all(work, choices), done, count=len(choices))

    def _columns(self) -> tuple[Column[Disagreement], ...]:
        return (
            Column("person", "screen_conflict.person", self._person, width=112),
            Column("kept", "conflict.kept", lambda one: self._said(one, one.conflict.kept), width=184),
            Column("kept_by", "screen_conflict.written_by", lambda one: self._author(one.conflict.kept), width=248),
            Column("lost", "conflict.lost", lambda one: self._said(one, one.conflict.lost), width=184),
            Column("lost_by", "screen_conflict.written_by", lambda one: self._author(one.conflict.lost), width=248),
            Column("state", "conflict.state", self._state, width=152),
        )

    def _state(self, one: Disagreement) -> str:
        words = self.place.say(f"conflict.state_{one.conflict.state}")
        if one.conflict.state != "decided" or one.stands is None:
            return words
        return self.place.say(f"screen_conflict.decided_{one.stands.value}")

    def _person(self, one: Disagreement) -> str:
        if one.conflict.table == "register":
            return self.place.say("screen_conflict.whole_register")
        return "" if one.subject is None else one.subject.person or ""

    def _said(self, one: Disagreement, side: Side) -> str:
        return self.place.say("screen_conflict.comma").join(self._values(one, side)) or "—"

    def _values(self, one: Disagreement, side: Side) -> Iterable[str]:
        words, table = self.place.sentences, one.conflict.table
        for name, value in side.values.items():
            if table == "register" and name not in SILENT:
                yield f"{field_name(name, words)} {spoken(table, name, value, one.names, words)}"
            elif name in _MARK and value not in (None, ""):
                said = spoken(table, name, value, one.names, words)
                yield said if name in {"status", "office_status"} else f"{field_name(name, words)} {said}"

    def _author(self, side: Side) -> str:
        device = "" if self.found is None else self.found.device
        here = self.place.say("screen_conflict.here") if side.device_id == device else computer(side.device_id)
        return f"{side.user_name} · {here} · {side.at.astimezone(SHANGHAI):%m-%d %H:%M}"
