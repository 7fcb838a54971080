"""Causality before the clock, the clock before chance, and a person where neither may decide."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.wire.merge import Stamp, Verdict, Written, clamp, concurrent, judge
from trainingdesk.wire.schema import Group, Merge, table

NOTE = Group("note", ("note",))


def written(
    value: str, *, version: int = 5, hlc: int = 10, number: int = 1, device: str = "a", instructor: bool = False
) -> Written:
    stamp = Stamp(version=version, hlc=hlc, device_number=number, device_id=device, by_instructor=instructor)
    return Written(values={"note": value}, stamp=stamp)


def test_who_has_seen_what_stands_overwrites_it_whatever_the_clock_says() -> None:
    stands, comes = written("x", hlc=10**9), written("y", hlc=1, device="b")
    assert judge(NOTE, stands=stands, comes=comes, base=5) is Verdict.APPLY


def test_nobody_is_concurrent_with_himself() -> None:
    assert judge(NOTE, stands=written("x", hlc=99), comes=written("y", hlc=1), base=0) is Verdict.APPLY


@pytest.mark.parametrize("merge", [Merge.REGISTER, Merge.REVIEW, Merge.INSTRUCTOR])
def test_whoever_wrote_over_somebody_else_does_not_follow_from_his_own_that_lost(merge: Merge) -> None:
    group, stands, comes = Group("note", ("note",), merge), written("x", hlc=99), written("y", hlc=1)
    assert judge(group, stands=stands, comes=comes, base=4, over_others=True) is Verdict.WINS
    assert judge(group, stands=stands, comes=comes, base=5, over_others=True) is Verdict.APPLY


@pytest.mark.parametrize(
    ("hlc", "number", "verdict"), [(11, 0, "wins"), (9, 9, "loses"), (10, 2, "wins"), (10, 0, "loses")]
)
def test_of_two_who_did_not_know_each_other_the_later_stands(hlc: int, number: int, verdict: str) -> None:
    comes = written("y", hlc=hlc, number=number, device="b")
    assert judge(NOTE, stands=written("x"), comes=comes, base=4) == verdict


def test_the_same_words_are_no_conflict() -> None:
    for merge in (Merge.REGISTER, Merge.REVIEW, Merge.STATE, Merge.APPEND, Merge.INSTRUCTOR):
        group = Group("note", ("note",), merge)
        assert judge(group, stands=written("x"), comes=written("x", device="b"), base=0) is Verdict.SAME


@pytest.mark.parametrize(("status", "verdict"), [("present", Verdict.SAME), ("late", Verdict.WINS)])
def test_the_same_mark_typed_at_another_time_is_no_conflict(status: str, verdict: Verdict) -> None:
    mark = next(group for group in table("attendance_mark").groups if group.name == "mark")
    blank = dict.fromkeys(mark.fields)
    stands = Written(values=blank | {"status": "present", "typed_at": 1, "typed_by": "t"}, stamp=written("x").stamp)
    stamp = written("y", hlc=11, device="b").stamp
    comes = Written(values=blank | {"status": status, "typed_at": 2, "typed_by": "u"}, stamp=stamp)
    assert judge(mark, stands=stands, comes=comes, base=4) is verdict
    assert judge(mark, stands=stands, comes=comes, base=5) is Verdict.APPLY


@pytest.mark.parametrize("merge", [Merge.REVIEW, Merge.STATE])
def test_a_person_decides_about_identity_money_and_state(merge: Merge) -> None:
    group = Group("note", ("note",), merge)
    assert judge(group, stands=written("x"), comes=written("y", hlc=99, device="b"), base=4) is Verdict.REVIEW
    assert judge(group, stands=written("x"), comes=written("y", hlc=0, device="b"), base=5) is Verdict.APPLY


def test_the_instructor_beats_the_clerk_whatever_the_clock_says() -> None:
    group = Group("mark", ("note",), Merge.INSTRUCTOR)
    late, early = written("x", hlc=99), written("y", hlc=1, device="b", instructor=True)
    assert judge(group, stands=late, comes=early, base=0) is Verdict.WINS
    clerk = written("y", hlc=99, device="b")
    assert judge(group, stands=written("x", hlc=1, instructor=True), comes=clerk, base=0) is Verdict.LOSES
    assert judge(group, stands=written("x", hlc=1), comes=clerk, base=0) is Verdict.WINS


def test_what_is_written_once_or_by_the_centre_does_not_change() -> None:
    for merge, verdict in ((Merge.APPEND, Verdict.WRITTEN_ONCE), (Merge.CENTER, Verdict.READ_ONLY)):
        group = Group("note", ("note",), merge)
        assert judge(group, stands=written("x"), comes=written("y"), base=99) is verdict


@given(st.integers(0, 3), st.integers(0, 3), st.integers(1, 2), st.integers(1, 2))
def test_two_concurrent_writes_end_alike_in_either_order(one: int, two: int, first: int, second: int) -> None:
    if (one, first) == (two, second):
        return
    a = written("a", hlc=one, number=first, device="a")
    b = written("b", hlc=two, number=second, device="b")
    ends = {
        (comes if judge(NOTE, stands=stands, comes=comes, base=0) is Verdict.WINS else stands).values["note"]
        for stands, comes in ((a, b), (b, a))
    }
    assert len(ends) == 1


def test_a_clock_ahead_counts_for_no_more_than_its_receipt() -> None:
    assert (clamp(99, receipt=50), clamp(20, receipt=50)) == (50, 20)


def test_concurrent_means_unseen_and_of_somebody_else() -> None:
    stands = written("x").stamp
    found = {pair: concurrent(stands, device_id=pair[0], base=pair[1]) for pair in product("ab", (4, 5))}
    assert [pair for pair, is_concurrent in found.items() if is_concurrent] == [("b", 4)]
