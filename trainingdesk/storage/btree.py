"""Rows out of single pages of an SQLite file, without the engine: a tree with a hole still gives every other leaf.

Format: sqlite.org/fileformat2.html, sections 1.5 to 1.6 (b-tree pages) and 2.1 (records).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trainingdesk.storage.pages import USABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    #: A page by its number, None where it cannot be read.
    PageOf = Callable[[int], bytes | None]

Value = int | float | str | bytes | None

#: Page types.
INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE = 2, 5, 10, 13
_TYPES = frozenset({INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE})
_INTERIOR = frozenset({INTERIOR_INDEX, INTERIOR_TABLE})

#: Largest part of a record that stays in its own page: in leaves of tables, and in indexes (and tables without rowid).
_TABLE_LOCAL = USABLE - 35
_INDEX_LOCAL = (USABLE - 12) * 64 // 255 - 23
_LEAST_LOCAL = (USABLE - 12) * 32 // 255 - 23


class Unreadable(Exception):  # noqa: N818 -- not an error of the program: a record that was damaged
    """A record whose bytes make no sense, or one that goes on in a lost page."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it lies in the file; ``rowid`` is None in indexes and in tables without rowid."""

    rowid: int | None
    values: tuple[Value, ...]


@dataclass(slots=True)
class Walk:
    """What walking down a tree came across, besides its records. ``seen`` holds pages that are not to be read again."""

    seen: set[int]
    pages: int = 0
    lost_pages: list[int] = field(default_factory=list)
    lost_records: int = 0


def kind_of(number: int, page: bytes) -> int | None:
    """The type of a b-tree page, None for any other page."""
    kind = page[_header(number)]
    return kind if kind in _TYPES else None


def is_interior(number: int, page: bytes) -> bool:
    """Whether the page has pages below it."""
    return kind_of(number, page) in _INTERIOR


def children(number: int, page: bytes) -> tuple[int, ...]:
    """The pages below an interior page."""
    at = _header(number)
    below = [_u32(page, cell) for cell in _cells(number, page) if cell + 4 <= USABLE]
    return (*below, _u32(page, at + 8))


def walk(root: int, page_of: PageOf, found: Walk) -> Iterator[Record]:
    """Every readable record below ``root``; what could not be read is left in ``found``."""
    ahead = [root]
    while ahead:
        number = ahead.pop()
        if number in found.seen or number < 1:
            continue
        found.seen.add(number)
        page = page_of(number)
        if page is None or kind_of(number, page) is None:
            found.lost_pages.append(number)
            continue
        found.pages += 1
        yield from records(number, page, page_of, found)
        if is_interior(number, page):
            ahead.extend(reversed(children(number, page)))


def mark(root: int, page_of: PageOf, seen: set[int]) -> None:
    """Put all pages of a tree into ``seen`` without reading its records."""
    ahead = [root]
    while ahead:
        number = ahead.pop()
        if number in seen or number < 1:
            continue
        seen.add(number)
        page = page_of(number)
        if page is not None and is_interior(number, page):
            ahead.extend(children(number, page))


def records(number: int, page: bytes, page_of: PageOf, found: Walk) -> Iterator[Record]:
    """The records in one page; interior pages of tables hold none."""
    kind = kind_of(number, page)
    if kind == INTERIOR_TABLE:
        return
    for cell in _cells(number, page):
        try:
            yield _record(page, cell + (4 if kind == INTERIOR_INDEX else 0), page_of, found, table=kind == LEAF_TABLE)
        except (Unreadable, IndexError, struct.error, UnicodeDecodeError):
            found.lost_records += 1


def _header(number: int) -> int:
    return 100 if number == 1 else 0


def _cells(number: int, page: bytes) -> tuple[int, ...]:
    """Where the cells of a page begin."""
    at = _header(number)
    count = struct.unpack_from(">H", page, at + 3)[0]
    first = at + (12 if page[at] in _INTERIOR else 8)
    count = min(count, (USABLE - first) // 2)
    return struct.unpack_from(f">{count}H", page, first)


def _record(page: bytes, at: int, page_of: PageOf, found: Walk, *, table: bool) -> Record:
    size, at = _varint(page, at)
    rowid = None
    if table:
        rowid, at = _varint(page, at)
    local = _local_size(size, _TABLE_LOCAL if table else _INDEX_LOCAL)
    payload = page[at : at + local]
    if local < size:
        payload += _overflow(_u32(page, at + local), size - local, page_of, found)
    if len(payload) != size:
        raise Unreadable
    return Record(rowid, _values(payload))


def _local_size(size: int, most: int) -> int:
    if size <= most:
        return size
    fitting = _LEAST_LOCAL + (size - _LEAST_LOCAL) % (USABLE - 4)
    return fitting if fitting <= most else _LEAST_LOCAL


def _overflow(number: int, size: int, page_of: PageOf, found: Walk) -> bytes:
    parts = []
    while size > 0 and number:
        page = None if number in found.seen else page_of(number)
        found.seen.add(number)
        if page is None:
            raise Unreadable
        parts.append(page[4 : 4 + min(size, USABLE - 4)])
        size -= len(parts[-1])
        number = _u32(page, 0)
    return b"".join(parts)


def _values(payload: bytes) -> tuple[Value, ...]:
    header_size, at = _varint(payload, 0)
    body, values = header_size, []
    while at < header_size:
        code, at = _varint(payload, at)
        size = _size_of(code)
        if body + size > len(payload):
            raise Unreadable
        values.append(_value(code, payload[body : body + size]))
        body += size
    return tuple(values)


#: Serial types 0 to 9: NULL, integers of 1, 2, 3, 4, 6 and 8 bytes, a float, and the constants 0 and 1.
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
_FLOAT, _ZERO, _ONE, _BLOB = 7, 8, 9, 12


def _size_of(code: int) -> int:
    if code < len(_SIZES):
        return _SIZES[code]
    if code < _BLOB:
        raise Unreadable
    return (code - _BLOB) // 2


def _value(code: int, data: bytes) -> Value:
    if code >= _BLOB:
        return data.decode() if code % 2 else data
    match code:
        case 0:
            return None
        case 7:
            return float(struct.unpack(">d", data)[0])
        case 8 | 9:
            return code - _ZERO
        case _:
            return int.from_bytes(data, "big", signed=True)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A big-endian integer of one to nine bytes, as a signed 64-bit one, and where the next byte is."""
    value = 0
    for index in range(8):
        byte = data[at + index]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 -- the last byte
            return value, at + index + 1
    value = value << 8 | data[at + 8]
    return value - (1 << 64) if value >> 63 else value, at + 9


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")
