"""Facts counted into rows and months in one pass; every count keeps the rows behind it.

Enrollments are first grouped by month and by everything that decides their rows, so that the rows of a group are found once
and not for every one of 60,000 people. What is kept of a row for whoever asks are ids as text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeVar

from trainingdesk.domain.calendar import Month
from trainingdesk.domain.month_amounts import Amounts
from trainingdesk.domain.month_facts import MonthBasis
from trainingdesk.domain.month_rows import LEVELED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from trainingdesk.domain.month_facts import CutKey, Facts, Profile, Together
    from trainingdesk.domain.month_people import People
    from trainingdesk.domain.month_rows import ReportTables

#: The rows T2 to T6.
_TAGS: Final = attrgetter("minority", "village", "online", "digital", "shortage")
_OVERLAPPING: Final = ("T2", "T3", "T4", "T5", "T6")
_FEMALE: Final = "female"
#: Rows that are cut by township, institution, occupation, level and mode: classes, people trained and done, papers, money;
#: class periods, attendance and results.
CUT_ROWS: Final = ("D1", "A1", "D4", "C1", "F4", "D2", "H1", "H1.1", "H1.2", "H2", "H3")


#: The row of certificates that is split by level.
_BY_LEVEL: Final = "C1.2"


class Counted(Protocol):
    """A fact that a count can name."""

    @property
    def id(self) -> str:
        """Its row."""


F = TypeVar("F")


class _Part(NamedTuple):
    """Enrollments of one class that an event puts into one month."""

    group: Together
    people: People

    @property
    def rows(self) -> Amounts:
        """The enrollments, each counting 1."""
        return Amounts.written(self.people.ids, self.people.count)


@dataclass(frozen=True, slots=True)
class MonthFlow:
    """What one month adds to its year: for each row the amount of every id behind it (1 each, or fen).

    ``cuts`` says what the ids of ``CUT_ROWS`` are cut by. ``stated`` are the rows that the report had when it was frozen,
    None where it has them all.
    """

    month: Month
    entries: Mapping[str, Mapping[str, int]]
    cuts: Mapping[str, CutKey]
    stated: frozenset[str] | None = None

    def states(self, row: str) -> bool:
        """Whether the month says anything of a row, be it 0."""
        return self.stated is None or row in self.stated

    def value(self, row: str) -> int:
        """What the month adds to a row."""
        return sum(self.entries.get(row, {}).values())


@dataclass(frozen=True, slots=True, order=True)
class Unmapped:
    """A code that has no row: what it is (type, category, certificate, level, subsidy, fund), in which month."""

    month: Month
    what: str
    code: str


class Tally:
    """Facts counted by row and month. ``ordinal`` is that of ``Month.ordinal``; years are calendar years."""

    def __init__(self, facts: Facts, tables: ReportTables, *, basis: MonthBasis) -> None:
        self.facts = facts
        self.tables = tables
        self.basis = basis
        self.cuts: dict[tuple[str, int], dict[CutKey, list[Amounts]]] = defaultdict(lambda: defaultdict(list))
        self._groups: dict[tuple[str, int], list[Amounts]] = defaultdict(list)
        self._people: dict[tuple[str, int], Amounts] = {}
        self._unmapped: dict[Unmapped, list[str]] = defaultdict(list)
        self._flows: dict[Month, MonthFlow] = {}
        self._lineage: dict[str, tuple[str, ...]] = {}
        self._enrollments = self._counted()
        self._count_enrollments()
        self._count_completions()
        self._count_certificates()
        self._count_subsidies()
        self._count_lessons()
        self._count_the_rest()

    def value(self, row: str, ordinal: int) -> int:
        """What a flow or people row counts in a month: people newly appearing, fen, or facts."""
        at = row, ordinal
        if at in self._people:
            return self._people[at].count
        return sum(rows.total for rows in self._groups.get(at, ()))

    def entries(self, row: str, ordinal: int) -> dict[str, int]:
        """The amount of every id behind ``value``; they sum to it (who joined and left in one month counts twice)."""
        at = row, ordinal
        if at in self._people:
            return dict.fromkeys(sorted(self._people[at].ids), 1)
        found: dict[str, int] = {}
        for rows in self._groups.get(at, ()):
            for one, amount in rows:
                found[one] = found.get(one, 0) + amount
        return found

    def flow(self, month: Month) -> MonthFlow:
        """The rows of a month that add up to a year, as the facts of today make them; this is what a month freezes."""
        if month not in self._flows:
            rows = [row.id for row in self.tables.rows if row.adds_up]
            entries = {row: self.entries(row, month.ordinal) for row in rows}
            self._flows[month] = MonthFlow(month, entries, self._cuts_of(month))
        return self._flows[month]

    def _cuts_of(self, month: Month) -> dict[str, CutKey]:
        groups = (self.cuts.get((row, month.ordinal), {}) for row in CUT_ROWS)
        return {one: cut for group in groups for cut, parts in group.items() for rows in parts for one in rows.ids}

    def unmapped(self, months: Iterable[Month]) -> dict[Unmapped, tuple[str, ...]]:
        """Codes of these months that have no row, with the facts that carry them."""
        wanted = set(months)
        return {found: tuple(sorted(ids)) for found, ids in sorted(self._unmapped.items()) if found.month in wanted}

    def _add(self, row: str, ordinal: int, rows: Amounts) -> None:
        self._groups[row, ordinal].append(rows)

    def _rows_above(self, row: str | None) -> tuple[str, ...]:
        """A row and its parents, found once per row."""
        if row is None:
            return ()
        if row not in self._lineage:
            self._lineage[row] = self.tables.lineage(row)
        return self._lineage[row]

    def _row_of(
        self, what: str, codes: Mapping[str, str | None], code: str | None, ordinal: int, rows: Amounts
    ) -> str | None:
        """The row of a code; a code that is in no table is noted with the rows that carry it."""
        if code is None or code not in codes:
            self._unmapped[Unmapped(Month.at(ordinal), what, code or "")] += rows.ids
            return None
        return codes[code]

    @staticmethod
    def _left_out(codes: Mapping[str, str | None], code: str | None) -> bool:
        """Whether the county said that this code counts in no row."""
        return code is not None and code in codes and codes[code] is None

    def _counted(self) -> Sequence[Together]:
        """The enrollments without those whose training type or category the county left out."""
        types = {code for code, row in self.tables.types.items() if row is None}
        categories = {code for code, row in self.tables.categories.items() if row is None}
        if not types and not categories:
            return self.facts.enrollments

        def counting(group: Together) -> Iterator[Together]:
            def counts(_enrollment: str, _person: str, traits: str) -> bool:
                profile = group.profiles[traits]
                return profile.training_type not in types and profile.category not in categories

            found = group.people.parted(counts).get(True)
            if found is not None:
                yield replace(group, people=found)

        return [counted for group in self.facts.enrollments for counted in counting(group)]

    def _count_enrollments(self) -> None:
        months = self._parts(self.basis)
        for ordinal, parts in months.items():
            alike: dict[Profile, list[str]] = defaultdict(list)
            for part in parts:
                for traits, ids in part.people.alike().items():
                    alike[part.group.profiles[traits]] += ids
                self._cut("A1", ordinal, part.group.cut, part.rows)
            for profile, ids in alike.items():
                rows = Amounts.written(" ".join(ids), len(ids))
                for row in self._rows_of_profile(ordinal, profile, rows):
                    self._add(row, ordinal, rows)
        self._count_people("E1", _people(months))

    def _parts(self, basis: MonthBasis) -> dict[int, list[_Part]]:
        """The enrollments that an event puts into each month."""
        found: dict[int, list[_Part]] = defaultdict(list)
        for group in self._enrollments:
            if basis is MonthBasis.PAID:
                for day, people in group.people.parted(lambda one, _person, _traits: self.facts.paid.get(one)).items():
                    if day is not None:
                        found[_ordinal(day)].append(_Part(group, people))
                continue
            day = group.started_on if basis is MonthBasis.STARTED else group.completed_on
            if day is not None:
                found[_ordinal(day)].append(_Part(group, group.people))
        return found

    def _rows_of_profile(self, ordinal: int, profile: Profile, rows: Amounts) -> Iterator[str]:
        """The rows of people who are alike: A1 once, its parts by type and by main category, and what overlaps."""
        yield "A1"
        for what, codes, code in (
            ("type", self.tables.types, profile.training_type),
            ("category", self.tables.categories, profile.category),
        ):
            row = self._row_of(what, codes, code, ordinal, rows)
            yield from (above for above in self._rows_above(row) if above != "A1")
        if profile.sex == _FEMALE:
            yield "T1"
        yield from (row for row, holds in zip(_OVERLAPPING, _TAGS(profile), strict=True) if holds)

    def _count_people(self, row: str, months: Iterable[tuple[int, set[str]]]) -> None:
        """A person counts in the first month of a year in which they appear; ``months`` come one after another."""
        for _year, of_year in groupby(months, lambda month: month[0] // 12):
            known: set[str] = set()
            for ordinal, there in of_year:
                people = there - known
                if people:
                    self._people[row, ordinal] = Amounts.written(" ".join(people), len(people))
                    known |= people

    def _count_completions(self) -> None:
        completed = self._parts(MonthBasis.FINISHED)
        for ordinal, parts in completed.items():
            for part in parts:
                self._add_cut("D4", ordinal, part.group.cut, part.rows)
        self._count_people("E2", _people(completed))
        self._count_people("E3", sorted(self._employed().items()))

    def _employed(self) -> dict[int, set[str]]:
        """Who found work in each month."""
        found: dict[int, set[str]] = defaultdict(set)
        day_of = self.facts.employed.get
        for group in self._enrollments:
            for one, person, _traits in group.people.each():
                if (day := day_of(one)) is not None:
                    found[_ordinal(day)].add(person)
        return found

    def _count_certificates(self) -> None:
        for fact in self.facts.certificates:
            if self._left_out(self.tables.certificates, fact.kind):
                continue
            ordinal = _ordinal(fact.issued_on)
            row = self._row_of("certificate", self.tables.certificates, fact.kind, ordinal, fact.rows)
            for each in self._rows_of_certificate(row, fact.level, ordinal, fact.rows):
                self._add(each, ordinal, fact.rows)
            self._cut("C1", ordinal, fact.cut, fact.rows)

    def _rows_of_certificate(self, row: str | None, level: str | None, ordinal: int, rows: Amounts) -> Iterator[str]:
        yield "C1"
        yield from (above for above in self._rows_above(row) if above != "C1")
        if row == _BY_LEVEL:
            of_level = self._row_of("level", self.tables.levels, level, ordinal, rows)
            yield from (above for above in self._rows_above(of_level) if above not in {"C1", _BY_LEVEL})
        if row in LEVELED and level in self.tables.high_levels:
            yield "C2"

    def _count_subsidies(self) -> None:
        kinds, funds = self.tables.subsidies, self.tables.funds
        for fact in self.facts.subsidies:
            if self._left_out(kinds, fact.kind) or self._left_out(funds, fact.fund):
                continue
            ordinal = _ordinal(fact.paid_on)
            parts = (
                *self._rows_above(self._row_of("subsidy", kinds, fact.kind, ordinal, fact.rows)),
                *self._rows_above(self._row_of("fund", funds, fact.fund, ordinal, fact.rows)),
            )
            for row in {"F4", *parts}:
                self._add(row, ordinal, fact.rows)
            self._cut("F4", ordinal, fact.cut, fact.rows)

    def _count_lessons(self) -> None:
        """Class periods that were held, who was due and who came, and what became of those who were assessed."""
        for lesson in self.facts.lessons:
            for row, amounts in (("H1", lesson.periods), ("H1.1", lesson.due), ("H1.2", lesson.attended)):
                self._add_cut(row, lesson.ordinal, lesson.cut, amounts)
        for result in self.facts.results:
            for row in ("H2", "H3") if result.passed else ("H2",):
                self._add_cut(row, _ordinal(result.held_on), result.cut, result.rows)

    def _count_the_rest(self) -> None:
        """Classes, inspections and who came into the catalogue or left it."""
        facts = self.facts
        for ordinal, opened in _by_month(facts.classes, attrgetter("started_on")).items():
            for one in opened:
                self._add_cut("D1", ordinal, one.cut, _ones((one,)))
        for ordinal, completed in _by_month(facts.classes, attrgetter("completed_on")).items():
            for one in completed:
                self._add_cut("D2", ordinal, one.cut, _ones((one,)))
        for ordinal, visits in _by_month(facts.inspections, attrgetter("visited_on")).items():
            self._add("D6", ordinal, _ones(visits))
            self._add("D7", ordinal, _ones([visit for visit in visits if visit.qualified is False]))
        for row, day in (("G4.1", "listed_on"), ("G4.2", "delisted_on")):
            for ordinal, moved in _by_month(facts.institutions, attrgetter(day)).items():
                self._add(row, ordinal, _ones(moved))
                self._add("G4", ordinal, _ones(moved))

    def _add_cut(self, row: str, ordinal: int, cut: CutKey, rows: Amounts) -> None:
        self._add(row, ordinal, rows)
        self._cut(row, ordinal, cut, rows)

    def _cut(self, row: str, ordinal: int, cut: CutKey, rows: Amounts) -> None:
        """Note what rows are cut by."""
        self.cuts[row, ordinal][cut].append(rows)


def _ordinal(day: date) -> int:
    return day.year * 12 + day.month - 1


def _ones(facts: Iterable[Counted]) -> Amounts:
    return Amounts.ones([fact.id for fact in facts])


def _people(months: Mapping[int, Iterable[_Part]]) -> Iterator[tuple[int, set[str]]]:
    """Who is in each month, the first month first."""
    for ordinal, parts in sorted(months.items()):
        yield ordinal, {person for part in parts for person in part.people.persons.split()}


def _by_month(facts: Iterable[F], day_of: Callable[[F], date | None]) -> dict[int, list[F]]:
    """Facts by the ordinal of the month of one of their days; those without the day are left out."""
    found: dict[int, list[F]] = defaultdict(list)
    for fact in facts:
        day = day_of(fact)
        if day is not None:
            found[_ordinal(day)].append(fact)
    return dict(found)
