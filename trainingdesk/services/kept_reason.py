"""A reason kept in a row: the sentence key with its values as JSON, so that every language can say it later.

Shares stay exact (``{"share": "4/5"}``), days stay days (``{"day": "2026-10-08"}``).
"""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from trainingdesk.services.changes import Said

if TYPE_CHECKING:
    from trainingdesk.domain.verdict import Verdict


def kept(verdict: Verdict) -> str | None:
    """The reason of a verdict as a row keeps it; None where it has none (a *yes*)."""
    if verdict.reason is None:
        return None
    values = {name: _plain(value) for name, value in verdict.values.items()}
    return json.dumps({"key": verdict.reason, "values": values}, ensure_ascii=False, sort_keys=True)


def read(text: str | None) -> Said | None:
    """The sentence of a kept reason; text that a person typed is said as it stands."""
    if text is None:
        return None
    try:
        content = json.loads(text)
        return Said.of(content["key"], **{name: _value(value) for name, value in content["values"].items()})
    except (ValueError, TypeError, KeyError, AttributeError):
        return Said.of("claim.reason_typed", text=text)


def _plain(value: object) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case Fraction():
            return {"share": str(value)}
        case date():
            return {"day": value.isoformat()}
        case tuple() | list() | frozenset():
            return [_plain(item) for item in value]
        case _:
            return str(value)


def _value(value: Any) -> Any:
    match value:
        case {"share": str(share)}:
            return Fraction(share)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case list():
            return tuple(_value(item) for item in value)
        case _:
            return value
