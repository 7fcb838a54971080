"""What a desk asks of the centre about seats that it takes along, and what it is answered (SYNC 2.8)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from trainingdesk.domain.seat_lease import MOST_DAYS, MOST_SEATS

_Id = Annotated[str, msgspec.Meta(max_length=36, pattern=r"\A[0-9A-Za-z_-]*\Z")]


class SeatsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """So many seats of a class in all, from today for so many days."""

    class_id: _Id
    seats: Annotated[int, msgspec.Meta(ge=1, le=MOST_SEATS)]
    days: Annotated[int, msgspec.Meta(ge=0, le=MOST_DAYS)]


class SeatsReturned(msgspec.Struct, frozen=True, kw_only=True):
    """The class whose seats are given back."""

    class_id: _Id


class Leased(msgspec.Struct, frozen=True, kw_only=True):
    """The seats that a desk has of a class now, of which ``used`` have somebody on them; none at all without ``ends_on``."""

    seats: int = 0
    used: int = 0
    ends_on: str = ""
