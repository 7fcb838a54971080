"""What a person was trained in before, and how often a policy lets that happen again (次数限制、重复培训、时间冲突).

"Three times" means three times in a life in one place (财社〔2023〕181号 art. 5) and in one year in the next (泉州 2024), so
both are terms of the policy. Only what stands on this desk is counted; a *yes* says so in its value ``unseen``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.policy_limits import RowFacts, fitting
from trainingdesk.domain.skill_level import rank
from trainingdesk.domain.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trainingdesk.domain.policy import Policy, Term

#: The value ``unseen`` of a *yes* is a sentence key: trainings of other counties and platforms are not on this desk.
UNSEEN: Final = "eligibility.unseen_elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The class that a person wants to join or be paid for; ``startup`` is a startup training (创业培训)."""

    class_id: str
    number: str
    starts_on: date
    ends_on: date
    training_type: str
    level: str
    occupation: str | None = None
    mode: str | None = None
    startup: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """Another class of the same person.

    ``counts`` is a training that was or will be paid for: not left, not failed, not refused. ``on_roll`` is one that takes
    the person's time. ``paid`` are the kinds of subsidy that stand in a claim.
    """

    offer: Offer
    counts: bool
    on_roll: bool = False
    paid: frozenset[str] = frozenset()

    def before(self, offer: Offer) -> bool:
        """Whether it began earlier; of two that began together the lower number is the earlier."""
        return (self.offer.starts_on, self.offer.number) < (offer.starts_on, offer.number)


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate that a person holds, wherever it was earned."""

    occupation: str
    level: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """A class at the same time: the first day on which both teach, or None where a timetable is missing."""

    number: str
    day: date | None


def counted(trainings: Iterable[Training], offer: Offer, *, joined: bool) -> tuple[Training, ...]:
    """The other trainings that count against this one.

    All of them for somebody who is still to join. For somebody who is in already only the earlier and the paid ones: the
    last of too many is one too many, not each of them.
    """
    others = (one for one in trainings if one.counts and one.offer.class_id != offer.class_id)
    return tuple(one for one in others if not joined or one.paid or one.before(offer))


def times_in_year(others: tuple[Training, ...], offer: Offer, *, categories: frozenset[str], policy: Policy) -> Verdict:
    """How many trainings begin in the calendar year of this class."""
    rows = fitting(policy.table("person.per_year_max"), RowFacts(categories=categories, on=offer.starts_on))
    if not rows:
        return Verdict.undecided("eligibility.times_in_year_not_given")
    year, row = offer.starts_on.year, rows[0]
    found = sum(one.offer.starts_on.year == year for one in others)
    if found >= row["times"]:
        reason = "eligibility.times_in_year_used"
        return Verdict.no(reason, clause=row["clause"], found=found, wanted=row["times"], year=year)
    return Verdict.yes(clause=row["clause"], found=found, wanted=row["times"], unseen=UNSEEN)


def times_in_life(others: tuple[Training, ...], policy: Policy) -> Verdict:
    """How many trainings there were in all; the policy limits trainings or training subsidies."""
    limits = [
        (row["times"], row["clause"]) for row in policy.table("subsidy.lifetime_max") if row["kind"] == "training"
    ]
    of_person = policy.limit("person.lifetime_max")
    if of_person is not None:
        limits.append((of_person.value, of_person.clause))
    if not limits:
        return Verdict.undecided("eligibility.times_in_life_not_given")
    wanted, clause = min(limits)
    if len(others) >= wanted:
        return Verdict.no("eligibility.times_in_life_used", clause=clause, found=len(others), wanted=wanted)
    return Verdict.yes(clause=clause, found=len(others), wanted=wanted, unseen=UNSEEN)


def same_type_in_year(others: tuple[Training, ...], offer: Offer, policy: Policy) -> Verdict:
    """How many trainings of the same type begin in the calendar year of this class."""
    limit = policy.limit("person.same_kind_per_year_max")
    if limit is None:
        return Verdict.undecided("eligibility.same_type_not_given")
    year = offer.starts_on.year
    found = sum(one.offer.starts_on.year == year and one.offer.training_type == offer.training_type for one in others)
    if found >= limit.value:
        reason = "eligibility.same_type_used"
        return Verdict.no(reason, clause=limit.clause, found=found, wanted=limit.value, year=year)
    return Verdict.yes(clause=limit.clause, found=found, wanted=limit.value, unseen=UNSEEN)


def same_occupation_and_level(
    others: tuple[Training, ...], certificates: Iterable[HeldCertificate], offer: Offer, policy: Policy
) -> Verdict:
    """The same occupation and level once; a certificate that was earned elsewhere must be looked at by a person."""
    flag = policy.flag("person.same_occupation_level_once")
    if flag is None:
        return Verdict.undecided("eligibility.same_level_not_given")
    if not flag.value or offer.occupation is None:
        return Verdict.yes(clause=flag.clause)
    wanted = (offer.occupation, offer.level)
    for one in others:
        if (one.offer.occupation, one.offer.level) == wanted:
            return Verdict.no("eligibility.same_level_again", clause=flag.clause, found=one.offer.number)
    if any((one.occupation, one.level) == wanted for one in certificates):
        return Verdict.undecided("eligibility.same_level_certified", clause=flag.clause)
    return Verdict.yes(clause=flag.clause, unseen=UNSEEN)


def no_lower_level(
    others: tuple[Training, ...],
    certificates: Iterable[HeldCertificate],
    offer: Offer,
    policy: Policy,
    *,
    names: Mapping[str, str],
) -> Verdict:
    """No lower level of an occupation after a higher one, trained in or certified; ``names`` are those of the levels."""
    flag = policy.flag("person.no_lower_level_after_higher")
    if flag is None:
        return Verdict.undecided("eligibility.lower_level_not_given")
    own = rank(offer.level)
    if not flag.value or offer.occupation is None or own is None:
        return Verdict.yes(clause=flag.clause)
    levels = [one.offer.level for one in others if one.offer.occupation == offer.occupation]
    levels += [one.level for one in certificates if one.occupation == offer.occupation]
    higher = [level for level in levels if (rank(level) or 0) > own]
    if higher:
        highest = max(higher, key=lambda level: rank(level) or 0)
        found, wanted = (names.get(level, level) for level in (highest, offer.level))
        return Verdict.no("eligibility.lower_level", clause=flag.clause, found=found, wanted=wanted)
    return Verdict.yes(clause=flag.clause, unseen=UNSEEN)


def startup_once(others: tuple[Training, ...], offer: Offer, policy: Policy) -> Verdict:
    """The same kind of startup training once in a life (同一创业培训)."""
    if not offer.startup:
        return Verdict.yes()
    flag: Term | None = policy.flag("person.startup_same_class_once")
    if flag is None:
        return Verdict.undecided("eligibility.startup_not_given")
    again = next((one.offer for one in others if one.offer.training_type == offer.training_type), None)
    if flag.value and again is not None:
        return Verdict.no("eligibility.startup_again", clause=flag.clause, found=again.number)
    return Verdict.yes(clause=flag.clause, unseen=UNSEEN)


def at_one_time(overlaps: Iterable[Overlap]) -> Verdict:
    """Nobody is in two classes at one time; where a timetable is missing, that cannot be told yet."""
    found = tuple(overlaps)
    if not found:
        return Verdict.yes()
    dated = [one for one in found if one.day is not None]
    first = min(dated, key=lambda one: (one.day or date.max, one.number)) if dated else found[0]
    if first.day is None:
        return Verdict.undecided("eligibility.overlap_unknown", found=first.number)
    return Verdict.no("eligibility.overlap", found=first.number, day=first.day)
