"""One thing of the catalogue in a form: what was mended in a number, and what is odd about it, is said while it is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.assessment import points_text
from trainingdesk.domain.errors import Refused
from trainingdesk.ui.catalogue_kinds import Look, title_of
from trainingdesk.ui.dialogs.catalogue_several import SeveralField
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import (
    CheckField,
    ChoiceField,
    DateField,
    NoteField,
    NumberField,
    PointsField,
    TextField,
)
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from trainingdesk.domain.mended import Mended
    from trainingdesk.ui.catalogue_kinds import Input, Kind
    from trainingdesk.ui.widgets.fields import Field
    from trainingdesk.ui.wording.catalogue import Names
    from trainingdesk.ui.workplace import Workplace

#: Numbers that a new row begins with.
_FIRST = {"online_periods": "0", "quantity": "1"}


class CatalogueEntryDialog(FormDialog):
    """A new row where ``kept`` is None, else that row changed; ``row_id`` is the row afterwards."""

    def __init__(
        self, parent: QWidget, place: Workplace, kind: Kind, names: Names, *, kept: tuple[str, Any] | None = None
    ) -> None:
        """``kept`` is the id of a row with its details."""
        title = "screen_catalogue.edit_row" if kept is not None else "screen_catalogue.new_row"
        super().__init__(parent, place, title=kind.sentence, save=self._save_row, button="form.save")
        self.setWindowTitle(place.say(title, kind=place.say(kind.sentence)))
        self.kind, self._names, self._kept = kind, names, kept
        self.row_id = None if kept is None else kept[0]
        self.inputs: dict[str, Field] = {}
        for asked in kind.inputs:
            field = self.form.add(self._field(asked))
            field.set_text(self._first_text(asked))
            field.setEnabled(kept is None or not asked.fixed)
            self.inputs[asked.field] = field
        self.read_label = label(role="muted", wrap=True)
        column: QVBoxLayout = self.layout()  # type: ignore[assignment]  # the frame lays out a column
        column.insertWidget(1, self.read_label)
        self.read_label.hide()
        self.form.changed.connect(self._show_read)
        self.resize(self.width(), place.theme.pixels(min(620, 140 + 44 * len(kind.inputs))))

    def _field(self, asked: Input) -> Field:
        title, must = title_of(asked.field), asked.required
        choices = self._names.lists.get(asked.choices, ())
        match asked.look:
            case Look.NOTE:
                return NoteField(self.place, title, required=must, lines=2)
            case Look.DAY:
                return DateField(self.place, title, required=must)
            case Look.NUMBER:
                return NumberField(self.place, title, least=asked.least, most=9999, required=must)
            case Look.POINTS:
                return PointsField(self.place, title, hint=self.place.say("screen_catalogue.points_of_policy"))
            case Look.CHECK:
                return CheckField(self.place, title)
            case Look.CHOICE:
                return ChoiceField(self.place, title, choices, required=must)
            case Look.SEVERAL:
                return SeveralField(self.place, title, choices)
            case Look.TEXT:
                return TextField(self.place, title, required=must, reader=asked.reader)

    def _first_text(self, asked: Input) -> str:
        if self._kept is None:
            first = self._names.lists.get(asked.choices, ()) if asked.required else ()
            return first[0][0] if first else _FIRST.get(asked.field, "")
        match getattr(self._kept[1], asked.field):
            case None:
                return ""
            case bool() as on:
                return "yes" if on else ""
            case date() as day:
                return day.isoformat()
            case int() as tenths if asked.look is Look.POINTS:
                return points_text(tenths)
            case value:
                return str(value)

    def _show_read(self) -> None:
        self.read_label.setText("\n".join(self._remarks()))
        self.read_label.setVisible(bool(self.read_label.text()))

    def _remarks(self) -> Iterator[str]:
        """What was mended in the numbers, and what is odd about them; nothing of those that are half typed."""
        for asked in self.kind.inputs:
            text = self.inputs[asked.field].text()
            if not text or asked.reader is None:
                continue
            try:
                read: Mended[Any] = asked.reader(text)
            except Refused:
                continue
            yield from (self.place.say(mend.why, found=mend.found, mended=mend.mended) for mend in read.mends)
            yield from (self.place.say(warning) for warning in read.warnings)

    def _value(self, asked: Input) -> object:
        match self.inputs[asked.field]:
            case DateField() as field:
                return field.day()
            case NumberField() as field:
                return field.number()
            case PointsField() as field:
                return field.points()
            case CheckField() as field:
                return field.is_on()
            case SeveralField() as field:
                return field.text()
            case field:
                return field.text() or None

    async def _save_row(self) -> None:
        values = {asked.field: self._value(asked) for asked in self.kind.inputs}
        kind, name = self.kind, values["name"]
        if self._kept is None:
            made = kind.form(**values)
            changes = await self.place.do(lambda work: kind.add(work, made), "catalogue.added", name=name)
        else:
            row_id, changed = self._kept[0], replace(self._kept[1], **values)
            changes = await self.place.do(lambda work: kind.edit(work, row_id, changed), "catalogue.changed")
        self.row_id = changes.rows[0]
