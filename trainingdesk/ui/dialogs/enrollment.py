"""The questions of a roster: a reason, a day, another class, a category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Failure
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import CheckField, ChoiceField, DateField, Field, TextField
from trainingdesk.ui.widgets.suggestions import suggestions
from trainingdesk.ui.widgets.verdicts import VerdictPanel
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import date

    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from trainingdesk.services.enrollment_prospect import Prospect
    from trainingdesk.ui.workplace import Workplace

_CARD_WIDTH = 320
#: Signs of a class that are seen at least.
_CLASS_LENGTH = 44


class ReasonDialog(FormDialog):
    """A reason, and what it is about; ``reason`` is what was written."""

    def __init__(
        self,
        parent: QWidget,
        place: Workplace,
        *,
        title: str,
        button: str,
        about: Sequence[str] = (),
        save: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        """``about`` are sentences that stand above; ``save`` may refuse what was written."""
        super().__init__(parent, place, title=title, save=save or _nothing, button=button)
        column: QVBoxLayout = self.layout()  # type: ignore[assignment]  # the frame lays out a column
        if about:
            column.insertWidget(0, label("\n".join(about), wrap=True, select=True))
        self.reason = self.form.add(TextField(place, "enrollment.reason", required=True))


class LeaveDialog(ReasonDialog):
    """The first day off the roll, and why."""

    def __init__(
        self,
        parent: QWidget,
        place: Workplace,
        *,
        about: Sequence[str],
        save: Callable[[LeaveDialog], Awaitable[object]],
    ) -> None:
        key = "screen_roster.leave"
        super().__init__(parent, place, title=key, button=key, about=about, save=lambda: save(self))
        self.day_field = self.form.add(DateField(place, "screen_roster.off_roll"))
        self.day_field.set_day(place.work.today())
        self.form.remark(place.say("screen_roster.hours_stay"))

    def day(self) -> date | None:
        """The day, None where none was named."""
        return self.day_field.day()


@dataclass(frozen=True, slots=True)
class ClassChoice:
    """A class that can be chosen: its id, and the words it is found by."""

    id: str
    words: str


class ClassField(Field):
    """One class of many, found by any part of its number, name or place."""

    def __init__(self, place: Workplace, title: str, choices: Sequence[ClassChoice]) -> None:
        self.box = QComboBox(editable=True, insertPolicy=QComboBox.InsertPolicy.NoInsert)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(_CLASS_LENGTH)
        super().__init__(place, title, self.box, required=True)
        self._ids = {one.words: one.id for one in choices}
        self.box.addItems([one.words for one in choices])
        self.box.setCurrentIndex(-1)
        self.box.setCompleter(suggestions(self.box.model(), self.box))
        self.box.currentTextChanged.connect(lambda _text: self.changed.emit())
        self.box.activated.connect(lambda _index: self._show_beginning())

    def _show_beginning(self) -> None:
        """Of a class that was chosen the number is seen, however long its name is."""
        line = self.box.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def text(self) -> str:
        typed = self.box.currentText().strip()
        if typed in self._ids:
            return self._ids[typed]
        fitting = [one for words, one in self._ids.items() if typed and typed.lower() in words.lower()]
        return fitting[0] if len(fitting) == 1 else ""

    def set_text(self, text: str) -> None:
        words = next((words for words, one in self._ids.items() if one == text), "")
        self.box.setCurrentText(words)


class TransferDialog(FormDialog):
    """Another class, the day and the reason, and what its rules say of the person; an override for whoever may.

    ``look`` answers what would happen in a class, from a day on.
    """

    def __init__(
        self,
        parent: QWidget,
        place: Workplace,
        *,
        classes: Sequence[ClassChoice],
        look: Callable[[str, date | None], Awaitable[Prospect]],
        save: Callable[[TransferDialog], Awaitable[object]],
    ) -> None:
        super().__init__(
            parent, place, title="screen_roster.transfer", save=lambda: save(self), button="screen_roster.transfer"
        )
        self.target = self.form.add(ClassField(place, "screen_roster.to_class", classes))
        self.reason = self.form.add(TextField(place, "enrollment.reason", required=True))
        self.day_field = self.form.add(DateField(place, "screen_roster.from_day"))
        self.day_field.set_day(place.work.today())
        self.override: TextField | None = None
        if place.may(Action.OVERRIDE_RULE):
            self.override = self.form.add(TextField(place, "enrollment.override"))
        self._look = look
        self.card = VerdictPanel(place)
        self.card.setMinimumWidth(place.theme.pixels(_CARD_WIDTH))
        self.card.show_nobody(place.say("screen_roster.choose_class"))
        self.form.remark(place.say("screen_roster.hours_stay"))
        self.put_beside(self.card)
        for field in (self.target, self.day_field):
            field.changed.connect(lambda: place.start(self._show_rules()))

    async def _show_rules(self) -> None:
        """What the rules of the chosen class say; of a class that takes nobody, why."""
        asked = (self.target.text(), self.day_field.day())
        if not asked[0]:
            self.card.show_nobody(self.place.say("screen_roster.choose_class"))
            return
        try:
            found = await self._look(*asked)
        except Failure as failure:
            self.card.show_nobody(self.place.sentences.of(failure.key, failure.values))
            return
        if asked == (self.target.text(), self.day_field.day()):  # else another was chosen meanwhile
            full = self.place.say("screen_roster.no_seat_there") if found.waits else ""
            self.card.show_person(found.name, found.decision, found.verdicts, more=full)


class CategoryDialog(FormDialog):
    """The category an enrollment is paid under; a reason once it is frozen."""

    def __init__(
        self,
        parent: QWidget,
        place: Workplace,
        *,
        categories: Sequence[tuple[str, str]],
        present: str | None,
        save: Callable[[CategoryDialog], Awaitable[object]],
    ) -> None:
        super().__init__(parent, place, title="screen_roster.category", save=lambda: save(self), button="form.save")
        self.category = self.form.add(ChoiceField(place, "enrollment.category", categories, required=True))
        self.category.set_text(present or "")
        self.reason = self.form.add(TextField(place, "screen_roster.reason_if_frozen"))


class ExportDialog(FormDialog):
    """Why people's data leave the desk, and whether the middle of their numbers is hidden."""

    def __init__(self, parent: QWidget, place: Workplace, *, reason: str) -> None:
        super().__init__(
            parent, place, title="screen_roster.export", save=_nothing, button="screen_roster.choose_place"
        )
        self.reason = self.form.add(TextField(place, "screen_roster.export_reason", required=True))
        self.reason.set_text(reason)
        self.masked = self.form.add(CheckField(place, "screen_roster.masked"))
        self.masked.set_text("yes")
        self.masked.setEnabled(place.may(Action.REVEAL_IDENTITY))


async def override_reason(parent: QWidget, place: Workplace, about: Sequence[str]) -> str | None:
    """Why a rule is set aside, or None; ``about`` are the rules in words."""
    dialog = ReasonDialog(
        parent, place, title="screen_roster.override", button="screen_roster.override_now", about=about
    )
    return dialog.reason.text() if await dialog.filled() else None


async def _nothing() -> None:
    """What was written is read by whoever opened the dialog."""
