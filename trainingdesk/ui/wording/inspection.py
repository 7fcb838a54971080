"""How inspections are told in the window: results with their signs and tones, and how a class came to be visited."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.services.inspection import Result, result_of
from trainingdesk.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.storage.inspection import InspectionLine
    from trainingdesk.ui.workplace import Workplace

RESULT_TONES: Final[Mapping[Result, Tone]] = MappingProxyType(
    {Result.OPEN: Tone.WARN, Result.QUALIFIED: Tone.OK, Result.NOT_QUALIFIED: Tone.DANGER}
)
#: Signs before the words: nothing is said by color alone.
_SIGNS: Final[Mapping[Result, str]] = MappingProxyType({Result.QUALIFIED: "✓ ", Result.NOT_QUALIFIED: "✕ "})


def result_words(place: Workplace, result: Result) -> str:
    """The name of a result with its sign."""
    return f"{_SIGNS.get(result, '')}{place.say(f'inspection.result_{result}')}"


def tone_of(line: InspectionLine) -> Tone | None:
    """The tone of what came of an inspection."""
    return RESULT_TONES.get(result_of(line))


def method_words(place: Workplace, line: InspectionLine) -> str:
    """Drawn or named."""
    return place.say("screen_inspection.drawn" if line.drawn else "screen_inspection.named")
