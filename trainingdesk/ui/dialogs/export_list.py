"""What is asked before people's data leave the desk: why, and whether the middle of their numbers is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import CheckField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.workplace import Workplace


class ReasonOfExport(FormDialog):
    """The reason goes to the access log. ``about`` says what leaves; ``may_mask`` offers to hide the middle of numbers."""

    def __init__(self, parent: QWidget, place: Workplace, *, about: str, may_mask: bool) -> None:
        super().__init__(
            parent, place, title="screen_export.export", save=_nothing, button="screen_export.choose_place"
        )
        self.form.remark(about)
        self.reason = self.form.add(TextField(place, "screen_export.reason", required=True))
        offer = self.form.add if may_mask else self.form.hold
        self.masked = offer(CheckField(place, "screen_export.masked"))
        self.masked.set_text("yes")
        self.masked.setEnabled(place.may(Action.REVEAL_IDENTITY))


async def _nothing() -> None:
    """What was written is read by whoever opened the dialog."""
