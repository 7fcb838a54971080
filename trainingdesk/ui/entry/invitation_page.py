"""The file that a centre gave along, and the code that opens it: what a new laptop goes on from without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from trainingdesk.domain.errors import Failure
from trainingdesk.ui.dialogs import file_choice
from trainingdesk.ui.entry.beginning import FromFile
from trainingdesk.ui.entry.entrance import EntryPage
from trainingdesk.ui.entry.fields import EntryField
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from trainingdesk.ui.entry.entrance import Entrance


class InvitationPage(EntryPage):
    """Stays, with the reason beside its field, until the code opens the file; nothing is made by that."""

    found = Signal(object)  # a FromFile

    def __init__(self, entrance: Entrance) -> None:
        super().__init__(entrance, "entry.from_file", width=560)
        self.file = EntryField(entrance, "entry.invitation")
        self.choose_button = QPushButton(entrance.say("entry.choose_invitation"))
        self.code = EntryField(entrance, "entry.invitation_code")
        self.button = QPushButton(entrance.say("entry.open_invitation"))
        self._lay_out()
        self.choose_button.clicked.connect(lambda: entrance.tasks.start(self._choose()))
        self.file.line.returnPressed.connect(self.code.setFocus)
        self.code.line.returnPressed.connect(self.submit)
        self.button.clicked.connect(self.submit)

    def submit(self) -> None:
        """Try the code, if there is something to try it on."""
        problems = (
            (self.code, None if self.code.text().strip() else "entry.invitation_code_missing"),
            (self.file, None if self.file.text().strip() else "entry.invitation_missing"),
        )
        for one, key in problems:
            one.show_problem(None if key is None else self.say(key))
            if key is not None:
                one.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.button.isEnabled() and not any(key for _field, key in problems):
            self.entrance.tasks.start(self.while_busy(self.button, self._open))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    async def _choose(self) -> None:
        title, patterns = self.say("entry.choose_invitation"), self.say("entry.invitation_files")
        path = await file_choice.file_to_read(self, title=title, patterns=patterns)
        if path is not None:
            self.file.line.setText(str(path))
            self.file.show_problem(None)
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    async def _open(self) -> None:
        file, code = Path(self.file.text().strip()), self.code.text()
        try:
            letter = await self.entrance.tasks.ask(lambda: self.entrance.door.letter(file, code))
        except Failure as failure:
            wrong = self.code if failure.key == "invitation.wrong_code" else self.file
            wrong.show_problem(self.entrance.words_of(failure))
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            wrong.line.selectAll()
        else:
            self.found.emit(FromFile(file, code, letter))

    def _lay_out(self) -> None:
        self.file.put_beside(self.choose_button)
        self.column.addWidget(label(self.say("entry.from_file_more"), role="muted", wrap=True))
        self.column.addWidget(self.file)
        self.column.addWidget(self.code)
        self.code.show_hint(self.say("entry.invitation_code_hint"))
        self.finish(self.button, self.back_button("command.back"))
