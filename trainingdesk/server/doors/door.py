"""A door of the centre: what goes in, what comes out, who may knock, and the one call of the ledger behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from trainingdesk.server.doors.making import Making
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.server.limits import Limits
    from trainingdesk.server.program_update import Updates

#: A frozen batch; the desk cuts its batches far below it.
MOST_BODY: Final = 4 << 20
#: What the databases can be asked with: no number beyond 64 bits, no character that PostgreSQL has no place for.
Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Word = Annotated[str, msgspec.Meta(max_length=64, pattern=r"\A[0-9A-Za-z_-]*\Z")]

#: Statuses of a door before which a token is shown, and of one for those who have none yet.
SHUT: Final = (401, 413, 429)
STRANGE: Final = (400, *SHUT)


class Gate(Enum):
    """Who may knock."""

    #: A device that shows its token.
    DEVICE = auto()
    #: Whoever has none yet; how often is counted by the address it comes from.
    STRANGER = auto()
    ANYBODY = auto()


@dataclass(frozen=True, slots=True)
class Centre:
    """What stands behind all doors."""

    ledger: Ledger
    limits: Limits
    making: Making
    updates: Updates


@dataclass(frozen=True, slots=True)
class Call:
    """One call, looked through: ``asked`` is what its body says, or its bytes; ``address`` what its address says."""

    centre: Centre
    device: str
    asked: Any = None
    address: Any = None

    @property
    def ledger(self) -> Ledger:
        """What answers it."""
        return self.centre.ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """``opens`` answers what ``answers`` names, or bytes where that names nothing; ``refuses`` are its other statuses."""

    path: str
    opens: Callable[[Call], Any] | Callable[[Call], Awaitable[Any]]
    method: str = "POST"
    gate: Gate = Gate.DEVICE
    asks: Any = None
    #: What its address says: names in the path, and what stands behind the question mark.
    address: Any = None
    answers: Any = None
    refuses: tuple[int, ...] = SHUT
    #: The body is a frozen batch, or a part of a bundle, and not JSON.
    frozen: bool = False
    most: int = MOST_BODY
    #: The answer comes compressed where the desk reads that.
    packed: bool = False
