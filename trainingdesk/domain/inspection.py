"""Inspections (督查) by 双随机: classes and inspectors drawn from a seed in a way that anybody can repeat.

The algorithm, so that it can be checked with any tool: for every candidate take the SHA-256 of the text
``<seed>|<part>|<candidate>`` in UTF-8, written as 64 lower-case hexadecimal digits; sort the candidates by these digits
(equal digits by the candidate itself) and take the first ones. ``part`` is ``class`` for the draw of classes,
``inspector|<class>`` for the inspectors of one class, and ``phone|<class>`` for the people to be called. No random number
generator of a programming language has a part in it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Collection
    from fractions import Fraction

#: 检查人员不少于2人 (经办操作规程 2019); fewer is not a random pair but a person.
INSPECTORS_MIN: Final = 2
CLASSES: Final = "class"
INSPECTORS: Final = "inspector"
PHONE: Final = "phone"


@dataclass(frozen=True, slots=True)
class DrawnClass:
    """A class that was drawn, with the inspectors drawn for it."""

    class_id: str
    inspectors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What was drawn from what; repeating it from ``seed`` and the candidates gives the same ``drawn``."""

    seed: str
    classes: tuple[str, ...]
    inspectors: tuple[str, ...]
    drawn: tuple[DrawnClass, ...]


def lot(seed: str, part: str, candidate: str) -> str:
    """The lot of a candidate: 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}|{part}|{candidate}".encode()).hexdigest()


def ranked(seed: str, part: str, candidates: Collection[str]) -> tuple[str, ...]:
    """All candidates in the order of their lots; the order they are given in, and repetitions, make no difference."""
    return tuple(sorted(set(candidates), key=lambda candidate: (lot(seed, part, candidate), candidate)))


def draw(
    seed: str,
    *,
    classes: Collection[str],
    inspectors: Collection[str],
    classes_wanted: int,
    inspectors_wanted: int = INSPECTORS_MIN,
) -> Draw:
    """Draw classes, and for each of them inspectors.

    Raises Refused without a seed, for fewer than two inspectors a class, or where there are fewer candidates than wanted.
    """
    if not seed.strip():
        raise Refused("inspection.no_seed")
    if inspectors_wanted < INSPECTORS_MIN:
        raise Refused("inspection.too_few_inspectors_wanted", found=inspectors_wanted, wanted=INSPECTORS_MIN)
    _enough("inspection.too_few_classes", classes, classes_wanted)
    _enough("inspection.too_few_inspectors", inspectors, inspectors_wanted)
    chosen = ranked(seed, CLASSES, classes)[:classes_wanted]
    drawn = tuple(
        DrawnClass(one, ranked(seed, f"{INSPECTORS}|{one}", inspectors)[:inspectors_wanted]) for one in chosen
    )
    return Draw(seed=seed, classes=tuple(sorted(set(classes))), inspectors=tuple(sorted(set(inspectors))), drawn=drawn)


def repeats(made: Draw) -> bool:
    """Whether the draw comes out the same when it is made again from its own seed and candidates."""
    if not made.drawn:
        return True
    again = draw(
        made.seed,
        classes=made.classes,
        inspectors=made.inspectors,
        classes_wanted=len(made.drawn),
        inspectors_wanted=len(made.drawn[0].inspectors),
    )
    return again == made


def phone_sample(seed: str, *, class_id: str, people: Collection[str], share: Fraction) -> tuple[str, ...]:
    """Whom to call: at least ``share`` of the people (seen: 10 %), rounded up, and nobody where there is nobody."""
    wanted = -(-len(set(people)) * share.numerator // share.denominator)
    return ranked(seed, f"{PHONE}|{class_id}", people)[:wanted]


def _enough(key: str, candidates: Collection[str], wanted: int) -> None:
    found = len(set(candidates))
    if wanted < 1 or found < wanted:
        raise Refused(key, found=found, wanted=wanted)
