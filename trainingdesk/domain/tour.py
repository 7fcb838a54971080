"""The tour plan of a term (送培下乡计划): which class is in which village in which week, with whom and what (FEATURES 107).

Everything follows from the lessons and the bookings; nothing is entered for the plan itself, and nothing is refused.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.calendar import monday_of
from trainingdesk.domain.clash import Booking, clashes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_WEEK: Final = timedelta(days=7)
_JULY: Final = 7


class Wrong(StrEnum):
    """What can be wrong with a class in a village; the last two want a look, the others must be mended."""

    INSTRUCTOR_TWICE = "instructor_twice"
    EQUIPMENT_TWICE = "equipment_twice"
    EQUIPMENT_TOO_FEW = "equipment_too_few"
    EQUIPMENT_ELSEWHERE = "equipment_elsewhere"
    NO_INSTRUCTOR = "no_instructor"
    NO_EQUIPMENT = "no_equipment"

    @property
    def must_be_mended(self) -> bool:
        """Whether the tour cannot go as it is planned."""
        return self not in {Wrong.NO_INSTRUCTOR, Wrong.NO_EQUIPMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class TourLesson:
    """A lesson in a village; ``instructor`` is whoever really teaches it, ``practice`` that something is practiced."""

    id: str
    class_id: str
    class_number: str
    class_name: str
    occupation: str | None
    village_id: str
    village: str
    day: date
    starts_at: int
    ends_at: int
    practice: bool
    instructor_id: str | None
    instructor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TourBooking:
    """Equipment that is away, and where it goes; on days that clash it is more than there is, beside what it ``meets``."""

    id: str
    equipment_id: str
    equipment: str
    pieces: int
    first_day: date
    last_day: date
    purpose: str
    class_id: str | None
    village_id: str | None
    village: str | None
    meets: tuple[str, ...] = ()
    clash_days: tuple[tuple[date, date], ...] = ()

    def covers(self, day: date) -> bool:
        """Whether it is away on that day."""
        return self.first_day <= day <= self.last_day

    def clash_in(self, monday: date) -> date | None:
        """The first day of a week on which more is taken than there is."""
        days = (max(since, monday) for since, until in self.clash_days if until >= monday)
        return min((day for day in days if day < monday + _WEEK), default=None)


@dataclass(frozen=True, slots=True)
class Tool:
    """Equipment of the register that is meant for an occupation, and where it stands."""

    id: str
    occupation: str
    village_id: str | None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong: since when in that week, whom or what it is about, and which class or booking is in the way."""

    wrong: Wrong
    village_id: str
    village: str
    monday: date
    class_id: str
    class_number: str
    day: date
    name: str = ""
    other: str = ""
    booking_id: str | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """A class in a village in one week; ``tools`` are the ids of what the register has for its occupation."""

    lessons: tuple[TourLesson, ...]
    bookings: tuple[TourBooking, ...]
    flaws: tuple[Flaw, ...]
    tools: tuple[str, ...]

    @property
    def class_id(self) -> str:
        """Whose stay it is."""
        return self.lessons[0].class_id

    @property
    def days(self) -> int:
        """On how many days there are lessons."""
        return len({lesson.day for lesson in self.lessons})

    @property
    def instructors(self) -> tuple[str, ...]:
        """Who teaches, in the order of the lessons."""
        return tuple(dict.fromkeys(lesson.instructor for lesson in self.lessons if lesson.instructor))


@dataclass(frozen=True, slots=True)
class Village:
    """A row of the plan: a teaching point and the stays there by the Monday of their week."""

    id: str
    name: str
    stays: Mapping[date, tuple[Stay, ...]]


@dataclass(frozen=True, slots=True)
class TourPlan:
    """Villages by name, weeks from the first to the last."""

    first: date
    last: date
    villages: tuple[Village, ...]

    @property
    def weeks(self) -> tuple[date, ...]:
        """The Mondays of all weeks."""
        begin = monday_of(self.first)
        return tuple(begin + _WEEK * at for at in range((monday_of(self.last) - begin) // _WEEK + 1))

    @property
    def busy_weeks(self) -> tuple[date, ...]:
        """The Mondays of the weeks in which somebody is on tour."""
        return tuple(monday for monday in self.weeks if any(monday in one.stays for one in self.villages))

    @property
    def stays(self) -> tuple[Stay, ...]:
        """Every stay, village by village."""
        return tuple(stay for village in self.villages for week in village.stays.values() for stay in week)

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """Everything that is wrong: what must be mended first, then by day; what lasts for weeks once, by its first day."""
        found: dict[tuple[str, ...], Flaw] = {}
        for flaw in sorted((flaw for stay in self.stays for flaw in stay.flaws), key=lambda flaw: flaw.day):
            found.setdefault((flaw.wrong, flaw.class_id, flaw.village_id, flaw.name, flaw.other), flaw)
        return tuple(sorted(found.values(), key=lambda flaw: (not flaw.wrong.must_be_mended, flaw.day, flaw.village)))


def half_year(day: date) -> tuple[date, date]:
    """The first and the last day of the half-year of a day: the term that is planned."""
    year = day.year
    if day.month < _JULY:
        return date(year, 1, 1), date(year, 6, 30)
    return date(year, _JULY, 1), date(year, 12, 31)


def plan_tour(
    lessons: Sequence[TourLesson], bookings: Sequence[TourBooking], tools: Sequence[Tool], *, first: date, last: date
) -> TourPlan:
    """The plan of the lessons in villages between two days."""
    facts = _Facts(lessons, bookings, tools)
    by_village: dict[str, dict[date, list[Stay]]] = defaultdict(lambda: defaultdict(list))
    names = {lesson.village_id: lesson.village for lesson in lessons}
    for (village_id, monday, _class), own in sorted(facts.weeks.items()):
        by_village[village_id][monday].append(facts.stay(own))
    villages = (
        Village(one, names[one], {monday: tuple(stays) for monday, stays in weeks.items()})
        for one, weeks in by_village.items()
    )
    return TourPlan(first, last, tuple(sorted(villages, key=lambda one: (one.name, one.id))))


class _Facts:
    """Lessons and bookings of a term, looked up by what a stay asks."""

    def __init__(self, lessons: Sequence[TourLesson], bookings: Iterable[TourBooking], tools: Iterable[Tool]) -> None:
        self.weeks: dict[tuple[str, date, str], list[TourLesson]] = defaultdict(list)
        self._days: dict[tuple[str, str], set[date]] = defaultdict(set)
        for lesson in sorted(lessons, key=lambda one: (one.day, one.starts_at, one.id)):
            self.weeks[lesson.village_id, monday_of(lesson.day), lesson.class_id].append(lesson)
            self._days[lesson.class_id, lesson.village_id].add(lesson.day)
        self._of_class: dict[str, list[TourBooking]] = defaultdict(list)
        self._of_village: dict[str, list[TourBooking]] = defaultdict(list)
        for booking in bookings:
            if booking.class_id is not None:
                self._of_class[booking.class_id].append(booking)
            elif booking.village_id is not None:
                self._of_village[booking.village_id].append(booking)
        self._tools: dict[str, list[Tool]] = defaultdict(list)
        for tool in tools:
            self._tools[tool.occupation].append(tool)
        self._elsewhere = _taught_elsewhere(lessons)

    def stay(self, lessons: Sequence[TourLesson]) -> Stay:
        """A class in a village in one week."""
        bookings = tuple(self._booked_for(lessons))
        flaws = (
            *self._instructors(lessons),
            *self._misbooked(lessons, bookings),
            *self._unequipped(lessons, bookings),
        )
        tools = tuple(tool.id for tool in self._tools.get(lessons[0].occupation or "", ()))
        return Stay(tuple(lessons), bookings, flaws, tools)

    def _booked_for(self, lessons: Sequence[TourLesson]) -> Iterator[TourBooking]:
        """What is booked on days of a stay: for its class, unless that is in another village too, or for the village."""
        here = lessons[0]
        for booking in (*self._of_class.get(here.class_id, ()), *self._of_village.get(here.village_id, ())):
            elsewhere = booking.village_id not in {None, here.village_id} and self._is_for_another(booking)
            if not elsewhere and any(booking.covers(lesson.day) for lesson in lessons):
                yield booking

    def _is_for_another(self, booking: TourBooking) -> bool:
        """Whether its class has lessons where it goes."""
        there = self._days.get((booking.class_id or "", booking.village_id or ""), ())
        return any(booking.covers(day) for day in there)

    def _instructors(self, lessons: Sequence[TourLesson]) -> Iterator[Flaw]:
        """Nobody, or somebody who teaches in another village at the same time; each once."""
        for name, lesson in {one.instructor: one for one in reversed(lessons) if one.id in self._elsewhere}.items():
            yield _flaw(Wrong.INSTRUCTOR_TWICE, lesson, name=name or "", other=self._elsewhere[lesson.id])
        without = next((lesson for lesson in lessons if lesson.instructor_id is None), None)
        if without is not None:
            yield _flaw(Wrong.NO_INSTRUCTOR, without)

    def _misbooked(self, lessons: Sequence[TourLesson], bookings: Iterable[TourBooking]) -> Iterator[Flaw]:
        for booking in bookings:
            lesson = next(one for one in lessons if booking.covers(one.day))
            told: dict[str, Any] = {"name": booking.equipment, "booking_id": booking.id}
            clash = booking.clash_in(monday_of(lesson.day))
            if clash is not None:
                wrong = Wrong.EQUIPMENT_TWICE if booking.meets else Wrong.EQUIPMENT_TOO_FEW
                yield _flaw(wrong, lesson, day=clash, other="、".join(booking.meets), **told)
            if booking.village_id not in {None, lesson.village_id}:
                yield _flaw(Wrong.EQUIPMENT_ELSEWHERE, lesson, other=booking.village or "", **told)

    def _unequipped(self, lessons: Sequence[TourLesson], bookings: Sequence[TourBooking]) -> Iterator[Flaw]:
        """Practice without what the register has for the occupation: neither does it stand there nor is it booked."""
        here = lessons[0]
        tools = self._tools.get(here.occupation or "", ())
        if not tools or any(tool.village_id == here.village_id for tool in tools):
            return
        meant = {tool.id for tool in tools}
        booked = [one for one in bookings if one.equipment_id in meant]
        for lesson in lessons:
            if lesson.practice and not any(one.covers(lesson.day) for one in booked):
                yield _flaw(Wrong.NO_EQUIPMENT, lesson)
                return


def _taught_elsewhere(lessons: Sequence[TourLesson]) -> dict[str, str]:
    """Lessons whose instructor teaches in another village at the same time, and the number of the class there."""
    by_id = {lesson.id: lesson for lesson in lessons}
    planned = (
        Booking(
            label=one.id,
            day=one.day,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            instructors=frozenset({one.instructor_id} if one.instructor_id else ()),
        )
        for one in lessons
    )
    found: dict[str, str] = {}
    for clash in clashes(planned, ()):
        one, other = by_id[clash.planned], by_id[clash.other]
        if one.village_id != other.village_id:
            found.setdefault(one.id, f"{other.class_number} {other.village}")
            found.setdefault(other.id, f"{one.class_number} {one.village}")
    return found


def _flaw(
    wrong: Wrong,
    lesson: TourLesson,
    *,
    day: date | None = None,
    name: str = "",
    other: str = "",
    booking_id: str | None = None,
) -> Flaw:
    return Flaw(
        wrong, lesson.village_id, lesson.village, monday_of(lesson.day), lesson.class_id, lesson.class_number,
        day or lesson.day, name, other, booking_id,
    )  # fmt: skip
