"""Cells that say yes or no, as people write them."""

from __future__ import annotations

from typing import Final

from trainingdesk.settings.code_tables import plain

_YES: Final = frozenset({"是", "有", "√", "y", "yes", "1"})
_NO: Final = frozenset({"否", "无", "×", "n", "no", "0"})


def read_yes_no(text: str) -> bool | None:
    """What a cell says; None for anything else."""
    wanted = plain(text)
    return True if wanted in _YES else False if wanted in _NO else None
