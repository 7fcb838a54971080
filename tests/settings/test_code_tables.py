"""Reading tables, and finding a code in what people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.settings.code_tables import CodeItem, CodeTable, Found, Tables, read_table

FUNDS = CodeTable.shipped("funds")
GROUPS = CodeTable.shipped("ethnic_groups")
CATEGORIES = CodeTable.shipped("person_categories")
#: ASCII in full width, U+FF01 to U+FF5E.
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def test_a_table_that_is_not_shipped_is_missed_by_name() -> None:
    with pytest.raises(FileNotFoundError, match=r"tables/no_such\.csv"):
        read_table("no_such")


def test_rows_cannot_be_changed_by_whoever_reads_them() -> None:
    with pytest.raises(TypeError):
        read_table("sex")[0]["name"] = "x"  # type: ignore[index]  # the point of the test


def test_rows_are_read_once_per_instance_and_codes_once_in_a_process() -> None:
    tables = Tables()
    assert tables.rows("sex") is tables.rows("sex")
    assert Tables().rows("sex") is not tables.rows("sex")
    assert tables.codes("sex") is Tables().codes("sex") is CodeTable.shipped("sex")


@given(
    writing=st.sampled_from([writing for item in GROUPS for writing in item.writings]),
    blank=st.sampled_from(["", " ", "\u3000", "\u00a0", "\t", "\u200b"]),
    wide=st.booleans(),
    upper=st.booleans(),
)
def test_blanks_width_and_case_make_no_difference(writing: str, blank: str, *, wide: bool, upper: bool) -> None:
    text = blank + blank.join(writing.upper() if upper else writing) + blank
    assert GROUPS.find(text.translate(FULL_WIDTH) if wide else text) == GROUPS.find(writing)


@given(st.text(max_size=30))
def test_any_text_gives_a_code_of_the_table_or_nothing(text: str) -> None:
    found = CATEGORIES.find(text)
    assert found is None or found in CATEGORIES


def test_a_code_that_lost_its_zero_in_a_spreadsheet_is_found() -> None:
    assert GROUPS.find("1") == "01"
    assert FUNDS.find("1") is None


def test_a_writing_with_two_meanings_is_refused() -> None:
    items = (CodeItem("t", "1", "甲", aliases=("同",)), CodeItem("t", "2", "乙", aliases=("同",)))
    with pytest.raises(ValueError, match=r"同.*stands for 1 and for 2"):
        CodeTable("t", items)


def test_a_cell_may_name_several() -> None:
    assert CATEGORIES.find_each("脱贫户、残疾人") == Found(("C01", "C04"), ())
    assert CATEGORIES.find_each("残疾人 退伍军人") == Found(("C04", "C03"), ())
    assert CATEGORIES.find_each("脱贫户/脱贫人口，月球居民") == Found(("C01",), ("月球居民",))
    assert CATEGORIES.find_each(" ") == Found((), ())


def test_a_name_that_holds_a_separator_is_one_name() -> None:
    assert CATEGORIES.find_each("劳务派遣(外包)人员/平台网约劳动者") == Found(("B04",), ())


def test_a_county_may_rename_a_row_and_its_meaning_stays() -> None:
    items = tuple(
        CodeItem(i.table, i.code, "外出打工人员" if i.code == "A04" else i.name, core=i.core) for i in CATEGORIES
    )
    renamed = CodeTable("person_categories", items)
    assert renamed.find("外出打工人员") == "A04"
    assert renamed.of_core("migrant_worker").code == "A04"
    with pytest.raises(KeyError):
        renamed.of_core("astronaut")
