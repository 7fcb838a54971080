"""Capitals, in languages that have them."""

from __future__ import annotations

import re
from typing import Final

_BEGINNING: Final = re.compile(r"^\W*\w")


def begun_large(words: str) -> str:
    """Words that stand alone, a title or a state, begin large in languages that have capitals, behind their sign if any."""
    return _BEGINNING.sub(lambda first: first[0].upper(), words, count=1)
