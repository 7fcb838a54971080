"""What is known of many people at once, put together for the rules of eligibility."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.eligibility import TRAINING, Candidate, HeldCategory
from trainingdesk.domain.enrollment import ON_ROLL, SUCCEEDED, TAKES_SEAT
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.past_training import HeldCertificate, Offer, Overlap, Training
from trainingdesk.domain.training_class import GONE
from trainingdesk.domain.verdict import Decision
from trainingdesk.storage import catalogue, person_merge
from trainingdesk.storage import eligibility as stored

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.storage.eligibility import (
        CandidateRow,
        EarnedRow,
        EnrolledRow,
        OfferRow,
        PaidRow,
        TakenRow,
        TaughtRow,
    )

T = TypeVar("T")

#: Core meanings of code lists: startup training (创业培训), other urban and rural workers (其他城乡劳动者).
_STARTUP, _OTHER = "startup", "other"


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of a class's candidates by the id that lives on after merges; ``joined`` are those who have a seat already."""

    joined: frozenset[str]
    living: Mapping[str, str]
    people: Mapping[str, CandidateRow]
    held: Mapping[str, tuple[HeldCategory, ...]]
    trainings: Mapping[str, tuple[Training, ...]]
    earned: Mapping[str, tuple[EarnedRow, ...]]
    overlaps: Mapping[str, Overlap]

    @classmethod
    def gather(
        cls, session: Session, offer: Offer, person_ids: Collection[str], *, without_classes: Collection[str] = ()
    ) -> Facts:
        """Everything that the rules ask about these people, in a fixed number of statements."""
        living = _Living(person_merge.aliases(session))
        everyone = living.with_former_ids(person_ids)
        taken = stored.taken(session, everyone)
        seated = (row for row in taken if row.class_id == offer.class_id and row.status in TAKES_SEAT)
        elsewhere = [row for row in taken if row.class_id not in {offer.class_id, *without_classes}]
        others = _offers(session, {row.class_id for row in elsewhere})
        trainings = _trainings(elsewhere, others, stored.paid(session, everyone), living)
        return cls(
            joined=frozenset(living.id_of(row.person_id) for row in seated),
            living=living.ids,
            people={row.id: row for row in stored.candidates(session, everyone)},
            held=living.grouped(_held(session, everyone)),
            trainings=trainings,
            earned=living.grouped((row.person_id, row) for row in stored.earned(session, everyone)),
            overlaps=_overlaps(session, offer, trainings),
        )

    def candidate(self, person_id: str, *, joined: EnrolledRow | None = None) -> Candidate:
        """One person; ``joined`` is the enrollment, where there is one already."""
        one = self.living.get(person_id, person_id)
        person = self.people.get(one)
        trainings = self.trainings.get(one, ())
        return Candidate(
            birth=person.birth_date if person else None,
            sex=person.sex if person else None,
            held=self.held.get(one, ()),
            trainings=trainings,
            certificates=tuple(
                HeldCertificate(row.occupation, row.level)
                for row in self.earned.get(one, ())
                if row.occupation is not None and (joined is None or row.enrollment_id != joined.id)
            ),
            overlaps=tuple(
                self.overlaps[training.offer.class_id]
                for training in trainings
                if training.on_roll and training.offer.class_id in self.overlaps
            ),
            paid_category=joined.paid_category if joined else None,
            joined=joined is not None or one in self.joined,
        )

    def certificates(self, enrolled: EnrolledRow, kinds: frozenset[str] | None = None) -> int:
        """How many certificates an enrollment brought, of these kinds or of any."""
        one = self.living.get(enrolled.person_id, enrolled.person_id)
        own = [row for row in self.earned.get(one, ()) if row.enrollment_id == enrolled.id]
        return len(own) if kinds is None else sum(row.kind in kinds for row in own)


def class_offer(session: Session, class_id: str) -> Offer:
    """What a class teaches, and when; raises Refused where there is no such class."""
    row = stored.offer(session, class_id)
    if row is None:
        raise Refused("training_class.unknown")
    return _offer(row, _startup_types(session))


class _Living:
    """Which id lives on after merges."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        self.ids = ids

    def id_of(self, person_id: str) -> str:
        """The id that lives on."""
        return self.ids.get(person_id, person_id)

    def with_former_ids(self, person_ids: Collection[str]) -> set[str]:
        """The ids that live on, and all that were merged into them."""
        living = {self.id_of(one) for one in person_ids}
        return living | {old for old, one in self.ids.items() if one in living}

    def grouped(self, found: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
        """What was found, by the id that lives on."""
        groups: dict[str, list[T]] = defaultdict(list)
        for person_id, one in found:
            groups[self.id_of(person_id)].append(one)
        return {person_id: tuple(group) for person_id, group in groups.items()}


def _trainings(
    taken: Iterable[TakenRow], offers: Mapping[str, Offer], lines: Iterable[PaidRow], living: _Living
) -> dict[str, tuple[Training, ...]]:
    """The other classes of each person, with what was paid for them."""
    paid: dict[tuple[str, str], set[str]] = defaultdict(set)
    refused: set[tuple[str, str]] = set()
    for line in lines:
        key = (line.person_id, line.class_id)
        if line.decision == Decision.YES and line.state is not ClaimState.REJECTED:
            paid[key].add(line.kind)
        elif line.kind == TRAINING:
            refused.add(key)
    return living.grouped(
        (row.person_id, _training(row, offers[row.class_id], paid, refused)) for row in taken if row.class_id in offers
    )


def _training(
    row: TakenRow, offer: Offer, paid: Mapping[tuple[str, str], set[str]], refused: set[tuple[str, str]]
) -> Training:
    key = (row.person_id, row.class_id)
    kinds = frozenset(paid.get(key, ()))
    going_well = row.status in ON_ROLL or row.status in SUCCEEDED
    counts = TRAINING in kinds or (going_well and key not in refused)
    return Training(offer=offer, counts=counts, on_roll=row.status in ON_ROLL, paid=kinds)


def _offer(row: OfferRow, startup: frozenset[str]) -> Offer:
    return Offer(
        class_id=row.class_id,
        number=row.number,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        training_type=row.training_type,
        level=row.level,
        occupation=row.occupation,
        mode=row.mode,
        startup=row.training_type in startup,
    )


def _offers(session: Session, classes: Collection[str]) -> dict[str, Offer]:
    """What classes teach; those that never took place or broke off are none."""
    startup = _startup_types(session)
    return {row.class_id: _offer(row, startup) for row in stored.offers(session, classes) if row.state not in GONE}


def _held(session: Session, people: Collection[str]) -> Iterator[tuple[str, HeldCategory]]:
    """Categories by person; that somebody is none of the named groups needs no paper."""
    items = catalogue.code_items(session, "person_categories")
    without_paper = {item.code for item in items if item.core == _OTHER}
    for row in stored.held(session, people):
        proved = row.proved or row.category in without_paper
        yield row.person_id, HeldCategory(row.category, row.valid_from, row.valid_to, proved)


def _startup_types(session: Session) -> frozenset[str]:
    """The county's training types that are startup training (创业培训)."""
    return frozenset(item.code for item in catalogue.code_items(session, "training_types") if item.core == _STARTUP)


def _overlaps(session: Session, offer: Offer, trainings: Mapping[str, tuple[Training, ...]]) -> dict[str, Overlap]:
    """For each class that somebody is in at the same time: the first day on which both teach."""
    meanwhile = {
        one.offer.class_id: one.offer.number
        for group in trainings.values()
        for one in group
        if one.on_roll and one.offer.starts_on <= offer.ends_on and offer.starts_on <= one.offer.ends_on
    }
    if not meanwhile:
        return {}
    lessons: dict[str, list[TaughtRow]] = defaultdict(list)
    for row in stored.taught(session, {offer.class_id, *meanwhile}):
        lessons[row.class_id].append(row)
    own = lessons[offer.class_id]
    found = {}
    for class_id, number in meanwhile.items():
        other = lessons[class_id]
        day = _first_clash(own, other) if own and other else None
        if day is not None or not (own and other):
            found[class_id] = Overlap(number, day)
    return found


def _first_clash(own: list[TaughtRow], other: list[TaughtRow]) -> date | None:
    """The first day on which two lessons share a minute."""
    by_day: dict[date, list[TaughtRow]] = defaultdict(list)
    for row in other:
        by_day[row.day].append(row)
    for mine in own:
        if any(mine.starts_at < one.ends_at and one.starts_at < mine.ends_at for one in by_day.get(mine.day, ())):
            return mine.day
    return None
