"""What a desk asks of the centre when somebody signs a monthly report, and what it is answered (SYNC, head item 4).

The desk counts, since it holds the county and the rules; the centre decides whether that stands, and writes it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import msgspec
import zstandard

from trainingdesk.wire.operation import Unreadable, opened

_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=36, pattern=r"\A[0-9A-Za-z_-]*\Z")]
#: Ten months of 24,000 people are 2.2 MB of figures with the rows behind them, 0.6 MB packed: room for ten times that.
MOST_PACKED, _MOST_OPENED = 16 << 20, 96 << 20
#: Months that are closed at once, with what earlier ones changed by.
_MOST_ROWS = 5000


class Answer(StrEnum):
    """What became of it."""

    TAKEN = "taken"
    BEHIND = "behind"  # the county has gone on since the desk counted
    NOT_ALLOWED = "not_allowed"
    OWN_WORK = "own_work"  # who prepared it does not decide on it
    ANOTHER_STANDS = "another_stands"  # the month is closed, or the report is elsewhere on its way


class SignedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a report, or an adjustment that it posts, as it shall stand."""

    table: str
    row_id: _Id
    values: dict[str, Any]


class ReportSigned(msgspec.Struct, frozen=True, kw_only=True):
    """What a step of a report writes; ``head`` is the number up to which the desk holds the county."""

    head: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    rows: Annotated[list[SignedRow], msgspec.Meta(min_length=1, max_length=_MOST_ROWS)]


def freeze_signed(said: ReportSigned) -> bytes:
    """The bytes of what is signed: figures name every row behind them."""
    return zstandard.compress(msgspec.json.encode(said), 3)


def thaw_signed(body: bytes) -> ReportSigned:
    """What is signed in these bytes; raises Unreadable."""
    try:
        return msgspec.json.decode(opened(body, most=_MOST_OPENED), type=ReportSigned)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unreadable from error


class ReportAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it stands."""

    answer: Answer
