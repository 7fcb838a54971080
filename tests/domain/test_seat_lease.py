"""Seats that are promised are there: nobody is given them twice, and nobody is sent away (SYNC 2.8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.seat_lease import WAY_HOME, SeatLease, leased, seats_free

DAY = date(2026, 11, 25)
ONE_DAY = timedelta(days=1)
CAPACITY = 6


def lease(seats: int = 3, *, days: int = 5, used: int = 0, name: str = "l") -> SeatLease:
    ends = DAY + timedelta(days=days)
    return SeatLease(
        id=name, class_id="k", device_id=name, device_number=1, seats=seats, taken_on=DAY, ends_on=ends, used=used
    )


def test_a_lease_promises_to_its_last_day_and_is_kept_for_the_way_home() -> None:
    one = lease(3, used=1)
    assert (one.open_on(one.ends_on), one.open_on(one.ends_on + ONE_DAY)) == (2, 0)
    assert (one.kept_on(one.ends_on + WAY_HOME), one.kept_on(one.ends_on + WAY_HOME + ONE_DAY)) == (2, 0)


def test_a_lease_that_was_given_back_is_worth_nothing() -> None:
    one = replace(lease(3), ended_on=DAY)
    assert (one.open_on(DAY), one.kept_on(DAY), one.honors(promised_on=DAY, today=DAY)) == (0, 0, False)


def test_a_promise_of_the_last_day_is_kept_however_late_it_arrives() -> None:
    one = lease(3)
    late = one.ends_on + timedelta(days=90)
    assert one.honors(promised_on=one.ends_on, today=late)
    assert not one.honors(promised_on=one.ends_on + ONE_DAY, today=late)
    assert one.honors(promised_on=one.ends_on + ONE_DAY, today=one.ends_on + WAY_HOME)


@given(st.integers(0, 4), st.integers(-400, 400), st.integers(0, 400))
def test_a_clock_that_lies_wins_no_more_than_the_lease(used: int, promised: int, today: int) -> None:
    one = lease(3, used=used)
    found = one.honors(promised_on=DAY + timedelta(days=promised), today=DAY + timedelta(days=today))
    assert not found or one.used < one.seats


@given(st.integers(0, 30), st.integers(0, 10), st.integers(-5, 30))
def test_leasing_takes_no_more_than_is_free_and_never_what_people_sit_on(wanted: int, used: int, free: int) -> None:
    got = leased(wanted=wanted, used=used, free=free)
    assert used <= got <= used + max(0, free)
    assert got <= max(wanted, used)


STEPS = st.lists(
    st.tuples(st.sampled_from(["take", "promise", "arrive", "back"]), st.integers(0, 2), st.integers(1, 4))
)


@given(STEPS)
def test_seats_are_never_given_twice_while_leases_are_kept(steps: list[tuple[str, int, int]]) -> None:
    leases = {at: lease(0, name=str(at)) for at in range(3)}
    others = 0
    for what, at, count in steps:
        mine, taken = leases[at], others + sum(one.used for one in leases.values())
        free = seats_free(
            capacity=CAPACITY, taken=taken, leases=[one for key, one in leases.items() if key != at], today=DAY
        )
        match what:
            case "take":
                seats = leased(wanted=count, used=mine.used, free=free)
                leases[at] = replace(mine, seats=seats, ended_on=None)
            case "promise" if mine.open_on(DAY):
                assert mine.honors(promised_on=DAY, today=DAY)
                leases[at] = replace(mine, used=mine.used + 1)
            case "arrive" if free - mine.kept_on(DAY) > 0:
                others += 1
            case "back":
                leases[at] = replace(mine, ended_on=DAY)
        held = sum(one.kept_on(DAY) for one in leases.values())
        assert others + sum(one.used for one in leases.values()) + held <= CAPACITY


@given(st.integers(0, 3), st.integers(0, 6))
def test_an_expired_lease_gives_its_unused_seats_back(used: int, taken: int) -> None:
    one, total = lease(3, used=used), taken + used
    over = one.ends_on + WAY_HOME + ONE_DAY
    before = seats_free(capacity=CAPACITY, taken=total, leases=[one], today=one.ends_on)
    after = seats_free(capacity=CAPACITY, taken=total, leases=[one], today=over)
    assert after - before == one.seats - used
