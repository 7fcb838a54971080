"""A value read from a person's hand: what it was mended to, and every mend said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mend:
    """One repair made without asking: ``why`` is a sentence key."""

    found: str
    mended: str
    why: str


@dataclass(frozen=True, slots=True)
class Mended(Generic[T]):
    """A value after reading, with the repairs and the warnings (sentence keys) that go with it."""

    value: T
    mends: tuple[Mend, ...] = ()
    warnings: tuple[str, ...] = ()
