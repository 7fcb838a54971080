"""A whole number or a share that a policy gives, with the clause it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Limit:
    """The number and its source; a number that a policy does not give is None, and the rule is undecided."""

    value: int
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """The exact share and its source; 80 % is ``Fraction(4, 5)``, never a binary 0.8."""

    value: Fraction
    clause: str | None = None
