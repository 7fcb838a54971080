"""Subsidies (补贴): what one person's line comes to, exactly to the fen, with rate, fund, payee and clause.

Three kinds (人社部发〔2021〕102号 art. 26): training, assessment, living allowance. A rate is chosen from the policy's table
by the row that asks for most; factors are exact fractions and their order makes no difference; the product is rounded half
up to whole fen once a line. What the policy does not give is undecided, never a default.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.policy_limits import RowFacts, fitting
from trainingdesk.domain.rounding import half_up
from trainingdesk.domain.verdict import Decision, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from trainingdesk.domain.policy import Policy

#: The mode that is paid by a factor of its own (线上线下相结合).
BLENDED: Final = "OMO"


class SubsidyKind(StrEnum):
    """The three kinds."""

    TRAINING = "training"  # 职业培训补贴
    ASSESSMENT = "assessment"  # 职业技能评价补贴
    LIVING_ALLOWANCE = "living_allowance"  # 生活费补贴


class Payee(StrEnum):
    """To whom money goes."""

    EMPLOYER = "employer"  # 企业
    INSTITUTION = "institution"  # 培训机构
    PERSON = "person"  # 个人


class Per(StrEnum):
    """What a rate is for."""

    PERSON = "person"
    PERIOD = "period"
    DAY = "day"
    CLASS = "class"


class AllowanceMode(StrEnum):
    """How a living allowance is counted."""

    PER_DAY = "per_day"  # each day attended, a half-day is half
    PER_CLASS = "per_class"
    ONCE_PER_YEAR = "once_per_year"
    ONCE = "once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What one line depends on. ``on`` is the first day of the class; ``category`` the one the enrollment is paid under.

    ``periods`` and ``days`` are those the class held; ``days_attended`` the person's, a half-day being a half.
    ``place`` of ``sharing`` people (counted from 0) matters where a rate is for a whole class.
    """

    kind: SubsidyKind
    on: date
    level: str | None = None
    training_type: str | None = None
    occupation: str | None = None
    category: str | None = None
    mode: str | None = None
    shortage: str | None = None
    periods: int = 0
    days: int = 0
    days_attended: Fraction = Fraction(0)
    place: int = 0
    sharing: int = 1
    allowances_this_year: int = 0
    allowances_ever: int = 0

    def facts(self) -> RowFacts:
        """By what the rows of a policy are chosen for this line."""
        return RowFacts(
            level=self.level,
            training_type=self.training_type,
            occupation=self.occupation,
            mode=self.mode,
            shortage=self.shortage,
            kind=self.kind.value,
            categories=frozenset() if self.category is None else frozenset({self.category}),
            on=self.on,
        )


@dataclass(frozen=True, slots=True)
class Factor:
    """A share that the rate is multiplied by, with its clause."""

    value: Fraction
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What a line comes to. ``fen`` is what would be paid if every other rule allows it; 0 where no amount is known.

    ``rate`` is the reckoning as it stands on paper: 1200.00 × 0.7.
    """

    fen: int
    verdict: Verdict
    rate: str | None = None
    fund: str | None = None
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class PaidTo:
    """To whom a line is paid; None while the policy does not say."""

    payee: Payee | None
    verdict: Verdict


def price(policy: Policy, case: Case) -> Priced:
    """What the policy pays for this line; undecided where it gives no rate or a factor that it asks for is missing."""
    if case.kind is SubsidyKind.LIVING_ALLOWANCE:
        return _allowance(policy, case)
    rows = _chosen(policy.table("subsidy.rates"), case)
    if not rows:
        return _nothing(Verdict.undecided("subsidy.no_rate", level=case.level))
    found, verdict = _factors(policy, case)
    if verdict.decision is not Decision.YES:
        return _nothing(verdict)
    exact = times(sum((_base(row, case) for row in rows), Fraction(0)), found)
    amount = _to_fen(exact)
    fen = shared_out(amount, case.sharing)[case.place] if _per(rows[0]) is Per.CLASS else amount
    return Priced(
        fen=_capped(policy, case, fen),
        verdict=_to_check(rows[0]),
        rate=_reckoning(rows, case, found),
        fund=rows[0].get("fund"),
        clause="; ".join(dict.fromkeys((rows[0]["clause"], *(factor.clause for factor in found)))),
    )


def payee(policy: Policy, *, kind: SubsidyKind, category: str | None) -> PaidTo:
    """Who gets the money: a row with categories goes before one without (津人社局发〔2022〕20号 art. 13)."""
    categories = frozenset() if category is None else frozenset({category})
    rows = fitting(policy.table("subsidy.payee"), RowFacts(kind=kind.value, categories=categories))
    if not rows:
        return PaidTo(None, Verdict.undecided("subsidy.no_payee"))
    return PaidTo(Payee(rows[0]["payee"]), Verdict.yes(clause=rows[0]["clause"]))


def kinds_paid(policy: Policy) -> tuple[SubsidyKind, ...]:
    """The kinds that a policy pays at all; training always, so that a missing rate is seen."""
    rated = {row["kind"] for row in policy.table("subsidy.rates")} | {SubsidyKind.TRAINING.value}
    if policy.table("subsidy.living_allowance"):
        rated.add(SubsidyKind.LIVING_ALLOWANCE.value)
    return tuple(kind for kind in SubsidyKind if kind.value in rated)


def times(base: Fraction, factors: Iterable[Factor]) -> Fraction:
    """The base times every factor, exactly."""
    product = base
    for factor in factors:
        product *= factor.value
    return product


def shared_out(fen: int, count: int) -> tuple[int, ...]:
    """An amount for a whole class in ``count`` parts that sum to it; the first ones get the fen that is left over.

    Raises ValueError for no parts at all or an amount below zero.
    """
    if count < 1 or fen < 0:
        raise ValueError((fen, count))
    each, rest = divmod(fen, count)
    return tuple(each + (place < rest) for place in range(count))


def totals(lines: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The sums of fen under each heading (kind, fund, payee), in the order in which headings first appear."""
    sums: dict[str, int] = {}
    for heading, fen in lines:
        sums[heading] = sums.get(heading, 0) + fen
    return sums


def _chosen(rows: Sequence[Mapping[str, Any]], case: Case) -> tuple[Mapping[str, Any], ...]:
    """The row that fits best, with those that differ from it only in the units they pay for (steps by days or periods)."""
    fit = fitting(rows, case.facts())
    if not fit or not _STEP & fit[0].keys():
        return fit[:1]
    best = _without_amounts(fit[0])
    return tuple(row for row in fit if _without_amounts(row) == best)


_STEP: Final = frozenset({"units_from", "units_to"})


def _without_amounts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"amount_fen", "clause", *_STEP}}


def _per(row: Mapping[str, Any]) -> Per:
    return Per(row["per"])


def _units(row: Mapping[str, Any], case: Case) -> int:
    """How many units a row pays for; of a step from the 11th to the 15th day those that the class has of it."""
    match _per(row):
        case Per.PERIOD:
            count = case.periods
        case Per.DAY:
            count = case.days
        case _:
            return 1
    first, last = int(row.get("units_from", 1)), int(row.get("units_to", count))
    return max(0, min(count, last) - first + 1)


def _base(row: Mapping[str, Any], case: Case) -> Fraction:
    return Fraction(row["amount_fen"] * _units(row, case))


def _factors(policy: Policy, case: Case) -> tuple[tuple[Factor, ...], Verdict]:
    """The factors of a training subsidy; other kinds have none."""
    if case.kind is not SubsidyKind.TRAINING:
        return (), Verdict.yes()
    found = list(_blended(policy, case))
    table = policy.table("subsidy.shortage_factor")
    if table:
        # 技师及以上 is paid whole, however short the occupation is: a row for levels goes before one for a shortage class.
        rows = sorted(fitting(table, case.facts()), key=lambda row: "levels" not in row)
        if not rows:
            return (), Verdict.undecided("subsidy.no_shortage_class", clause=table[0]["clause"])
        found.append(Factor(rows[0]["factor"], rows[0]["clause"]))
    return _with_uplift(policy, case, tuple(found))


def _blended(policy: Policy, case: Case) -> Iterator[Factor]:
    factor = policy.share("subsidy.blended_factor")
    if factor is not None and case.mode == BLENDED:
        yield Factor(factor.value, factor.clause or "")


def _with_uplift(policy: Policy, case: Case, found: tuple[Factor, ...]) -> tuple[tuple[Factor, ...], Verdict]:
    """What a county adds for urgent occupations (急需紧缺上浮), never more than the policy lets it."""
    uplift, most = policy.share("subsidy.urgent_uplift"), policy.share("subsidy.urgent_uplift_max")
    if uplift is None or case.shortage is None:
        return found, Verdict.yes()
    if most is not None and uplift.value > most.value:
        verdict = Verdict.undecided(
            "subsidy.uplift_too_high", clause=most.clause, found=uplift.value, wanted=most.value
        )
        return (), verdict
    return (*found, Factor(1 + uplift.value, uplift.clause or "")), Verdict.yes()


def _allowance(policy: Policy, case: Case) -> Priced:
    rows = fitting(policy.table("subsidy.living_allowance"), case.facts())
    if not rows:
        return _nothing(Verdict.no("subsidy.allowance_not_for_category"))
    row = rows[0]
    if "mode" not in row or "amount_fen" not in row:
        return _nothing(Verdict.undecided("subsidy.allowance_without_amount", clause=row["clause"]))
    mode = AllowanceMode(row["mode"])
    base = row["amount_fen"] + row.get("transport_fen", 0)
    units = case.days_attended if mode is AllowanceMode.PER_DAY else Fraction(1)
    fen = min(_to_fen(base * units), row.get("cap_fen", _to_fen(base * units)))
    priced = Priced(
        fen=fen, verdict=_to_check(row), rate=_written(base, units), fund=row.get("fund"), clause=row["clause"]
    )
    once = _once(mode, case, row["clause"])
    return priced if once.decision is Decision.YES else replace(priced, fen=0, verdict=once)


def _once(mode: AllowanceMode, case: Case, clause: str) -> Verdict:
    if mode is AllowanceMode.ONCE_PER_YEAR and case.allowances_this_year:
        return Verdict.no("subsidy.allowance_this_year_already", clause=clause)
    if mode is AllowanceMode.ONCE and case.allowances_ever:
        return Verdict.no("subsidy.allowance_already", clause=clause)
    return Verdict.yes(clause=clause)


def _to_check(row: Mapping[str, Any]) -> Verdict:
    """A row that says in words for whom it is leaves the question to a person."""
    if "who" in row:
        return Verdict.undecided("subsidy.who_to_check", clause=row["clause"], who=row["who"])
    return Verdict.yes(clause=row["clause"])


def _capped(policy: Policy, case: Case, fen: int) -> int:
    most = policy.fen("subsidy.person_max") if case.kind is SubsidyKind.TRAINING else None
    return fen if most is None else min(fen, most.value)


def _nothing(verdict: Verdict) -> Priced:
    return Priced(fen=0, verdict=verdict, clause=verdict.clause)


def _to_fen(exact: Fraction) -> int:
    return int(half_up(exact, decimals=0))


def _reckoning(rows: Sequence[Mapping[str, Any]], case: Case, factors: Sequence[Factor]) -> str:
    base = " + ".join(_written(row["amount_fen"], Fraction(_units(row, case))) for row in rows)
    changing = [factor for factor in factors if factor.value != 1]
    if not changing:
        return base
    whole = f"({base})" if len(rows) > 1 else base
    return " × ".join((whole, *(_decimal(factor.value) for factor in changing)))


def _written(fen: int, units: Fraction) -> str:
    money = f"{fen // 100}.{fen % 100:02}"
    return money if units == 1 else f"{money} × {_decimal(units)}"


def _decimal(value: Fraction) -> str:
    """0.7 where it can be written so, else 2/3."""
    for decimals in range(4):
        if (value * 10**decimals).denominator == 1:
            return f"{half_up(value, decimals=decimals):f}"
    return str(value)
