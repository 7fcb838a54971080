"""The weeks of a tour plan as cells: a card for each class in a village, with what is wrong in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from trainingdesk.domain.calendar import monday_of
from trainingdesk.reports.tour import sign, stay_lines
from trainingdesk.ui.models.calendar_grid import Cell, Entry, GridPage
from trainingdesk.ui.theme import Tone

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.domain.tour import Stay, TourPlan
    from trainingdesk.ui.workplace import Workplace

_WEEK = timedelta(days=6)


def plan_page(place: Workplace, plan: TourPlan) -> GridPage:
    """Villages down, every week of the term across."""
    this_week = monday_of(place.work.today())

    def cell(stays: tuple[Stay, ...], monday: date) -> Cell:
        return Cell(day=monday, entries=tuple(_entry(place, stay) for stay in stays), today=monday == this_week)

    return GridPage(
        tuple(f"{monday:%m-%d}–{monday + _WEEK:%m-%d}" for monday in plan.weeks),
        tuple(village.name for village in plan.villages),
        tuple(tuple(cell(village.stays.get(week, ()), week) for week in plan.weeks) for village in plan.villages),
    )


def key_of(stay: Stay) -> str:
    """Names a card for as long as its class is there in that week."""
    first = stay.lessons[0]
    return f"{first.village_id} {monday_of(first.day)} {first.class_id}"


def _entry(place: Workplace, stay: Stay) -> Entry:
    worst = min((flaw.wrong for flaw in stay.flaws), key=lambda wrong: not wrong.must_be_mended, default=None)
    return Entry(
        key=key_of(stay),
        mark="" if worst is None else sign(worst),
        title=stay.lessons[0].class_name,
        lines=tuple(stay_lines(stay, place.sentences)),
        tone=None if worst is None else Tone.DANGER if worst.must_be_mended else Tone.WARN,
    )
