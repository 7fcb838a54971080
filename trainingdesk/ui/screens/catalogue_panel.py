"""The panel beside the list: the chosen row in words, what ends soon, what hangs on it, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from trainingdesk.ui.catalogue_kinds import title_of
from trainingdesk.ui.screens.catalogue_life import LifeLine
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.words import Badge, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trainingdesk.storage.catalogue import ApprovalRow, CourseRow
    from trainingdesk.storage.teaching import TaughtClass
    from trainingdesk.ui.catalogue_kinds import Kind
    from trainingdesk.ui.commands import Command
    from trainingdesk.ui.screens.catalogue_told import Told
    from trainingdesk.ui.wording.catalogue import CatalogueWords
    from trainingdesk.ui.workplace import Workplace


_WIDTH = 360


class CataloguePanel(QFrame):
    """Shows one row at a time; blank where the list has none."""

    def __init__(self, place: Workplace, commands: Iterable[Command]) -> None:
        super().__init__()
        self._place = place
        self.setProperty("card", "true")
        self.name = label(role="title", wrap=True, select=True)
        self.state, self.ending = Badge(), Badge()
        self.buttons = ActionBar(place, commands)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._area.setAccessibleName(place.say("screen_catalogue.panel"))
        self._lay_out()
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        self.name.clear()
        for one in (self.state, self.ending, self.buttons):
            one.hide()
        self._area.setWidget(QWidget())

    def show_row(self, kind: Kind, row: Any, told: Told, words: CatalogueWords) -> None:
        """Show a row with everything that hangs on it."""
        self.name.setText(row.name)
        for badge, (text, tone) in ((self.state, words.state(row)), (self.ending, words.ending(row.id))):
            badge.show_state(text, tone)
            badge.setVisible(bool(text))
        self.buttons.show()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        if told.life:
            column.addWidget(LifeLine(self._place, told.life))
            column.addSpacing(8)
        column.addLayout(self._facts(kind, row, told, words))
        for title, lines in self._lists(told, words):
            column.addSpacing(8)
            column.addWidget(label(self._place.say(title), role="section"))
            for line in lines:
                column.addWidget(label(line, wrap=True, select=True))
        column.addStretch()
        self._area.setWidget(body)

    def text(self) -> str:
        """Everything the panel says, line by line."""
        said: list[QLabel] = [self.name, self.state, self.ending, *self._area.findChildren(QLabel)]
        return "\n".join(one.text() for one in said)

    def _facts(self, kind: Kind, row: Any, told: Told, words: CatalogueWords) -> QFormLayout:
        lines = QFormLayout()
        lines.setHorizontalSpacing(16)
        lines.setVerticalSpacing(8)
        for asked in kind.inputs:
            said = words.value(asked, row.id, getattr(told.details, asked.field))
            if said and asked.field != "name":
                title = label(self._place.say(title_of(asked.field)), role="muted")
                lines.addRow(title, label(said, wrap=True, select=True))
        return lines

    def _lists(self, told: Told, words: CatalogueWords) -> Iterator[tuple[str, list[str]]]:
        if told.approvals:
            yield "screen_catalogue.approvals", [self._approval(one, words) for one in told.approvals]
        if len(told.versions) > 1:
            yield "screen_catalogue.versions", [self._version(one) for one in told.versions]
        if told.taught:
            yield "screen_catalogue.taught", [self._taught(one) for one in told.taught]

    def _approval(self, one: ApprovalRow, words: CatalogueWords) -> str:
        say = self._place.say
        level = words.names.of("level", one.highest_level)
        occupation = words.names.of("occupation", one.occupation_code)
        parts = [say("screen_catalogue.approval", occupation=occupation, level=level)]
        if one.capacity is not None:
            parts.append(say("screen_catalogue.approval_places", count=one.capacity))
        if one.valid_to is not None:
            parts.append(say("screen_catalogue.approval_until", day=one.valid_to))
        ending, _tone = words.ending(one.id)
        return " · ".join([*parts, ending] if ending else parts)

    def _version(self, one: CourseRow) -> str:
        state = self._place.say(f"catalogue.status_{one.status}")
        return self._place.say("screen_catalogue.version", version=one.version, periods=one.periods, state=state)

    def _taught(self, one: TaughtClass) -> str:
        return self._place.say(
            "screen_catalogue.taught_class",
            number=one.number,
            name=one.name,
            first=one.first_day,
            last=one.last_day,
            lessons=one.lessons,
        )

    def _lay_out(self) -> None:
        self.setMinimumWidth(self._place.theme.pixels(_WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        badges = QHBoxLayout()
        badges.addWidget(self.state)
        badges.addWidget(self.ending)
        badges.addStretch()
        column.addWidget(self.name)
        column.addLayout(badges)
        column.addWidget(self.buttons)
        column.addWidget(self._area, 1)
