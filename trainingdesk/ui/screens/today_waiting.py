"""What waits for somebody: one list, the most pressing first; Enter goes where it is dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.services.today import Waits
from trainingdesk.ui.delegates.middle import MiddleDelegate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.places import SCREENS
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.today import Waiting
    from trainingdesk.ui.workplace import Workplace

#: Where each kind is dealt with: a screen and its part.
_WHERE = {
    Waits.REGISTER: ("register", None),
    Waits.CLASS: ("class", "overview"),
    Waits.CLAIM: ("claim", None),
    Waits.REPORT: ("reports", None),
    Waits.FLAGGED: ("class", "roster"),
    Waits.PAPERS: ("class", "documents"),
    Waits.PERSON: ("class", "attendance"),
    Waits.BOOKING: ("bookings", "clashes"),
    Waits.DEVICE: ("sync", "devices"),
    Waits.ACCESS: ("administration", "users"),
}


class TodayWaiting(QWidget):
    """The list, or a sentence that nothing waits."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.model: RowModel[Waiting] = RowModel(place, self._columns(), key_of, name="today_waiting")
        self.table: DataTable[Waiting] = DataTable(place, self.model, "screen_today.waiting")
        self._names = MiddleDelegate()  # Qt does not keep it alive
        self.table.setItemDelegateForColumn(2, self._names)
        self.table.opened.connect(self._open)
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_today.nothing_waits")))
        self.title = label(place.say("screen_today.waiting"), role="section")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.list, stretch=1)

    def show_waiting(self, waiting: Sequence[Waiting]) -> None:
        """Show these."""
        self.model.show(waiting)
        self.list.show_filled(bool(waiting))
        words = self.place.say("screen_today.waiting")
        self.title.setText(f"{words} {len(waiting)}" if waiting else words)

    def _columns(self) -> tuple[Column[Waiting], ...]:
        return (
            Column("kind", "screen_today.kind", self._kind, tone=_tone, width=124),
            Column("what", "register.note", self._said, width=270),
            Column("name", "screen_today.name", lambda one: one.name, width=320),
            Column("day", "register.day", lambda one: one.day, width=100),
        )

    def _kind(self, one: Waiting) -> str:
        words = self.place.say(f"screen_today.kind_{one.kind}")
        return self.place.say("screen_today.urgent", kind=words) if one.urgent else words

    def _said(self, one: Waiting) -> str:
        return self.place.sentences.of(one.said.key, dict(one.said.values))

    def _open(self, one: Waiting) -> None:
        screen, part = _WHERE.get(one.kind, ("catalogue", None))
        subject = (one.subject or None) if one.kind in _WHERE else None
        if one.kind is Waits.ACCESS:
            if not self.place.may(Action.MANAGE_USERS):
                return  # somebody else renews it
            subject = None
        if screen in SCREENS:
            self.place.go(Destination(screen, subject, part))


def key_of(one: Waiting) -> str:
    """Names a line for as long as it waits."""
    return f"{one.kind} {one.subject} {one.name}"


def _tone(one: Waiting) -> Tone | None:
    return Tone.DANGER if one.urgent else None
