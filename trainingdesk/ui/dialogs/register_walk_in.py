"""Who stands at the door: a document number, typed or scanned, or a name alone where there is no card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from trainingdesk.services import walk_in as service
from trainingdesk.services.walk_in import WalkIn
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.ui.workplace import Workplace


class WalkInDialog(FormDialog):
    """A reader types the number and Enter: who is known is entered at once, for others the name is asked."""

    def __init__(self, parent: QWidget, place: Workplace, lesson_id: str, document: str = "") -> None:
        super().__init__(
            parent, place, title="screen_register.walk_in", save=self._enter, button="screen_register.enter"
        )
        self._lesson_id = lesson_id
        self.entered = ""  # the enrollment
        add = self.form.add
        self.document = add(TextField(place, "screen_register.document", hint=place.say("screen_register.scan_hint")))
        self.name = add(TextField(place, "register.name"))
        self.phone = add(TextField(place, "screen_register.phone"))
        self.document.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # noqa: FBT003
        self.form.remark(place.say("screen_register.walk_in_hint"))
        self.document.set_text(document)
        self.document.line.returnPressed.connect(self._scanned)

    def _scanned(self) -> None:
        if self.document.text():
            self.submit()

    async def _enter(self) -> None:
        who = WalkIn(
            document_number=self.document.text() or None,
            name=self.name.text() or None,
            phone=self.phone.text() or None,
        )

        def enter(work: Work) -> Changes:
            return service.walk_in(work, self._lesson_id, who)

        changes = await self.place.do(enter)
        self.entered = changes.row
        if changes.change_set is not None:
            self.place.announce(changes, self.place.say("screen_register.walked_in"))
