"""What a desk asks of the centre about seats that it takes along, and what it is answered (SYNC 2.8)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from trainingdesk.domain.seat_lease import MOST_DAYS, MOST_SEATS

_Id = Annotated[str, msgspec.Meta(max_length=36, pattern=r"\A[0-9A-Za-z_-]*\Z")]

_Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
#: Why a question in a bundle has no seats for an answer.
NOT_ALLOWED, TOO_LATE = "not_allowed", "too_late"


class SeatsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """So many seats of a class in all, from today for so many days; ``number`` as in ``SeatsAsked``, 0 of an older desk."""

    class_id: _Id
    seats: Annotated[int, msgspec.Meta(ge=1, le=MOST_SEATS)]
    days: Annotated[int, msgspec.Meta(ge=0, le=MOST_DAYS)]
    number: _Number = 0


class SeatsReturned(msgspec.Struct, frozen=True, kw_only=True):
    """The class whose seats are given back."""

    class_id: _Id
    number: _Number = 0


class Leased(msgspec.Struct, frozen=True, kw_only=True):
    """The seats that a desk has of a class now, of which ``used`` have somebody on them; none at all without ``ends_on``."""

    seats: int = 0
    used: int = 0
    ends_on: str = ""


class SeatsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk without a line asks in a bundle: so many seats of a class in all, until a day.

    ``number`` grows with each question of a desk, so that the centre knows which of two is the later one.
    """

    number: _Number
    class_id: _Id
    seats: Annotated[int, msgspec.Meta(ge=1, le=MOST_SEATS)]
    ends_on: Annotated[str, msgspec.Meta(pattern=r"\A\d{4}-\d\d-\d\d\Z")]


class SeatsAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to the question of that number: what the desk has now, or why it has none (``refused``)."""

    number: _Number
    class_id: str
    leased: Leased = Leased()
    refused: str = ""
