"""What became of the people of a class: who works, who is still to be called and until when, and every call so far."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.followup import UNREACHED, FollowupState
from trainingdesk.services.changes import Topic
from trainingdesk.services.followup import followups_of_class
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.followup import FollowupDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.lines import IN_A_TAB, head_line, stack
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.services.followup import FollowupLine
    from trainingdesk.storage.followup import FollowupRow
    from trainingdesk.ui.workplace import Workplace

_F: Final = "screen_followup"
_S = FollowupState
_SIGNS: Final = {_S.EMPLOYED: "✓", _S.NOT_EMPLOYED: "–", _S.OPEN: "○", _S.OVERDUE: "⚠"}
_TONES: Final = {_S.EMPLOYED: Tone.OK, _S.NOT_EMPLOYED: Tone.MUTED, _S.OPEN: Tone.WARN, _S.OVERDUE: Tone.DANGER}
_SHOWN: Final = {
    "all": frozenset(FollowupState),
    "unreached": UNREACHED,
    "employed": frozenset({_S.EMPLOYED}),
    "not_employed": frozenset({_S.NOT_EMPLOYED}),
}


class ClassFollowup(Screen):
    """``destination.subject`` is the id of the class. Enter writes down what was found out, and goes to the next."""

    topics: ClassVar = frozenset({Topic.ENROLLMENTS, Topic.PEOPLE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.lines: tuple[FollowupLine, ...] = ()
        self.model: RowModel[FollowupLine] = RowModel(
            place, _columns(place), lambda one: one.enrollment_id, name="class_followup"
        )
        self.table: DataTable[FollowupLine] = DataTable(place, self.model, "class_tab.followup")
        self.list = OrEmpty(self.table, EmptyState(place.say(f"{_F}.nobody")))
        self.sum, self.past = label(role="muted"), label(role="muted", wrap=True, select=True)
        choices = [(one, place.say(f"{_F}.show_{one}")) for one in _SHOWN]
        self.shown = Chips(choices, place.say("followup.employed"))
        self.bar = ActionBar(place, self._commands())
        self.shown.changed.connect(lambda _one: self._show_lines())
        self.table.opened.connect(lambda _row: self._begin())
        self.table.chosen.connect(lambda _row: self._show_past())
        self._lay_out()

    def title(self) -> str:
        return self.place.say("class_tab.followup")

    async def load(self) -> None:
        self.lines = await self.place.ask(lambda work: followups_of_class(work, self.class_id))
        self.list.show_filled(bool(self.lines))
        self._show_sum()
        self._show_lines()

    def _show_sum(self) -> None:
        count = Counter(one.state for one in self.lines)
        left, reached = count[_S.OPEN] + count[_S.OVERDUE], count[_S.EMPLOYED] + count[_S.NOT_EMPLOYED]
        said = {"people": len(self.lines), "reached": reached, "employed": count[_S.EMPLOYED], "left": left}
        parts = [self.place.say(f"{_F}.sum", **said)] if self.lines else []
        if left:
            key = f"{_F}.overdue" if count[_S.OVERDUE] else f"{_F}.until"
            parts.append(self.place.say(key, day=self.lines[0].due_on))
        self.sum.setText("　".join(parts))

    def _show_lines(self) -> None:
        self.model.show([one for one in self.lines if one.state in _SHOWN[self.shown.value]])
        if self.table.current() is None and self.model.rows:
            first = next((one for one in self.model.rows if one.state in UNREACHED), self.model.row(0))
            self.table.choose(first.enrollment_id)
        self._show_past()

    def _show_past(self) -> None:
        row = self.table.current()
        past = () if row is None else row.history
        said = [f"{row.name}　{self.place.say(f'{_F}.past')}"] if row is not None and past else []
        self.past.setText("\n".join([*said, *(self._enquiry(one) for one in reversed(past))]))
        self.past.setVisible(bool(past))
        for button in self.bar.buttons.values():
            button.setEnabled(row is not None)

    def _enquiry(self, one: FollowupRow) -> str:
        say = self.place.say
        state = _S.EMPLOYED if one.employed else _S.NOT_EMPLOYED
        since = None if one.employed_on is None else say(f"{_F}.works_since", day=one.employed_on)
        way = say(f"{_F}.method_{one.method}")
        words = (str(one.checked_on), way, say(f"{_F}.state_{state}"), one.employer_name, since, one.note)
        return "　".join(filter(None, words))

    def _commands(self) -> tuple[Command, ...]:
        return (
            Command(f"{_F}.record", self._begin, "F2", needs=Action.FOLLOW_UP, primary=True),
            Command(f"{_F}.person", self._open_person),
        )

    def _begin(self) -> None:
        if self.place.may(Action.FOLLOW_UP):
            self.place.start(self._record())

    async def _record(self) -> None:
        row = self.table.current()
        if row is None:
            return
        following = self._next_after(row)
        if await FollowupDialog(self, self.place, row).filled() and following is not None:
            self.table.choose(following.enrollment_id)

    def _next_after(self, row: FollowupLine) -> FollowupLine | None:
        """The next one shown who is still to be called."""
        at = self.model.position(row.enrollment_id) or 0
        return next((one for one in self.model.rows[at + 1 :] if one.state in UNREACHED), None)

    def _open_person(self) -> None:
        row = self.table.current()
        if row is not None:
            self.place.go(Destination("person", row.person_id))

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        line = head_line(self.shown, right=self.sum)
        stack(self, self.bar, line, self.list, self.past, grows=self.list, margins=IN_A_TAB)


def _columns(place: Workplace) -> tuple[Column[FollowupLine], ...]:
    def state(row: FollowupLine) -> str:
        return f"{_SIGNS[row.state]} {place.say(f'{_F}.state_{row.state}')}"

    def due(row: FollowupLine) -> object:
        return row.due_on if row.state in UNREACHED else None

    return (
        Column("number", "followup.trainee", lambda row: row.number, width=208),
        Column("name", "followup.name", lambda row: row.name, width=80),
        Column("phone", "followup.phone", lambda row: row.phone, width=128),
        Column("state", f"{_F}.found", state, tone=lambda row: _TONES[row.state], width=128),
        Column("due", f"{_F}.due", due, width=104),
        Column("since", f"{_F}.since", lambda row: row.latest and row.latest.employed_on, width=120),
        Column("employer", "followup.employer", lambda row: row.latest and row.latest.employer_name, width=144),
        Column("checked", "followup.checked_on", lambda row: row.latest and row.latest.checked_on, width=104),
        Column("enquiries", "followup.enquiries", lambda row: row.enquiries or None, width=88, number=True),
        Column("result", "enrollment.status", lambda row: place.say(f"enrollment.status_{row.status}"), hidden=True),
    )
