"""The first day: the desk of a real county, alone or with its centre, or the training county to try things out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from trainingdesk.domain.errors import Failure
from trainingdesk.settings.divisions import counties
from trainingdesk.ui.entry.entrance import EntryPage
from trainingdesk.ui.entry.fields import CountyField, EntryField
from trainingdesk.ui.entry.new_password import NewPassword
from trainingdesk.ui.widgets.progress_panel import ProgressPanel
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from trainingdesk.bootstrap import FirstDesk
    from trainingdesk.ui.entry.entrance import Entrance


class StartPage(EntryPage):
    """Four ways to begin, each with what it means."""

    wants_desk = Signal()
    wants_centre = Signal()
    wants_file = Signal()
    wants_training = Signal()

    def __init__(self, entrance: Entrance) -> None:
        super().__init__(entrance, "entry.welcome", width=560)
        self.column.addWidget(label(entrance.say("entry.welcome_more"), role="muted", wrap=True))
        self.desk_button = self._choice("entry.make_desk", "entry.make_desk_more", primary=True)
        self.centre_button = self._choice("entry.from_centre", "entry.from_centre_choice", primary=False)
        self.file_button = self._choice("entry.from_file", "entry.from_file_choice", primary=False)
        self.training_button = self._choice("entry.try_training", "entry.try_training_more", primary=False)
        self.desk_button.clicked.connect(self.wants_desk)
        self.centre_button.clicked.connect(self.wants_centre)
        self.file_button.clicked.connect(self.wants_file)
        self.training_button.clicked.connect(self.wants_training)
        self.column.addWidget(self.refusal)
        self.column.addWidget(self.news)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.desk_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choice(self, words: str, more: str, *, primary: bool) -> QPushButton:
        frame = QFrame()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        button = QPushButton(self.say(words))
        button.setProperty("primary", "true" if primary else None)
        column.addWidget(button)
        column.addWidget(label(self.say(more), role="muted", wrap=True))
        self.column.addWidget(frame)
        return button


@dataclass(frozen=True, slots=True)
class Made:
    """A new desk, and whoever may go straight in."""

    first: FirstDesk
    name: str
    password: str


class CreatePage(EntryPage):
    """County, center, administrator and password; nothing is made before everything is sound."""

    made = Signal(object)  # a Made

    def __init__(self, entrance: Entrance) -> None:
        super().__init__(entrance, "entry.make_desk")
        self.county = CountyField(entrance, "entry.county", counties().values())
        self.center = EntryField(entrance, "entry.center")
        self.administrator = EntryField(entrance, "entry.administrator")
        self.secret = NewPassword(entrance, self.administrator.text)
        self.button = QPushButton(entrance.say("entry.create"))
        for part in (self.county, self.center, self.administrator, self.secret):
            self.column.addWidget(part)
        self.finish(self.button, self.back_button("command.back"))
        self.administrator.show_hint(entrance.say("entry.administrator_hint"))
        self.county.changed.connect(self._propose)
        self.button.clicked.connect(self.submit)
        self.secret.finished.connect(self.submit)
        self._proposed = ""

    def submit(self) -> None:
        """Make the desk, or say beside the field what is missing."""
        if self.button.isEnabled() and self._check():
            self.refuse(None)
            self.entrance.tasks.start(self.while_busy(self.button, self._make))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.county.setFocus(Qt.FocusReason.OtherFocusReason)

    async def _make(self) -> None:
        county = self.county.county()
        assert county is not None  # noqa: S101 -- _check looked
        center, name, password = self.center.text().strip(), self.administrator.text().strip(), self.secret.text()
        try:
            first = await self.entrance.tasks.ask(
                lambda: self.entrance.door.create(
                    county_code=county.code, center=center, administrator=name, password=password
                )
            )
        except Failure as failure:
            self.refuse(self.entrance.words_of(failure))
        else:
            self.made.emit(Made(first, name, password))

    def _check(self) -> bool:
        problems = (
            (self.county, None if self.county.county() else "entry.county_missing"),
            (self.center, None if self.center.text().strip() else "desk.no_name"),
            (self.administrator, None if self.administrator.text().strip() else "account.name_missing"),
        )
        for field, key in problems:
            field.show_problem(None if key is None else self.say(key))
        wrong = [field for field, key in problems if key is not None]
        sound = self.secret.check()
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return sound and not wrong

    def _propose(self) -> None:
        """The usual name of a center, until somebody typed another one."""
        county = self.county.county()
        if county is not None and self.center.text() in {"", self._proposed}:
            self._proposed = self.say("entry.center_proposed", county=county.name)
            self.center.line.setText(self._proposed)


class TrainingPage(EntryPage):
    """The training county while it is made: what happens, how far it is, and Cancel."""

    def __init__(self, entrance: Entrance) -> None:
        super().__init__(entrance, "entry.try_training", width=560)
        self.column.addWidget(label(entrance.say("entry.training_made"), role="muted", wrap=True))
        self.panel = ProgressPanel(entrance.sentences)
        self.column.addWidget(self.panel)
