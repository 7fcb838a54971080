"""People as text between separators: nobody is lost, and everybody keeps what is theirs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.month_people import WITHIN, People

words = st.text("ab 12", min_size=1, max_size=3)
somebody = st.tuples(
    st.uuids().map(str), st.uuids().map(str), st.lists(st.one_of(words, st.just("")), min_size=1).map(WITHIN.join)
)
several = st.lists(somebody, min_size=1, max_size=9)


@given(several)
def test_everybody_keeps_their_traits(each: list[tuple[str, str, str]]) -> None:
    made = People.of(each)
    assert (made.count, list(made.each())) == (len(each), each)
    assert made.alike() == {of: [one for one, _person, theirs in each if theirs == of] for _one, _person, of in each}


@given(several, st.sets(st.integers(0, 8)))
def test_parts_are_the_whole(each: list[tuple[str, str, str]], chosen: set[int]) -> None:
    there = {one for at, (one, _person, _of) in enumerate(each) if at in chosen}
    parts = People.of(each).parted(lambda one, _person, _of: one in there)
    assert {part: list(some.each()) for part, some in parts.items()} == {
        part: [one for one in each if (one[0] in there) is part] for part in {one[0] in there for one in each}
    }
