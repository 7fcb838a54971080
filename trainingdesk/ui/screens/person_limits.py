"""Subsidies that a person received against what the policy allows, as a card of the person page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout, QFrame, QVBoxLayout

from trainingdesk.domain.past_training import UNSEEN
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trainingdesk.services.person_limits import LimitUsed
    from trainingdesk.ui.workplace import Workplace


class PersonLimits(QFrame):
    """One line for each limit; what is used up says so, with its clause. What other desks hold is not counted."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.setProperty("card", "true")
        self.lines = QFormLayout()
        self._said: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(label(place.say("screen_subsidy.limits"), role="section"))
        column.addLayout(self.lines)
        column.addWidget(label(place.say(UNSEEN), role="muted", wrap=True))

    def show_used(self, used: Iterable[LimitUsed]) -> None:
        """Show these."""
        while self.lines.rowCount():
            self.lines.removeRow(0)
        self._said = []
        year = self.place.work.today().year
        for one in used:
            title = self.place.say(f"screen_subsidy.limit_{one.what}", year=year)
            words = label(self._words(one), wrap=True, select=True)
            if one.reached:
                words.setProperty("tone", "danger")
            self.lines.addRow(label(title, role="muted"), words)
            self._said.append(f"{title}　{words.text()}")

    def text(self) -> str:
        """Everything the card says."""
        return "\n".join(self._said)

    def _words(self, one: LimitUsed) -> str:
        say = self.place.say
        if one.most is None:
            return say("screen_subsidy.limit_none", found=one.found)
        words = say("screen_subsidy.limit_of", found=one.found, wanted=one.most)
        if not one.reached:
            return words
        why = say("screen_subsidy.limit_clause", clause=one.clause) if one.clause else ""
        return "\n".join(filter(None, (say("screen_subsidy.limit_reached", words=words), why)))
