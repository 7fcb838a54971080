"""How commands after the lessons show what they found: verdicts in words, points, money."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.assessment import points_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.cli.invocation import Invocation
    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.services.changes import Said


def said_by(invocation: Invocation, said: Said | None) -> str:
    """A kept sentence in the language of the answers; nothing where there is none."""
    return "" if said is None else invocation.sentences.of(said.key, dict(said.values))


def reason_of(invocation: Invocation, verdict: Verdict) -> str:
    """Why a rule answered so; nothing for a plain yes."""
    return "" if verdict.reason is None else invocation.sentences.of(verdict.reason, verdict.values)


def verdict_data(invocation: Invocation, verdict: Verdict) -> Mapping[str, object]:
    """A verdict for a program: decision, reason in words and as key, clause."""
    return {
        "decision": verdict.decision,
        "reason": verdict.reason,
        "sentence": reason_of(invocation, verdict),
        "clause": verdict.clause,
    }


def judged_data(invocation: Invocation, row: Any) -> Mapping[str, object]:
    """A row with a ``verdict`` for a program."""
    plain = {one.name: getattr(row, one.name) for one in fields(row)}
    return {**plain, "verdict": verdict_data(invocation, row.verdict)}


def points(tenths: int | None) -> str:
    """Tenths of a point as people write them."""
    return "" if tenths is None else points_text(tenths)


def yuan(fen: int) -> str:
    """Whole fen in yuan."""
    return f"{fen // 100:,}.{fen % 100:02}"
