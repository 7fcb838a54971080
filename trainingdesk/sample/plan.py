"""The plan of a sample county: who is trained where and when, and what becomes of it, from a seed.

The plan knows nothing of the database. The same seed gives the same plan; one writer brings it through the public use cases
(``sample/walk.py``), another writes rows (``sample/bulk.py``), and the ledger (``sample/ledger.py``) counts the plan itself,
so that a report can be checked against something that is not its own query.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.assessment import FULL
from trainingdesk.sample.people import SamplePerson, Village, person
from trainingdesk.sample.template import TEMPLATES, Template
from trainingdesk.settings.divisions import DivisionLevel, places_of
from trainingdesk.settings.holidays import special_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.sample.size import Size

COUNTY: Final = "500241"
#: The month that the plan is made for: in its last year everything that a report counts happens in it.
REPORTED: Final = 10

_CYCLE: Final = len(TEMPLATES)
#: First days of the last three cycles of a year: one is under way at the end of October, one ends in it, one is paid in it.
_LAST_CYCLES: Final = ((10, 19), (9, 21), (7, 27))
#: The earlier cycles begin between these days of the year.
_SPRING: Final = (2, 24)
_SPRING_DAYS: Final = 120
#: Somebody comes back after so many cycles at the earliest, long after the first class ended.
_CYCLES_BETWEEN: Final = 3
#: Classes so many apart in a cycle are of one kind or of one occupation (焊工 at two levels): nobody is paid twice.
_ALIKE: Final = frozenset({0, 2, 7})
_FRIDAY: Final = 4
_PERIODS_A_HALF_DAY: Final = 4
_CHANCE_OF_EXCEPTION: Final = 0.03
#: What the policy pack ``sample`` asks for in theory, in tenths of a point.
_PASS_POINTS: Final = 600
_EXCEPTIONS: Final = ("late", "late", "left_early", "sick_leave", "personal_leave", "absent")


@dataclass(frozen=True, slots=True)
class SampleInstitution:
    """A training institution; it joins and leaves the catalogue on these days."""

    name: str
    uscc: str
    listed_on: date
    delisted_on: date | None


@dataclass(frozen=True, slots=True)
class SampleEnrollment:
    """One person in one class: what is marked, scored and found out later.

    ``left_after`` counts the lessons attended by somebody who then drops out; ``exceptions`` are the lessons (from 0) with
    another mark than present; scores are tenths of a point.
    """

    person: int
    category: str
    left_after: int | None
    exceptions: tuple[tuple[int, str], ...]
    theory: int
    practice: int
    passed: bool
    employed: bool


@dataclass(frozen=True, slots=True)
class SampleClass:
    """One class with its calendar: lessons are half-days, two on each day."""

    index: int
    template: Template
    institution: int
    instructor: int
    village: Village
    days: tuple[date, ...]
    assessed_on: date
    completed_on: date
    claimed_on: date
    paid_on: date
    inspected_on: date | None
    qualified: bool
    people: tuple[SampleEnrollment, ...]

    @property
    def starts_on(self) -> date:
        """The day of the first lesson."""
        return self.days[0]

    @property
    def ends_on(self) -> date:
        """The day of the last lesson."""
        return self.days[-1]

    def day_of(self, lesson: int) -> date:
        """The day of a lesson, counted from 0."""
        return self.days[lesson // 2]


@dataclass(frozen=True, slots=True)
class County:
    """The whole plan."""

    code: str
    seed: int
    size: Size
    first_year: int
    last_year: int
    people: tuple[SamplePerson, ...]
    institutions: tuple[SampleInstitution, ...]
    classes: tuple[SampleClass, ...]

    @property
    def periods(self) -> int:
        """Class periods of every course: all half-days."""
        return self.size.lessons * _PERIODS_A_HALF_DAY


class WorkDays:
    """Working days by the shipped table; years without one go by weekdays."""

    def __init__(self) -> None:
        self._special = {day.day: day.working for day in special_days()}

    def works(self, day: date) -> bool:
        """Whether people work, and learn, on this day."""
        return self._special.get(day, day.weekday() <= _FRIDAY)

    def from_day(self, first: date, count: int) -> tuple[date, ...]:
        """The first ``count`` working days from ``first`` on."""
        found: list[date] = []
        day = first
        while len(found) < count:
            if self.works(day):
                found.append(day)
            day += timedelta(days=1)
        return tuple(found)

    def after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``."""
        return self.from_day(day + timedelta(days=1), count)[-1]

    def before(self, day: date, count: int) -> date:
        """The ``count``-th working day before ``day``."""
        while count:
            day -= timedelta(days=1)
            count -= self.works(day)
        return day


def plan_county(size: Size, *, seed: int, last_year: int = 2026) -> County:
    """The plan of a county of this size; ``last_year`` is the year that its last classes run in."""
    random = Random(seed)  # noqa: S311 -- repeatable on purpose
    villages = _villages()
    first_year = last_year - size.years + 1
    starts = tuple(_starts(size, first_year))
    places = tuple(_places(size))
    people = _people(random, size, villages, places, starts)
    institutions = tuple(_institution(number, size, first_year, last_year) for number in range(size.institutions))
    work_days = WorkDays()
    classes = tuple(
        _class(random, work_days, size, villages[number * 37 % len(villages)], number, first=first, places=seats)
        for number, (first, seats) in enumerate(zip(starts, places, strict=True))
    )
    return County(COUNTY, seed, size, first_year, last_year, people, institutions, classes)


def _villages() -> tuple[Village, ...]:
    places = places_of(COUNTY)
    towns = {place.code: place.name for place in places if place.level is DivisionLevel.TOWN}
    return tuple(
        Village(place.code, place.name, place.parent, towns[place.parent])
        for place in places
        if place.level is DivisionLevel.VILLAGE
    )


def _people(
    random: Random,
    size: Size,
    villages: tuple[Village, ...],
    places: tuple[tuple[int, ...], ...],
    starts: tuple[date, ...],
) -> tuple[SamplePerson, ...]:
    """As many people as the size says, no document number twice; each of an age for the first class they come to."""
    first_seat: dict[int, tuple[int, int]] = {}
    for number, seats in enumerate(places):
        for seat, who in enumerate(seats):
            first_seat.setdefault(who, (number, seat))
    found: dict[str, SamplePerson] = {}
    for index in range(size.people):
        number, seat = first_seat[index]
        category = TEMPLATES[number % _CYCLE].category(seat)
        while len(found) == index:
            village = villages[random.randrange(len(villages))]
            made = person(random, index, county=COUNTY, village=village, category=category, year=starts[number].year)
            found.setdefault(made.number, made)
    return tuple(found.values())


_SCHOOLS: Final = ("启航", "新希望", "武陵", "梅江", "凤凰", "边城", "乡村振兴", "匠心", "华天", "巾帼")


def _institution(number: int, size: Size, first_year: int, last_year: int) -> SampleInstitution:
    """Most are there from the beginning; the last but one joins and the last leaves in the month that is reported."""
    school = _SCHOOLS[number % len(_SCHOOLS)] + (str(number // len(_SCHOOLS) + 1) if number >= len(_SCHOOLS) else "")
    joins = date(last_year, REPORTED, 9) if number == size.institutions - 2 else date(first_year, 1, 5)
    leaves = date(last_year, REPORTED, 23) if number == size.institutions - 1 else None
    return SampleInstitution(f"秀山{school}职业技能培训学校", credit_code(f"52500241MJ{number:07}"), joins, leaves)


def credit_code(seventeen: str) -> str:
    """The unified social credit code with its check character (GB 32100-2015)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(character) * pow(3, place, 31) for place, character in enumerate(seventeen))
    return seventeen + alphabet[-total % 31]


def _starts(size: Size, first_year: int) -> Iterator[date]:
    """First days of classes in the order of time: each year in cycles through all kinds, then some in November."""
    a_year = size.classes // size.years
    cycles = a_year // _CYCLE
    for number in range(size.classes):
        years, place = divmod(number, a_year)
        year = first_year + min(years, size.years - 1)
        cycle, member = divmod(place, _CYCLE)
        back = cycles - 1 - cycle
        if back < 0 or years == size.years:
            yield date(year, 11, 2) + timedelta(days=member // 2)
        elif back < len(_LAST_CYCLES):
            yield date(year, *_LAST_CYCLES[back]) + timedelta(days=member // 4)
        else:
            early = cycle * _SPRING_DAYS // max(1, cycles - len(_LAST_CYCLES))
            yield date(year, *_SPRING) + timedelta(days=early + member // 3)


def _places(size: Size) -> Iterator[tuple[int, ...]]:
    """Who sits in which class: new people, and from the fourth cycle on some who come back to another kind of class."""
    fresh, back = iter(range(size.people)), deque[tuple[int, int]]()
    owed, old_classes = 0, size.classes - _CYCLES_BETWEEN * _CYCLE
    each, more = divmod(size.enrollments, size.classes)
    for number in range(size.classes):
        seats = each + (1 if number < more else 0)
        owed += _returning(size, number - _CYCLES_BETWEEN * _CYCLE, old_classes)
        seated = [*_coming_back(back, number, owed)]
        owed -= len(seated)
        newcomers = [next(fresh) for _ in range(seats - len(seated))]
        back.extend((who, number) for who in newcomers)
        yield (*newcomers, *seated)


def _returning(size: Size, old: int, old_classes: int) -> int:
    """How many come back when there are ``old`` earlier classes to come from: spread evenly over the rest of the plan."""
    returning = size.enrollments - size.people
    return 0 if old < 0 else (old + 1) * returning // old_classes - old * returning // old_classes


def _coming_back(back: deque[tuple[int, int]], number: int, wanted: int) -> Iterator[int]:
    """People of earlier classes of another kind, the earliest first; nobody comes back twice."""
    for _ in range(len(back)):
        if not wanted:
            return
        who, before = back.popleft()
        if number - before >= _CYCLES_BETWEEN * _CYCLE and (number - before) % _CYCLE not in _ALIKE:
            wanted -= 1
            yield who
        else:
            back.append((who, before))


def _class(
    random: Random,
    work_days: WorkDays,
    size: Size,
    village: Village,
    number: int,
    *,
    first: date,
    places: tuple[int, ...],
) -> SampleClass:
    template = TEMPLATES[number % _CYCLE]
    days = work_days.from_day(first, size.lessons // 2)
    assessed = work_days.after(days[-1], 1)
    completed = work_days.after(assessed, 1)
    claimed = work_days.after(completed, 5)
    return SampleClass(
        index=number,
        template=template,
        institution=number % (size.institutions - 2),
        instructor=number % size.instructors,
        village=village,
        days=days,
        assessed_on=assessed,
        completed_on=completed,
        claimed_on=claimed,
        paid_on=work_days.after(claimed, 36),
        inspected_on=days[len(days) // 2] if number % 4 == 1 else None,
        qualified=number % 8 != 5,  # noqa: PLR2004 -- every second of the inspected ones, see inspected_on
        people=tuple(_enrollment(random, size, template, seat, who) for seat, who in enumerate(places)),
    )


def _enrollment(random: Random, size: Size, template: Template, seat: int, who: int) -> SampleEnrollment:
    """Every seventeenth drops out, every eleventh fails, every third of the others finds work; most marks are present."""
    drops = seat % 17 == 16  # noqa: PLR2004
    exceptions = tuple(
        (lesson, random.choice(_EXCEPTIONS)) for lesson in range(size.lessons) if random.random() < _CHANCE_OF_EXCEPTION
    )
    passed = not drops and seat % 11 != 10  # noqa: PLR2004
    more = (template.pass_points_theory or _PASS_POINTS) - _PASS_POINTS
    return SampleEnrollment(
        person=who,
        category=template.category(seat),
        left_after=random.randrange(2, size.lessons // 2 - 2) * 2 if drops else None,
        exceptions=exceptions,
        theory=min((random.randrange(620, 980) if passed else random.randrange(300, 590)) + more, FULL),
        practice=random.randrange(620, 990),
        passed=passed,
        employed=passed and seat % 3 == 0,
    )
