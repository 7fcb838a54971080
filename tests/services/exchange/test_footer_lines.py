"""Totals, signatures and notes are told from people, and in doubt a line is a person."""

from __future__ import annotations

import pytest

from trainingdesk.services.exchange.footer_lines import SkipReason, skip_reason
from trainingdesk.services.exchange.grid import Merge, SheetRow
from trainingdesk.services.exchange.headings import ColumnMapping, Wanted
from trainingdesk.services.exchange.roster_rows import REQUIRED
from trainingdesk.settings.roster_headings import RosterHeadings

WANTED = Wanted(synonyms=RosterHeadings.shipped(), required=REQUIRED)
COLUMNS = ColumnMapping({"sequence": 0, "name": 1, "document_number": 2, "note": 3})


def reason(*cells: object, merges: tuple[Merge, ...] = ()) -> SkipReason | None:
    return skip_reason(SheetRow(9, cells), merges, COLUMNS, WANTED)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cells",
    [
        ("合计", None, None, "43人"),
        ("合 计：",),
        (None, "小计", None, "5"),
        ("共43人",),
        ("本页合计", None, "12人"),
        ("Total", None, 12),
    ],
)
def test_totals(cells: tuple[object, ...]) -> None:
    assert reason(*cells) is SkipReason.TOTAL


@pytest.mark.parametrize("text", ["填表人：王某   审核人：", "（盖章）", "负责人签字：", "培训机构（公章）"])
def test_signatures(text: str) -> None:
    assert reason(text) is SkipReason.SIGNATURE


@pytest.mark.parametrize("text", ["注：一式两份", "备注：黄色为必填", "说明：1.请勿改表头", "本表由乡镇填报", "※"])
def test_notes(text: str) -> None:
    assert reason(text) is SkipReason.NOTE


def test_headings_printed_again_and_numbers_of_columns() -> None:
    assert reason("序号", "姓名", "身份证号码", "备注") is SkipReason.HEADING
    assert reason(1, 2, 3, 4) is SkipReason.HEADING


def test_a_numbered_line_without_anybody() -> None:
    assert reason(44) is SkipReason.SPARE


def test_a_caption_over_the_whole_width() -> None:
    assert reason("第二组", merges=(Merge(9, 0, 9, 3),)) is SkipReason.NOTE


@pytest.mark.parametrize(
    "cells",
    [
        (1, "何计", "500241198707186519", None),
        (1, "龙全福", None, None),
        (1, None, "500241198707186519", None),
        (1, "共和", "500241198707186519", "合计"),
        (1, "单位", "50024119870718651X", None),
        (None, "注", "500241198707186519", "注：低保"),
    ],
)
def test_people(cells: tuple[object, ...]) -> None:
    assert reason(*cells) is None
