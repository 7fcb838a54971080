"""What is done to a class as a whole: made, changed, copied. The list and the page of a class offer the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from trainingdesk.domain.access import Action
from trainingdesk.services import class_prospect, training_class
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.class_copy import CopyClassDialog
from trainingdesk.ui.dialogs.class_details import ClassDialog
from trainingdesk.ui.models.class_choices import class_choices

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassRow
    from trainingdesk.ui.models.class_choices import ClassChoices
    from trainingdesk.ui.workplace import Workplace


class ClassActions(QObject):
    """``chosen`` answers the id of the class that is meant, or None."""

    def __init__(self, owner: QWidget, place: Workplace, chosen: Callable[[], str | None]) -> None:
        super().__init__(owner)
        self._owner, self.place, self._chosen = owner, place, chosen

    def of_one(self, edit_key: str = "F2") -> tuple[Command, ...]:
        """What is done to the class that is meant; ``edit_key`` is another one where F2 edits something inside it."""
        return (
            Command("screen_class.edit", self.edit, edit_key, needs=Action.EDIT_CLASS, icon="edit"),
            Command("screen_class.copy", self.copy, "Ctrl+D", needs=Action.EDIT_CLASS),
        )

    def new(self) -> None:
        """A class from a course; its page is opened afterwards."""

        async def make() -> None:
            choices = await self.place.ask(class_choices)
            dialog = ClassDialog(self._owner, self.place, choices)
            if await dialog.filled() and dialog.class_id is not None:
                self.place.go(Destination("class", dialog.class_id))

        self.place.start(make())

    def edit(self) -> None:
        """The whole form of the class."""

        async def change(class_id: str) -> None:
            def asked(work: Work) -> tuple[ClassRow, ClassChoices]:
                head = training_class.class_page(work, class_id).head
                return head, class_choices(work, head)

            head, choices = await self.place.ask(asked)
            await ClassDialog(self._owner, self.place, choices, kept=head).filled()

        class_id = self._chosen()
        if class_id is not None:
            self.place.start(change(class_id))

    def copy(self) -> None:
        """The same class in a new term; its page is opened afterwards."""

        async def make(class_id: str) -> None:
            def asked(work: Work) -> tuple[ClassRow, date]:
                head = training_class.class_page(work, class_id).head
                soonest = class_prospect.begin_class(work, head.course_id).starts_on
                return head, max(soonest, _monday_after(head.ends_on))

            head, first = await self.place.ask(asked)
            dialog = CopyClassDialog(self._owner, self.place, class_id, name=head.name, starts_on=first)
            if await dialog.filled():
                self.place.go(Destination("class", dialog.made))

        class_id = self._chosen()
        if class_id is not None:
            self.place.start(make(class_id))


def _monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())
