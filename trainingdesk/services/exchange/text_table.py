"""Tables in text files (.csv, .tsv, .txt): the encoding and the delimiter are found, and every cell stays the text it is."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from io import StringIO
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.person_name import translate_gb18030_private_use
from trainingdesk.services.exchange.grid import Sheet, SheetRow, TextEncoding
from trainingdesk.services.exchange.guarded_text import unguard
from trainingdesk.services.exchange.sheet_scan import SheetScan, check_extent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.services.exchange.file_content import FileContent
    from trainingdesk.services.exchange.limits import Limits

BYTE_ORDER_MARK: Final = "\ufeff"
MARKS: Final = (
    (codecs.BOM_UTF8, TextEncoding.UTF_8),
    (codecs.BOM_UTF16_LE, TextEncoding.UTF_16),
    (codecs.BOM_UTF16_BE, TextEncoding.UTF_16),
    (BYTE_ORDER_MARK.encode("gb18030"), TextEncoding.GB18030),
)
WITHOUT_MARK: Final = (TextEncoding.UTF_8, TextEncoding.GB18030)
"""Strict UTF-8 first: text in GB18030 is hardly ever valid UTF-8, while most UTF-8 can be read as GB18030."""
DELIMITERS: Final = ",\t;|，"
SAMPLE_CHARACTERS: Final = 1 << 16
SAMPLE_ROWS: Final = 50
END_OF_FILE: Final = "\x1a"
"""Written behind the last line by systems of the DOS age."""
MOST_CONTROLS: Final = 0.01
REPLACEMENT: Final = "\ufffd"
MOST_DAMAGED: Final = 0.1
"""Characters that could not be read in a text that is still a text."""
SENTINEL: Final = "end"
"""A line added behind the last: it stands in a row of its own unless a quotation mark before it is still open."""
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f]")
_MARKUP: Final = re.compile(
    r"\s*<(?:!doctype|html|head|body|meta|table|style|script|\?xml|workbook)\b|\s*mime-version:", re.IGNORECASE
)


def read_text_table(content: FileContent, encoding: TextEncoding | None, limits: Limits) -> tuple[Sheet, TextEncoding]:
    """The table and the encoding it was read in.

    Raises Refused for bytes that are no text in any known (or in the wanted) encoding, for damaged text, a web page under a
    spreadsheet's name, a quotation mark that is never closed, and a table that is too large.
    """
    text, found = _decode(content, encoding)
    _check_is_table(text, content.name)
    scan = SheetScan(content.name)
    rows = []
    for number, cells in enumerate(_records(text, _delimiter(text), content.name), start=1):
        row = SheetRow(number, cells)
        if cells:
            scan.use(number, len(cells) - 1)
            check_extent([scan], limits)
            rows.append(row)
    return Sheet(content.name, tuple(rows)), found


def _decode(content: FileContent, wanted: TextEncoding | None) -> tuple[str, TextEncoding]:
    marked = next((encoding for mark, encoding in MARKS if content.data.startswith(mark)), None)
    candidates = (wanted or marked,) if wanted or marked else WITHOUT_MARK
    for encoding in filter(None, candidates):
        try:
            text = content.data.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.removeprefix(BYTE_ORDER_MARK).removesuffix(END_OF_FILE)
        return (translate_gb18030_private_use(text) if encoding is TextEncoding.GB18030 else text), encoding
    if wanted:
        raise Refused("workbook.encoding_does_not_fit", name=content.name, encoding=wanted.value)
    text = content.data.decode(TextEncoding.GB18030, errors="replace")
    _check_is_table(text, content.name)
    damaged = text.count(REPLACEMENT) <= len(text) * MOST_DAMAGED
    raise Refused("workbook.text_damaged" if damaged else "workbook.not_a_spreadsheet", name=content.name)


def _check_is_table(text: str, name: str) -> None:
    sample = text[:SAMPLE_CHARACTERS]
    if "\x00" in text or len(_CONTROL.findall(sample)) > len(sample) * MOST_CONTROLS:
        raise Refused("workbook.not_a_spreadsheet", name=name)
    if _MARKUP.match(sample):
        raise Refused("workbook.web_page", name=name)


def _delimiter(text: str) -> str:
    """The delimiter that cuts most rows of the sample into the same, largest number of cells; a comma where none does."""
    return max(DELIMITERS, key=lambda delimiter: _usual_width(text[:SAMPLE_CHARACTERS], delimiter))


def _usual_width(sample: str, delimiter: str) -> tuple[int, int]:
    """The number of cells that most rows have (where two are as frequent, the larger), and how many rows those are."""
    try:
        rows = list(islice(csv.reader(StringIO(sample, newline=""), delimiter=delimiter), SAMPLE_ROWS))
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows if row)
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    return usual, widths[usual]


def _records(text: str, delimiter: str, name: str) -> Iterator[tuple[str | None, ...]]:
    """The rows, empty cells as None and without those at the right end; an empty line is an empty row."""
    reader = csv.reader(chain(StringIO(text, newline=""), [SENTINEL]), delimiter=delimiter)
    before: list[str] = []
    count = 0
    try:
        for cells in reader:
            if count:
                yield _cells(before)
            before = cells
            count += 1
    except csv.Error:
        count += 1
        before = []
    if before != [SENTINEL]:
        raise Refused("workbook.quotation_mark_not_closed", name=name, row=count)


def _cells(texts: list[str]) -> tuple[str | None, ...]:
    cells = [unguard(text) or None for text in texts]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)
