"""What a cell shows, and which numbers have lost their last digits."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.services.exchange.grid import Merge, Sheet, SheetRow, cell_text, column_letters, lost_digits


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  a ", "a"),
        (17908965718, "17908965718"),
        (17908965718.0, "17908965718"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (date(1989, 6, 15), "1989-06-15"),
        (datetime(1989, 6, 15, 8, 30), "1989-06-15 08:30"),  # noqa: DTZ001 -- a cell has no zone
    ],
)
def test_what_a_cell_shows(cell: object, text: str) -> None:
    assert cell_text(cell) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "lost"),
    [
        (5.002411984072421e17, True),
        (500241870719847, False),
        (10**15, True),
        ("5.00241E+17", True),
        ("5.00241198407242E17", True),
        ("1.3E+3", False),
        ("500241198407242112", False),
        (17908965718, False),
        (None, False),
        (True, False),
    ],
)
def test_a_number_that_is_too_long_has_lost_digits(cell: object, *, lost: bool) -> None:
    assert lost_digits(cell) is lost  # type: ignore[arg-type]


@given(st.integers(0, 16_383))
def test_letters_of_columns_count_as_office_programs_count(column: int) -> None:
    number = 0
    for letter in column_letters(column):
        number = number * 26 + ord(letter) - ord("A") + 1
    assert number == column + 1


def test_a_row_ends_in_empty_cells() -> None:
    row = SheetRow(4, ("a",))
    assert (row.at(0), row.at(9)) == ("a", None)
    assert row.with_cell(2, "c").cells == ("a", None, "c")
    assert Sheet("x", (row, row.with_cell(2, "c"))).width == 3


def test_a_merge_covers_its_corners() -> None:
    merge = Merge(2, 1, 3, 4)
    assert merge.covers(2, 1)
    assert merge.covers(3, 4)
    assert not merge.covers(4, 4)
    assert (merge.width, merge.height) == (4, 2)
