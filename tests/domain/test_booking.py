"""More of a thing taken than there is of it, minute by minute, as the rule finds it and as counting does."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.booking import Meeting, Shortage, Use, meetings, shortage

DAY = date(2026, 11, 2)
#: Few moments on a few days, so that uses meet.
HOURS = (0, 480, 720, 1440)


def use(key: str, begins: tuple[int, int], ends: tuple[int, int], pieces: int = 1, holder: str | None = None) -> Use:
    """From the hour of a day to the hour of a day, days counted from the first."""
    at = [(DAY + timedelta(days=on), minute) for on, minute in (begins, ends)]
    return Use(key=key, begins=at[0], ends=at[1], pieces=pieces, holder=holder)


moments = st.tuples(st.integers(0, 3), st.sampled_from(HOURS))
uses = st.lists(
    st.builds(lambda a, b, pieces, holder: (min(a, b), max(a, b), pieces, holder), moments, moments,
              st.integers(1, 3), st.sampled_from([None, "x", "y"])),
    max_size=7,
).map(lambda drawn: [use(str(at), *one) for at, one in enumerate(drawn)])  # fmt: skip


def counted(found: list[Use], there: int) -> dict[str, set[str]]:
    """Every moment at which anything begins looked at by itself."""
    met: dict[str, set[str]] = {}
    for moment in {one.begins for one in found}:
        running = [one for one in found if one.begins <= moment < one.ends]
        holders = {one.holder or one.key for one in running}
        most = sum(max(one.pieces for one in running if (one.holder or one.key) == who) for who in holders)
        for one in running if most > there else ():
            others = {other.key for other in running if (other.holder or other.key) != (one.holder or one.key)}
            met.setdefault(one.key, set()).update(others)
    return met


@given(uses, st.integers(1, 5))
def test_the_sweep_finds_what_counting_every_moment_finds(found: list[Use], there: int) -> None:
    assert {key: set(met.others) for key, met in meetings(found, there).items()} == counted(found, there)


def test_a_meeting_tells_its_days() -> None:
    long, short, later = use("a", (0, 0), (5, 0)), use("b", (1, 480), (2, 720)), use("c", (3, 0), (9, 0))
    met = meetings([long, short, later], 1)
    days = [(DAY + timedelta(days=first), DAY + timedelta(days=last)) for first, last in ((1, 2), (3, 5))]
    assert met["a"] == Meeting(("b", "c"), tuple(days))
    assert met["c"] == Meeting(("a",), (days[1],))
    assert meetings([use("a", (0, 0), (1, 0), pieces=3)], 2)["a"] == Meeting((), ((DAY, DAY + timedelta(days=1)),))


def test_what_ends_when_another_begins_is_free_again() -> None:
    taken = use("a", (0, 480), (0, 720))
    assert shortage(use("b", (0, 720), (0, 1440)), [taken], 1) is None
    assert shortage(use("b", (1, 0), (1, 480)), [use("a", (0, 480), (0, 1440))], 1) is None


def test_nights_between_the_days_are_taken_too() -> None:
    away = use("a", (0, 480), (2, 720), pieces=4)
    assert shortage(use("b", (1, 0), (1, 480), pieces=3), [away], 6) == Shortage(2, (away,))
    assert shortage(use("b", (1, 0), (1, 480), pieces=2), [away], 6) is None


def test_the_fullest_moment_says_what_is_left() -> None:
    early, late = use("a", (0, 0), (1, 0), pieces=2), use("b", (2, 0), (3, 0), pieces=3)
    assert shortage(use("c", (0, 0), (3, 0), pieces=4), [early, late], 5) == Shortage(2, (late,))


def test_a_room_is_taken_once_by_the_booking_and_the_lesson_of_one_class() -> None:
    lesson = use("a", (0, 480), (0, 720), holder="class")
    assert shortage(use("b", (0, 480), (0, 720), holder="class"), [lesson], 1) is None
    assert shortage(use("b", (0, 480), (0, 720)), [lesson], 1) == Shortage(0, (lesson,))
