"""The columns of a timetable as a list; a moved lesson names the day it was planned for first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.ui.models.lesson_columns import lesson_columns
from trainingdesk.ui.models.rows import Column
from trainingdesk.ui.screens.class_timetable_week import LESSON_TONES, planned_words

if TYPE_CHECKING:
    from trainingdesk.services.class_timetable import TimetableLesson
    from trainingdesk.ui.workplace import Workplace


def columns(place: Workplace) -> tuple[Column[TimetableLesson], ...]:
    """Number, day, time, what, by whom, where, state, first plan."""
    say = place.say

    def who(one: TimetableLesson) -> str:
        substitute = one.line.substitute
        return say("screen_timetable.stands_in", name=substitute) if substitute else one.line.instructor or ""

    def state(one: TimetableLesson) -> str:
        return say(f"screen_class.lesson_{one.row.state.value}")

    return (
        Column("number", "lesson.title_number", lambda one: one.number, width=48, number=True),
        *lesson_columns(place, lambda one: one.row),
        Column("subject", "screen_class.subject", lambda one: one.row.subject, width=176),
        Column("instructor", "screen_class.instructor", who, width=120),
        Column("venue", "screen_class.venue", lambda one: one.line.venue, width=136),
        Column("state", "screen_class.state", state, tone=lambda one: LESSON_TONES.get(one.row.state), width=88),
        Column("reason", "screen_timetable.changed", lambda one: _changed(place, one), width=240),
    )


def _changed(place: Workplace, one: TimetableLesson) -> str:
    return planned_words(place, one) if one.moved else one.row.state_reason or ""
