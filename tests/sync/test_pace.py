"""How long an exchange that runs by itself waits, and what screens must hear of after it."""

from __future__ import annotations

from random import Random

from trainingdesk.domain.errors import Unavailable
from trainingdesk.services.changes import Topic
from trainingdesk.sync.engine import Exchange
from trainingdesk.sync.exchange import LONGEST_PAUSE, Pace, what_changed

FAILED = Unavailable("sync.unreachable")


def test_failures_are_tried_again_sooner_and_ever_more_rarely() -> None:
    pace = Pace(Random(1))  # noqa: S311 -- the same waits each time
    waits = [pace.after(FAILED, usual=900) for _ in range(200)]
    assert 1 <= waits[0] <= 3
    assert 60 < max(waits) <= LONGEST_PAUSE + 1
    assert pace.after(None, usual=900) == 900
    assert pace.after(FAILED, usual=900) <= 3


def test_screens_hear_of_what_came_and_of_nothing_else() -> None:
    assert what_changed(Exchange(sent=3)).topics == {Topic.SYNC}
    came = what_changed(Exchange(received={("attendance_mark", "m"), ("access_log", "a")}))
    assert came.topics == {Topic.ATTENDANCE, Topic.LESSONS, Topic.USERS, Topic.SYNC}
    assert set(came.rows) == {"m", "a"}
    assert came.change_set is None
    assert what_changed(Exchange(removed=1)).topics == set(Topic)
