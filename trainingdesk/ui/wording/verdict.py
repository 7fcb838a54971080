"""What a rule answered, told with the value found, the value wanted and the clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.verdict import Decision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.ui.workplace import Workplace


def verdict_words(place: Workplace, verdict: Verdict) -> str:
    """Why a rule answered so, with value found, value wanted and clause; nothing for a plain yes."""
    if verdict.reason is None:
        return ""
    reason = place.say(verdict.reason, **verdict.values)
    if verdict.clause is None:
        return reason
    return place.say("eligibility.reason_with_clause", reason=reason, clause=verdict.clause)


def refusal_words(place: Workplace, verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Every *no* in words."""
    return tuple(verdict_words(place, one) for one in verdicts if one.decision is Decision.NO)
