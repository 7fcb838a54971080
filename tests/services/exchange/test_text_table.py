"""Text tables: encodings with and without a mark, delimiters, quotation marks, and what only looks like a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.file_content import FileContent
from trainingdesk.services.exchange.grid import TextEncoding
from trainingdesk.services.exchange.limits import Limits
from trainingdesk.services.exchange.text_table import read_text_table

LINES = "姓名,备注\r\n王䶮,a\r\n"


def read(data: bytes, encoding: TextEncoding | None = None) -> tuple[list[tuple[object, ...]], TextEncoding]:
    sheet, found = read_text_table(FileContent("a.csv", data), encoding, Limits())
    return [row.cells for row in sheet.rows], found


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (LINES.encode(), TextEncoding.UTF_8),
        (b"\xef\xbb\xbf" + LINES.encode(), TextEncoding.UTF_8),
        (LINES.encode("gb18030"), TextEncoding.GB18030),
        ("\ufeff".encode("gb18030") + LINES.encode("gb18030"), TextEncoding.GB18030),
        (LINES.encode("utf-16"), TextEncoding.UTF_16),
        (b"\xfe\xff" + LINES.encode("utf-16-be"), TextEncoding.UTF_16),
        (LINES.encode() + b"\x1a", TextEncoding.UTF_8),
    ],
)
def test_encodings(data: bytes, found: TextEncoding) -> None:
    assert read(data) == ([("姓名", "备注"), ("王䶮", "a")], found)


def test_characters_of_old_private_use_are_the_standard_ones() -> None:
    cells, _ = read("姓名,备注\n王\ue864,a\n".encode("gb18030"))
    assert cells[1][0] == "王\u9fbb"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_delimiters(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (("姓名", "地址"), ("甲", "1"), ("乙", "2")))
    assert read(text.encode())[0] == [("姓名", "地址"), ("甲", "1"), ("乙", "2")]


def test_a_delimiter_inside_a_quoted_cell_is_text() -> None:
    assert read('姓名;地址\n甲;"1,2;3"\n'.encode())[0] == [("姓名", "地址"), ("甲", "1,2;3")]


def test_every_cell_stays_the_text_it_is() -> None:
    assert read(b"a,b\n007,1E5\n'=1,500241198404248583\t\n")[0][1:] == [("007", "1E5"), ("=1", "500241198404248583")]


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 40, b"\xfd\xfe\xff" * 50])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="not_a_spreadsheet"):
        read(data)


@pytest.mark.parametrize(
    "text", ["<!DOCTYPE html><html>", "<table><tr>", "MIME-Version: 1.0\n", '<?xml version="1.0"?>']
)
def test_a_web_page_is_no_table(text: str) -> None:
    with pytest.raises(Refused, match="web_page"):
        read(text.encode())


CELLS = st.text(alphabet="姓a1,;\"\t\n'= ", max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8))
def test_any_text_is_read_or_refused(rows: list[tuple[str, str, str]]) -> None:
    try:
        read("\n".join(",".join(row) for row in rows).encode())
    except Refused as refused:
        assert refused.key.startswith("workbook.")  # noqa: PT017 -- either outcome is right
