"""Counties of today and of former years, towns and villages of a county."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from trainingdesk.settings.divisions import DivisionLevel, counties, places_of

if TYPE_CHECKING:
    from pathlib import Path

COUNTIES = counties()
PLACES = places_of("500241")


def test_every_county_of_the_shared_list_is_there(shared: Path) -> None:
    with (shared / "domain" / "codes" / "divisions_county_2026_mca.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["code12"][:6]: (row["name"], row["city"], row["province"]) for row in csv.DictReader(file)}
    ours = {code: (one.name, one.city, one.province) for code, one in COUNTIES.items() if one.until is None}
    assert len(wanted) == 2847
    # four cities have no counties; cards of their people begin with the code of the city
    assert set(ours) - set(wanted) == {"441900", "442000", "460400", "620200"}
    assert {code: ours[code] for code in wanted} == wanted


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("330113", "浙江省杭州市临平区"),  # 2021
        ("659012", "新疆维吾尔自治区白杨市"),  # 2023
        ("653228", "新疆维吾尔自治区和田地区和康县"),  # 2024-12
        ("653229", "新疆维吾尔自治区和田地区和安县"),  # 2024-12
        ("500241", "重庆市秀山土家族苗族自治县"),
        ("441900", "广东省东莞市"),
    ],
)
def test_recent_changes_are_known(code: str, name: str) -> None:
    assert COUNTIES[code].full_name == name
    assert COUNTIES[code].until is None


@pytest.mark.parametrize(
    ("code", "name", "until"),
    [
        ("513522", "秀山土家族苗族自治县", 1997),
        ("513525", "彭水苗族土家族自治县", 1997),
        ("522229", "松桃苗族自治县", 2011),
        ("110103", "崇文区", 2010),
    ],
)
def test_a_code_on_an_old_card_still_has_a_name(code: str, name: str, until: int) -> None:
    assert (COUNTIES[code].name, COUNTIES[code].until) == (name, until)


def test_every_county_has_a_province_and_a_six_digit_code() -> None:
    for code, county in COUNTIES.items():
        assert len(code) == 6
        assert code.isdigit()
        assert county.province
        assert county.name


def test_the_county_has_27_towns_and_268_villages(shared: Path) -> None:
    assert Counter(place.level for place in PLACES) == {DivisionLevel.TOWN: 27, DivisionLevel.VILLAGE: 268}
    with (shared / "domain" / "codes" / "divisions_sample_500241_stats2023.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        wanted = {(row["code12"], row["level"], row["name"], row["parent12"]) for row in csv.DictReader(file)}
    assert {(place.code, place.level, place.name, place.parent) for place in PLACES} == wanted


def test_every_village_lies_in_a_town_of_the_county() -> None:
    towns = {place.code for place in PLACES if place.level is DivisionLevel.TOWN}
    for place in PLACES:
        assert len(place.code) == 12
        assert place.parent in (towns if place.level is DivisionLevel.VILLAGE else {"500241000000"})
        assert place.code.startswith(
            place.parent.rstrip("0") if place.level is DivisionLevel.TOWN else place.parent[:9]
        )


def test_a_county_without_a_list_is_missed_by_name() -> None:
    with pytest.raises(FileNotFoundError):
        places_of("110101")
