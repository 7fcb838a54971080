"""Handing over at a relay: what waits goes sealed to another laptop of the hall, and what it holds for this desk is taken.

The reply comes first, so that what has its receipt by now does not travel again.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.sync.bundle import changes_for_centre, note_handed, take_bundle
from trainingdesk.sync.exchange import joined
from trainingdesk.sync.relay_line import line_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.work import Work
    from trainingdesk.sync.bundle import Brought
    from trainingdesk.sync.relay_line import RelayLine
    from trainingdesk.wire.relay import Lying


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """So many operations lie at the relay now; ``brought`` is what came of the reply that lay there, if one did."""

    operations: int
    brought: Brought | None = None

    def said(self) -> tuple[tuple[str, dict[str, object]], ...]:
        """The same as sentences, with the values that they name."""
        replied = () if self.brought is None else self.brought.said()
        return (("relay.handed_over", {"count": self.operations}), *replied)


def hand_over_here(work: Work, *, address: str, code: str) -> HandedOver:
    """Hand over everything that has no receipt to the relay at this address, and take the reply that lies there.

    Raises Refused where this desk is not joined, the code is wrong or the relay is of another county; Unavailable where it
    does not answer or has no room. What was taken before a failure counts as sent, the rest waits as before. A reply that
    cannot be taken is told after everything was handed over.
    """
    work.require(Action.SEE_OWN_CLASSES)
    device = joined(work).device_id
    with closing(line_to(address)) as line:
        lying = _arrive(work, line, code)
        refusal, brought = None, None
        try:
            brought = _take_replies(work, line, lying)
        except Refused as refused:
            refusal = refused
        if joined(work).device_id != device:
            _arrive(work, line, code)  # the reply brought a new identity
        operations = 0
        for made in changes_for_centre(work):
            line.hand_over(made.body)
            note_handed(work, made)
            operations += made.operations
    if refusal is not None:
        raise refusal
    return HandedOver(operations=operations, brought=brought)


def _arrive(work: Work, line: RelayLine, code: str) -> list[Lying]:
    return line.arrive(code, device=joined(work).device_id, county=work.county_code, name=work.worker.name)


def _take_replies(work: Work, line: RelayLine, lying: Sequence[Lying]) -> Brought | None:
    """Take what lies there; it goes from there when it is in the database here."""
    brought = None
    for one in lying:
        brought = take_bundle(work, line.reply(one))
        line.kept(one)
    return brought
