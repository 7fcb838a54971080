"""Two files of one person: when that is sure, which enrollment stands, on which days somebody was there."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.people import number
from trainingdesk.domain.enrollment import LEFT, Status, Stint
from trainingdesk.domain.same_person import Twin, days_together, standing, surely_one

TODAY = date(2026, 11, 25)
FIRST = date(2026, 10, 1)


def identity(name: str, written: str | None, kind: str = "resident") -> dict[str, str | None]:
    return {"document_kind": kind, "document_number": written, "name": name}


@pytest.mark.parametrize(
    ("other", "sure"),
    [
        (identity("买买提·艾力", number(1)), True),
        (identity("买买提• 艾力", f" {number(1)} "), True),
        (identity("买买提·艾里", number(1)), False),
        (identity("买买提·艾力", number(3)), False),
        (identity("买买提·艾力", number(1), "passport"), False),
        (identity("买买提·艾力", None), False),
    ],
)
def test_one_number_that_holds_and_one_name_are_one_person(other: dict[str, str | None], sure: bool) -> None:
    one = identity("买买提·艾力", number(1))
    assert surely_one(one, other, today=TODAY) is surely_one(other, one, today=TODAY) is sure


@pytest.mark.parametrize("written", [number(1)[:-1] + "1", "E12345678", "", None])
def test_a_number_that_cannot_be_checked_is_never_sure(written: str | None) -> None:
    assert not surely_one(identity("王芳", written), identity("王芳", written), today=TODAY)


def test_names_that_say_nothing_are_never_sure() -> None:
    assert not surely_one(identity("", number(1)), identity("", number(1)), today=TODAY)


twins = st.lists(
    st.builds(Twin, st.uuids().map(str), st.sampled_from(Status), st.integers(0, 3)),
    min_size=1,
    max_size=4,
    unique_by=lambda twin: twin.id,
)


@given(twins)
def test_the_earliest_that_was_not_given_up_stands_in_whatever_order(several: list[Twin]) -> None:
    stands = {standing(order) for order in permutations(several)}
    assert len(stands) == 1
    (one,) = stands
    kept = [twin for twin in several if twin.status not in LEFT] or several
    assert one in kept
    assert one.since == min(twin.since for twin in kept)


days = st.integers(0, 9).map(lambda day: FIRST + timedelta(days=day))
stints = st.builds(
    lambda joined, left: Stint(joined, None if left is None else joined + timedelta(days=left)),
    days,
    st.none() | st.integers(1, 5),
)


@given(st.lists(stints, max_size=5))
def test_days_of_both_are_those_that_one_of_them_covers(several: list[Stint]) -> None:
    together = days_together(several)
    for offset in range(20):
        day = FIRST + timedelta(days=offset)
        assert any(stint.covers(day) for stint in together) == any(stint.covers(day) for stint in several)
    assert all(one.left_on is not None and one.left_on < two.joined_on for one, two in pairwise(together))
