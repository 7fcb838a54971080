"""What a monthly report of the sample county must say, counted from the plan and from nothing else.

No query, no rule and no rate of the program is used here: people are counted with a pencil, class by class, and money by the
county's price list below. A report that agrees with this ledger agrees with something that is not itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.calendar import Month
from trainingdesk.sample.template import ALLOWANCE_FEN, ALLOWANCE_FUND, ALLOWANCE_TO, ASSESSMENT_FEN, TRAINING_FEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from trainingdesk.sample.plan import County, SampleClass, SampleEnrollment

#: Rows of the report by training type, category, certificate and fund, as the printed form lists them.
_TYPES: Final = {
    "13": ("A1.1",),
    "21": ("A1.2", "A1.2.1"),
    "22": ("A1.2",),
    "23": ("A1.2",),
    "24": ("A1.2", "A1.2.2"),
    "26": ("A1.2",),
    "32": ("A1.3",),
    "41": ("A1.4",),
}
_CATEGORIES: Final = {
    "B01": "B1", "B03": "B1", "B04": "B1", "A04": "B2", "A01": "B3", "C01": "B3", "A05": "B4", "A06": "B5",
    "A02": "B6", "A03": "B7", "C03": "B8", "C04": "B9", "C99": "B10",
}  # fmt: skip
_CERTIFICATES: Final = {"ZG": "C1.1", "DJ": "C1.2", "TJ": "C1.2", "ZX": "C1.3", "CY": "C1.4"}
_LEVELS: Final = {"5": "C1.2.1", "4": "C1.2.2", "3": "C1.2.3", "2": "C1.2.4", "1": "C1.2.5", "T": "C1.2.6"}
_HIGH: Final = frozenset({"3", "2", "1", "T"})
_SUBSIDIES: Final = {"training": "F1", "assessment": "F2", "living_allowance": "F3"}
_FUNDS: Final = {"F01": "F4.1", "F02": "F4.2", "F03": "F4.3", "F09": "F4.4"}

#: Class periods of a half-day, and the marks that the county's policy does not count as attended.
_PERIODS: Final = 4
_AWAY: Final = frozenset({"absent", "sick_leave", "personal_leave"})


@dataclass(frozen=True, slots=True)
class Ledger:
    """Month and year to date of every row; ``year`` of a stock row is what stands at the month's end.

    A rate of nothing is None.
    """

    month: dict[str, int | Fraction | None]
    year: dict[str, int | Fraction | None]


def ledger_of(county: County, month: Month, *, until: date) -> Ledger:
    """The ledger of one month; nothing after ``until`` has happened yet."""
    flows: dict[Month, Counter[str]] = defaultdict(Counter)
    for day, row, amount in _events(county):
        if day <= until:
            flows[Month.of(day)][row] += amount
    stock = Counter(dict(_stock(county, min(month.last_day, until))))
    year = sum((flows[one] for one in month.year_to_date), Counter[str]())
    return Ledger(_with_rates(flows[month] + stock), _with_rates(year + stock))


def _with_rates(counted: Counter[str]) -> dict[str, int | Fraction | None]:
    rates = {
        rate: Fraction(counted[part], counted[whole]) if counted[whole] else None
        for rate, part, whole in (("H1.3", "H1.2", "H1.1"), ("H4", "H3", "H2"))
    }
    return {**counted, **rates}


def _events(county: County) -> Iterator[tuple[date, str, int]]:
    """Everything that happened, as the row it counts in, on its day."""
    seen: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for one in county.classes:
        yield one.starts_on, "D1", 1
        yield one.completed_on, "D2", 1
        if one.inspected_on:
            yield one.inspected_on, "D6", 1
            if not one.qualified:
                yield one.inspected_on, "D7", 1
        for enrollment in one.people:
            yield from _started(county, one, enrollment)
            if enrollment.passed:
                yield from _passed(one, enrollment)
        yield from _taught(one)
    yield from _people(county, seen)
    for institution in county.institutions:
        yield institution.listed_on, "G4", 1
        yield institution.listed_on, "G4.1", 1
        if institution.delisted_on:
            yield institution.delisted_on, "G4", 1
            yield institution.delisted_on, "G4.2", 1


def _started(county: County, one: SampleClass, enrollment: SampleEnrollment) -> Iterator[tuple[date, str, int]]:
    template, person = one.template, county.people[enrollment.person]
    rows = ["A1", *_TYPES[template.training_type], _CATEGORIES[enrollment.category]]
    tags = (
        ("T1", person.is_female),
        ("T2", person.is_minority),
        ("T3", template.mode == "VIL"),
        ("T4", template.mode in {"OMO", "ONL"}),
        ("T5", template.digital),
        ("T6", template.shortage),
    )
    for row in (*rows, *(tag for tag, holds in tags if holds)):
        yield one.starts_on, row, 1


def _taught(one: SampleClass) -> Iterator[tuple[date, str, int]]:
    """The half-days of a class with who was due and who came, and its assessment, to which nobody comes who left."""
    for number in range(2 * len(one.days)):
        day = one.day_of(number)
        due = [enrollment for enrollment in one.people if _is_there(one, enrollment, day)]
        came = sum(dict(enrollment.exceptions).get(number) not in _AWAY for enrollment in due)
        yield day, "H1", _PERIODS
        yield day, "H1.1", _PERIODS * len(due)
        yield day, "H1.2", _PERIODS * came
    stayed = [enrollment for enrollment in one.people if enrollment.left_after is None]
    yield one.assessed_on, "H2", len(stayed)
    yield one.assessed_on, "H3", sum(enrollment.passed for enrollment in stayed)


def _passed(one: SampleClass, enrollment: SampleEnrollment) -> Iterator[tuple[date, str, int]]:
    template = one.template
    kind = _CERTIFICATES[template.certificate]
    yield one.completed_on, "D4", 1
    yield one.completed_on, "C1", 1
    yield one.completed_on, kind, 1
    if kind == "C1.2":
        yield one.completed_on, _LEVELS[template.level], 1
    if kind in {"C1.1", "C1.2"} and template.level in _HIGH:
        yield one.completed_on, "C2", 1
    for paid_for, fund, fen in money_of(one, enrollment):
        yield one.paid_on, _SUBSIDIES[paid_for], fen
        yield one.paid_on, "F4", fen
        yield one.paid_on, _FUNDS[fund], fen


def money_of(one: SampleClass, enrollment: SampleEnrollment) -> Iterator[tuple[str, str, int]]:
    """What is paid for somebody who passed: for what, from which fund, and the fen."""
    template = one.template
    yield "training", template.fund, TRAINING_FEN[template.level]
    if template.level in ASSESSMENT_FEN:
        yield "assessment", template.fund, ASSESSMENT_FEN[template.level]
    if enrollment.category in ALLOWANCE_TO:
        yield "living_allowance", ALLOWANCE_FUND, ALLOWANCE_FEN


def _people(county: County, seen: dict[str, set[tuple[int, int]]]) -> Iterator[tuple[date, str, int]]:
    """A person counts in the first month of the year in which they appear."""
    appearances: list[tuple[date, str, int]] = []
    for one in county.classes:
        for enrollment in one.people:
            appearances.append((one.starts_on, "E1", enrollment.person))
            if enrollment.passed:
                appearances.append((one.completed_on, "E2", enrollment.person))
            if enrollment.employed:
                appearances.append((one.completed_on, "E3", enrollment.person))
    for day, row, person in sorted(appearances):
        if (day.year, person) not in seen[row]:
            seen[row].add((day.year, person))
            yield day, row, 1


def _stock(county: County, day: date) -> Iterator[tuple[str, int]]:
    """What stands at the end of this day."""
    running = [one for one in county.classes if one.starts_on <= day < one.completed_on]
    yield "D3", len(running)
    yield "D5", sum(_is_there(one, enrollment, day) for one in running for enrollment in one.people)
    yield (
        "G1",
        sum(one.listed_on <= day and (one.delisted_on is None or day < one.delisted_on) for one in county.institutions),
    )
    yield "G2", county.size.platforms
    yield "G3", county.size.instructors


def _is_there(one: SampleClass, enrollment: SampleEnrollment, day: date) -> bool:
    return enrollment.left_after is None or day < one.day_of(enrollment.left_after)
