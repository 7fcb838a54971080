"""Compound files: streams are found and read, circles and lies are damage."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlwt.CompoundDoc import XlsDoc

from tests.services.exchange.files import PEOPLE, table_of, xls
from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.file_content import FileContent
from trainingdesk.services.exchange.limits import Limits
from trainingdesk.services.exchange.ole_file import DamagedFileError, OleFile
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.services.exchange.xls_scan import open_xls

if TYPE_CHECKING:
    from pathlib import Path


def compound(path: Path, content: bytes) -> bytes:
    """A compound file with one stream, Workbook."""
    XlsDoc().save(str(path), content)
    return path.read_bytes()


def named(data: bytes, old: str, new: str) -> bytes:
    """The same with another name of a stream, of the same length in the directory."""
    was, will = (text.encode("utf-16-le").ljust(64, b"\0") for text in (old, new))
    place = data.index(was)
    length = struct.pack("<H", len(new.encode("utf-16-le")) + 2)
    return data[:place] + will + length + data[place + 66 :]


def test_a_stream_is_read_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 400
    file = OleFile(compound(tmp_path / "a", content))
    assert file.names == {"Workbook"}
    assert file.read("Workbook")[: len(content)] == content


def test_a_stream_is_replaced(tmp_path: Path) -> None:
    data = compound(tmp_path / "a", b"old!" * 5000)
    size = len(OleFile(data).read("Workbook"))
    changed = OleFile(OleFile(data).replaced("Workbook", b"x" * size))
    assert changed.read("Workbook") == b"x" * size


def test_an_encrypted_workbook_is_told_by_its_stream(tmp_path: Path) -> None:
    data = named(compound(tmp_path / "a", bytes(8000)), "Workbook", "EncryptedPackage")
    with pytest.raises(Refused, match="encrypted"):
        open_xls(FileContent("a.xlsx", data), Limits())


def test_another_office_document_is_no_spreadsheet(tmp_path: Path) -> None:
    data = named(compound(tmp_path / "a", bytes(8000)), "Workbook", "WordDocument")
    with pytest.raises(Refused, match="not_a_spreadsheet"):
        open_xls(FileContent("a.doc", data), Limits())


def test_a_chain_that_turns_in_a_circle_is_damage(tmp_path: Path) -> None:
    data = bytearray(compound(tmp_path / "a", bytes(9000)))
    (table,) = struct.unpack_from("<I", data, 76)
    struct.pack_into("<I", data, (table + 1) * 512, 0)  # sector 0 leads to itself
    with pytest.raises(DamagedFileError):
        OleFile(bytes(data)).read("Workbook")


def test_an_xls_with_a_password_is_refused(tmp_path: Path) -> None:
    path = xls(tmp_path / "a.xls", table_of())
    data = path.read_bytes()
    stream = bytes(OleFile(data).read("Workbook"))
    begin = 4 + struct.unpack_from("<H", stream, 2)[0]
    protected = stream[:begin] + struct.pack("<HH", 0x2F, 2) + b"\0\0" + stream[begin + 6 :]
    path.write_bytes(OleFile(data).replaced("Workbook", protected))
    with pytest.raises(Refused, match="encrypted"):
        read_workbook(path)


def test_dimensions_that_lie_are_corrected(tmp_path: Path) -> None:
    path = xls(tmp_path / "a.xls", table_of())
    data = path.read_bytes()
    stream = OleFile(data).read("Workbook")
    place = stream.index(struct.pack("<HH", 0x200, 14)) + 4
    struct.pack_into("<IIHH", stream, place, 0, 1_048_576, 0, 16_384)
    path.write_bytes(OleFile(data).replaced("Workbook", stream))
    assert len(read_workbook(path).sheets[0].rows) == 1 + len(PEOPLE)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.integers(0, 5631), st.integers(0, 255)), min_size=1, max_size=30))
def test_an_altered_file_is_read_or_refused(tmp_path: Path, places: list[tuple[int, int]]) -> None:
    path = tmp_path / "altered.xls"
    if not (whole := tmp_path / "whole.xls").exists():
        xls(whole, table_of())
    data = bytearray(whole.read_bytes())
    for place, value in places:
        data[place % len(data)] = value
    path.write_bytes(data)
    try:
        read_workbook(path, limits=Limits(cells=10_000))
    except Refused as refused:
        assert refused.key.startswith("workbook.")  # noqa: PT017 -- either outcome is right
