"""Rows behind a part of a number, as lists and as the text that a query groups them into."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.month_amounts import Amounts

ids = st.lists(st.uuids().map(str), unique=True, max_size=9)


@given(ids)
def test_rows_count_one_each(rows: list[str]) -> None:
    for made in (Amounts.ones(rows), Amounts.written(" ".join(rows), len(rows))):
        assert list(made) == [(row, 1) for row in rows]
        assert (list(made.ids), made.count, made.total) == (rows, len(rows), len(rows))


@given(st.lists(st.tuples(st.uuids().map(str), st.integers(-(10**9), 10**9)), max_size=9))
def test_money_sums_to_the_total(lines: list[tuple[str, int]]) -> None:
    rows, fen = [row for row, _ in lines], [amount for _, amount in lines]
    written = " ".join(map(str, fen))
    for made in (Amounts.weighed(rows, fen), Amounts.written(" ".join(rows), len(rows), each=written, total=sum(fen))):
        assert list(made) == lines
        assert (made.count, made.total) == (len(lines), sum(fen))
