"""Clashes against a brute-force oracle."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.clash import Booking, Clash, Resource, clashes

DAY = date(2026, 10, 20)
MORNING = {"day": DAY, "starts_at": 510, "ends_at": 690}


def taken(booking: Booking) -> set[tuple[Resource, str]]:
    found = {(Resource.INSTRUCTOR, who) for who in booking.instructors}
    found |= {(Resource.TRAINEE, who) for who in booking.trainees}
    return found | ({(Resource.VENUE, booking.venue)} if booking.venue else set())


def oracle(planned: list[Booking], booked: list[Booking]) -> list[tuple[object, ...]]:
    """Every pair, looked at one by one; of two planned ones the later is named first."""
    everything = [(booking, True) for booking in planned] + [(booking, False) for booking in booked]
    found = []
    for index, (one, one_planned) in enumerate(everything):
        for other, other_planned in everything[:index]:
            if not (one_planned or other_planned) or one.day != other.day:
                continue
            begins, ends = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
            if begins < ends and one.starts_at < one.ends_at and other.starts_at < other.ends_at:
                pair = tuple(sorted((one.label, other.label)))
                found += [(one.day, begins, ends, what, who, pair) for what, who in taken(one) & taken(other)]
    return sorted(found, key=str)


def plain(found: tuple[Clash, ...]) -> list[tuple[object, ...]]:
    rows = [
        (one.day, one.starts_at, one.ends_at, one.resource, one.who, tuple(sorted((one.planned, one.other))))
        for one in found
    ]
    return sorted(rows, key=str)


people = st.frozensets(st.sampled_from(["ann", "bo", "cai"]), max_size=2)
bookings = st.lists(
    st.builds(
        Booking,
        label=st.just(""),
        day=st.dates(DAY, date(2026, 10, 21)),
        starts_at=st.integers(0, 12),
        ends_at=st.integers(0, 12),
        venue=st.sampled_from([None, "hall", "field"]),
        instructors=people,
        trainees=people,
    ),
    max_size=9,
)


def labeled(found: list[Booking], begin: str) -> list[Booking]:
    return [
        Booking(
            label=f"{begin}{number}",
            day=one.day,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            venue=one.venue,
            instructors=one.instructors,
            trainees=one.trainees,
        )
        for number, one in enumerate(found)
    ]


@given(bookings, bookings)
def test_the_sweep_finds_what_looking_at_every_pair_finds(planned: list[Booking], booked: list[Booking]) -> None:
    new, old = labeled(planned, "p"), labeled(booked, "b")
    found = clashes(new, old)
    assert plain(found) == oracle(new, old)
    assert list(found) == sorted(found)
    assert all(one.planned.startswith("p") for one in found)


def test_one_room_twice_at_one_time() -> None:
    found = clashes(
        [Booking(label="new", venue="hall", **MORNING)],  # type: ignore[arg-type]
        [Booking(label="old", day=DAY, starts_at=660, ends_at=720, venue="hall")],
    )
    assert found == (Clash(DAY, 660, 690, Resource.VENUE, "hall", "new", "old"),)


def test_lessons_that_touch_do_not_clash() -> None:
    later = Booking(label="old", day=DAY, starts_at=690, ends_at=720, venue="hall")
    assert clashes([Booking(label="new", venue="hall", **MORNING)], [later]) == ()  # type: ignore[arg-type]


def test_what_is_booked_is_not_held_against_itself() -> None:
    twice = [Booking(label=label, venue="hall", **MORNING) for label in ("one", "two")]  # type: ignore[arg-type]
    assert clashes([], twice) == ()
    assert len(clashes(twice, [])) == 1


def test_a_substitute_is_taken_as_the_instructor_is() -> None:
    new = Booking(label="new", instructors=frozenset({"wang", "li"}), **MORNING)  # type: ignore[arg-type]
    old = Booking(label="old", instructors=frozenset({"li"}), **MORNING)  # type: ignore[arg-type]
    (found,) = clashes([new], [old])
    assert (found.resource, found.who) == (Resource.INSTRUCTOR, "li")


def test_every_trainee_in_two_classes_is_named() -> None:
    new = Booking(label="new", trainees=frozenset({"a", "b", "c"}), **MORNING)  # type: ignore[arg-type]
    old = Booking(label="old", trainees=frozenset({"b", "c", "d"}), **MORNING)  # type: ignore[arg-type]
    assert [one.who for one in clashes([new], [old])] == ["b", "c"]
