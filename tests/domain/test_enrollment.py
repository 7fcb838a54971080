"""Enrollments: the fold of events, the table of moves, and the days on the roll."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.enrollment import (
    ALLOWED,
    LEADS_TO,
    PATH,
    EnrollmentEvent,
    EventKind,
    Folded,
    Joined,
    Status,
    Stint,
    advance,
    enter,
    fold,
    join,
    leave,
    on_roll,
    refusal,
)
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision

if TYPE_CHECKING:
    import random

K, S = EventKind, Status
DAY = date(2026, 10, 20)
START = datetime(2026, 10, 20, tzinfo=UTC)
LEFT = (S.REJECTED, S.WITHDRAWN, S.TRANSFERRED, S.DROPPED)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def event(place: int, kind: EventKind, *, seen: Status | None = None, takes_back: str | None = None) -> EnrollmentEvent:
    at = START + timedelta(minutes=place)
    return EnrollmentEvent(id=f"e{place}", kind=kind, day=DAY, at=at, seen=seen, takes_back=takes_back)


def one_desk(*kinds: EventKind) -> list[EnrollmentEvent]:
    """Events of one desk, each of which saw the one before."""
    status: Status | None = None
    made = []
    for place, kind in enumerate(kinds):
        made.append(event(place, kind, seen=status))
        status = advance(status, kind)
    return made


# --- the table of moves ------------------------------------------------------------------------------------------------


def test_every_status_has_a_row() -> None:
    assert set(ALLOWED) == {None, *Status}
    assert set(LEADS_TO) == set(EventKind) - {K.TAKEN_BACK}


@pytest.mark.parametrize("kind", list(EventKind))
@pytest.mark.parametrize("status", [None, *Status])
def test_what_the_table_does_not_allow_is_refused(status: Status | None, kind: EventKind) -> None:
    if kind in ALLOWED[status]:
        assert advance(status, kind) is LEADS_TO[kind]
        return
    with pytest.raises(Refused) as refused:
        advance(status, kind)
    assert refused.value.key == refusal(kind) == f"enrollment.not_{kind.value}"


def test_nothing_follows_a_certificate() -> None:
    assert ALLOWED[S.CERTIFIED] == frozenset()


@pytest.mark.parametrize("status", LEFT)
def test_who_left_can_only_come_back(status: Status) -> None:
    assert ALLOWED[status] == {K.REOPENED}


@st.composite
def walks(draw: st.DrawFn) -> list[EventKind]:
    """Any way through the table."""
    status: Status | None = None
    kinds: list[EventKind] = []
    for _ in range(draw(st.integers(1, 12))):
        allowed = sorted(ALLOWED[status])
        if not allowed:
            break
        kinds.append(draw(st.sampled_from(allowed)))
        status = advance(status, kinds[-1])
    return kinds


@given(walks())
def test_no_path_of_one_desk_leaves_the_table(kinds: list[EventKind]) -> None:
    status: Status | None = None
    for kind in kinds:
        assert kind in ALLOWED[status]
        status = advance(status, kind)
    assert fold(one_desk(*kinds)) == Folded(status, brought_by=f"e{len(kinds) - 1}")


any_events = st.lists(
    st.tuples(
        st.sampled_from(sorted(EventKind)), st.integers(0, 5), st.none() | st.sampled_from(Status), st.integers(0, 8)
    ),
    max_size=9,
).map(
    lambda drawn: [
        EnrollmentEvent(
            id=f"e{place}",
            kind=kind,
            day=DAY,
            at=START + timedelta(minutes=minute),
            seen=seen,
            takes_back=f"e{taken}" if kind is K.TAKEN_BACK else None,
        )
        for place, (kind, minute, seen, taken) in enumerate(drawn)
    ]
)


@given(any_events, st.randoms())
def test_the_fold_depends_on_the_set_of_events_only(events: list[EnrollmentEvent], shuffle: random.Random) -> None:
    found = fold(events)
    again = events + [shuffle.choice(events) for _ in events]
    shuffle.shuffle(again)
    assert fold(again) == found


@given(any_events)
def test_every_fold_ends_in_a_status_that_an_event_leads_to(events: list[EnrollmentEvent]) -> None:
    found = fold(events)
    assert found.status is None or found.status in {LEADS_TO[one.kind] for one in events if one.kind in LEADS_TO}
    assert set(found.review) <= {one.id for one in events}
    brought_by = {one.id: one.kind for one in events}.get(found.brought_by or "")
    assert found.status is (None if brought_by is None else LEADS_TO[brought_by])


@given(walks(), walks())
def test_two_desks_agree_whoever_is_heard_first(ours: list[EventKind], theirs: list[EventKind]) -> None:
    own = one_desk(*ours)
    others = [
        EnrollmentEvent(id=f"o{one.id}", kind=one.kind, day=one.day, at=one.at, seen=one.seen)
        for one in one_desk(*theirs)
    ]
    assert fold(own + others) == fold(others + own)


# --- what was not seen -------------------------------------------------------------------------------------------------


def test_along_the_path_the_farther_one_stands() -> None:
    assert join(S.APPLIED, S.CONFIRMED) == Joined(S.CONFIRMED)
    assert join(S.COMPLETED, S.ATTENDING) == Joined(S.COMPLETED)


@given(st.sampled_from(PATH), st.sampled_from(PATH))
def test_joining_along_the_path_commutes(one: Status, other: Status) -> None:
    assert join(one, other) == join(other, one)


@pytest.mark.parametrize(
    ("stands", "comes"),
    [
        (S.COMPLETED, S.DROPPED),
        (S.DROPPED, S.COMPLETED),
        (S.FAILED, S.COMPLETED),
        (S.CERTIFIED, S.TRANSFERRED),
        (S.ATTENDING, S.WITHDRAWN),
        (S.WITHDRAWN, S.DROPPED),
    ],
)
def test_a_contradiction_goes_to_a_person_and_the_earlier_side_stands(stands: Status, comes: Status) -> None:
    assert join(stands, comes) == Joined(stands, review=True)


@pytest.mark.parametrize("left", [S.DROPPED, S.TRANSFERRED, S.FAILED])
def test_who_left_while_others_still_marked_them_has_left(left: Status) -> None:
    assert join(left, S.ATTENDING) == join(S.ATTENDING, left) == Joined(left)


def test_who_comes_back_comes_back_however_they_had_left() -> None:
    """Another desk wrote TRANSFERRED where this one saw DROPPED: the coming back stands, the two leavings are reviewed."""
    events = [*one_desk(K.APPLIED, K.CONFIRMED, K.ATTENDING, K.TRANSFERRED), event(9, K.REOPENED, seen=S.DROPPED)]
    assert fold(events).status is S.APPLIED


def test_two_desks_that_reopen_alike_make_one_coming_back() -> None:
    events = [
        *one_desk(K.APPLIED, K.WITHDRAWN),
        event(8, K.REOPENED, seen=S.WITHDRAWN),
        event(9, K.REOPENED, seen=S.WITHDRAWN),
    ]
    assert fold(events) == Folded(S.APPLIED, brought_by="e8")


def test_an_event_whose_beginning_is_missing_stands_and_is_reviewed() -> None:
    assert fold([event(0, K.DROPPED, seen=S.ATTENDING)]) == Folded(S.DROPPED, ("e0",), "e0")


def test_both_desks_enroll_the_same_person() -> None:
    events = [event(0, K.APPLIED), event(1, K.APPLIED), event(2, K.CONFIRMED, seen=S.APPLIED)]
    assert fold(events) == Folded(S.CONFIRMED, brought_by="e2")


# --- taking back -------------------------------------------------------------------------------------------------------


def test_taking_back_removes_an_event_from_the_fold() -> None:
    events = [*one_desk(K.APPLIED, K.CONFIRMED, K.WITHDRAWN), event(8, K.TAKEN_BACK, takes_back="e2")]
    assert fold(events) == Folded(S.CONFIRMED, brought_by="e1")


def test_taking_back_can_be_taken_back() -> None:
    events = [
        *one_desk(K.APPLIED, K.CONFIRMED, K.WITHDRAWN),
        event(8, K.TAKEN_BACK, takes_back="e2"),
        event(9, K.TAKEN_BACK, takes_back="e8"),
    ]
    assert fold(events) == Folded(S.WITHDRAWN, brought_by="e2")


def test_taking_everything_back_leaves_nothing() -> None:
    assert fold([event(0, K.APPLIED), event(1, K.TAKEN_BACK, takes_back="e0")]) == Folded(None)


# --- stints ------------------------------------------------------------------------------------------------------------


def test_a_stint_ends_on_the_first_day_off_the_roll() -> None:
    stint = Stint(DAY, DAY + days(2))
    assert [stint.covers(DAY + days(place)) for place in range(-1, 3)] == [False, True, True, False]


def test_coming_back_later_opens_a_new_stint() -> None:
    stints = leave(enter((), DAY), DAY + days(3), reason="家中有事")
    again = enter(stints, DAY + days(5))
    assert again == (Stint(DAY, DAY + days(3), "家中有事"), Stint(DAY + days(5)))


def test_who_leaves_was_let_in_by_two_desks() -> None:
    """Both let somebody in again, each on another day; leaving ends both."""
    ended = Stint(DAY, DAY + days(1), "家中有事")
    stints = (ended, Stint(DAY + days(2)), Stint(DAY + days(4)))
    left = leave(stints, DAY + days(6), reason="x")
    assert left == (ended, Stint(DAY + days(2), DAY + days(6), "x"), Stint(DAY + days(4), DAY + days(6), "x"))
    assert on_roll(left, DAY + days(7)).decision is Decision.NO


def test_coming_back_on_the_day_of_leaving_goes_on() -> None:
    stints = leave(enter((), DAY), DAY + days(3), reason="误操作")
    assert enter(stints, DAY + days(3)) == (Stint(DAY),)


def test_nobody_joins_twice_or_before_they_left() -> None:
    stints = enter((), DAY)
    with pytest.raises(Refused, match=r"enrollment\.on_roll_already"):
        enter(stints, DAY + days(1))
    left = leave(stints, DAY + days(3), reason="x")
    with pytest.raises(Refused, match=r"enrollment\.before_last_leaving"):
        enter(left, DAY + days(2))


def test_nobody_leaves_twice_or_before_they_joined() -> None:
    with pytest.raises(Refused, match=r"enrollment\.never_joined"):
        leave((), DAY, reason="x")
    stints = enter((), DAY)
    with pytest.raises(Refused, match=r"enrollment\.leaves_before_joining"):
        leave(stints, DAY - days(1), reason="x")
    with pytest.raises(Refused, match=r"enrollment\.left_already"):
        leave(leave(stints, DAY, reason="x"), DAY, reason="y")


@pytest.mark.parametrize(
    ("stints", "reason"),
    [
        ((), "enrollment.never_joined"),
        ((Stint(DAY + days(1)),), "enrollment.joins_later"),
        ((Stint(DAY - days(3), DAY),), "enrollment.left_already"),
        ((Stint(DAY - days(3), DAY - days(1)), Stint(DAY + days(2))), "enrollment.away"),
        ((Stint(DAY, DAY),), "enrollment.left_already"),
    ],
)
def test_why_somebody_cannot_be_marked(stints: tuple[Stint, ...], reason: str) -> None:
    verdict = on_roll(stints, DAY)
    assert (verdict.decision, verdict.reason) == (Decision.NO, reason)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), max_size=12))
def test_stints_never_overlap(steps: list[tuple[bool, int]]) -> None:
    """Whatever somebody tries: joining and leaving on later and later days."""
    stints: tuple[Stint, ...] = ()
    day = DAY
    for joins, later in steps:
        day += days(later)
        try:
            stints = enter(stints, day) if joins else leave(stints, day, reason="x")
        except Refused:
            continue
    for earlier, following in itertools.pairwise(stints):
        assert earlier.left_on is not None
        assert earlier.joined_on <= earlier.left_on < following.joined_on
    assert on_roll(stints, day).decision is (Decision.YES if any(one.covers(day) for one in stints) else Decision.NO)
