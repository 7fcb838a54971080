"""Facts counted into rows and months in one pass; every count keeps the facts behind it.

Enrollments are first grouped by month and by everything that decides their rows, so that the rows of a group are found once
and not for every one of 60,000 people.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from trainingdesk.domain.calendar import Month
from trainingdesk.domain.month_facts import MonthBasis
from trainingdesk.domain.month_rows import LEVELED, RowKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from trainingdesk.domain.month_facts import CertificateFact, CutKey, EnrollmentFact, Facts, SubsidyFact
    from trainingdesk.domain.month_rows import ReportTables

_BASIS: Final[dict[MonthBasis, Callable[[EnrollmentFact], date | None]]] = {
    MonthBasis.STARTED: attrgetter("started_on"),
    MonthBasis.FINISHED: attrgetter("completed_on"),
    MonthBasis.PAID: attrgetter("paid_on"),
}
#: The rows T2 to T6.
_TAGS: Final = attrgetter("minority", "village", "online", "digital", "shortage")
#: What decides the rows of an enrollment.
_PROFILE: Final = attrgetter("training_type", "category", "sex", "minority", "village", "online", "digital", "shortage")
_CUT: Final = attrgetter("cut")
_OVERLAPPING: Final = ("T2", "T3", "T4", "T5", "T6")
_FEMALE: Final = "female"
#: Rows that are cut by township, institution, occupation, level and mode: classes, people trained and done, papers, money.
CUT_ROWS: Final = ("D1", "A1", "D4", "C1", "F4")


#: The row of certificates that is split by level.
_BY_LEVEL: Final = "C1.2"


class Counted(Protocol):
    """A fact that a count can name."""

    @property
    def id(self) -> str:
        """Its row."""


class Cuttable(Counted, Protocol):
    """A fact that also says what it is cut by."""

    @property
    def cut(self) -> CutKey:
        """Where it belongs."""


F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class MonthFlow:
    """What one month adds to its year: for each row the amount of every id behind it (1 each, or fen).

    ``cuts`` says what the ids of ``CUT_ROWS`` are cut by.
    """

    month: Month
    entries: Mapping[str, Mapping[str, int]]
    cuts: Mapping[str, CutKey]

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
        self.cuts: dict[tuple[str, int], dict[CutKey, list[Counted]]] = defaultdict(lambda: defaultdict(list))
        self._groups: dict[tuple[str, int], list[Sequence[Counted]]] = defaultdict(list)
        self._people: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._fen: dict[tuple[str, int], int] = defaultdict(int)
        self._unmapped: dict[Unmapped, list[str]] = defaultdict(list)
        self._lineage: dict[str, tuple[str, ...]] = {}
        self._enrollments = self._counted()
        self._count_enrollments()
        self._count_completions()
        self._count_certificates()
        self._count_subsidies()
        self._count_the_rest()

    def value(self, row: str, ordinal: int) -> int:
        """What a flow or people row counts in a month: people newly appearing, fen, or facts."""
        at = row, ordinal
        if at in self._fen:
            return self._fen[at]
        if at in self._people:
            return len(self._people[at])
        return sum(map(len, self._groups.get(at, ())))

    def entries(self, row: str, ordinal: int) -> dict[str, int]:
        """The amount of every id behind ``value``; they sum to it (who joined and left in one month counts twice)."""
        at = row, ordinal
        if at in self._people:
            return dict.fromkeys(self._people[at], 1)
        money = at in self._fen
        found: dict[str, int] = {}
        for group in self._groups.get(at, ()):
            for fact in group:
                amount = fact.fen if money else 1  # type: ignore[attr-defined]  # facts of a money row are subsidy lines
                found[fact.id] = found.get(fact.id, 0) + amount
        return found

    def flow(self, month: Month) -> MonthFlow:
        """The rows of a month that add up to a year, as the facts of today make them; this is what a month freezes."""
        rows = [row.id for row in self.tables.rows if row.kind is not RowKind.STOCK]
        entries = {row: self.entries(row, month.ordinal) for row in rows}
        return MonthFlow(month, entries, self._cuts_of(month))

    def _cuts_of(self, month: Month) -> dict[str, CutKey]:
        groups = (self.cuts.get((row, month.ordinal), {}) for row in CUT_ROWS)
        return {fact.id: cut for group in groups for cut, facts in group.items() for fact in facts}

    def unmapped(self, months: Iterable[Month]) -> dict[Unmapped, tuple[str, ...]]:
        """Codes of these months that have no row, with the facts that carry them."""
        wanted = set(months)
        return {found: tuple(sorted(ids)) for found, ids in sorted(self._unmapped.items()) if found.month in wanted}

    def _add(self, row: str, ordinal: int, facts: Sequence[Counted], *, fen: int | None = None) -> None:
        self._groups[row, ordinal].append(facts)
        if fen is not None:
            self._fen[row, ordinal] += fen

    def _rows_above(self, row: str | None) -> tuple[str, ...]:
        """A row and its parents, found once per row."""
        if row is None:
            return ()
        if row not in self._lineage:
            self._lineage[row] = self.tables.lineage(row)
        return self._lineage[row]

    def _row_of(
        self, what: str, codes: Mapping[str, str | None], code: str | None, ordinal: int, facts: Sequence[Counted]
    ) -> str | None:
        """The row of a code; a code that is in no table is noted with the facts that carry it."""
        if code is None or code not in codes:
            self._unmapped[Unmapped(Month.at(ordinal), what, code or "")] += [fact.id for fact in facts]
            return None
        return codes[code]

    @staticmethod
    def _left_out(codes: Mapping[str, str | None], code: str | None) -> bool:
        """Whether the county said that this code counts in no row."""
        return code is not None and code in codes and codes[code] is None

    def _counted(self) -> Sequence[EnrollmentFact]:
        """The enrollments without those whose training type or category the county left out."""
        types = {code for code, row in self.tables.types.items() if row is None}
        categories = {code for code, row in self.tables.categories.items() if row is None}
        if not types and not categories:
            return self.facts.enrollments
        return [
            fact
            for fact in self.facts.enrollments
            if fact.training_type not in types and fact.category not in categories
        ]

    def _count_enrollments(self) -> None:
        months = _by_month(self._enrollments, _BASIS[self.basis])
        for ordinal, facts in months.items():
            groups: dict[tuple[object, ...], list[EnrollmentFact]] = defaultdict(list)
            for fact in facts:
                groups[_PROFILE(fact)].append(fact)
            for group in groups.values():
                for row in self._rows_of_profile(ordinal, group[0], group):
                    self._add(row, ordinal, group)
            self._cut("A1", ordinal, facts)
        self._count_people("E1", months)

    def _rows_of_profile(self, ordinal: int, first: EnrollmentFact, group: Sequence[EnrollmentFact]) -> Iterator[str]:
        """The rows of facts that are alike: A1 once, its parts by type and by main category, and what overlaps."""
        yield "A1"
        for what, codes, code in (
            ("type", self.tables.types, first.training_type),
            ("category", self.tables.categories, first.category),
        ):
            row = self._row_of(what, codes, code, ordinal, group)
            yield from (above for above in self._rows_above(row) if above != "A1")
        if first.sex == _FEMALE:
            yield "T1"
        yield from (row for row, holds in zip(_OVERLAPPING, _TAGS(first), strict=True) if holds)

    def _count_people(self, row: str, months: Mapping[int, Sequence[EnrollmentFact]]) -> None:
        """A person counts in the first month of a year in which they appear."""
        seen: dict[int, set[str]] = defaultdict(set)
        for ordinal in sorted(months):
            known = seen[ordinal // 12]
            people = {fact.person_id for fact in months[ordinal]} - known
            if people:
                self._people[row, ordinal] = sorted(people)
                known |= people

    def _count_completions(self) -> None:
        completed = _by_month(self._enrollments, _BASIS[MonthBasis.FINISHED])
        for ordinal, group in completed.items():
            self._add("D4", ordinal, group)
            self._cut("D4", ordinal, group)
        self._count_people("E2", completed)
        self._count_people("E3", _by_month(self._enrollments, attrgetter("employed_on")))

    def _count_certificates(self) -> None:
        groups: dict[tuple[int, str, str | None], list[CertificateFact]] = defaultdict(list)
        for fact in self.facts.certificates:
            groups[fact.issued_on.year * 12 + fact.issued_on.month - 1, fact.kind, fact.level].append(fact)
        for (ordinal, kind, level), group in groups.items():
            if self._left_out(self.tables.certificates, kind):
                continue
            row = self._row_of("certificate", self.tables.certificates, kind, ordinal, group)
            for each in self._rows_of_certificate(row, level, ordinal, group):
                self._add(each, ordinal, group)
            self._cut("C1", ordinal, group)

    def _rows_of_certificate(
        self, row: str | None, level: str | None, ordinal: int, group: Sequence[CertificateFact]
    ) -> Iterator[str]:
        yield "C1"
        yield from (above for above in self._rows_above(row) if above != "C1")
        if row == _BY_LEVEL:
            of_level = self._row_of("level", self.tables.levels, level, ordinal, group)
            yield from (above for above in self._rows_above(of_level) if above not in {"C1", _BY_LEVEL})
        if row in LEVELED and level in self.tables.high_levels:
            yield "C2"

    def _count_subsidies(self) -> None:
        groups: dict[tuple[int, str, str | None], list[SubsidyFact]] = defaultdict(list)
        for fact in self.facts.subsidies:
            groups[fact.paid_on.year * 12 + fact.paid_on.month - 1, fact.kind, fact.fund].append(fact)
        for (ordinal, kind, fund), group in groups.items():
            kinds, funds = self.tables.subsidies, self.tables.funds
            if self._left_out(kinds, kind) or self._left_out(funds, fund):
                continue
            parts = (
                *self._rows_above(self._row_of("subsidy", kinds, kind, ordinal, group)),
                *self._rows_above(self._row_of("fund", funds, fund, ordinal, group)),
            )
            fen = sum(fact.fen for fact in group)
            for row in {"F4", *parts}:
                self._add(row, ordinal, group, fen=fen)
            self._cut("F4", ordinal, group)

    def _count_the_rest(self) -> None:
        """Classes, inspections and who came into the catalogue or left it."""
        facts = self.facts
        for ordinal, opened in _by_month(facts.classes, attrgetter("started_on")).items():
            self._add("D1", ordinal, opened)
            self._cut("D1", ordinal, opened)
        for ordinal, completed in _by_month(facts.classes, attrgetter("completed_on")).items():
            self._add("D2", ordinal, completed)
        for ordinal, visits in _by_month(facts.inspections, attrgetter("visited_on")).items():
            self._add("D6", ordinal, visits)
            self._add("D7", ordinal, [visit for visit in visits if visit.qualified is False])
        for row, day in (("G4.1", "listed_on"), ("G4.2", "delisted_on")):
            for ordinal, moved in _by_month(facts.institutions, attrgetter(day)).items():
                self._add(row, ordinal, moved)
                self._add("G4", ordinal, moved)

    def _cut(self, row: str, ordinal: int, facts: Sequence[Cuttable]) -> None:
        """Note what the facts of a row are cut by; facts of one class come together and share their key."""
        by_key = self.cuts[row, ordinal]
        for cut, run in groupby(facts, key=_CUT):
            by_key[cut] += run


def _by_month(facts: Iterable[F], day_of: Callable[[F], date | None]) -> dict[int, list[F]]:
    """Facts by the ordinal of the month of one of their days; those without the day are left out."""
    found: dict[int, list[F]] = defaultdict(list)
    for fact in facts:
        day = day_of(fact)
        if day is not None:
            found[day.year * 12 + day.month - 1].append(fact)
    return dict(found)
