"""A desk learns at each greeting what it is at its centre, which bounds what its window offers (FEATURES 84)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.sync.conftest import Direct
from trainingdesk.domain.access import Role
from trainingdesk.storage.account import role_of_desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sync.conftest import Desk
    from trainingdesk.wire.operation import Welcome


class Saying(Direct):
    """A centre of another program, with another word for what a device is."""

    word = ""

    def hello(self) -> Welcome:
        return msgspec.structs.replace(super().hello(), role=self.word)


def known(desk: Desk) -> Role | None:
    with desk.database.read() as session:
        return role_of_desk(session)


@pytest.mark.parametrize("role", list(Role))
def test_a_desk_knows_what_it_is_after_its_first_exchange(new_desk: Callable[..., Desk], role: Role) -> None:
    desk = new_desk("u3", role)
    assert known(desk) is None
    desk.exchange()
    assert known(desk) is role


@pytest.mark.parametrize(("word", "found"), [("", Role.CLERK), ("supervisor", None)])
def test_a_word_that_is_missing_changes_nothing_and_a_new_one_says_nothing(
    new_desk: Callable[..., Desk], word: str, found: Role | None
) -> None:
    """An older centre says nothing; a later one may know a sixth role, and still lets everybody sign in."""
    desk = new_desk("u3", Role.CLERK)
    desk.exchange()
    desk.centre = Saying(desk.centre.ledger, desk.centre.device)
    desk.centre.word = word
    desk.exchange()
    assert known(desk) is found
