"""The sheets of an .xls looked through: extent, hidden rows, error values and encryption ([MS-XLS] 2.4).

The stream of a workbook is a sequence of records: a type and a length of two bytes each, then the data. The Dimensions
record tells a reader how much room to make; one that lies (or covers a sheet that was formatted as a whole) would end the
program for want of memory, so it is replaced by what is really used.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.ole_file import OleFile
from trainingdesk.services.exchange.sheet_scan import SheetScan, check_extent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.services.exchange.file_content import FileContent
    from trainingdesk.services.exchange.limits import Limits

ENCRYPTED_PACKAGE: Final = "EncryptedPackage"
"""The stream of an encrypted .xlsx ([MS-OFFCRYPTO] 2.3.4.4)."""
WORKBOOK_STREAMS: Final = ("Workbook", "Book")
HIDDEN_ROW: Final = 0x20
"""fDyZero in the flags of the Row record ([MS-XLS] 2.4.221)."""
IS_ERROR: Final = 2
NO_NUMBER: Final = 0xFFFF
"""First byte and last two bytes of a formula's value that is an error ([MS-XLS] 2.5.133)."""
ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
"""[MS-XLS] 2.5.10, Bes."""
DAMAGE: Final = (struct.error, ValueError, IndexError)
"""What is raised for an altered or cut-off file."""


class RecordType(IntEnum):
    """The records that are looked at ([MS-XLS] 2.3)."""

    FORMULA = 0x0006
    END = 0x000A
    ENCRYPTED = 0x002F
    SHEET = 0x0085
    NUMBERS = 0x00BD
    RICH_TEXT = 0x00D6
    SHARED_TEXT = 0x00FD
    DIMENSIONS = 0x0200
    NUMBER = 0x0203
    TEXT = 0x0204
    TRUTH_OR_ERROR = 0x0205
    ROW = 0x0208
    NUMBER_SHORT = 0x027E
    BEGIN = 0x0809


CELLS: Final = frozenset(
    {
        RecordType.FORMULA,
        RecordType.NUMBERS,
        RecordType.RICH_TEXT,
        RecordType.SHARED_TEXT,
        RecordType.NUMBER,
        RecordType.TEXT,
        RecordType.TRUTH_OR_ERROR,
        RecordType.NUMBER_SHORT,
    }
)


@dataclass(frozen=True, slots=True)
class XlsFile:
    """An .xls that is safe to read, and its sheets in the order of the workbook."""

    data: bytes
    scans: tuple[SheetScan, ...]


def open_xls(content: FileContent, limits: Limits) -> XlsFile:
    """Look an OLE file through; raises Refused for one that is encrypted, damaged, too large or no workbook."""
    try:
        ole = OleFile(content.data)
        if ENCRYPTED_PACKAGE in ole.names:
            raise Refused("workbook.encrypted", name=content.name)
        name = next((name for name in WORKBOOK_STREAMS if name in ole.names), None)
        if name is None:
            raise Refused("workbook.not_a_spreadsheet", name=content.name)
        stream = ole.read(name)
        scans = _scan(stream, content.name)
        check_extent(scans, limits)
        if _state_true_dimensions(stream, scans, limits):
            return XlsFile(ole.replaced(name, stream), scans)
    except DAMAGE:
        raise Refused("workbook.damaged", name=content.name) from None
    return XlsFile(content.data, scans)


def _scan(stream: bytearray, file_name: str) -> tuple[SheetScan, ...]:
    scans: list[SheetScan] = []
    for kind, at, _size in _records(stream, 0):
        if kind == RecordType.ENCRYPTED:
            raise Refused("workbook.encrypted", name=file_name)
        if kind == RecordType.SHEET:
            (offset,) = struct.unpack_from("<I", stream, at)
            scans.append(_scan_sheet(stream, offset, str(len(scans) + 1)))
    return tuple(scans)


def _records(stream: bytearray, offset: int) -> Iterator[tuple[int, int, int]]:
    """Type, place of the data and length of each record, to the end of the part that begins at ``offset``."""
    depth = 0
    while offset + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, offset)
        yield kind, offset + 4, size
        depth += (kind == RecordType.BEGIN) - (kind == RecordType.END)
        if depth <= 0 and kind == RecordType.END:
            return
        offset += 4 + size


def _scan_sheet(stream: bytearray, offset: int, name: str) -> SheetScan:
    scan = SheetScan(name)
    for kind, at, size in _records(stream, offset):
        if kind in CELLS:
            _scan_cell(stream, scan, kind, at, size)
        elif kind == RecordType.ROW:
            row, flags = struct.unpack_from("<H10xH", stream, at)
            if flags & HIDDEN_ROW:
                scan.hidden.append(range(row + 1, row + 2))
    return scan


def _scan_cell(stream: bytearray, scan: SheetScan, kind: int, at: int, size: int) -> None:
    row, column = struct.unpack_from("<HH", stream, at)
    scan.use(row + 1, column)
    if kind == RecordType.NUMBERS:
        scan.use(row + 1, *struct.unpack_from("<H", stream, at + size - 2))
    elif kind == RecordType.TRUTH_OR_ERROR:
        code, is_error = struct.unpack_from("<BB", stream, at + 6)
        if is_error:
            scan.errors[row + 1, column] = ERRORS.get(code, "#ERR!")
    elif kind == RecordType.FORMULA:
        first, code, marker = struct.unpack_from("<BxBxxxH", stream, at + 6)
        if marker == NO_NUMBER and first == IS_ERROR:
            scan.errors[row + 1, column] = ERRORS.get(code, "#ERR!")


def _state_true_dimensions(stream: bytearray, scans: tuple[SheetScan, ...], limits: Limits) -> bool:
    """Correct each Dimensions record that is turned round or claims more than a desk reads; whether any was."""
    corrected = False
    offsets = [
        struct.unpack_from("<I", stream, at)[0] for kind, at, _ in _records(stream, 0) if kind == RecordType.SHEET
    ]
    for scan, offset in zip(scans, offsets, strict=True):
        for kind, at, size in _records(stream, offset):
            if kind == RecordType.DIMENSIONS:
                layout = "<IIHH" if size >= struct.calcsize("<IIHH") else "<HHHH"
                first_row, end_row, first_column, end_column = struct.unpack_from(layout, stream, at)
                ordered = first_row < end_row and first_column < end_column
                if not ordered or (end_row - first_row) * (end_column - first_column) > limits.cells:
                    struct.pack_into(layout, stream, at, 0, max(scan.rows, 1), 0, max(scan.columns, 1))
                    corrected = True
    return corrected
