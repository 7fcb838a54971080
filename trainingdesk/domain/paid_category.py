"""The one category that an enrollment is paid and counted under (享受补贴人员类别), frozen when the class starts.

A person may hold several categories, each with proof and days; the report and the money need one, so that sums add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class HeldCategory:
    """A category of a person; ``payable`` is False for tags that only count people and for those who are excluded."""

    code: str
    valid_from: date | None = None
    valid_to: date | None = None
    payable: bool = True

    def holds_on(self, day: date) -> bool:
        """Whether its proof covers a day; a day that is not written is open."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class MainCategory:
    """The category that was found, or why there is none."""

    code: str | None
    verdict: Verdict


def main_category(given: str | None, held: Iterable[HeldCategory], *, day: date) -> MainCategory:
    """The category that was given, else the single payable one that is held on ``day``; never a guess among several."""
    if given is not None:
        return MainCategory(given, Verdict.yes())
    codes = sorted({one.code for one in held if one.payable and one.holds_on(day)})
    if len(codes) == 1:
        return MainCategory(codes[0], Verdict.yes())
    if codes:
        return MainCategory(None, Verdict.undecided("enrollment.category_ambiguous", count=len(codes)))
    return MainCategory(None, Verdict.undecided("enrollment.category_missing"))
