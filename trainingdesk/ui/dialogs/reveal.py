"""Why somebody must see a whole number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import TextField
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from trainingdesk.ui.workplace import Workplace


class RevealDialog(FormDialog):
    """Asks the reason of a look; ``save`` gets it and does the look, or refuses it."""

    def __init__(self, parent: QWidget, place: Workplace, save: Callable[[str], Awaitable[object]]) -> None:
        super().__init__(
            parent,
            place,
            title="screen_person.reveal",
            save=lambda: save(self.reason.text()),
            button="screen_person.reveal_now",
        )
        column: QVBoxLayout = self.layout()  # type: ignore[assignment]  # the frame lays out a column
        column.insertWidget(0, label(place.say("screen_person.reveal_is_logged"), wrap=True))
        self.reason = self.form.add(TextField(place, "screen_person.reveal_reason", required=True))
