"""By when people are asked what became of them, and where they stand."""

from __future__ import annotations

from datetime import date

import pytest

from trainingdesk.domain.followup import FollowupState, due_on, state_of

DUE = date(2027, 1, 21)


def test_days_are_counted_from_the_end_of_the_class() -> None:
    assert due_on(date(2026, 10, 23), 90) == DUE


@pytest.mark.parametrize(
    ("employed", "today", "state"),
    [
        (True, date(2027, 3, 1), FollowupState.EMPLOYED),
        (False, date(2027, 3, 1), FollowupState.NOT_EMPLOYED),
        (None, DUE, FollowupState.OPEN),
        (None, date(2027, 1, 22), FollowupState.OVERDUE),
    ],
)
def test_without_an_enquiry_it_is_open_until_the_last_day(
    employed: bool | None,
    today: date,
    state: FollowupState,
) -> None:
    assert state_of(employed, due=DUE, today=today) is state
