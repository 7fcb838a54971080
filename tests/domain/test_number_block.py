"""No serial is given twice: neither by one desk nor by two that never met."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.number_block import Block, left, next_serials

BLOCKS = st.lists(
    st.builds(lambda first, size: Block(first, first + size), st.integers(1, 60), st.integers(0, 20)), max_size=5
)


def test_a_desk_of_its_own_counts_on_from_the_highest() -> None:
    assert next_serials((), 3, blocks=None) == (1, 2, 3)
    assert next_serials((1, 7), 2, blocks=None) == (8, 9)


def test_a_leased_block_is_used_up_to_its_end() -> None:
    blocks = [Block(101, 103), Block(201, 202)]
    assert next_serials((101,), 3, blocks=blocks) == (102, 103, 201)
    assert left((101,), blocks) == 4
    with pytest.raises(Refused) as refused:
        next_serials((101,), 5, blocks=blocks)
    assert (refused.value.key, refused.value.values["found"]) == ("certificate.serials_used_up", 4)


def test_a_joined_desk_without_a_block_gives_nothing() -> None:
    with pytest.raises(Refused):
        next_serials((), 1, blocks=[])


def test_an_empty_block_is_a_bug() -> None:
    with pytest.raises(ValueError, match="5"):
        Block(5, 4)


@given(taken=st.sets(st.integers(1, 80)), blocks=BLOCKS, wanted=st.integers(0, 10))
def test_what_is_given_is_new_leased_and_in_order(taken: set[int], blocks: list[Block], wanted: int) -> None:
    if left(taken, blocks) < wanted:
        return
    given_out = next_serials(taken, wanted, blocks=blocks)
    assert list(given_out) == sorted(set(given_out))
    assert taken.isdisjoint(given_out)
    assert all(any(block.first <= serial <= block.last for block in blocks) for serial in given_out)


@given(taken=st.sets(st.integers(1, 80)), wanted=st.integers(0, 10))
def test_one_batch_after_another_never_repeats(taken: set[int], wanted: int) -> None:
    first = next_serials(taken, wanted, blocks=None)
    second = next_serials(taken | set(first), wanted, blocks=None)
    assert taken.isdisjoint(first)
    assert set(first).isdisjoint(second)
