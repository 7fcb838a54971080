"""The full official list goes in; what is wrong in it comes back named."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from trainingdesk.settings.occupation_list import (
    BadRow,
    occupation_table,
    parse_occupations,
    shipped_occupations,
)

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "domain" / "codes" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_official_list_of_2022_goes_in_whole(shared: Path) -> None:
    rows = rows_of(shared, "occupations_2022.csv")
    parsed = parse_occupations(rows, version="2022")
    # 1,629 of the 1,636 occupations were parsed from the publication (domain texts 3.4)
    assert len(parsed.occupations) == 1629
    assert parsed.bad == ()
    assert [one.minor for one in parsed.occupations] == [row["minor_code"] for row in rows]
    assert {one.major for one in parsed.occupations} == set("123456")
    assert {one.version for one in parsed.occupations} == {"2022"}
    surveyor = next(one for one in parsed.occupations if one.code == "4-08-03-01")  # L/S
    assert (surveyor.green, surveyor.digital) == (True, True)


def test_a_code_with_two_names_is_reported_and_the_first_stands(shared: Path) -> None:
    base = rows_of(shared, "occupations_2022.csv")
    parsed = parse_occupations([*base, *rows_of(shared, "occupations_new_2024_2025.csv")], version="2022")
    # known flaw of the sources: 密码技术应用员 and 网络安全等级保护测评师 under one code
    assert parsed.bad == (BadRow(1632, "4-04-04-07 网络安全等级保护测评师", "occupation_list.code_twice"),)
    by_code = {one.code: one for one in parsed.occupations}
    assert by_code["4-04-04-07"].name == "密码技术应用员"
    assert by_code["4-13-01-10"].version == "2024-07"


def test_a_list_read_twice_is_the_same_list(shared: Path) -> None:
    base = rows_of(shared, "occupations_2022.csv")
    assert parse_occupations(base + base, version="2022") == parse_occupations(base, version="2022")


@pytest.mark.parametrize(
    ("code", "name", "reason"),
    [
        ("4-10-01", "家政服务员", "occupation_list.code_malformed"),
        ("", "家政服务员", "occupation_list.code_malformed"),
        ("41001006", "家政服务员", "occupation_list.code_malformed"),
        ("4-10-01-06", " ", "occupation_list.name_missing"),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_in(code: str, name: str, reason: str) -> None:
    rows = [{"职业编码": code, "职业名称": name}, {"职业编码": "4-03-02-01", "职业名称": "中式烹调师"}]
    parsed = parse_occupations(rows, version="2022")
    assert [(bad.number, bad.reason) for bad in parsed.bad] == [(1, reason)]
    assert [one.name for one in parsed.occupations] == ["中式烹调师"]


def test_dashes_blanks_and_empty_rows_of_a_spreadsheet_are_understood() -> None:
    rows = [{"代码": "４—10–01-06 ", "名称": " 家政服务员", "工种": "家务服务员；母婴护理员"}, {"代码": "", "名称": ""}]
    parsed = parse_occupations(rows, version="2022")
    assert parsed.bad == ()
    assert parsed.occupations[0].code == "4-10-01-06"
    assert parsed.occupations[0].trades == ("家务服务员", "母婴护理员")


def test_an_occupation_is_found_by_its_trade() -> None:
    table = occupation_table(shipped_occupations())
    assert table.find("育婴员") == "4-10-01-01"  # domain texts 3.4
    assert table.find("月嫂") == "4-10-01-06"
    assert table.find("电工") == table.find("6-31-01-03") == "6-31-01-03"
    assert table.find("宇航员") is None


def test_every_shipped_row_is_an_occupation() -> None:
    assert len(shipped_occupations()) >= 140
    assert {one.version for one in shipped_occupations()} == {"2022", "2024", "2025"}


def test_the_whole_official_list_is_searchable(shared: Path) -> None:
    parsed = parse_occupations(rows_of(shared, "occupations_2022.csv"), version="2022")
    assert len(occupation_table(parsed.occupations)) == 1629
