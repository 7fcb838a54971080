"""Both values of one group side by side: who wrote which, when, on which computer; a click lets one of them stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services.conflict import Choice
from trainingdesk.services.shown_values import computer
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.words import Badge, label
from trainingdesk.ui.wording.record import SILENT, field_name, spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.services.conflict import Disagreement
    from trainingdesk.storage.conflict import Side
    from trainingdesk.ui.workplace import Workplace

#: The names of fields, so that the values of all cards stand below each other.
_NAMES_WIDTH = 128
_TONES = {"review": Tone.DANGER, "auto": Tone.WARN, "decided": Tone.OK}


class ConflictCard(QFrame):
    """``choose`` hears the id of the conflict and which value is to stand."""

    def __init__(self, place: Workplace, choose: Callable[[str, Choice], None]) -> None:
        super().__init__()
        self.place, self._choose = place, choose
        self.one: Disagreement | None = None
        self.setProperty("card", "true")
        self.badge, self.heading = Badge(), label(role="section", wrap=True)
        self.decided = label(role="muted", wrap=True, select=True)
        self.stand_badges = {Choice.KEPT: Badge(), Choice.LOST: Badge()}
        self.buttons = {choice: self._button(choice) for choice in Choice}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, place.theme.pixels(_NAMES_WIDTH))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._held = QWidget()
        self._held.setLayout(self._grid)
        self._lay_out()

    def show_conflict(self, one: Disagreement, *, device: str) -> None:
        """Show a conflict as it stands now."""
        self.one = one
        row, say = one.conflict, self.place.say
        fields = [name for name in {**row.kept.values, **row.lost.values} if name not in SILENT]
        self.badge.show_state(say(f"conflict.state_{row.state}"), _TONES[row.state])
        differing = [name for name in fields if row.kept.values.get(name) != row.lost.values.get(name)]
        self.heading.setText(
            say("screen_conflict.comma").join(field_name(name, self.place.sentences) for name in differing)
        )
        self._fill(one, fields, device)
        self._show_decision(one)
        self._show_buttons(one)

    def text(self) -> str:
        """Everything the grid says, for tests and screen readers."""
        return "\n".join(shown.text() for shown in self._held.findChildren(QLabel) if not shown.isHidden())

    def _fill(self, one: Disagreement, fields: list[str], device: str) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in self.stand_badges.values():
                widget.deleteLater()
        row, words = one.conflict, self.place.sentences
        for column, (choice, side) in enumerate(((Choice.KEPT, row.kept), (Choice.LOST, row.lost)), start=1):
            self._grid.addWidget(label(self._author(side, device), role="muted", wrap=True, select=True), 0, column)
            self._grid.addWidget(self.stand_badges[choice], 1, column, Qt.AlignmentFlag.AlignLeft)
            stands = one.stands is choice
            self.stand_badges[choice].setVisible(stands)
            self.stand_badges[choice].show_state(self.place.say("screen_conflict.stands"), Tone.OK)
        for at, name in enumerate(fields, start=2):
            self._grid.addWidget(label(field_name(name, words), role="muted"), at, 0)
            differs = row.kept.values.get(name) != row.lost.values.get(name)
            for column, side in ((1, row.kept), (2, row.lost)):
                said = spoken(row.table, name, side.values.get(name), one.names, words)
                value = label(said, role="section" if differs else None, wrap=True, select=True)
                value.setAccessibleName(f"{field_name(name, words)} {said}")
                self._grid.addWidget(value, at, column)

    def _author(self, side: Side, device: str) -> str:
        say = self.place.say
        here = side.device_id == device
        where = say("screen_conflict.here") if here else say("screen_conflict.device", device=computer(side.device_id))
        at = f"{side.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        return say("screen_conflict.author", name=side.user_name, where=where, at=at)

    def _show_decision(self, one: Disagreement) -> None:
        row, say = one.conflict, self.place.say
        if row.state == "decided" and row.decided_at is not None:
            at = f"{row.decided_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
            self.decided.setText(say("screen_conflict.decided", name=row.decided_by or "", at=at))
        elif one.stands is None:
            self.decided.setText(say("screen_conflict.changed_since"))
        else:
            self.decided.setText(say(f"screen_conflict.why_{row.state}"))

    def _show_buttons(self, one: Disagreement) -> None:
        decided, may = one.conflict.state == "decided", self.place.may(Action.UNDO)
        for choice, button in self.buttons.items():
            key = f"{choice.value}_again" if decided else choice.value
            stands = one.stands is choice
            if stands and not decided:
                key = "keep"
            button.setText(self.place.say(f"screen_conflict.take_{key}"))
            shown = may and not (decided and stands)
            if choice is Choice.PRESENT:
                shown = may and one.stands is None and not decided
            button.setVisible(shown)

    def _button(self, choice: Choice) -> QPushButton:
        button = QPushButton()
        button.setObjectName(choice.value)
        button.clicked.connect(lambda: self._take(choice))
        return button

    def _take(self, choice: Choice) -> None:
        if self.one is not None:
            self._choose(self.one.conflict.id, choice)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.badge)
        head.addWidget(self.heading, stretch=1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for choice in (Choice.KEPT, Choice.LOST, Choice.PRESENT):
            buttons.addWidget(self.buttons[choice])
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._held)
        column.addWidget(self.decided)
        column.addLayout(buttons)
