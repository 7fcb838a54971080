"""Sanctions (处理措施) against training institutions: a ladder of four, each with time to put things right and a ban.

The shipped ladder is one city's (津人社办发〔2022〕60号): 约谈 → 下达整改函 → 通报 → 解除协议. A ban blocks every new class
of the institution while it lasts, and two measures of one rung in one year lead to the next rung.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.calendar import add_months
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from trainingdesk.domain.calendar import WorkCalendar

#: So many measures of one rung within a calendar year lead to the next (当年2次以上).
REPEATED: Final = 2


class SanctionAction(StrEnum):
    """The measures, from mild to hard."""

    CALLED_IN = "called_in"  # 约谈
    CORRECTION_LETTER = "correction_letter"  # 下达整改函
    PUBLIC_NOTICE = "public_notice"  # 通报
    AGREEMENT_ENDED = "agreement_ended"  # 解除协议


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One measure of the ladder; a period that it does not have is None."""

    action: SanctionAction
    clause: str
    rectify_workdays: int | None = None
    rectify_months: int | None = None
    ban_months: int | None = None
    triggers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """The measures in their order."""

    rungs: tuple[Rung, ...]

    def rung(self, action: SanctionAction) -> Rung:
        """The rung of a measure; raises Refused where the ladder has none."""
        for rung in self.rungs:
            if rung.action is action:
                return rung
        raise Refused("sanction.not_on_ladder", action=action)

    def above(self, action: SanctionAction) -> Rung:
        """The next harder measure, the hardest where there is none."""
        place = self.rungs.index(self.rung(action))
        return self.rungs[min(place + 1, len(self.rungs) - 1)]

    @classmethod
    def of_rows(cls, rows: Iterable[Mapping[str, str]], *, clause: str) -> Ladder:
        """The ladder of a table with the headings of ``resources/tables/sanction_ladder.csv``."""
        in_order = sorted(rows, key=lambda row: int(row["position"]))
        return cls(tuple(_rung(row, clause) for row in in_order))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """From ``first`` to ``last``, both included, the institution opens no class."""

    first: date
    last: date
    action: SanctionAction
    clause: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the ban holds on this day."""
        return self.first <= day <= self.last


def ban(rung: Rung, *, decided_on: date) -> Ban | None:
    """The ban that follows from a measure: so many months from the day of the decision (民法典 arts. 201, 202)."""
    if rung.ban_months is None:
        return None
    last = add_months(decided_on, rung.ban_months)
    return Ban(first=decided_on, last=last, action=rung.action, clause=rung.clause)


def rectify_by(rung: Rung, *, decided_on: date, calendar: WorkCalendar) -> date | None:
    """The last day to put things right; None where the rung gives no time."""
    if rung.rectify_workdays is not None:
        return calendar.add_working_days(decided_on, rung.rectify_workdays).day
    if rung.rectify_months is not None:
        return calendar.due(decided_on, months=rung.rectify_months).day
    return None


def ban_on(bans: Iterable[Ban], day: date) -> Ban | None:
    """The ban that holds on this day; of several the one that lasts longest."""
    holding = [one for one in bans if one.covers(day)]
    return max(holding, key=lambda one: one.last, default=None)


def may_open_class(bans: Iterable[Ban], day: date) -> Verdict:
    """Whether an institution may apply for a class on this day (FEATURES 113: the reason is named)."""
    holding = ban_on(bans, day)
    if holding is None:
        return Verdict.yes()
    return Verdict.no(
        "sanction.banned", clause=holding.clause, since=holding.first, until=holding.last, action=holding.action
    )


def wanted_at_least(
    earlier: Iterable[tuple[SanctionAction, date]], *, action: SanctionAction, decided_on: date, ladder: Ladder
) -> Verdict:
    """Whether a measure is hard enough: two of one rung in the same calendar year ask for the next rung."""
    this_year = [measure for measure, day in earlier if day.year == decided_on.year]
    harder = ladder.above(action)
    if harder.action is action or this_year.count(action) < REPEATED:
        return Verdict.yes(clause=ladder.rung(action).clause)
    return Verdict.no(
        "sanction.repeated", clause=harder.clause, count=this_year.count(action), action=action, next=harder.action
    )


def _rung(row: Mapping[str, str], clause: str) -> Rung:
    def number(heading: str) -> int | None:
        return int(row[heading]) if row.get(heading) else None

    return Rung(
        action=SanctionAction(row["core"]),
        clause=clause,
        rectify_workdays=number("rectify_workdays"),
        rectify_months=number("rectify_months"),
        ban_months=number("ban_months"),
        triggers=tuple(part for part in row.get("triggers", "").split(";") if part),
    )
