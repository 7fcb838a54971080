"""How large a sample county is: S a small county in one year, M an average one in five, L a city desk in ten.

The figures are those of the volumes the product is measured against; reasons stand beside them there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SizeName(StrEnum):
    """The three sizes by their letters."""

    S = "S"
    M = "M"
    L = "L"


@dataclass(frozen=True, slots=True)
class Size:
    """Counts of one size; ``lessons`` are half-days per class."""

    years: int
    institutions: int
    platforms: int
    courses: int
    instructors: int
    classes: int
    enrollments: int
    people: int
    lessons: int


SIZES = {
    SizeName.S: Size(1, 8, 2, 40, 40, 40, 1_400, 1_300, 20),
    SizeName.M: Size(5, 25, 5, 200, 250, 650, 29_250, 24_000, 20),
    SizeName.L: Size(10, 80, 20, 1_200, 1_500, 6_000, 270_000, 200_000, 24),
}
