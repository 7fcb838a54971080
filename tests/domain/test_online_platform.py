"""A platform's life: every step with reason, score and day, and no class after its exit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain import online_platform
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.online_platform import PLATFORM_STEPS, PlatformState, PlatformStep, ReviewKind
from trainingdesk.domain.verdict import Decision

S = PlatformState
DAY = date(2026, 3, 1)


def step(to: PlatformState, after: int = 0, **more: object) -> PlatformStep:
    return PlatformStep(to=to, day=DAY + timedelta(days=after), **more)  # type: ignore[arg-type]


LIFE = (
    step(S.IN_REVIEW),
    step(S.LISTED, 10),
    step(S.IN_EVALUATION, 200),
    step(S.RECTIFYING, 210, score=55, reason="学时记录不全"),
    step(S.LISTED, 240, reason="整改验收合格"),
    step(S.EXITED, 400, reason="到期退出"),
)


def test_a_whole_life_ends_where_its_steps_lead() -> None:
    assert online_platform.live_through(()) is S.APPLIED
    assert online_platform.live_through(LIFE) is S.EXITED
    assert online_platform.live_through(LIFE[:3]) is S.IN_EVALUATION


@pytest.mark.parametrize(
    ("state", "taken", "since", "key"),
    [
        (S.APPLIED, step(S.LISTED), None, "online_platform.state_not_to_listed"),
        (S.IN_REVIEW, step(S.REFUSED), None, "online_platform.reason_missing"),
        (S.IN_REVIEW, step(S.REFUSED, reason="  "), None, "online_platform.reason_missing"),
        (S.LISTED, step(S.EXITED), None, "online_platform.reason_missing"),
        (S.IN_EVALUATION, step(S.LISTED), None, "online_platform.score_missing"),
        (S.IN_EVALUATION, step(S.EXITED, reason="不合格"), None, "online_platform.score_missing"),
        (S.IN_EVALUATION, step(S.LISTED, score=101), None, "online_platform.score_unsound"),
        (S.APPLIED, step(S.IN_REVIEW, score=-1), None, "online_platform.score_unsound"),
        (S.APPLIED, step(S.IN_REVIEW), DAY + timedelta(days=1), "online_platform.step_before_the_last"),
        (S.EXITED, step(S.LISTED, reason="又来了"), None, "online_platform.state_not_to_listed"),
    ],
)
def test_an_unsound_step_is_refused(state: S, taken: PlatformStep, since: date | None, key: str) -> None:
    with pytest.raises(Refused) as refused:
        online_platform.take_step(state, taken, since=since)
    assert refused.value.key == key


def test_two_steps_may_fall_on_one_day() -> None:
    assert online_platform.take_step(S.APPLIED, step(S.IN_REVIEW), since=DAY) is S.IN_REVIEW


@given(
    st.lists(
        st.tuples(
            st.sampled_from(S), st.none() | st.integers(-5, 105), st.none() | st.text(max_size=3), st.integers(-3, 3)
        )
    )
)
def test_a_life_that_was_lived_through_is_one_of_the_table(
    tried: list[tuple[PlatformState, int | None, str | None, int]],
) -> None:
    state, since = S.APPLIED, DAY
    for to, score, reason, days in tried:
        taken = PlatformStep(to=to, day=since + timedelta(days=days), score=score, reason=reason)
        try:
            reached = online_platform.take_step(state, taken, since=since)
        except Refused:
            continue
        assert to in PLATFORM_STEPS.allowed(state)
        assert days >= 0
        assert score is None or 0 <= score <= 100
        assert state is not S.IN_EVALUATION or score is not None
        state, since = reached, taken.day


@pytest.mark.parametrize("state", list(S))
def test_only_a_platform_of_the_catalogue_takes_a_class(state: PlatformState) -> None:
    verdict = online_platform.may_take_class(state)
    assert (verdict.decision is Decision.YES) is (state in {S.LISTED, S.IN_EVALUATION})
    assert verdict.clause is not None
    assert (verdict.reason is None) is (verdict.decision is Decision.YES)


def test_an_exited_platform_is_refused_by_its_own_sentence() -> None:
    assert online_platform.may_take_class(S.EXITED).reason == "online_platform.exited"
    assert online_platform.may_take_class(S.RECTIFYING).reason == "online_platform.rectifying"


@pytest.mark.parametrize(
    ("start", "to", "kind"),
    [
        (S.APPLIED, S.IN_REVIEW, ReviewKind.REVIEW),
        (S.IN_REVIEW, S.LISTED, ReviewKind.LISTING),
        (S.LISTED, S.IN_EVALUATION, ReviewKind.EVALUATION),
        (S.IN_EVALUATION, S.LISTED, ReviewKind.EVALUATION),
        (S.IN_EVALUATION, S.EXITED, ReviewKind.EVALUATION),
        (S.LISTED, S.EXITED, ReviewKind.EXIT),
        (S.RECTIFYING, S.LISTED, ReviewKind.LISTING),
        (S.EXITED, S.APPLIED, ReviewKind.APPLICATION),
    ],
)
def test_a_step_is_called_by_what_it_ends(start: PlatformState, to: PlatformState, kind: ReviewKind) -> None:
    assert online_platform.kind_of(start, to) is kind
