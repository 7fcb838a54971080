"""Who may join a class, and who may be paid for it: each rule answers with its own verdict, so that all can be told.

People are judged on the day they join: the first day of the class, or the day they came later. A category counts only where
it holds on that day, and for money only with a proof. What a policy does not say is undecided; what this desk cannot see
(trainings of other counties, pensions, other funds) stands in a yes as ``unseen``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain import past_training
from trainingdesk.domain.age_limit import AgeRules, of_working_age
from trainingdesk.domain.enrollment import ON_ROLL, SUCCEEDED, Status
from trainingdesk.domain.policy_limits import RowFacts, fitting
from trainingdesk.domain.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

    from trainingdesk.domain.identity import Sex
    from trainingdesk.domain.limit import Limit
    from trainingdesk.domain.past_training import HeldCertificate, Offer, Overlap, Training
    from trainingdesk.domain.policy import Policy, Term

#: A pension or a post in a public body is known only where somebody recorded it.
UNSEEN_EXCLUSION: Final = "eligibility.unseen_exclusion"
#: What another fund paid is kept by another office.
UNSEEN_FUND: Final = "eligibility.unseen_fund"

TRAINING, ASSESSMENT, LIVING = "training", "assessment", "living_allowance"
#: Sentence keys of the kinds, and the word that a command takes for each.
KINDS: Final[Mapping[str, str]] = MappingProxyType({"training": TRAINING, "assessment": ASSESSMENT, "living": LIVING})


@dataclass(frozen=True, slots=True)
class HeldCategory:
    """A category of a person with its days; ``proved`` where a proof was recorded."""

    code: str
    valid_from: date | None = None
    valid_to: date | None = None
    proved: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What is known of one person; ``paid_category`` is the one an enrollment froze, which alone is paid for."""

    birth: date | None = None
    sex: Sex | None = None
    held: tuple[HeldCategory, ...] = ()
    trainings: tuple[Training, ...] = ()
    certificates: tuple[HeldCertificate, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    paid_category: str | None = None
    joined: bool = False

    def holding(self, day: date) -> frozenset[str]:
        """The categories that hold on a day."""
        return frozenset(one.code for one in self.held if one.holds_on(day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an enrollment came out: its status, its certificates, and which of them are paid for (评价补贴不含培训合格证)."""

    status: Status
    certificates: int = 0
    for_training: int = 0
    for_assessment: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A class, the policy that it keeps, the day that people are judged on, and what the county calls its codes.

    ``names`` holds categories and skill levels.
    """

    offer: Offer
    policy: Policy
    day: date
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def on(self, day: date | None) -> Question:
        """The same question for somebody who joined on another day."""
        return self if day is None or day == self.day else replace(self, day=day)

    def named(self, *codes: str) -> tuple[str, ...]:
        """What people call these categories."""
        return tuple(self.names.get(code, code) for code in codes)


def may_join(person: Candidate, asked: Question) -> tuple[Verdict, ...]:
    """Whether a person may be enrolled: age, category, exclusions, times, repetition and time."""
    return may_all_join({"": person}, asked)[""]


def may_all_join(people: Mapping[str, Candidate], asked: Question) -> dict[str, tuple[Verdict, ...]]:
    """The same for a whole roster; what many people share (no training yet, one category) is answered once."""
    ages = AgeRules.of(asked.policy, asked.day)
    known: dict[Hashable, tuple[Verdict, ...]] = {}
    found = {}
    for one, person in people.items():
        standing: Hashable = person.held, person.paid_category
        if standing not in known:
            known[standing] = (not_excluded(person, asked), a_beneficiary(person, asked))
        past: Hashable = person.trainings, person.certificates, person.joined, person.holding(asked.day)
        if past not in known:
            known[past] = _repetition(person, asked)
        age = ages.answer(person.birth, person.sex)
        found[one] = (*age, *known[standing], *known[past], past_training.at_one_time(person.overlaps))
    return found


def may_be_paid(person: Candidate, outcome: Outcome, asked: Question, *, kind: str) -> tuple[Verdict, ...]:
    """Whether one kind of subsidy may be paid for an enrollment; attendance is the claim's own rule (``attendance.py``)."""
    common = (
        completed(outcome),
        *of_working_age(person.birth, person.sex, day=asked.day, policy=asked.policy),
        not_excluded(person, asked),
        a_beneficiary(person, asked, with_proof=True),
    )
    match kind:
        case "training":
            certificate = certified(outcome.for_training, outcome)
            return (*common, certificate, *_repetition(person, asked), _one_fund(person, asked, kind))
        case "assessment":
            certificate = certified(outcome.for_assessment, outcome)
            return (*common, certificate, *_assessed_before(person, asked), _one_fund(person, asked, kind))
        case "living_allowance":
            return (*common, gets_allowance(person, asked))
        case _:
            raise ValueError(kind)


def not_excluded(person: Candidate, asked: Question) -> Verdict:
    """Nobody of an excluded category (在编人员, 按月领取养老待遇人员, in places 在校生) on that day."""
    term = asked.policy.words("person.excluded_categories")
    if term is None:
        return Verdict.undecided("eligibility.exclusions_not_given")
    excluded = sorted(person.holding(asked.day).intersection(term.value))
    if excluded:
        return Verdict.no("eligibility.excluded", clause=term.clause, found=asked.named(*excluded), day=asked.day)
    return Verdict.yes(clause=term.clause, unseen=UNSEEN_EXCLUSION)


def a_beneficiary(person: Candidate, asked: Question, *, with_proof: bool = False) -> Verdict:
    """One of the policy's categories holds on that day; for money it is the frozen one, and it needs a proof."""
    term = asked.policy.words("person.beneficiaries")
    if term is None:
        return Verdict.undecided("eligibility.beneficiaries_not_given")
    held = [one for one in person.held if person.paid_category in {None, one.code}]
    if not held:
        return Verdict.undecided("eligibility.category_unknown", clause=term.clause)
    wanted = [one for one in held if one.code in term.value]
    if not wanted:
        return _no_beneficiary(held, term, asked)
    holding = [one for one in wanted if one.holds_on(asked.day)]
    if not holding:
        return _not_on_that_day(wanted[0], term, asked)
    proved = [one for one in holding if one.proved]
    if with_proof and not proved:
        found = asked.named(holding[0].code)
        return Verdict.undecided("eligibility.proof_missing", clause=term.clause, found=found)
    return Verdict.yes(clause=term.clause, found=asked.named((proved or holding)[0].code))


def has_room(taken: int, *, capacity: int, size: Limit | None) -> Verdict:
    """Whether one more person fits: into the class as it was filed, and into what the policy allows."""
    if taken >= capacity:
        return Verdict.no("eligibility.class_full", found=taken, wanted=capacity)
    if size is None:
        return Verdict.undecided("eligibility.class_size_not_given")
    if taken >= size.value:
        return Verdict.no("eligibility.class_at_limit", clause=size.clause, found=taken, wanted=size.value)
    return Verdict.yes(clause=size.clause)


def completed(outcome: Outcome) -> Verdict:
    """The training ended well; undecided while it goes on."""
    if outcome.status in SUCCEEDED:
        return Verdict.yes()
    if outcome.status in ON_ROLL or outcome.status is Status.WAITLISTED:
        return Verdict.undecided("eligibility.not_finished")
    if outcome.status is Status.FAILED:
        return Verdict.no("eligibility.not_qualified")
    return Verdict.no("eligibility.left_class")


def certified(paid_for: int, outcome: Outcome) -> Verdict:
    """A certificate of a kind that this subsidy is paid on; undecided while none at all is recorded."""
    if paid_for:
        return Verdict.yes()
    if outcome.certificates:
        return Verdict.no("eligibility.certificate_not_paid_for")
    return Verdict.undecided("eligibility.no_certificate")


def gets_allowance(person: Candidate, asked: Question) -> Verdict:
    """Whether a row of the living allowance (生活费补贴) applies, and was not paid before where it is paid once a year."""
    rows = asked.policy.table("subsidy.living_allowance")
    if not rows:
        return Verdict.undecided("eligibility.allowance_not_given")
    offer = asked.offer
    facts = RowFacts(
        level=offer.level, training_type=offer.training_type, occupation=offer.occupation, mode=offer.mode,
        categories=_paid_for(person, asked), on=asked.day,
    )  # fmt: skip
    fit = fitting(rows, facts)
    if not fit:
        return Verdict.no("eligibility.allowance_not_for", clause=rows[0]["clause"])
    return _allowance_of(fit[0], person, asked)


def _allowance_of(row: Mapping[str, Any], person: Candidate, asked: Question) -> Verdict:
    """One row; what it says in words, or leaves to the place, a person must look at."""
    clause, year = row["clause"], asked.offer.starts_on.year
    if "who" in row:
        return Verdict.undecided("eligibility.allowance_in_words", clause=clause, wanted=row["who"])
    paid = [one.offer for one in person.trainings if LIVING in one.paid and one.offer.class_id != asked.offer.class_id]
    if row.get("mode") == "once_per_year":
        paid = [one for one in paid if one.starts_on.year == year]
    if row.get("mode") in {"once", "once_per_year"} and paid:
        return Verdict.no("eligibility.allowance_paid", clause=clause, found=paid[0].number)
    if "amount_fen" not in row:
        return Verdict.undecided("eligibility.allowance_without_amount", clause=clause)
    return Verdict.yes(clause=clause, unseen=past_training.UNSEEN)


def assessments_in_life(found: int, policy: Policy) -> Verdict:
    """How many assessments were paid for in all."""
    for row in policy.table("subsidy.lifetime_max"):
        if row["kind"] == ASSESSMENT:
            if found >= row["times"]:
                reason = "eligibility.assessments_used"
                return Verdict.no(reason, clause=row["clause"], found=found, wanted=row["times"])
            return Verdict.yes(clause=row["clause"], found=found, wanted=row["times"], unseen=past_training.UNSEEN)
    return Verdict.undecided("eligibility.assessments_not_given")


def _repetition(person: Candidate, asked: Question) -> tuple[Verdict, ...]:
    """Times and repetitions, over the other trainings that count."""
    offer, policy = asked.offer, asked.policy
    others = past_training.counted(person.trainings, offer, joined=person.joined)
    return (
        past_training.times_in_year(others, offer, categories=person.holding(asked.day), policy=policy),
        past_training.times_in_life(others, policy),
        past_training.same_type_in_year(others, offer, policy),
        past_training.same_occupation_and_level(others, person.certificates, offer, policy),
        past_training.no_lower_level(others, person.certificates, offer, policy, names=asked.names),
        past_training.startup_once(others, offer, policy),
    )


def _assessed_before(person: Candidate, asked: Question) -> tuple[Verdict, ...]:
    """How often the assessment was paid for, and for which occupations."""
    others = [one for one in person.trainings if one.offer.class_id != asked.offer.class_id]
    paid = [one.offer for one in others if ASSESSMENT in one.paid]
    return (_assessed_again(paid, asked), assessments_in_life(len(paid), asked.policy))


def _assessed_again(paid: list[Offer], asked: Question) -> Verdict:
    """The assessment of one occupation is paid for once (财社〔2023〕181号 art. 6), where the policy says so."""
    flag = asked.policy.flag("assessment.same_occupation_repeat")
    if flag is None:
        return Verdict.undecided("eligibility.assessment_repeat_not_given")
    again = next((one for one in paid if one.occupation is not None and one.occupation == asked.offer.occupation), None)
    if not flag.value and again is not None:
        return Verdict.no("eligibility.assessed_before", clause=flag.clause, found=again.number)
    return Verdict.yes(clause=flag.clause, unseen=past_training.UNSEEN)


def _one_fund(person: Candidate, asked: Question, kind: str) -> Verdict:
    """One certificate is paid from one fund; what the other fund paid is not on this desk."""
    flag = asked.policy.flag("subsidy.cross_fund_exclusive")
    if flag is None:
        return Verdict.undecided("eligibility.funds_not_given")
    offer = asked.offer
    for one in person.trainings:
        same = (one.offer.occupation, one.offer.level) == (offer.occupation, offer.level) and offer.occupation
        if flag.value and same and kind in one.paid and one.offer.class_id != offer.class_id:
            return Verdict.no("eligibility.paid_before", clause=flag.clause, found=one.offer.number)
    return Verdict.yes(clause=flag.clause, unseen=UNSEEN_FUND)


def _no_beneficiary(held: list[HeldCategory], term: Term, asked: Question) -> Verdict:
    found, wanted = asked.named(*(one.code for one in held)), asked.named(*term.value)
    return Verdict.no("eligibility.not_a_beneficiary", clause=term.clause, found=found, wanted=wanted)


def _not_on_that_day(one: HeldCategory, term: Term, asked: Question) -> Verdict:
    found = asked.named(one.code)
    if one.valid_from is not None and asked.day < one.valid_from:
        reason = "eligibility.category_not_yet"
        return Verdict.no(reason, clause=term.clause, found=found, since=one.valid_from, day=asked.day)
    return Verdict.no("eligibility.category_over", clause=term.clause, found=found, until=one.valid_to, day=asked.day)


def _paid_for(person: Candidate, asked: Question) -> frozenset[str]:
    """The frozen category where there is one, else all that hold on the day."""
    holding = person.holding(asked.day)
    return holding if person.paid_category is None else holding & {person.paid_category}
