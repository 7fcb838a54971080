"""Divisions (行政区划代码) as queries narrow by them: 12 digits, the last six or three zero for a county or a township."""

from __future__ import annotations

_DIGITS = 12


def within(division: str) -> str:
    """What the codes of everything inside a division begin with: 6 digits of a county, 9 of a township, 12 of a village."""
    for zeros in ("000000", "000"):
        if len(division) == _DIGITS and division.endswith(zeros):
            return division.removesuffix(zeros)
    return division
