"""The streams of a compound file ([MS-CFB]): .xls, .et and every encrypted .xlsx are one.

A file system in a file: sectors in chains, a table of the chains, a directory of streams, and small streams in the sectors
of one of them. Written here because only two questions are asked: which streams there are, and what one of them holds.
Chains that turn in circles or leave the file are damage; a stream never grows beyond the file that it stands in.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER: Final = 512
LAST_REGULAR: Final = 0xFFFF_FFFA
"""MAXREGSECT: higher numbers are marks (end of a chain, free sector), not places ([MS-CFB] 2.1)."""
IN_HEADER: Final = 109
"""Places of the table's own sectors that the header holds ([MS-CFB] 2.2)."""
ENTRY: Final = 128
STREAM: Final = 2
ROOT: Final = 5
SECTOR_SHIFTS: Final = (9, 12)
LONGEST_NAME: Final = 64


class DamagedFileError(ValueError):
    """The chains or the directory make no sense."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A stream of the directory: where it begins and how long it is."""

    name: str
    start: int
    size: int


class OleFile:
    """The streams of a compound file; raises DamagedFileError (or struct.error) where it cannot be followed."""

    def __init__(self, data: bytes | bytearray) -> None:
        self._data = data
        major, shift, mini_shift = struct.unpack_from("<H2xHH", data, 26)
        if shift not in SECTOR_SHIFTS or mini_shift >= shift:
            raise DamagedFileError("sector size")
        self._wide_sizes = major > 3  # noqa: PLR2004 -- version 4 has sizes of 64 bits
        self._sector, self._mini_sector = 1 << shift, 1 << mini_shift
        directory, self._cutoff, mini_table = struct.unpack_from("<I4xII", data, 48)
        self._next = self._table()
        self._entries, root = self._directory(directory)
        self._mini_next = self._words(self._chain(mini_table, self._next))
        self._mini_places = self._chain(root.start, self._next)

    @property
    def names(self) -> frozenset[str]:
        """The names of all streams, whatever storage they stand in."""
        return frozenset(self._entries)

    def read(self, name: str) -> bytearray:
        """What a stream holds; raises KeyError where there is none."""
        content = bytearray().join(self._data[start : start + length] for start, length in self._pieces(name))
        return content[: self._entries[name].size]

    def replaced(self, name: str, content: bytes | bytearray) -> bytes:
        """The whole file with another content of the same length in one stream."""
        data, done = bytearray(self._data), 0
        for start, length in self._pieces(name):
            piece = content[done : done + length]
            data[start : start + len(piece)] = piece
            done += length
        return bytes(data)

    def _pieces(self, name: str) -> Iterator[tuple[int, int]]:
        """Place and length of each sector of a stream in the file."""
        entry = self._entries[name]
        if entry.size >= self._cutoff:
            for sector in self._chain(entry.start, self._next):
                yield self._place(sector), self._sector
            return
        per_sector = self._sector // self._mini_sector
        for mini in self._chain(entry.start, self._mini_next):
            sector, offset = divmod(mini, per_sector)
            yield self._place(self._mini_places[sector]) + offset * self._mini_sector, self._mini_sector

    def _place(self, sector: int) -> int:
        place: int = (sector + 1) * self._sector
        return place

    def _words(self, sectors: list[int]) -> list[int]:
        count = self._sector // 4
        return [
            word for sector in sectors for word in struct.unpack_from(f"<{count}I", self._data, self._place(sector))
        ]

    def _table(self) -> list[int]:
        """The table of chains: for each sector the next one."""
        own = list(struct.unpack_from(f"<{IN_HEADER}I", self._data, 76))
        (more,) = struct.unpack_from("<I", self._data, 68)
        seen: set[int] = set()
        while more < LAST_REGULAR:
            if more in seen:
                raise DamagedFileError("the table of chains turns in a circle")
            seen.add(more)
            *places, more = self._words([more])
            own += places
        return self._words([sector for sector in own if sector < LAST_REGULAR])

    def _chain(self, start: int, following: list[int]) -> list[int]:
        """The sectors of a chain in order."""
        chain: list[int] = []
        while start < LAST_REGULAR:
            if start >= len(following) or len(chain) >= len(following):
                raise DamagedFileError("a chain leaves the file or turns in a circle")
            chain.append(start)
            start = following[start]
        return chain

    def _directory(self, start: int) -> tuple[dict[str, Entry], Entry]:
        streams: dict[str, Entry] = {}
        root = None
        for sector in self._chain(start, self._next):
            for place in range(self._place(sector), self._place(sector) + self._sector, ENTRY):
                kind, entry = self._entry(place)
                if kind == STREAM:
                    streams.setdefault(entry.name, entry)
                elif kind == ROOT:
                    root = entry
        if root is None:
            raise DamagedFileError("no root")
        return streams, root

    def _entry(self, place: int) -> tuple[int, Entry]:
        raw, length, kind, first, size = struct.unpack_from("<64sHB49xIQ", self._data, place)
        name = raw[: min(length, LONGEST_NAME)].decode("utf-16-le", "replace").rstrip("\0")
        size = size if self._wide_sizes else size & 0xFFFF_FFFF
        if kind == STREAM and size > len(self._data):
            raise DamagedFileError("a stream is longer than its file")
        return kind, Entry(name, first, size)
