"""Whether two sides hold the same rows: sums over 256 slices, each side from its own rows only (SYNC 2.13, R10).

A value that nobody wrote counts like a value that is absent, and fields that only the centre writes do not count: an older
desk and a newer one then agree on what both of them know.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from trainingdesk.wire.schema import Merge, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SLICES = 256
_MODULUS = 1 << 128


def slice_of(row_id: str) -> int:
    """The slice that a row belongs to."""
    return hashlib.blake2b(row_id.encode(), digest_size=1).digest()[0]


def row_sum(declared: Table, row_id: str, values: Mapping[str, Any]) -> int:
    """What a row adds to the sum of its slice."""
    counted = [name for group in declared.groups if group.merge is not Merge.CENTER for name in group.fields]
    said = {name: _plain(values[name]) for name in sorted(counted) if values.get(name) is not None}
    text = msgspec.json.encode([declared.name, row_id, said])
    return int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "big")


class Sums:
    """The sums of all slices, of rows that come in any order."""

    def __init__(self) -> None:
        self._found = [0] * SLICES

    def add(self, rows: Iterable[tuple[Table, str, Mapping[str, Any]]]) -> None:
        """Count more rows in."""
        found = self._found
        for declared, row_id, values in rows:
            place = slice_of(row_id)
            found[place] = (found[place] + row_sum(declared, row_id, values)) % _MODULUS

    def told(self) -> list[str]:
        """As hexadecimal text."""
        return [f"{one:032x}" for one in self._found]


def sums(rows: Iterable[tuple[Table, str, Mapping[str, Any]]]) -> list[str]:
    """The sums of all slices, of all rows at once."""
    counted = Sums()
    counted.add(rows)
    return counted.told()


def _plain(value: Any) -> Any:
    """SQLite keeps truth as 0 and 1."""
    return int(value) if isinstance(value, bool) else value
