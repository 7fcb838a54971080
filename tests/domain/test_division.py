"""Twelve digits for a place, shorter ones completed."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.division import read_division
from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path


def test_every_place_of_the_sample_county_is_read(shared: Path) -> None:
    path = shared / "domain" / "codes" / "divisions_sample_500241_stats2023.csv"
    with path.open(encoding="utf-8", newline="") as file:
        codes = [cell for row in csv.reader(file) for cell in row if cell.isdigit() and len(cell) == 12]
    assert len(codes) > 200
    for code in codes:
        assert read_division(code).value == code
        assert read_division(code).mends == ()


@pytest.mark.parametrize(
    ("text", "code", "why"),
    [
        ("500241", "500241000000", "division.padded"),
        ("500241100", "500241100000", "division.padded"),
        ("５００２４１１００２００", "500241100200", "written_text.full_width"),
        ("500241100200.0", "500241100200", "written_text.decimal"),
    ],
)
def test_what_is_shorter_or_dressed_up_is_mended_and_said(text: str, code: str, why: str) -> None:
    found = read_division(text)
    assert found.value == code
    assert [mend.why for mend in found.mends] == [why]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (" ", "division.empty"),
        ("5.00241E+11", "division.digits_lost"),
        ("5002", "division.form"),
        ("秀山县", "division.form"),
        ("000241100200", "division.form"),
        ("5002411002001", "division.form"),
    ],
)
def test_what_is_no_code_is_refused(text: str, key: str) -> None:
    with pytest.raises(Refused) as caught:
        read_division(text)
    assert caught.value.key == key
