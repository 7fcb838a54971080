"""Months as they stand: frozen ones as they were frozen, open ones as the facts of today make them, and adjustments.

Only the centre freezes a month, or a desk that was never joined. What changes in a frozen month afterwards is an adjustment:
recomputed minus frozen minus earlier adjustments, computed once at the next freeze and posted in the month that is frozen
then (SYNC, head item 4). So every month's year-to-date stays the sum of what its months stated.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from trainingdesk.domain.month_facts import NO_CUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trainingdesk.domain.calendar import Month
    from trainingdesk.domain.month_facts import CutKey
    from trainingdesk.domain.month_tally import MonthFlow, Tally


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A signed correction of one row of a frozen month: ``ids`` holds the amount by which each id changed."""

    posted: Month
    about: Month
    row: str
    ids: Mapping[str, int]

    @property
    def amount(self) -> int:
        """The correction."""
        return sum(self.ids.values())


@dataclass(frozen=True, slots=True)
class Past:
    """What was frozen and posted so far."""

    frozen: Mapping[Month, MonthFlow] = field(default_factory=lambda: MappingProxyType({}))
    adjustments: tuple[Adjustment, ...] = ()

    def posted_in(self, month: Month) -> tuple[Adjustment, ...]:
        """The adjustments that a month states."""
        return tuple(one for one in self.adjustments if one.posted == month)

    def earlier(self, about: Month, row: str) -> Counter[str]:
        """What was posted about a row of a month already."""
        found: Counter[str] = Counter()
        for one in self.adjustments:
            if one.about == about and one.row == row:
                found.update(one.ids)
        return found


def pending(tally: Tally, past: Past, posted: Month) -> tuple[Adjustment, ...]:
    """The adjustments that freezing ``posted`` would post: about frozen months of this year and of last year.

    Older years are closed. Where one comes and another goes, the adjustment is 0 and names both.
    """
    return tuple(
        Adjustment(posted, month, row, ids)
        for month, frozen in sorted(past.frozen.items())
        if month < posted and month.year >= posted.year - 1
        for row, ids in _differences(tally, past, frozen)
    )


def _differences(tally: Tally, past: Past, frozen: MonthFlow) -> Iterator[tuple[str, dict[str, int]]]:
    for row, now in tally.flow(frozen.month).entries.items():
        if not frozen.states(row):
            continue
        kept, posted = frozen.entries.get(row, {}), past.earlier(frozen.month, row)
        if now == kept and not posted:
            continue
        then = Counter(kept)
        then.update(posted)
        changed = {one: now.get(one, 0) - then[one] for one in sorted({*now, *then})}
        if any(changed.values()):
            yield row, {one: amount for one, amount in changed.items() if amount}


class Book:
    """The months of two years up to ``month``; where it is open, it already states what freezing it would post."""

    def __init__(self, tally: Tally, past: Past, month: Month) -> None:
        self.tally = tally
        self.past = past
        self.month = month
        self.frozen = month in past.frozen
        posted = past.adjustments if self.frozen else (*past.adjustments, *pending(tally, past, month))
        self._posted: dict[tuple[str, Month], list[Adjustment]] = {}
        for one in posted:
            self._posted.setdefault((one.row, one.posted), []).append(one)

    def states(self, row: str) -> bool:
        """Whether every frozen month of the year states a row; those from before the report had it do not."""
        return all(self.past.frozen[one].states(row) for one in self.month.year_to_date if one in self.past.frozen)

    def _kept(self, row: str, month: Month) -> MonthFlow | None:
        """The frozen month that states a row; where it was frozen before the report had the row, the facts of today do."""
        flow = self.past.frozen.get(month)
        return flow if flow is not None and flow.states(row) else None

    def adjustments(self, month: Month) -> tuple[Adjustment, ...]:
        """What is posted in a month, about the oldest first."""
        found = [one for (_row, posted), ones in self._posted.items() if posted == month for one in ones]
        return tuple(sorted(found, key=lambda one: (one.about, one.row)))

    def value(self, row: str, month: Month) -> int:
        """What a month states for a row that adds up: its own figure and the adjustments posted in it."""
        frozen = self._kept(row, month)
        own = self.tally.value(row, month.ordinal) if frozen is None else frozen.value(row)
        return own + sum(one.amount for one in self._posted.get((row, month), ()))

    def year_to_date(self, row: str, month: Month) -> int:
        """本年累计: the sum of what the months of the year stated."""
        return sum(self.value(row, each) for each in month.year_to_date)

    def entries(self, row: str, months: Iterable[Month]) -> dict[str, int]:
        """The ids behind a row of some months with their amounts; they sum to the sum of ``value``."""
        found: Counter[str] = Counter()
        for month in months:
            frozen = self._kept(row, month)
            found.update(self.tally.entries(row, month.ordinal) if frozen is None else frozen.entries.get(row, {}))
            for one in self._posted.get((row, month), ()):
                found.update(one.ids)
        return {one: amount for one, amount in found.items() if amount}

    def cut(self, row: str, months: Iterable[Month]) -> Counter[CutKey]:
        """The amounts of a row that is cut, by what its facts are cut by."""
        found: Counter[CutKey] = Counter()
        for month in months:
            frozen = self._kept(row, month)
            if frozen is None:
                found.update(self._cut_of_today(row, month))
            else:
                for one, amount in frozen.entries.get(row, {}).items():
                    found[frozen.cuts.get(one, NO_CUT)] += amount
            for posted in self._posted.get((row, month), ()):
                for one, amount in posted.ids.items():
                    found[self._cut_of(one, posted)] += amount
        return found

    def _cut_of_today(self, row: str, month: Month) -> dict[CutKey, int]:
        groups = self.tally.cuts.get((row, month.ordinal), {})
        return {cut: sum(rows.total for rows in parts) for cut, parts in groups.items()}

    def _cut_of(self, one: str, adjustment: Adjustment) -> CutKey:
        """What an adjusted id is cut by: as it was frozen, else as it is today."""
        frozen = self.past.frozen.get(adjustment.about)
        if frozen is not None and one in frozen.cuts:
            return frozen.cuts[one]
        groups = self.tally.cuts.get((adjustment.row, adjustment.about.ordinal), {})
        return next((cut for cut, parts in groups.items() if any(one in rows.ids for rows in parts)), NO_CUT)
