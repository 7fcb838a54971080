"""What becomes of a write that meets another one: pure, the same wherever it runs (SYNC 2.5 R5, 2.8).

Causality is judged before the clock: a write is concurrent only where the group has a version the writer had not seen and
somebody else wrote it, or the writer had seen it lose. Everything else follows from what the writer knew and simply applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from trainingdesk.wire.schema import Group, Merge
from trainingdesk.wire.state import goes_on

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who wrote a group, in which version, and by which clock (clamped to its receipt, R9).

    Nothing is judged by the last three, which are told to whoever reads the history (``operation.Written``).
    """

    version: int
    hlc: int
    device_number: int
    device_id: str
    by_instructor: bool = False
    user: str = ""
    received: int = 0
    reason: str = ""
    typed: int = 0

    @property
    def rank(self) -> tuple[int, int]:
        """Orders writes that are truly concurrent, and nothing else."""
        return self.hlc, self.device_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The members of a group and their stamp."""

    values: Mapping[str, Any]
    stamp: Stamp


class Verdict(StrEnum):
    """What the centre does with the write that comes."""

    APPLY = "apply"  # it follows from what stands
    SAME = "same"  # it says what stands, or a state that was passed already
    WINS = "wins"  # concurrent: it replaces what stands, which is kept as a conflict
    LOSES = "loses"  # concurrent: what stands remains, it is kept as a conflict
    REVIEW = "review"  # concurrent: what stands remains until a person decides
    READ_ONLY = "read_only"  # only the centre writes this group
    WRITTEN_ONCE = "written_once"  # it cannot be changed by anybody


def judge(
    group: Group, *, stands: Written, comes: Written, base: int, over_others: bool = False, table: str = ""
) -> Verdict:
    """What happens when ``comes`` meets ``stands``; ``base`` is the version its writer had seen.

    ``over_others`` is that of the operation; ``table`` names whose state it is, where the group is one.
    """
    if group.merge is Merge.CENTER:
        return Verdict.READ_ONLY
    if dict(stands.values) == dict(comes.values):
        return Verdict.SAME
    if group.merge is Merge.APPEND:
        return Verdict.WRITTEN_ONCE
    if not concurrent(stands.stamp, device_id=comes.stamp.device_id, base=base, over_others=over_others):
        return Verdict.APPLY
    if _agree(group, stands.values, comes.values):
        return Verdict.SAME
    if group.merge is Merge.STATE:
        return _state(table, str(stands.values.get("state")), str(comes.values.get("state")))
    if stands.stamp.device_id == comes.stamp.device_id:
        return Verdict.WINS  # it was written later, and not over what stands
    if group.merge is Merge.REVIEW:
        return Verdict.REVIEW
    return _ranked(group, stands.stamp, comes.stamp)


def _agree(group: Group, stands: Mapping[str, Any], comes: Mapping[str, Any]) -> bool:
    """Whether two writes say the same, whenever each of them was typed (FEATURES 76)."""
    return bool(group.beside) and all(
        stands.get(one) == comes.get(one) for one in group.fields if one not in group.beside
    )


def concurrent(stands: Stamp, *, device_id: str, base: int, over_others: bool = False) -> bool:
    """Whether a write on ``base`` did not know what stands (R5).

    Nobody is concurrent with himself, unless what he wrote before had lost to another when he wrote this: a centre that was
    put back to a backup takes both from him again, and not yet what stood between them.
    """
    return stands.version > base and (over_others or stands.device_id != device_id)


def clamp(hlc: int, *, receipt: int) -> int:
    """A clock that runs ahead never counts for more than the moment its write was received (R9)."""
    return min(hlc, receipt)


def _state(table: str, stands: str, comes: str) -> Verdict:
    """Two states reached without knowing of each other: the farther one of a legal chain stands."""
    if goes_on(table, stands, comes):
        return Verdict.APPLY
    return Verdict.SAME if goes_on(table, comes, stands) else Verdict.REVIEW


def _ranked(group: Group, stands: Stamp, comes: Stamp) -> Verdict:
    if group.merge is Merge.INSTRUCTOR and stands.by_instructor != comes.by_instructor:
        return Verdict.WINS if comes.by_instructor else Verdict.LOSES
    return Verdict.WINS if comes.rank > stands.rank else Verdict.LOSES
