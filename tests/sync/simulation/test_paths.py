"""Ways that a run must have gone: people who come back, classes that change hands, programs of before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest

from tests.sync.simulation.driver import Way, run
from tests.sync.simulation.mutant import Mutant
from trainingdesk.domain import enrollment as rule
from trainingdesk.domain.enrollment import EventKind
from trainingdesk.server import class_people, scopes
from trainingdesk.services import enrollment_record
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import sync_link, sync_outbox
from trainingdesk.sync import engine

if TYPE_CHECKING:
    from pathlib import Path

    Patch = pytest.MonkeyPatch


class Stretch(NamedTuple):
    """What may happen, what must have happened how often, and the seeds that are run."""

    ways: Way
    floors: dict[str, int]
    seeds: range
    steps: int = 30


PATHS = (
    Stretch(Way.CLASSES, {"reopened": 2}, range(4000, 4012)),
    Stretch(Way.OLDER, {"older": 5, "upgraded": 2}, range(4000, 4010)),
    Stretch(Way.SCOPES, {"scope": 4, "aside": 2}, range(4000, 4010)),
    Stretch(Way.OLDER | Way.STICKS, {"older_stick": 2, "upgraded": 2}, range(4000, 4010)),
    Stretch(Way.SCOPES | Way.PEOPLE, {"taught_twice": 2, "split": 1, "scope": 4}, range(4000, 4010), steps=50),
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.ways.name)
def test_nothing_is_lost_on_the_way(path: Stretch, empty_desk: Path) -> None:
    taken: Counter[str] = Counter()
    for seed in path.seeds:
        taken += Counter(run(seed, empty_desk, ways=path.ways, steps=path.steps))
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
    patch.setattr(engine.Engine, "_catch_up", lambda *_, **__: True)


def what_was_passed_over_was_seen(patch: Patch) -> None:
    """Who writes into a field that came empty with the program replaces what others had written there."""
    patch.setattr(sync_link, "passed_over", lambda _: frozenset())


def sticks_bring_what_was_passed_over(patch: Patch) -> None:
    """An upgraded program takes a reply on a stick for all that the one before did not know."""
    plain = engine.Engine.exchange

    def exchange(self: engine.Engine, done: Any) -> None:
        plain(self, done)
        if self.late:
            with self.writing() as session:
                sync_link.caught_up(session)

    patch.setattr(engine.Engine, "exchange", exchange)


def instructors_see_one_file_of_a_person(patch: Patch) -> None:
    """The desk of an instructor hears of the file that was enrolled, and of nothing that it is one with."""
    patch.setattr(class_people._Files, "of", lambda _self, person_id: {person_id})


def who_was_parted_stays(patch: Patch) -> None:
    """Whoever turned out to be somebody else stays on the desk of the instructor."""
    patch.setattr(scopes, "parted", lambda *_: iter(()))


_BOTH_FILES: Final = Way.SCOPES | Way.PEOPLE
MUTANTS = tuple(
    Mutant(off=off, seed=seed, faults=None, by_oracle=True, **more)
    for off, seed, more in (
        (who_comes_back_has_no_stint, 0, {"ways": Way.CLASSES}),
        (who_left_stays_away, 2, {"ways": Way.CLASSES}),
        (leavings_close_what_their_desk_knew, 1, {"ways": Way.CLASSES}),
        (scopes_are_never_left, 0, {"ways": Way.SCOPES}),
        (nobody_hears_what_was_put_aside, 1, {"ways": Way.SCOPES}),
        (what_was_passed_over_never_comes, 0, {"ways": Way.OLDER}),
        (what_was_passed_over_was_seen, 3, {"ways": Way.OLDER}),
        (sticks_bring_what_was_passed_over, 6, {"ways": Way.OLDER | Way.STICKS}),
        (instructors_see_one_file_of_a_person, 1, {"ways": _BOTH_FILES, "steps": 50}),
        (who_was_parted_stays, 8023, {"ways": _BOTH_FILES, "steps": 60}),
    )
)


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_what_would_go_wrong_there_is_found_out(mutant: Mutant, empty_desk: Path, monkeypatch: Patch) -> None:
    mutant.must_be_noticed(empty_desk, monkeypatch)
