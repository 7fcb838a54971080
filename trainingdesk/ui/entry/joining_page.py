"""The invitation of a centre in one field: typed, pasted, or read by a reader of codes, which types like a keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from trainingdesk.domain.errors import Failure
from trainingdesk.settings.divisions import counties
from trainingdesk.ui.entry.beginning import OverTheLine, said
from trainingdesk.ui.entry.entrance import EntryPage
from trainingdesk.ui.entry.fields import EntryField
from trainingdesk.ui.widgets.words import label
from trainingdesk.wire.joining import Flaw, Flawed, Joining, read_joining

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from trainingdesk.ui.entry.entrance import Entrance


class JoiningPage(EntryPage):
    """Stays, with the reason beside the field, until the centre knows the code; it is not used up by that."""

    found = Signal(object)  # an OverTheLine

    def __init__(self, entrance: Entrance, known: OverTheLine | None = None) -> None:
        """``known`` was on its way already: the same invitation goes on with it, although its code is used up."""
        super().__init__(entrance, "entry.from_centre", width=560)
        self._known = known
        self.invitation = EntryField(entrance, "entry.joining")
        self.invitation.line.setInputMethodHints(
            Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.invitation.line.setAttribute(
            Qt.WidgetAttribute.WA_InputMethodEnabled, on=False
        )  # a reader's keys stay letters
        self.button = QPushButton(entrance.say("entry.joining_next"))
        self.column.addWidget(label(self.say("entry.from_centre_more"), role="muted", wrap=True))
        self.column.addWidget(self.invitation)
        self.finish(self.button, self.back_button("command.back"))
        self.invitation.changed.connect(self._look)
        self.invitation.line.returnPressed.connect(self.submit)
        self.button.clicked.connect(self.submit)
        if known is not None:
            self.invitation.line.setText(known.joining.text)
        self._look()

    def submit(self) -> None:
        """Ask the centre, if there is something to ask it with."""
        found = read_joining(self.invitation.text())
        if isinstance(found, Flawed):
            self._refuse(
                self._words_of(found.flaw) if self.invitation.text().strip() else self.say("entry.joining_missing")
            )
        elif self.button.isEnabled():
            self.entrance.tasks.start(self.while_busy(self.button, lambda: self._ask(found)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.invitation.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        """Say while it is typed what is wrong, what is still to come, and in the end what was understood."""
        found, typed = read_joining(self.invitation.text()), bool(self.invitation.text().strip())
        if isinstance(found, Joining):
            county = counties().get(found.county)
            host = found.address.partition("//")[2]
            self.invitation.show_hint(
                self.say("entry.joining_read", county=county.full_name if county else found.county, host=host)
            )
        elif not typed:
            self.invitation.show_hint(self.say("entry.joining_hint"))
        elif found.unfinished:
            self.invitation.show_hint(self._words_of(found.flaw))
        else:
            self.invitation.show_problem(self._words_of(found.flaw))

    async def _ask(self, joining: Joining) -> None:
        if self._known is not None and self._known.joining == joining and self._known.keys is not None:
            self.found.emit(self._known)
            return
        try:
            whom = await self.entrance.tasks.ask(lambda: self.entrance.door.invited(joining))
        except Failure as failure:
            self._refuse(said(self.entrance, failure))
        else:
            self.found.emit(OverTheLine(joining, whom))

    def _refuse(self, sentence: str) -> None:
        self.invitation.show_problem(sentence)
        self.invitation.setFocus(Qt.FocusReason.OtherFocusReason)

    def _words_of(self, flaw: Flaw) -> str:
        return self.say(f"joining.{flaw}")
