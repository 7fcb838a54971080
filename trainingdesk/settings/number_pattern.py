"""Patterns for numbers that a county gives out: ``{county}-{year}-{serial:03}`` makes 500241-2026-001.

A pattern names fields in braces; a field may say how many digits it is filled to. Anything else that Python's format
language knows (attributes, indexes, conversions) is refused, so that a pattern from a settings page can do no harm.
"""

from __future__ import annotations

import re
from itertools import pairwise
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

#: Fields that count: their number of digits grows.
_COUNTED = frozenset({"serial", "device"})
#: Fields that always have the same number of digits: county 6, year 4, month 2.
_FIXED = frozenset({"county", "year", "month"})
#: No filling, or zeros up to a width of one to nine digits.
_WIDTH = re.compile(r"(0[1-9])?")
#: Text that every printed form and every file name can carry.
_TEXT = re.compile(r"[\w\-.()·]*")


class _Part(NamedTuple):
    """A field with the text that stands before it; the last part may have no field."""

    text: str
    field: str | None
    width: str


def is_sound(pattern: str, *, fields: Collection[str], required: Collection[str] = ("serial",)) -> bool:
    """Whether ``pattern`` uses only ``fields``, each once, holds all of ``required``, and can never make one number of two.

    The last needs text without digits around a field that counts: of ``{device}{serial}`` 1 and 12 would look like 11 and 2.
    """
    try:
        parts = list(_parts(pattern))
    except ValueError:
        return False
    named = [part.field for part in parts if part.field is not None]
    return (
        set(required) <= set(named) <= set(fields)
        and len(named) == len(set(named))
        and all(_TEXT.fullmatch(part.text) and _WIDTH.fullmatch(part.width) for part in parts)
        and not any(_run_together(left, right) for left, right in pairwise(parts))
    )


def filled(pattern: str, **values: str | int) -> str:
    """The number that ``pattern`` makes of ``values``; raises KeyError for a field that was not given."""
    return "".join(
        part.text + ("" if part.field is None else str(values[part.field]).zfill(int(part.width or 0)))
        for part in _parts(pattern)
    )


def _parts(pattern: str) -> Iterator[_Part]:
    """Raises ValueError where the braces do not match or a field is no plain name."""
    for text, field, width, conversion in Formatter().parse(pattern):
        if conversion or (field is not None and not field.isidentifier()):
            raise ValueError(pattern)
        yield _Part(text, field, width or "")


def _run_together(left: _Part, right: _Part) -> bool:
    """Whether the end of one field could be read as the beginning of the next."""
    if right.field is None or left.field in _FIXED:
        return False
    counts = left.field in _COUNTED or right.field in _COUNTED
    return counts and (not right.text or any(character.isdigit() for character in right.text))
