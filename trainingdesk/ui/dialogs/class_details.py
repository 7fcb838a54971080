"""A class in a form: made from a course with sensible days, or changed; what saving would refuse is said meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Failure, Refused
from trainingdesk.domain.training_class import fixed_fields
from trainingdesk.services import class_details, class_prospect, training_class
from trainingdesk.services.class_details import NewClass
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.latest import Latest
from trainingdesk.ui.widgets.class_prospect import ProspectPanel
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, NoteField, NumberField, TextField
from trainingdesk.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.training_class import ClassRow
    from trainingdesk.ui.models.class_choices import ClassChoices
    from trainingdesk.ui.widgets.fields import Field
    from trainingdesk.ui.workplace import Workplace

_C = "screen_class"
_MOST = 9999


class ClassDialog(FormDialog):
    """A new class where ``kept`` is None, else that class changed; ``class_id`` is the class afterwards."""

    def __init__(
        self, parent: QWidget, place: Workplace, choices: ClassChoices, *, kept: ClassRow | None = None
    ) -> None:
        title = f"{_C}.new" if kept is None else f"{_C}.edit"
        super().__init__(parent, place, title=title, save=self._save, button="form.save")
        self._choices, self._kept = choices, kept
        self.class_id = None if kept is None else kept.id
        self._begun: dict[str, str] = {}
        self._course = "" if kept is None else kept.course_id
        self.inputs: dict[str, Field] = {}
        self._add_fields()
        self._panel = ProspectPanel(place)
        self._latest = Latest(place.start, self._look)
        self.put_beside(self._panel)
        if kept is not None:
            self._fill(class_details.details_of(kept))
            for name in fixed_fields(kept.state) & self.inputs.keys():
                self.inputs[name].setEnabled(False)
        self.form.changed.connect(self._latest.ask)
        self.finished.connect(lambda _result: self._latest.stop())
        self.resize(place.theme.pixels(1040), place.theme.pixels(660))
        self._latest.ask()

    def details(self) -> NewClass | None:
        """The form as the use case takes it; None while something is missing that every class has."""
        values = {name: field.text() or None for name, field in self.inputs.items()}
        first, last, capacity = self._first.day(), self._last.day(), self._capacity.number()
        course, institution = values["course_id"], values["institution_id"]
        if course is None or institution is None or first is None or last is None or capacity is None:
            return None
        more = {name: value for name, value in values.items() if name not in _TYPED}
        return NewClass(
            course_id=course,
            institution_id=institution,
            starts_on=first,
            ends_on=last,
            capacity=capacity,
            mode=values["mode"] or "F2F",
            department=None if self._kept is None else self._kept.department,
            **more,
        )

    async def _look(self) -> None:
        """Begin a class of the chosen course, then ask what saving would say."""
        course = self.inputs["course_id"].text()
        try:
            if course and course != self._course:
                self._course = course
                await self._begin(course)
            details = self.details()
            if details is None:
                if not self._latest.stopped:
                    self._panel.show_nothing()
                return
            found = await self.place.ask(lambda work: class_prospect.prospect(work, details, class_id=self.class_id))
        except Failure as failure:
            if not self._latest.stopped:
                self._panel.show_refusal(failure)
            return
        if not self._latest.stopped:
            self._panel.show_prospect(found)

    async def _begin(self, course: str) -> None:
        begun = await self.place.ask(lambda work: class_prospect.begin_class(work, course))
        if self._latest.stopped:
            return
        mode = self.inputs["mode"]
        if isinstance(mode, ChoiceField):
            mode.offer(self._choices.modes_for(course))
        if self._kept is None:
            self._fill(begun)

    def _fill(self, details: NewClass) -> None:
        """Put a class in; what the person typed stays."""
        self.form.blockSignals(True)  # noqa: FBT003 -- one look after all of it
        for name, field in self.inputs.items():
            value = getattr(details, name)
            text = "" if value is None else str(value)
            if field.text() == self._begun.get(name, ""):
                field.set_text(text)
                self._begun[name] = field.text()
        self.form.blockSignals(False)  # noqa: FBT003

    async def _save(self) -> None:
        details, kept = self.details(), self._kept
        if details is None:
            raise Refused("form.incomplete")
        if kept is None:
            changes = await self.place.do(lambda work: training_class.new_class(work, details))
            self.class_id = changes.row
            self.place.announce(changes, self.place.say(f"{_C}.made"))
        else:
            class_id = kept.id
            await self.place.do(lambda work: training_class.edit_class(work, class_id, details), "training_class.saved")

    def _add_fields(self) -> None:
        place, offered = self.place, self._choices
        self._first = DateField(place, f"{_C}.starts_on", required=True)
        self._last = DateField(place, f"{_C}.ends_on", required=True)
        self._capacity = NumberField(place, f"{_C}.capacity", least=1, most=_MOST, required=True)
        fields: dict[str, Field] = {
            "course_id": SearchField(place, f"{_C}.course", offered.courses, required=True),
            "institution_id": SearchField(place, f"{_C}.institution", offered.institutions, required=True),
            "starts_on": self._first,
            "ends_on": self._last,
            "capacity": self._capacity,
            "mode": ChoiceField(place, f"{_C}.mode", offered.modes_for(self._course), required=True),
            "division": SearchField(place, f"{_C}.division", offered.places),
            "venue_id": SearchField(place, f"{_C}.venue", offered.venues),
            "instructor_id": SearchField(place, f"{_C}.instructor", offered.instructors),
            "platform_id": SearchField(place, f"{_C}.platform", offered.platforms),
            "employer_id": SearchField(place, f"{_C}.employer", offered.employers),
            "textbook": TextField(place, f"{_C}.textbook"),
            "assessment_plan": TextField(place, f"{_C}.assessment_plan"),
            "number": TextField(place, "window.class_number", hint=place.say(f"{_C}.by_rule")),
            "name": TextField(place, "window.class_name", hint=place.say(f"{_C}.by_rule")),
            "note": NoteField(place, f"{_C}.note", lines=2),
        }
        self.inputs = {name: self.form.add(field) for name, field in fields.items()}


#: Fields that the form reads itself.
_TYPED = frozenset({"course_id", "institution_id", "starts_on", "ends_on", "capacity", "mode"})
