"""The answer of a rule: yes, no or undecided, with the reason, what was found and wanted, and the clause that decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Decision(StrEnum):
    """What a rule answered; *undecided* where the policy gives no number or a fact is not known yet."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's answer.

    ``reason`` is a sentence key (``resources/locale``), ``values`` what that sentence names (found, wanted, …), ``clause``
    the source and article of the policy that decided. A *yes* needs no reason.
    """

    decision: Decision
    reason: str | None = None
    clause: str | None = None
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def yes(cls, *, clause: str | None = None, **values: object) -> Verdict:
        """Allowed."""
        return cls(Decision.YES, None, clause, MappingProxyType(values))

    @classmethod
    def no(cls, reason: str, *, clause: str | None = None, **values: object) -> Verdict:
        """Not allowed, and why."""
        return cls(Decision.NO, reason, clause, MappingProxyType(values))

    @classmethod
    def undecided(cls, reason: str, *, clause: str | None = None, **values: object) -> Verdict:
        """The policy gives no number, or a fact is missing; never a default."""
        return cls(Decision.UNDECIDED, reason, clause, MappingProxyType(values))


def overall(verdicts: tuple[Verdict, ...]) -> Decision:
    """The decision over several rules: any *no* is no; else any *undecided* is undecided; else yes."""
    decisions = {verdict.decision for verdict in verdicts}
    if Decision.NO in decisions:
        return Decision.NO
    return Decision.UNDECIDED if Decision.UNDECIDED in decisions else Decision.YES
