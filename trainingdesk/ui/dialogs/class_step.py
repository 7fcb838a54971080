"""A step of a class that needs a reason; where the class will not go on, those are listed whom it lets go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.training_class import CLASS_STEPS, GONE, ClassState
from trainingdesk.services import class_step
from trainingdesk.services.class_notice import would_leave
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import NoteField
from trainingdesk.ui.widgets.notified import NotifiedList
from trainingdesk.ui.wording.training_class import state_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from trainingdesk.services.class_notice import Notified
    from trainingdesk.ui.workplace import Workplace


class StepDialog(FormDialog):
    """Asks for the reason; ``leaving`` are the people the step lets go."""

    def __init__(
        self, parent: QWidget, place: Workplace, class_id: str, *, to: ClassState, leaving: Sequence[Notified] = ()
    ) -> None:
        title = f"screen_class.to_{to.value}"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._class_id, self._to = class_id, to
        self.reason = self.form.add(NoteField(place, "screen_class.reason", required=True))
        self.people = NotifiedList(place)
        self.people.show_people(leaving, "screen_class.will_leave")
        column: QVBoxLayout = self.layout()  # type: ignore[assignment]  # the frame lays out a column
        column.insertWidget(1, self.people, stretch=1)
        if to in GONE:
            self.save_button.setProperty("primary", None)
            self.save_button.setProperty("danger", "true")
            self.save_button.style().polish(self.save_button)

    @staticmethod
    async def take(parent: QWidget, place: Workplace, class_id: str, *, start: ClassState, to: ClassState) -> None:
        """Take a step, with the question first where it needs a reason; a Failure goes to the caller."""
        if not CLASS_STEPS.step(start, to).needs_reason:
            await _advance(place, class_id, to, None)
            return
        leaving = await place.ask(lambda work: would_leave(work, class_id)) if to in GONE else ()
        await StepDialog(parent, place, class_id, to=to, leaving=leaving).filled()

    async def _save(self) -> None:
        await _advance(self.place, self._class_id, self._to, self.reason.text())


async def _advance(place: Workplace, class_id: str, to: ClassState, reason: str | None) -> None:
    step = place.say(state_sentence(to))
    await place.do(
        lambda work: class_step.advance(work, class_id, to, reason=reason), "screen_class.advanced", step=step
    )
