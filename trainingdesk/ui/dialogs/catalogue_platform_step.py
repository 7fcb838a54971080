"""The next step of a platform's life: where to, on which day, with what result, how many points and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.online_platform import PLATFORM_STEPS, PlatformState, PlatformStep
from trainingdesk.services import online_platform
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, NoteField, NumberField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.catalogue import PlatformRow
    from trainingdesk.ui.workplace import Workplace

_MOST_POINTS = 100


class PlatformStepDialog(FormDialog):
    """Only the steps that lead on from where the platform stands are offered."""

    def __init__(self, parent: QWidget, place: Workplace, platform: PlatformRow) -> None:
        super().__init__(parent, place, title="screen_catalogue.next_step", save=self._take, button="form.save")
        self._platform = platform
        choices = [(to.value, place.say(to.sentence)) for to in PLATFORM_STEPS.allowed(platform.state)]
        says = place.say("screen_catalogue.stands", name=platform.name, state=place.say(platform.state.sentence))
        self.form.remark(says)
        self.to = self.form.add(ChoiceField(place, "screen_catalogue.field_to", choices, required=True))
        self.day = self.form.add(DateField(place, "screen_catalogue.field_day", required=True))
        self.outcome = self.form.add(TextField(place, "screen_catalogue.field_result"))
        self.score = self.form.add(NumberField(place, "screen_catalogue.field_score", most=_MOST_POINTS))
        self.reason = self.form.add(NoteField(place, "screen_catalogue.field_reason", lines=2))
        self.reason_wanted = self.form.remark(place.say("screen_catalogue.reason_wanted"))
        self.day.set_day(place.work.today())
        self.to.changed.connect(self._show_wanted)
        self._show_wanted()

    def _show_wanted(self) -> None:
        """Say, before it is refused, that a step needs its reason; an evaluation ends with points."""
        step = PLATFORM_STEPS.step(self._platform.state, PlatformState(self.to.text()))
        self.reason.required = step.needs_reason
        self.reason_wanted.setVisible(step.needs_reason)

    async def _take(self) -> None:
        day = self.day.day()
        if day is None:  # the form has asked for it
            return
        step = PlatformStep(
            to=PlatformState(self.to.text()),
            day=day,
            result=self.outcome.text() or None,
            score=self.score.number(),
            reason=self.reason.text() or None,
        )
        row_id = self._platform.id
        await self.place.do(lambda work: online_platform.review_platform(work, row_id, step), "catalogue.changed")
