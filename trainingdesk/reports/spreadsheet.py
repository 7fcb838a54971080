"""A document as a workbook: numbers are numbers, texts are texts and never formulas, charts are the spreadsheet's own.

Everything is made in memory; no temporary file is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.reports.document import Orientation, Paper, Part
from trainingdesk.reports.spreadsheet_blocks import fill
from trainingdesk.reports.spreadsheet_cells import FONT, Styles, storable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from xlsxwriter.worksheet import Worksheet

    from trainingdesk.reports.document import Block, Document

PAPER_CODES: Final = {Paper.A4: 9, Paper.A3: 8}
"""ECMA-376 part 1, 18.3.1.63 pageSetup, paperSize."""
LONGEST_FOOTER: Final = 255
LONGEST_NAME: Final = 31
"""Limits of spreadsheet programs for a footer and for the name of a sheet."""
FORBIDDEN_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'\t\n\r", " "))
RESERVED_NAME: Final = "History"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The blocks that stand on one sheet."""

    name: str
    blocks: tuple[Block, ...]


def write_workbook(document: Document, *, at: datetime) -> bytes:
    """The .xlsx; the same document and ``at`` (the creation date) give the same bytes."""
    from xlsxwriter import Workbook  # noqa: PLC0415 -- 5 MB that only a workbook needs

    buffer = BytesIO()
    workbook = Workbook(buffer, _options())
    workbook.set_properties(
        {
            "title": storable(document.title),
            "author": storable(document.organization),
            "created": at.astimezone(UTC),
        }
    )
    styles = Styles(workbook)
    for number, sheet in enumerate(_sheets(document)):
        worksheet = workbook.add_worksheet(sheet.name)
        _set_up_page(worksheet, document)
        fill(workbook, worksheet, styles, sheet.blocks, head=document if number == 0 else None)
    workbook.close()
    return buffer.getvalue()


def _options() -> dict[str, Any]:
    """Made anew for each workbook: the writer keeps notes of its own in the default format."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": 10, "font_scheme": "none"},
    }


def _sheets(document: Document) -> Iterable[_Sheet]:
    """The document cut at its parts; every sheet has a name of its own."""
    cuts = [-1, *(at for at, block in enumerate(document.blocks) if isinstance(block, Part)), len(document.blocks)]
    names: list[str] = []
    for start, end in pairwise(cuts):
        opening = document.blocks[start] if start >= 0 else None
        blocks = document.blocks[start + 1 : end]
        names.append(_free_name(opening.name if isinstance(opening, Part) else document.part, names))
        yield _Sheet(names[-1], blocks)


def _free_name(wanted: str, taken: list[str]) -> str:
    """A name the spreadsheet program accepts and that no earlier sheet has."""
    clean = _shortened(storable(wanted).translate(FORBIDDEN_IN_NAMES), LONGEST_NAME).strip() or "1"
    name, number = clean, 2
    while name.casefold() in {other.casefold() for other in (*taken, RESERVED_NAME)}:
        suffix = f" {number}"
        name, number = _shortened(clean, LONGEST_NAME - len(suffix)) + suffix, number + 1
    return name


def _shortened(text: str, units: int) -> str:
    """As much of the text as fits into so many UTF-16 units, which is how spreadsheet programs count."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")


def _set_up_page(worksheet: Worksheet, document: Document) -> None:
    worksheet.set_paper(PAPER_CODES[document.page.paper])
    if document.page.orientation is Orientation.LANDSCAPE:
        worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.55, right=0.55, top=0.6, bottom=0.85)
    worksheet.center_horizontally()
    worksheet.hide_gridlines(2)
    worksheet.set_footer(_footer(document))


def _footer(document: Document) -> str:
    """The foot in the spreadsheet's own code: what the document says at the left, its number and the page at the right."""
    numbering = _literal(document.numbering).replace("{page}", "&P").replace("{pages}", "&N")
    right = f"&R&8 {_literal(document.code)}　{numbering}" if document.code else f"&R&8 {numbering}"
    left = "&L&8 " + _literal("\n".join(document.footer))
    return _cut(left, LONGEST_FOOTER - _units(right)) + right


def _cut(text: str, room: int) -> str:
    if _units(text) <= room:
        return text
    return _shortened(text, room - 1).rstrip("&") + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _literal(text: str) -> str:
    """``&`` opens a code in a footer and is doubled to be itself."""
    return storable(text).replace("&", "&&")
