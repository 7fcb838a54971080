"""Lines of a sheet that are no person: totals, signatures, notes, headings printed again, numbered lines left empty."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.settings.code_tables import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.exchange.grid import Merge, SheetRow
    from trainingdesk.services.exchange.headings import ColumnMapping, Wanted

_TOTAL: Final = re.compile(
    r"(?:本页|本表|本村|本组|本班|全班|全村|全镇|全县)?(?:合计|总计|小计|共计|累计|总人数)(?:人数|人次)?:?\d*(?:人|人次|名)?"
    r"|共\d+[人名]|(?:sub-?)?total:?\d*"
)
_SIGNATURE: Final = re.compile(
    r"(?:制表|填表|填报|编制|编报|经办|审核|复核|审批|批准|校对|统计|记录|负责|主管|分管|领导|单位|机构|班主任|联系)[^:]{0,8}:"
    r"|(?:盖章|公章|签章|签字|签名)|.*\((?:盖章|公章|签章|签字|签名)\)"
)
_NOTE: Final = re.compile(r"(?:注|备注|附注|说明|填[表报写]说明|填[表报写]要求)[:.、\d]|本表|以上|※")
_LONG_NUMBER: Final = re.compile(r"[0-9]{15}|[0-9]{17}[0-9Xx]")
WIDE: Final = 3
"""A cell merged over so many columns below the headings is a caption (第二组, 清溪场镇), not somebody's data."""
LEAST_KNOWN: Final = 2
LEAST_COUNTED: Final = 3


class SkipReason(StrEnum):
    """Why a line is no person."""

    TOTAL = "total"
    SIGNATURE = "signature"
    NOTE = "note"
    HEADING = "heading"
    SPARE = "spare"

    @property
    def key(self) -> str:
        """Its sentence."""
        return f"headings.skipped_{self.value}"


def skip_reason(row: SheetRow, merges: Sequence[Merge], mapping: ColumnMapping, wanted: Wanted) -> SkipReason | None:
    """Why a row below the headings is no person, None for one that is or should be.

    In doubt a row counts as a person: it then comes back with a reason, while a skipped row is only mentioned.
    """
    if _is_surely_somebody(row, mapping, wanted):
        return None
    filled = {column: text for column, cell in enumerate(row.cells) if (text := plain(cell_text(cell)))}
    own = [filled.get(mapping.columns[name], "") for name in wanted.required]
    if any(_TOTAL.fullmatch(text) for text in (*own, *list(filled.values())[:1])):
        return SkipReason.TOTAL
    if _is_heading(list(filled.values()), wanted):
        return SkipReason.HEADING
    signed = [_SIGNATURE.match(text) is not None for text in filled.values()]
    if all(own) and not all(signed):
        return None
    if any(signed):
        return SkipReason.SIGNATURE
    if any(own) and not _is_caption(row, filled, merges):
        return None
    return _line_without_person(row, filled, merges, mapping.columns.get(wanted.row_label))


def _is_surely_somebody(row: SheetRow, mapping: ColumnMapping, wanted: Wanted) -> bool:
    """Every required cell is filled, one of them with a number of 15 or 18 places: no footer has that, most rows do."""
    own = [row.at(mapping.columns[name]) for name in wanted.required]
    return all(own) and any(isinstance(cell, str) and _LONG_NUMBER.fullmatch(cell) for cell in own)


def _line_without_person(
    row: SheetRow, filled: dict[int, str], merges: Sequence[Merge], label: int | None
) -> SkipReason | None:
    """A row in which every required field is empty (or one cell fills the whole width)."""
    if set(filled) <= {label} and all(text.isdecimal() for text in filled.values()):
        return SkipReason.SPARE
    alone = len(filled) == 1 and set(filled) <= {label}
    if alone or _is_caption(row, filled, merges) or _NOTE.match(next(iter(filled.values()), "")):
        return SkipReason.NOTE
    return None


def _is_caption(row: SheetRow, filled: dict[int, str], merges: Sequence[Merge]) -> bool:
    return len(filled) == 1 and any(
        merge.width >= WIDE and merge.covers(row.number, column) for merge in merges for column in filled
    )


def _is_heading(texts: list[str], wanted: Wanted) -> bool:
    """Headings once more, as on every printed page, or the numbers of the columns below them."""
    if len(texts) >= LEAST_KNOWN and all(wanted.synonyms.field_of(text) for text in texts):
        return True
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < LEAST_COUNTED]
    consecutive = all(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) == len(texts) >= LEAST_COUNTED and consecutive
