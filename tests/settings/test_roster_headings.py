"""Every heading of the sample rosters and of the official papers is understood, and none has two meanings."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from trainingdesk.settings.code_tables import read_table
from trainingdesk.settings.roster_headings import RosterField, RosterHeadings

if TYPE_CHECKING:
    from pathlib import Path

HEADINGS = RosterHeadings.shipped()
LISTED = [(row["heading"], RosterField(row["field"])) for row in read_table("roster_headings")]


def test_every_field_has_a_heading() -> None:
    assert {field for _, field in LISTED} == set(RosterField)


@given(
    listed=st.sampled_from(LISTED),
    before=st.sampled_from(["", "*", "＊ ", "\n"]),
    after=st.sampled_from(["", "：", ":", "*", "（必填）", "(请核对)", "【18位】", "　"]),
)
def test_decoration_makes_no_difference(listed: tuple[str, RosterField], before: str, after: str) -> None:
    heading, field = listed
    assert HEADINGS.field_of(before + heading + after) is field


def test_one_heading_for_two_fields_is_refused() -> None:
    with pytest.raises(ValueError, match="means name and sex"):
        RosterHeadings([("姓名", RosterField.NAME), ("姓 名", RosterField.SEX)])


def test_a_tail_of_a_number_is_not_the_number() -> None:
    assert HEADINGS.field_of("身份证号(后四位)") is RosterField.NOT_KEPT
    assert HEADINGS.field_of("身份证号(18位)") is RosterField.DOCUMENT_NUMBER


def test_titles_and_totals_are_no_headings() -> None:
    for text in ("秀山县职业技能培训班学员花名册", "合计", "基本信息", "", "填表人：", "500241198707186519"):
        assert HEADINGS.field_of(text) is None


def test_the_social_security_number_is_the_document_number_and_the_card_is_not() -> None:
    assert HEADINGS.field_of("社会保障号码") is RosterField.DOCUMENT_NUMBER
    assert HEADINGS.field_of("社会保障卡号") is RosterField.SOCIAL_SECURITY_CARD
    assert HEADINGS.field_of("社保卡银行账号") is RosterField.PAYEE_ACCOUNT


@pytest.mark.parametrize(
    ("file", "rows"),
    [
        ("township_roster.xlsx", (2,)),
        ("two_header_rows.xlsx", (0, 1)),
        ("old_excel.xls", (0, 1)),
        ("five_thousand.xlsx", (0,)),
    ],
)
def test_the_columns_of_sample_workbooks_are_understood(shared: Path, file: str, rows: tuple[int, ...]) -> None:
    sheet = CalamineWorkbook.from_path(shared / "rosters" / file).get_sheet_by_index(0).to_python()
    columns = zip(*(sheet[row] for row in rows), strict=True)
    found = [
        next(filter(None, (HEADINGS.field_of(str(cell)) for cell in reversed(column))), None) for column in columns
    ]
    assert None not in found
    assert len(set(found)) == len(found)
    assert {RosterField.NAME, RosterField.DOCUMENT_NUMBER, RosterField.PHONE, RosterField.CATEGORY} <= set(found)


@pytest.mark.parametrize(
    ("file", "encoding"), [("from_old_system.csv", "gb18030"), ("english_headings_utf8.csv", "utf-8")]
)
def test_the_columns_of_sample_text_files_are_understood(shared: Path, file: str, encoding: str) -> None:
    with (shared / "rosters" / file).open(encoding=encoding, newline="") as lines:
        found = [HEADINGS.field_of(heading) for heading in next(csv.reader(lines))]
    assert None not in found
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("title", ["学员信息(报盘)", "学员花名册"])
def test_the_columns_of_official_rosters_are_understood(shared: Path, title: str) -> None:
    source = json.loads((shared / "domain" / "codes" / "document_templates.json").read_text(encoding="utf-8"))
    columns = next(doc["cols"] for doc in source["docs"] if doc["name"] == title)
    assert [heading for heading in columns if HEADINGS.field_of(heading) is None] == []


def test_fields_of_the_old_system_are_understood(shared: Path) -> None:
    source = json.loads((shared / "domain" / "codes" / "jinbao_training_field_codes.json").read_text(encoding="utf-8"))
    person = {code for code in source["fields"] if code.startswith("aac")} - {"aac004"}
    assert [code for code in sorted(person) if HEADINGS.field_of(code.upper()) is None] == []
