"""The key facts of a class in words, those that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.services.class_overview import ClassOverview
    from trainingdesk.ui.workplace import Workplace


def facts_of(place: Workplace, found: ClassOverview) -> Iterator[tuple[str, str]]:
    """Titles with their words: who gives what, when and where, how many, how it is attended, under which policy."""
    for title, words in (*_what(place, found), *_numbers(place, found), *_more(found)):
        if words:
            yield place.say(title), words


def _what(place: Workplace, found: ClassOverview) -> tuple[tuple[str, str], ...]:
    head, names = found.page.head, found.names
    days = place.say("screen_calendar.days", first=head.starts_on, last=head.ends_on)
    return (
        ("screen_class.course", found.page.course.name),
        ("screen_class.institution", found.page.institution.name),
        ("screen_class.mode", names.mode),
        ("screen_class.dates", days),
        ("screen_class.place", names.place),
        ("screen_class.venue", names.venue),
        ("screen_class.instructor", names.instructor),
        ("screen_class.platform", names.platform),
        ("screen_class.employer", names.employer),
    )


def _numbers(place: Workplace, found: ClassOverview) -> tuple[tuple[str, str], ...]:
    page, say = found.page, place.say
    rate = page.attendance
    periods = say("screen_class.of_course", held=page.periods_held, planned=page.periods, wanted=page.course.periods)
    return (
        ("screen_class.people", f"{page.enrolled} / {page.head.capacity}"),
        ("screen_class.waiting", str(page.waiting) if page.waiting else ""),
        ("screen_class.lessons", f"{page.lessons_held} / {page.lessons}"),
        ("screen_class.periods_held", periods),
        ("screen_class.attendance", f"{float(rate.share):.1%}" if rate is not None and rate.held else ""),
    )


def _more(found: ClassOverview) -> tuple[tuple[str, str], ...]:
    head = found.page.head
    return (
        ("screen_class.policy", found.names.policy),
        ("screen_class.textbook", head.textbook or ""),
        ("screen_class.assessment_plan", head.assessment_plan or ""),
        ("screen_class.note", head.note or ""),
    )
