"""Widths, heads and joined runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.reports.document import Band, Column, Row, Table, Text
from trainingdesk.reports.layout import (
    column_widths,
    head_cells,
    head_lines,
    joined_spans,
    least_width,
    text_width,
    widest_word,
)

columns = st.lists(
    st.builds(Column, st.text("姓名ab ", max_size=6), st.floats(1, 20), grow=st.integers(0, 2)), min_size=1, max_size=12
)


@given(columns, st.floats(50, 400))
def test_columns_fill_the_line_exactly(some: list[Column], available: float) -> None:
    widths = column_widths(some, available=available, em=3, padding=2)
    assert sum(widths) == pytest.approx(available)
    assert all(width > 0 for width in widths)


def test_growing_columns_share_what_is_left() -> None:
    widths = column_widths(
        [Column("a", 5), Column("b", 5, grow=1), Column("c", 5, grow=3)], available=75, em=3, padding=0
    )
    assert widths == pytest.approx((15, 22.5, 37.5))


def test_a_chinese_character_is_one_and_a_rare_one_too() -> None:
    assert text_width("职业技能") == 4
    assert text_width("𰻝䶮") == 2
    assert text_width("a\u0301") == text_width("a")
    assert text_width("2026") < 4 * 0.6


def test_a_long_latin_head_widens_its_column() -> None:
    assert least_width(Column("Practice", 2.8)) > widest_word("Practice")
    assert least_width(Column("证件号后四位", 2.8)) == 2.8


def test_grouped_heads_cover_every_cell_once() -> None:
    some = [
        Column("序号", 2),
        Column("签到", 4, group="上午"),
        Column("签退", 4, group="上午"),
        Column("签到", 4, group="下午"),
    ]
    cells = head_cells(some)
    covered = [
        (cell.line + down, cell.column + across)
        for cell in cells
        for down in range(cell.down)
        for across in range(cell.across)
    ]
    assert sorted(covered) == [(line, column) for line in range(2) for column in range(4)]
    assert head_lines(some) == 2
    assert head_lines(some[:1]) == 1
    assert [cell.text for cell in cells if cell.line == 0] == ["序号", "上午", "下午"]


def test_equal_neighbors_are_joined_but_never_over_a_band_or_another_day() -> None:
    def row(day: str, weekday: str) -> Row:
        return Row((Text(day), Text(weekday)))

    rows = (row("8", "四"), row("8", "四"), row("9", "四"), Band("x"), row("9", "四"), row("", ""), row("", ""))
    spans = joined_spans(Table((Column("日", 3, joined=True), Column("周", 3, joined=True)), rows))
    assert spans[0, 0] == 2
    assert spans[1, 0] == 0
    assert spans[2, 1] == 1  # the same weekday of another date
    assert spans[4, 0] == 1  # below the band
    assert (5, 0) not in spans  # empty cells stay apart
