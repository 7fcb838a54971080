"""What the list of classes is narrowed by: state as chips, place, institution, occupation and month as fields, and text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from trainingdesk.domain.calendar import Month
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import course, institution
from trainingdesk.services.division import divisions
from trainingdesk.storage.training_class import ClassFilter
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.flow import Line
from trainingdesk.ui.widgets.search_field import SearchField
from trainingdesk.ui.wording.training_class import state_sentence

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.ui.models.choices import Choices
    from trainingdesk.ui.workplace import Workplace

#: The states that the desk works with every day; the others are found under "all".
_CHIPS = (
    ClassState.DRAFT,
    ClassState.SUBMITTED,
    ClassState.RETURNED,
    ClassState.APPROVED,
    ClassState.RUNNING,
    ClassState.FINISHED,
    ClassState.ASSESSED,
    ClassState.COMPLETED,
)
_ALL = "all"
#: Months that can be chosen: half a year ahead, and two years back.
_AHEAD, _BACK = 6, 24
_KEPT = "classes.filters"


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the fields offer."""

    towns: Choices
    institutions: Choices
    occupations: Choices


def filter_choices(work: Work) -> FilterChoices:
    """Townships, institutions, and the occupations of the courses there are."""
    occupations = {row.occupation_code: row.occupation_name or row.name for row in course.list_courses(work)}
    return FilterChoices(
        tuple((town.code, town.name) for town in divisions(work).towns),
        tuple((row.id, row.name) for row in institution.list_institutions(work)),
        tuple(sorted(((code, name) for code, name in occupations.items() if code), key=lambda one: one[1])),
    )


class ClassFilters(QWidget):
    """Two lines above the list. What was chosen is remembered, but for the text."""

    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        say = place.say
        chips = [(_ALL, say("screen_class.all")), *((one.value, say(state_sentence(one))) for one in _CHIPS)]
        self.chips = Chips(chips, say("screen_class.state"))
        self.text = QLineEdit(placeholderText=say("screen_class.filter"), clearButtonEnabled=True)
        self.text.setAccessibleName(say("screen_class.filter"))
        self.fields = {
            "town": SearchField(place, "screen_class.town", ()),
            "institution": SearchField(place, "screen_class.institution", ()),
            "occupation": SearchField(place, "screen_class.occupation", ()),
            "month": SearchField(place, "screen_class.month", _months(place)),
        }
        self._kept = self._remembered()
        self.chips.choose(self._kept.get("state", _ALL))
        self._lay_out()
        self._fill()
        self.chips.changed.connect(lambda _state: self._tell())
        self.text.textChanged.connect(lambda _text: self.changed.emit())
        for field in self.fields.values():
            field.changed.connect(self._tell)

    def offer(self, choices: FilterChoices) -> None:
        """Fill the fields; what was remembered is chosen."""
        for name, offered in (
            ("town", choices.towns),
            ("institution", choices.institutions),
            ("occupation", choices.occupations),
        ):
            self.fields[name].offer(offered)
        self._fill()

    def wanted(self) -> ClassFilter:
        """What is asked for."""
        state, month = self.chips.value, self.fields["month"].text()
        days = Month.parse(month) if month else None
        return ClassFilter(
            text=self.text.text().strip() or None,
            state=None if state == _ALL else ClassState(state),
            division=self.fields["town"].text() or None,
            institution_id=self.fields["institution"].text() or None,
            occupation_code=self.fields["occupation"].text() or None,
            first_day=None if days is None else days.first_day,
            last_day=None if days is None else days.last_day,
        )

    def _tell(self) -> None:
        self._kept = {"state": self.chips.value, **{name: field.text() for name, field in self.fields.items()}}
        self.place.memory.keep(_KEPT, self._kept)
        self.changed.emit()

    def _fill(self) -> None:
        for name, field in self.fields.items():
            field.blockSignals(True)  # noqa: FBT003 -- what is put back is not chosen anew
            field.set_text(self._kept.get(name, ""))
            field.blockSignals(False)  # noqa: FBT003

    def _remembered(self) -> dict[str, str]:
        kept = self.place.memory.get(_KEPT, {})
        return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}

    def _lay_out(self) -> None:
        line = Line()
        line.add(self.text, 3)
        for field in self.fields.values():
            editor = field.box.lineEdit()
            if editor is not None:
                editor.setPlaceholderText(field.words)
            line.add(field, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(line)


def _months(place: Workplace) -> Choices:
    """Months by their own name, the next ones first."""
    present = Month.of(place.work.today()).ordinal
    found = [str(Month.at(at)) for at in range(present + _AHEAD, present - _BACK, -1)]
    return tuple((one, one) for one in found)
