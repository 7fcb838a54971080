"""The order of skill levels (技能等级): which of two is higher, and which have no place in the order."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: From 学徒工 up to 首席技师 by code (新八级工): of the five old levels 五级 is the lowest and 一级 the highest.
RANKS: Final[Mapping[str, int]] = MappingProxyType(
    {code: rank for rank, code in enumerate(("8", "5", "4", "3", "2", "1", "T", "S"), start=1)}
)


def rank(level: str) -> int | None:
    """The place of a level, higher is more skilled; None for 专项职业能力, 培训合格 and codes that a county made up."""
    return RANKS.get(level)


def reaches(highest: str, level: str) -> bool:
    """Whether an approval up to ``highest`` covers ``level``.

    A training without a level (专项职业能力, 培训合格) needs no more than any approval for the occupation; an approval for
    such a training covers only itself.
    """
    if highest == level:
        return True
    most, wanted = rank(highest), rank(level)
    if most is None:
        return False
    return wanted is None or wanted <= most
