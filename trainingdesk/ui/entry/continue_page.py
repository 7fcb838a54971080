"""What a new desk goes on from, who will sign in here, and the copy while it comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QPushButton, QWidget

from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Failure
from trainingdesk.settings.divisions import counties
from trainingdesk.ui.entry.beginning import said
from trainingdesk.ui.entry.entrance import EntryPage
from trainingdesk.ui.entry.fields import EntryField
from trainingdesk.ui.entry.first_run import Made
from trainingdesk.ui.entry.new_password import NewPassword
from trainingdesk.ui.widgets.progress_panel import ProgressPanel
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QShowEvent

    from trainingdesk.bootstrap import FirstDesk
    from trainingdesk.ui.entry.beginning import Beginning
    from trainingdesk.ui.entry.entrance import Entrance
    from trainingdesk.ui.widgets.progress_panel import Progress


class ContinuePage(EntryPage):
    """What ends half-way, by Cancel or by a stick that was pulled out, leaves nothing and can be tried again.

    Where the line breaks, the copy waits and goes on.
    """

    made = Signal(object)  # a Made
    began = Signal()  # the copy is under way from now on,
    ended = Signal()  # and now no more

    def __init__(self, entrance: Entrance, beginning: Beginning) -> None:
        super().__init__(entrance, beginning.title, width=560)
        self.beginning = beginning
        self._county_code, self._user, self._role = beginning.invited
        self._county = counties().get(self._county_code)
        self.administrator = EntryField(entrance, "window.user_name")
        self.secret = NewPassword(entrance, self.administrator.text)
        self.panel = ProgressPanel(entrance.sentences)
        self.button = QPushButton(entrance.say("entry.begin"))
        self.back = self.back_button("command.back")
        self._lay_out()
        self.administrator.line.returnPressed.connect(self.secret.setFocus)
        self.button.clicked.connect(self.submit)
        self.secret.finished.connect(self.submit)

    def submit(self) -> None:
        """Begin, or say beside the field what is missing."""
        named = bool(self.administrator.text().strip())
        self.administrator.show_problem(None if named else self.say("account.name_missing"))
        sound = self.secret.check()
        if not named:
            self.administrator.setFocus(Qt.FocusReason.OtherFocusReason)
        elif sound and self.button.isEnabled():
            self.refuse(None)
            self.entrance.tasks.start(self._begin())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.administrator.setFocus(Qt.FocusReason.OtherFocusReason)

    async def _begin(self) -> None:
        name, password = self.administrator.text().strip(), self.secret.text()
        county = self._county_code if self._county is None else self._county.name
        center = self.say("entry.center_proposed", county=county)  # until the name of the centre comes with the copy
        self._show_running(running=True)
        try:
            with self.panel.running(self.say("entry.continuing")) as progress:
                first = await self.entrance.tasks.ask(lambda: self._create(center, name, password, progress))
        except Failure as failure:
            self._show_running(running=False)
            self.refuse(said(self.entrance, failure))
        else:
            self.ended.emit()
            self.made.emit(Made(first, name, password))

    def _create(self, center: str, name: str, password: str, progress: Progress) -> FirstDesk:
        from trainingdesk.bootstrap import Founder  # noqa: PLC0415 -- the first page must not wait for it

        return self.beginning.create(self.entrance.door, Founder(center, name, password), progress)

    def _show_running(self, *, running: bool) -> None:
        for part in (self.administrator, self.secret, self.button, self.back):
            part.setEnabled(not running)
        (self.began if running else self.ended).emit()

    def _facts(self) -> Iterator[tuple[str, str]]:
        """What is known; an older centre says less."""
        yield "entry.county", self._county_code if self._county is None else self._county.full_name
        if self._user:
            yield "entry.invited", self._user
        if self._role in {role.value for role in Role}:
            yield "entry.invited_as", self.say(Role(self._role).sentence)
        yield from self.beginning.facts()

    def _lay_out(self) -> None:
        whole = QWidget()
        facts = QFormLayout(whole)
        facts.setContentsMargins(0, 0, 0, 0)
        facts.setHorizontalSpacing(16)
        facts.setVerticalSpacing(4)
        for key, value in self._facts():
            facts.addRow(label(self.say(key), role="muted"), label(value, wrap=True))
        self.column.addWidget(whole)
        self.column.addWidget(label(self.say("entry.continue_more"), role="muted", wrap=True))
        for part in (self.administrator, self.secret, self.panel):
            self.column.addWidget(part)
        self.administrator.show_hint(self.say("entry.own_name_hint"))
        self.finish(self.button, self.back)
