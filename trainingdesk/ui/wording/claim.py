"""How claims are told in the window: states with their tones, amounts in yuan, reasons with their clause."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.claim import CLAIM_STEPS, ClaimState
from trainingdesk.domain.verdict import Decision
from trainingdesk.reports.document import Yuan
from trainingdesk.reports.printed import printed
from trainingdesk.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.services.claim_page import ClaimLine
    from trainingdesk.ui.workplace import Workplace

CLAIM_TONES: Final[Mapping[ClaimState, Tone]] = MappingProxyType(
    {
        ClaimState.CLAIMED: Tone.WARN,
        ClaimState.AUDITING: Tone.WARN,
        ClaimState.RETURNED: Tone.WARN,
        ClaimState.OBJECTION: Tone.DANGER,
        ClaimState.PAY_APPROVED: Tone.WARN,
        ClaimState.PAID: Tone.OK,
        ClaimState.BOUNCED: Tone.DANGER,
        ClaimState.RECOVERING: Tone.DANGER,
        ClaimState.REJECTED: Tone.DANGER,
    }
)
DECISION_TONES: Final[Mapping[Decision, Tone]] = MappingProxyType(
    {Decision.YES: Tone.OK, Decision.NO: Tone.DANGER, Decision.UNDECIDED: Tone.WARN}
)
#: Signs before the words: nothing is said by color alone.
_SIGNS: Final[Mapping[Decision, str]] = MappingProxyType(
    {Decision.YES: "✓", Decision.NO: "✕", Decision.UNDECIDED: "？"}
)


def state_words(place: Workplace, state: ClaimState) -> str:
    """The name of a state."""
    return place.say(CLAIM_STEPS.title(state))


def decision_words(place: Workplace, decision: Decision) -> str:
    """Eligible, not, or needs proof, with its sign."""
    return f"{_SIGNS[decision]} {place.say(f'claim.decision_{decision.value}')}"


def kind_words(place: Workplace, kind: str) -> str:
    """The name of a kind of subsidy."""
    return place.say(f"subsidy.kind_{kind}")


def yuan(fen: int) -> str:
    """An amount with thousands and both decimals, as the papers print it."""
    return printed(Yuan(fen))


def reason_words(place: Workplace, line: ClaimLine) -> str:
    """The rule that decided in words; nothing for a plain yes."""
    return "" if line.reason is None else place.sentences.of(line.reason.key, dict(line.reason.values))
