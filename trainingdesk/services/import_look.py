"""A first look at what somebody dropped or pasted: its sheets, its encoding, and the headings that stand in it.

The screen offers sheets and columns by it, also where no heading is known and ``roster.check`` refuses the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.services.exchange.sheet_table import likely_header
from trainingdesk.services.exchange.workbook import read_workbook

if TYPE_CHECKING:
    from trainingdesk.services.exchange.file_content import Source
    from trainingdesk.services.exchange.grid import TextEncoding
    from trainingdesk.services.work import Work


@dataclass(frozen=True, slots=True)
class FileLook:
    """``encoding`` is said for text only; ``headings`` are those of the row that looks most like headings."""

    name: str
    sheets: tuple[str, ...]
    encoding: TextEncoding | None
    headings: tuple[str, ...]


def look_at(
    work: Work,
    source: Source,
    *,
    sheet: str | None = None,
    encoding: TextEncoding | None = None,
    action: Action = Action.IMPORT_ROSTER,
) -> FileLook:
    """Read the source and say what is in it; raises as ``roster.check`` does for what is no spreadsheet.

    ``action`` is what the worker must be allowed: what they are about to do with the file.
    """
    work.require(action)
    workbook = read_workbook(source, encoding=encoding)
    filled = [one for one in workbook.sheets if one.rows]
    chosen = next((one for one in filled if one.name == sheet), filled[0])
    header = likely_header(chosen)
    headings = () if header is None else tuple(one.text for one in header.headings)
    return FileLook(workbook.name, tuple(one.name for one in filled), workbook.encoding, headings)
