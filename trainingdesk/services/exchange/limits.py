"""How large a file may be before it is refused, each figure with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a desk reads; beyond it a file is no roster, or it is meant to exhaust the machine."""

    file_bytes: int = 50 * MEGABYTE
    """A roster of 5,000 rows takes 0.3 MB; what is larger than this carries pictures or another trade's data."""
    unpacked_bytes: int = 400 * MEGABYTE
    """200,000 rows of 15 columns unpack to about 250 MB of XML; every byte of it is looked at once."""
    unpacked_ratio: int = 200
    """Sheets pack to a fifth or a fiftieth of their size; deflate can do 1,032 to 1, and bombs come near it."""
    small_enough_for_any_ratio: int = 20 * MEGABYTE
    """A short sheet of equal rows packs very well without being a bomb."""
    rows: int = 200_000
    """The largest county keeps 200,000 people; a roster holds one class."""
    columns: int = 500
    """The widest form in use has some 60 columns."""
    cells: int = 4_000_000
    """200,000 rows of 20 columns; every cell between the first and the last used one is laid out, some 60 bytes each."""
