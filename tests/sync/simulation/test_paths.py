"""Ways that a run must have gone: people who come back, classes that change hands, programs of before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.sync.simulation.driver import Way, run
from trainingdesk.domain import enrollment as rule
from trainingdesk.domain.enrollment import EventKind
from trainingdesk.services import enrollment_record
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import sync_link, sync_outbox
from trainingdesk.sync import engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Patch = pytest.MonkeyPatch


class Stretch(NamedTuple):
    """What may happen, what must have happened how often, and the seeds that are run."""

    ways: Way
    floors: dict[str, int]
    seeds: range


PATHS = (
    Stretch(Way.CLASSES, {"reopened": 2}, range(4000, 4012)),
    Stretch(Way.OLDER, {"older": 5, "upgraded": 2}, range(4000, 4010)),
    Stretch(Way.SCOPES, {"scope": 4, "aside": 2}, range(4000, 4010)),
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.ways.name)
def test_nothing_is_lost_on_the_way(path: Stretch, empty_desk: Path) -> None:
    taken: Counter[str] = Counter()
    for seed in path.seeds:
        taken += Counter(run(seed, empty_desk, ways=path.ways))
    assert all(taken[name] >= least for name, least in path.floors.items()), taken


def who_comes_back_has_no_stint(patch: Patch) -> None:
    """Enrolling again reopens the enrollment, but begins no days of its own: nobody tells when the person was away."""
    patch.setattr(enrollment_record, "ENTERING", enrollment_record.ENTERING - {EventKind.REOPENED})


def who_left_stays_away(patch: Patch) -> None:
    """Enrolling again does not reopen: an enrollment that was left once stands as left."""
    plain = rule._follows
    patch.setattr(rule, "_follows", lambda event, status: event.kind is not EventKind.REOPENED and plain(event, status))


def leavings_close_what_their_desk_knew(patch: Patch) -> None:
    """Days are as they were written, whatever the fold says."""
    patch.setattr(stored, "ENDS_ON", "stint.left_on")


def scopes_are_never_left(patch: Patch) -> None:
    """What an instructor may not see any more stays on his desk."""
    patch.setattr(engine.Engine, "_leave_buckets", lambda *_: None)


def nobody_hears_what_was_put_aside(patch: Patch) -> None:
    """What a desk wrote into a scope that it had lost meanwhile is on no list there."""
    patch.setattr(sync_outbox, "_reject", lambda *_: None)


def what_was_passed_over_never_comes(patch: Patch) -> None:
    """An upgraded program does not ask for what the one before did not know."""
    patch.setattr(engine.Engine, "_catch_up", lambda *_: None)


def what_was_passed_over_was_seen(patch: Patch) -> None:
    """Who writes into a field that came empty with the program replaces what others had written there."""
    patch.setattr(sync_link, "passed_over", lambda _: frozenset())


MUTANTS = (
    (who_comes_back_has_no_stint, Way.CLASSES),
    (who_left_stays_away, Way.CLASSES),
    (leavings_close_what_their_desk_knew, Way.CLASSES),
    (scopes_are_never_left, Way.SCOPES),
    (nobody_hears_what_was_put_aside, Way.SCOPES),
    (what_was_passed_over_never_comes, Way.OLDER),
    (what_was_passed_over_was_seen, Way.OLDER),
)


@pytest.mark.parametrize(("mutant", "ways"), MUTANTS, ids=lambda one: getattr(one, "__name__", ""))
def test_what_would_go_wrong_there_is_found_out(
    mutant: Callable[[Any], None], ways: Way, empty_desk: Path, monkeypatch: Patch
) -> None:
    mutant(monkeypatch)
    for seed in range(20):
        try:
            run(seed, empty_desk, ways=ways)
        except AssertionError:
            return
    pytest.fail("nobody noticed")
