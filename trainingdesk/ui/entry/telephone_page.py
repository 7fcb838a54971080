"""A forgotten password where no recovery code is at hand: characters are read out to the office, a code comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPushButton

from trainingdesk.services import account
from trainingdesk.ui.entry.by_code import ByCodePage
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.ui.entry.entrance import Entrance

_CODE_PIXELS = 18
#: Groups of four characters in a line.
_A_LINE = 5


class TelephonePage(ByCodePage):
    """The characters tell nothing and may be sent as a message; the code that comes back opens this desk once."""

    mended = Signal(object)  # the sentence to be said at the sign-in

    def __init__(self, entrance: Entrance, name: str, challenge: str) -> None:
        super().__init__(entrance, "entry.telephone", name=name, code="entry.telephone_code", width=600)
        self._challenge = challenge
        self.shown = label(_in_lines(challenge), select=True)
        self.shown.setAccessibleName(entrance.say("entry.telephone_say"))
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(entrance.theme.pixels(_CODE_PIXELS))
        self.shown.setFont(font)
        self.copy_button = QPushButton(entrance.say("entry.copy"))
        self._lay_out()
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._challenge))

    async def set_password(self, code: str, password: str) -> None:
        door = self.entrance.door
        await self.entrance.tasks.ask(
            lambda: account.recover_by_telephone(
                door.folder, code=code, user_name=self.user, new_password=password, clock=door.clock
            )
        )
        self.mended.emit(self.say("entry.password_set"))

    def _lay_out(self) -> None:
        say = self.entrance.say
        self.column.addWidget(label(say("entry.telephone_more", name=self.user), wrap=True))
        self.column.addWidget(self.shown)
        self.column.addWidget(self.copy_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self.code)
        self.column.addWidget(self.secret)
        self.finish(self.button, self.back_button("command.back"))


def _in_lines(challenge: str) -> str:
    """A few groups a line, as they are read out."""
    groups = challenge.split("-")
    return "\n".join("  ".join(groups[at : at + _A_LINE]) for at in range(0, len(groups), _A_LINE))
