"""What a worker may do: the roles add up, and at a desk of a county nothing is open that the centre would send back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.access import ACCESS, KEEPING, Action, Role, may
from trainingdesk.domain.errors import Refused
from trainingdesk.services.work import Worker

roles = st.frozensets(st.sampled_from(Role))


@given(roles, st.sampled_from(Action))
def test_alone_a_desk_allows_what_the_roles_do(held: frozenset[Role], action: Action) -> None:
    worker = Worker("u1", "王主任", held)
    assert worker.may(action) is may(held, action)
    if worker.may(action):
        worker.require(action)
        return
    with pytest.raises(Refused) as refused:
        worker.require(action)
    assert (refused.value.key, refused.value.values["action"]) == ("access.not_allowed", action)


@given(roles, st.sampled_from(Role), st.sampled_from(Action))
def test_at_a_centre_it_allows_nothing_that_this_would_not_take(
    held: frozenset[Role], desk: Role, action: Action
) -> None:
    worker = Worker("u1", "王主任", held, desk)
    assert worker.may(action) is (may(held, action) and action in ACCESS[desk] | KEEPING)
    if not worker.may(action):
        with pytest.raises(Refused) as refused:
            worker.require(action)
        assert refused.value.key == ("access.not_at_this_desk" if may(held, action) else "access.not_allowed")


@pytest.mark.parametrize("desk", list(Role))
def test_whoever_keeps_a_desk_works_there_as_what_it_is_at_the_centre(desk: Role) -> None:
    keeper = Worker("u1", "田老师", frozenset({Role.ADMINISTRATOR}), desk)
    assert {one for one in Action if keeper.may(one)} == ACCESS[desk] | KEEPING
    assert keeper.titles == {desk}
    assert Worker("u2", "小李", frozenset({Role.CLERK}), desk).titles == {Role.CLERK}
