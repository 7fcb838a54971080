"""A draw (双随机): from which classes and inspectors, how many of each, and from which seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.inspection import INSPECTORS_MIN
from trainingdesk.services import inspection as service
from trainingdesk.services.inspection import NewDraw
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.inspection_visit import names_in
from trainingdesk.ui.widgets.fields import DateField, NoteField, NumberField, TextField

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.inspection import DrawProspect
    from trainingdesk.ui.workplace import Workplace

_MOST = 500


class DrawDialog(FormDialog):
    """Says all the while how many classes run on these days. ``drawn`` is the draw that was made."""

    def __init__(self, parent: QWidget, place: Workplace, prospect: DrawProspect) -> None:
        super().__init__(
            parent, place, title="screen_inspection.draw", save=self._draw, button="screen_inspection.draw_now"
        )
        self.drawn: str | None = None
        add = self.form.add
        self.first = add(DateField(place, "screen_inspection.first_day", required=True))
        self.last = add(DateField(place, "screen_inspection.last_day", required=True))
        self.there_are = self.form.remark(self._told(prospect))
        self.classes = add(NumberField(place, "screen_inspection.classes_wanted", least=1, most=_MOST, required=True))
        self.inspectors_wanted = add(
            NumberField(place, "screen_inspection.inspectors_wanted", least=INSPECTORS_MIN, most=_MOST, required=True)
        )
        self.inspectors = add(NoteField(place, "inspection.candidate_inspectors", required=True))
        self.seed = add(TextField(place, "inspection.seed", hint=place.say("screen_inspection.seed_hint")))
        self.form.remark(place.say("screen_inspection.seed_what"))
        for field in (self.first, self.last):
            field.set_day(place.work.today())
            field.changed.connect(lambda: place.start(self._look()))
        self.inspectors_wanted.set_text(str(INSPECTORS_MIN))
        self.inspectors.set_text("、".join(prospect.inspectors))

    def between(self) -> tuple[date, date] | None:
        """The days, or None while they are half typed."""
        try:
            first, last = self.first.day(), self.last.day()
        except Refused:
            return None
        return None if first is None or last is None else (first, last)

    def _told(self, prospect: DrawProspect) -> str:
        return self.place.say("screen_inspection.there_are", classes=len(prospect.classes))

    async def _look(self) -> None:
        asked = self.between()
        if asked is not None:
            first, last = asked
            prospect = await self.place.ask(lambda work: service.draw_prospect(work, first=first, last=last))
            if asked == self.between():
                self.there_are.setText(self._told(prospect))

    async def _draw(self) -> None:
        wanted = NewDraw(
            classes_wanted=self.classes.number() or 0,
            inspectors_wanted=self.inspectors_wanted.number() or 0,
            first=self.first.day(),
            last=self.last.day(),
            inspectors=names_in(self.inspectors.text()),
            seed=self.seed.text(),
        )
        changes = await self.place.do(
            lambda work: service.draw(work, wanted), "screen_inspection.was_drawn", count=wanted.classes_wanted
        )
        self.drawn = changes.rows[0]


async def ask_for_draw(parent: QWidget, place: Workplace) -> None:
    """Draw, and show what was drawn."""
    today = place.work.today()
    prospect = await place.ask(lambda work: service.draw_prospect(work, first=today, last=today))
    dialog = DrawDialog(parent, place, prospect)
    if await dialog.filled():
        place.go(Destination("inspections", dialog.drawn, "draws"))
