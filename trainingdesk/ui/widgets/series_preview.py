"""A series of lessons before it is saved: each lesson with what it clashes with, the days left out, and the sum."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.ui.models.lesson_columns import lesson_columns
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.domain.errors import Failure
    from trainingdesk.services.lesson import ClashLine, LessonRow, Preview
    from trainingdesk.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A lesson that would be planned; ``clashes`` say what it takes twice."""

    number: int
    lesson: LessonRow
    clashes: tuple[str, ...]


class SeriesPreview(QWidget):
    """Shows a Preview, or why there is none."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.summary, self.refusal = label(role="section", wrap=True), label(role="error", wrap=True)
        self.left_out = label(role="muted", wrap=True)
        self.model: RowModel[PlannedLine] = RowModel(
            place, _columns(place), lambda row: row.lesson.id, name="series_preview"
        )
        self.table: DataTable[PlannedLine] = DataTable(place, self.model, "screen_timetable.preview")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.summary)
        column.addWidget(self.refusal)
        column.addWidget(self.table, stretch=1)
        column.addWidget(self.left_out)
        self.refusal.hide()

    def show_preview(self, found: Preview) -> None:
        """Show what a series would plan."""
        clashing = defaultdict(list)
        for one in found.clashes:
            clashing[one.lesson].append(clash_words(self.place, one))
        lines = enumerate(found.lessons, start=1)
        self.model.show([PlannedLine(at, one, tuple(clashing[one.id])) for at, one in lines])
        say = self.place.say
        sums = say("screen_timetable.would_be", count=len(found.lessons), found=found.found, wanted=found.wanted)
        self.summary.setText(sums)
        self.left_out.setText("\n".join(self._remarks(found)))
        self.refusal.setText(say("screen_timetable.clashes", count=len(found.clashes)))
        self.refusal.setVisible(bool(found.clashes))

    def show_refusal(self, failure: Failure) -> None:
        """Say why the series cannot be laid."""
        self.model.show([])
        self.summary.clear()
        self.left_out.clear()
        self.refusal.setText(self.place.sentences.of(failure.key, failure.values))
        self.refusal.show()

    def _remarks(self, found: Preview) -> list[str]:
        say, skipped = self.place.say, defaultdict(list)
        for day in found.skipped:
            skipped[day.why].append(day.day)
        remarks = [
            say("screen_timetable.left_out", why=say(f"calendar.skip_{why}"), days=days)
            for why, days in skipped.items()
        ]
        if found.unknown_years:
            remarks.append(say("calendar.year_without_table", years=found.unknown_years))
        return remarks


def clash_words(place: Workplace, one: ClashLine) -> str:
    """A clash in words: what is taken twice, and by whom else."""
    what = place.say(f"lesson.resource_{one.resource}")
    return place.say("screen_timetable.clash", resource=what, name=one.name, other=one.other)


def _columns(place: Workplace) -> tuple[Column[PlannedLine], ...]:
    return (
        Column("number", "lesson.title_number", lambda row: row.number, width=40, number=True),
        *lesson_columns(place, lambda row: row.lesson),
        Column(
            "clash",
            "lesson.title_resource",
            lambda row: "；".join(row.clashes),
            tone=lambda row: Tone.DANGER if row.clashes else None,
            width=184,
        ),
    )
