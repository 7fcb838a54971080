"""How measures and the rungs of the ladder are told in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.domain.sanction import Rung, SanctionAction
    from trainingdesk.ui.workplace import Workplace


def action_words(place: Workplace, action: SanctionAction) -> str:
    """The name of a measure."""
    return place.say(f"sanction.action_{action.value}")


def rung_lines(place: Workplace, rung: Rung) -> Iterator[str]:
    """Time to put things right, ban, and what the measure is for."""
    if rung.rectify_workdays is not None:
        yield place.say("screen_sanction.rectify_workdays", days=rung.rectify_workdays)
    if rung.rectify_months is not None:
        yield place.say("screen_sanction.rectify_months", months=rung.rectify_months)
    if rung.ban_months is None:
        yield place.say("screen_sanction.bans_nothing")
    else:
        yield place.say("screen_sanction.bans_months", months=rung.ban_months)
    if rung.triggers:
        yield place.say("screen_sanction.triggers", triggers="；".join(rung.triggers))
