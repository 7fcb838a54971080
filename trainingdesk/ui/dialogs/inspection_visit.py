"""What inspectors found at a visit, and an inspection of a class that was not drawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from trainingdesk.services import inspection as service
from trainingdesk.services import self_check, training_class
from trainingdesk.services.inspection import Visit
from trainingdesk.storage.training_class import ClassFilter
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, NoteField, TextField
from trainingdesk.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.work import Work
    from trainingdesk.storage.inspection import InspectionLine
    from trainingdesk.ui.models.choices import Choices
    from trainingdesk.ui.workplace import Workplace

#: What people write between names.
_BETWEEN: Final = re.compile(r"[、,，;；\s]+")
#: Classes that are offered, the latest first.
_OFFERED: Final = 500
_RESULTS: Final = {"": None, "yes": True, "no": False}


class VisitDialog(FormDialog):
    """The day, who went, the result and what was found."""

    def __init__(self, parent: QWidget, place: Workplace, line: InspectionLine) -> None:
        title = "screen_inspection.record"
        super().__init__(parent, place, title=title, save=self._write, button="form.save")
        self._line = line
        self.form.remark(f"{line.class_number}　{line.class_name}　{line.institution}")
        self.day = self.form.add(DateField(place, "inspection.visited_on", required=True))
        self.inspectors = self.form.add(TextField(place, "inspection.inspectors", required=True))
        results = [
            ("yes", place.say("inspection.result_qualified")),
            ("no", place.say("inspection.result_not_qualified")),
        ]
        self.found = self.form.add(ChoiceField(place, "inspection.result", results))
        self.findings = self.form.add(NoteField(place, "inspection.findings", lines=4))
        self.day.set_day(line.visited_on or place.work.today())
        self.inspectors.set_text(line.inspectors)
        self.found.set_text({True: "yes", False: "no", None: ""}[line.qualified])
        self.findings.set_text(line.findings or "")

    async def _write(self) -> None:
        visit = Visit(
            visited_on=self.day.day(),
            qualified=_RESULTS[self.found.text()],
            findings=self.findings.text(),
            inspectors=names_in(self.inspectors.text()),
        )
        line = self._line
        await self.place.do(lambda work: service.record_visit(work, line.id, visit), "inspection.recorded")


class NamedInspectionDialog(FormDialog):
    """A class and who is to visit it: every class is visited once, or there was a complaint."""

    def __init__(self, parent: QWidget, place: Workplace, classes: Choices, inspectors: tuple[str, ...]) -> None:
        title = "screen_inspection.name_class"
        super().__init__(parent, place, title=title, save=self._write, button="screen_inspection.arrange")
        self.classes = self.form.add(SearchField(place, "screen_inspection.which_class", classes, required=True))
        self.inspectors = self.form.add(TextField(place, "inspection.inspectors", required=True))
        self.form.remark(place.say("screen_inspection.inspectors_there_are", names="、".join(inspectors)))

    @classmethod
    async def run(cls, parent: QWidget, place: Workplace, class_id: str | None = None) -> None:
        """Ask which class; ``class_id`` is proposed."""
        classes, prospect = await place.ask(_offered)
        dialog = cls(parent, place, classes, prospect)
        if class_id is not None:
            dialog.classes.set_text(class_id)
        await dialog.filled()

    async def _write(self) -> None:
        class_id, inspectors = self.classes.text(), names_in(self.inspectors.text())
        number = self.classes.typed().partition("　")[0]
        await self.place.do(
            lambda work: service.open_inspection(work, class_id, inspectors=inspectors),
            "inspection.opened",
            number=number,
        )


def names_in(text: str) -> tuple[str, ...]:
    """Names as people write them in a line, each once."""
    return tuple(dict.fromkeys(name for name in _BETWEEN.split(text.strip()) if name))


def class_choices(work: Work) -> Choices:
    """Classes that can still be asked about, by number and name."""
    wanted = [ClassFilter(state=state) for state in self_check.OPEN_TO_QUESTIONS]
    found = [line for one in wanted for line in training_class.list_classes(work, one, limit=_OFFERED)]
    return tuple((line.id, f"{line.number}　{line.name}") for line in found)


def _offered(work: Work) -> tuple[Choices, tuple[str, ...]]:
    today = work.today()
    return class_choices(work), service.draw_prospect(work, first=today, last=today).inspectors
