"""A platform's life on a desk: each step recorded with who, when, why and how many points."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.online_platform import PlatformState, PlatformStep, ReviewKind
from trainingdesk.services import account, online_platform
from trainingdesk.services.online_platform import PlatformDetails
from trainingdesk.services.work import Worker

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

S = PlatformState
DAY = date(2026, 10, 20)


@pytest.fixture
def clerk(work: Work) -> Work:
    return replace(work, worker=Worker("clerk", "小李", frozenset({Role.CLERK})))


@pytest.fixture
def reviewer(work: Work) -> Work:
    return replace(work, worker=Worker("reviewer", "老张", frozenset({Role.REVIEWER})))


@pytest.fixture
def platform(clerk: Work) -> str:
    return online_platform.add_platform(clerk, PlatformDetails(name=" 云课堂 ", operator="某公司")).row


def step(to: PlatformState, day: date = DAY, **more: object) -> PlatformStep:
    return PlatformStep(to=to, day=day, **more)  # type: ignore[arg-type]


def take(work: Work, platform: str, *steps: PlatformStep) -> PlatformState:
    for one in steps:
        online_platform.review_platform(work, platform, one)
    (row,) = online_platform.list_platforms(work)
    return row.state


def test_a_platform_begins_with_its_application(clerk: Work, platform: str) -> None:
    (row,) = online_platform.list_platforms(clerk, text="云")
    assert (row.name, row.state) == ("云课堂", S.APPLIED)
    (first,) = online_platform.life_of(clerk, platform)
    assert (first.kind, first.from_state, first.to_state) == (ReviewKind.APPLICATION, None, S.APPLIED)


def test_a_platform_needs_a_name(clerk: Work) -> None:
    with pytest.raises(Refused, match=r"platform\.no_name"):
        online_platform.add_platform(clerk, PlatformDetails(name="  "))


def test_a_whole_life_is_recorded(work: Work, clerk: Work, reviewer: Work, platform: str) -> None:
    state = take(
        reviewer,
        platform,
        step(S.IN_REVIEW),
        step(S.LISTED, result="材料齐全"),
        step(S.IN_EVALUATION),
        step(S.RECTIFYING, score=55, reason=" 学时记录不全 "),
        step(S.LISTED, reason="整改验收合格"),
        step(S.EXITED, reason="协议到期"),
    )
    assert state is S.EXITED
    life = online_platform.life_of(clerk, platform)
    assert [one.to_state for one in life] == [
        S.APPLIED, S.IN_REVIEW, S.LISTED, S.IN_EVALUATION, S.RECTIFYING, S.LISTED, S.EXITED,
    ]  # fmt: skip
    rectifying = life[4]
    assert (rectifying.kind, rectifying.score, rectifying.reason) == (ReviewKind.EVALUATION, 55, "学时记录不全")
    assert {one.reviewed_on for one in life} == {DAY}
    assert take(work, platform, step(S.APPLIED)) is S.APPLIED


@pytest.mark.parametrize(
    ("taken", "key"),
    [
        (step(S.LISTED), "online_platform.state_not_to_listed"),
        (step(S.IN_REVIEW, date(2026, 10, 19)), "online_platform.step_before_the_last"),
        (step(S.IN_REVIEW, date(2026, 10, 21)), "online_platform.step_in_the_future"),
        (step(S.IN_REVIEW, score=300), "online_platform.score_unsound"),
    ],
)
def test_a_refused_step_leaves_no_trace(reviewer: Work, platform: str, taken: PlatformStep, key: str) -> None:
    with pytest.raises(Refused) as refused:
        take(reviewer, platform, taken)
    assert refused.value.key == key
    assert len(online_platform.life_of(reviewer, platform)) == 1
    assert online_platform.list_platforms(reviewer)[0].state is S.APPLIED


@pytest.mark.parametrize(
    ("taken", "key"),
    [
        (step(S.REFUSED), "online_platform.reason_missing"),
        (step(S.REFUSED, reason=" "), "online_platform.reason_missing"),
    ],
)
def test_a_refusal_gives_its_reason(reviewer: Work, platform: str, taken: PlatformStep, key: str) -> None:
    take(reviewer, platform, step(S.IN_REVIEW))
    with pytest.raises(Refused) as refused:
        take(reviewer, platform, taken)
    assert refused.value.key == key


def test_nobody_lists_what_they_recorded_themselves(work: Work) -> None:
    own = online_platform.add_platform(work, PlatformDetails(name="自建平台")).row
    take(work, own, step(S.IN_REVIEW))
    with pytest.raises(Refused, match=r"access\.own_work"):
        take(work, own, step(S.LISTED))


def test_a_written_delegation_lets_one_person_do_both(work: Work) -> None:
    own = online_platform.add_platform(work, PlatformDetails(name="自建平台")).row
    document = "秀人社发〔2026〕3号"
    account.delegate(work, user_id=work.worker.user_id, document=document, valid_from=DAY, valid_to=None)
    take(work, own, step(S.IN_REVIEW))
    (said,) = online_platform.review_platform(work, own, step(S.LISTED)).said
    assert (said.key, dict(said.values)["document"]) == ("online_platform.by_delegation", document)
    assert online_platform.list_platforms(work)[0].state is S.LISTED


def test_a_clerk_reviews_nothing(clerk: Work, platform: str) -> None:
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        take(clerk, platform, step(S.IN_REVIEW))


def test_an_unknown_platform_is_refused(reviewer: Work) -> None:
    with pytest.raises(Refused, match=r"platform\.unknown"):
        online_platform.review_platform(reviewer, "nothing", step(S.IN_REVIEW))
