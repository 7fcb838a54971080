"""The door of a relay: proofs, mistakes and what they cost, without a network."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.relay import LEFT_FREE, MOST_BYTES, MOST_FILES, MOST_FILES_OF_A_DESK, MOST_MISTAKES, Stock
from trainingdesk.sync.relay_guard import Guard, Ticket, TurnedAway
from trainingdesk.wire.relay import Tie

KEY, DOOR = bytes(32), "/relay/v1/arrive"


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def ticket(guard: Guard, *, key: bytes = KEY, count: int = 1, body: bytes = b"") -> Ticket:
    visit = f"{guard.challenge().visit}.own"
    return Ticket(visit=visit, count=count, proof=Tie.of(key, visit).asks(count, DOOR, body))


def turned(guard: Guard, given_ticket: Ticket, *, caller: str = "a", body: bytes = b"") -> tuple[str, int]:
    with pytest.raises(TurnedAway) as away:
        guard.admit(caller, given_ticket, DOOR, body)
    return away.value.error, away.value.seconds


def test_whoever_proves_the_code_comes_in_and_goes_on() -> None:
    guard = Guard(KEY, b"", Watch())
    first = ticket(guard)
    guest = guard.admit("a", first, DOOR, b"")
    again = Ticket(visit=first.visit, count=2, proof=guest.tie.asks(2, DOOR, b"x"))
    assert guard.admit("b", again, DOOR, b"x") is guest
    assert turned(guard, again, body=b"x") == ("altered", 0)
    assert turned(guard, Ticket(visit=first.visit, count=3, proof=again.proof), body=b"x") == ("altered", 0)


def test_a_number_of_a_visit_holds_once() -> None:
    guard = Guard(KEY, b"", Watch())
    wrong = ticket(guard, key=bytes(31) + b"1")
    assert turned(guard, wrong) == ("code", 0)
    right = Ticket(visit=wrong.visit, count=1, proof=Tie.of(KEY, wrong.visit).asks(1, DOOR, b""))
    assert turned(guard, right) == ("gone", 0)
    assert turned(guard, Ticket(visit="made.up", count=1, proof="")) == ("gone", 0)


def test_waits_grow_for_each_laptop_apart() -> None:
    watch = Watch()
    guard = Guard(KEY, b"", watch)
    found = []
    for _ in range(6):
        assert turned(guard, ticket(guard, key=b"wrong")) == ("code", 0)
        away = 0
        while (wait := _wait(guard)) > 0:
            away = away or wait
            watch.at += wait
        found.append(away)
    assert found == [0, 0, 0, 5, 15, 30]
    assert guard.admit("b", ticket(guard), DOOR, b"")
    assert guard.admit("a", ticket(guard), DOOR, b"")
    assert turned(guard, ticket(guard, key=b"wrong")) == ("code", 0)  # who proved the code begins anew


def _wait(guard: Guard) -> int:
    """How long a laptop still has to wait; asked with a visit that does not exist."""
    error, seconds = turned(guard, Ticket(visit="made.up", count=1, proof=""))
    return seconds if error == "wait" else 0


def test_a_code_is_not_found_by_trying_from_many_laptops() -> None:
    guard = Guard(KEY, b"", Watch())
    inside = ticket(guard)
    guest = guard.admit("a", inside, DOOR, b"")
    for number in range(MOST_MISTAKES):
        assert turned(guard, ticket(guard, key=b"wrong"), caller=str(number)) == ("code", 0)
    assert guard.is_spent
    assert turned(guard, ticket(guard), caller="new") == ("spent", 0)
    goes_on = Ticket(visit=inside.visit, count=2, proof=guest.tie.asks(2, DOOR, b""))
    assert guard.admit("a", goes_on, DOOR, b"") is guest


@given(count=st.integers(1, 5), body=st.binary(max_size=20), other=st.binary(max_size=20))
def test_no_other_question_has_the_same_proof(count: int, body: bytes, other: bytes) -> None:
    tie = Tie.of(KEY, "a.b")
    if body != other:
        assert tie.asks(count, DOOR, body) != tie.asks(count, DOOR, other)
    assert tie.asks(count, DOOR, body) != tie.asks(count + 1, DOOR, body)
    assert tie.asks(count, DOOR, body) != tie.asks(count, DOOR + "?", body)
    assert tie.asks(count, DOOR, body) != Tie.of(KEY, "a.c").asks(count, DOOR, body)
    assert tie.asks(count, DOOR, body) != tie.answers(count, 200, body)


def test_there_is_room_up_to_each_limit() -> None:
    free = LEFT_FREE + 10
    assert Stock(files=0, held=0, own_files=0, free=free).has_room_for(10)
    assert not Stock(files=0, held=0, own_files=0, free=free).has_room_for(11)
    assert not Stock(files=MOST_FILES, held=0, own_files=0, free=free).has_room_for(1)
    assert not Stock(files=0, held=0, own_files=MOST_FILES_OF_A_DESK, free=free).has_room_for(1)
    assert not Stock(files=0, held=MOST_BYTES, own_files=0, free=free).has_room_for(1)
