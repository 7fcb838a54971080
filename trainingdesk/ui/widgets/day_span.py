"""The first and the last day of what a screen shows, typed as people write days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from trainingdesk.domain.errors import Refused
from trainingdesk.ui.widgets.fields import DateField
from trainingdesk.ui.widgets.flow import pair
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.ui.widgets.flow import Line
    from trainingdesk.ui.workplace import Workplace


class DaySpan(QObject):
    """Two fields; ``changed`` tells of each key, whether there is a span by then or not."""

    changed = Signal()

    def __init__(self, place: Workplace, first: date, last: date) -> None:
        super().__init__()
        self.first, self.last = DateField(place, "screen_trip.first"), DateField(place, "screen_trip.last")
        self.set_days(first, last)
        for field in (self.first, self.last):
            field.changed.connect(self.changed)

    def set_days(self, first: date, last: date) -> None:
        """Put other days in, and tell nobody."""
        self.first.set_day(first)
        self.last.set_day(last)

    def between(self) -> tuple[date, date] | None:
        """The days, or None while they are half typed."""
        try:
            first, last = self.first.day(), self.last.day()
        except Refused:
            return None
        return None if first is None or last is None else (first, last)

    def stand_in(self, line: Line) -> None:
        """Put both fields with their words into a line."""
        for field in (self.first, self.last):
            words = label(field.words)
            words.setBuddy(field.editor)
            line.add(pair(words, field), 1)
