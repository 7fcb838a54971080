"""What the county of many seeds once found, and what was mended since: each mend taken back is found out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.sync.simulation.driver import Way, run
from trainingdesk.server import backup, judging
from trainingdesk.storage import sync_offer, sync_outbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Patch = pytest.MonkeyPatch


def what_the_centre_forgot_is_nobodys(patch: Patch) -> None:
    """What its author could not send again stood on other desks for ever, and nowhere else."""
    patch.setattr(sync_offer, "offer", lambda *_: None)


def an_open_list_is_never_shortened(patch: Patch) -> None:
    """What a centre had sent back before it was restored, and took afterwards, stood on the list of what it refuses."""
    patch.setattr(sync_outbox, "_take_off_the_list", lambda *_: None)


def two_files_that_lead_to_each_other(patch: Patch) -> None:
    """A merge that the centre had forgotten was told to it beside the one that it made anew."""
    patch.setattr(sync_offer, "_take_apart", lambda *_: None)


def a_new_life_counts_on_from_the_backup(patch: Patch) -> None:
    """A version of the former life of a centre was taken for one that it gave anew."""
    patch.setattr(backup, "_first_version", lambda reached, _now: reached)


def conflicts_of_two_lives_are_one(patch: Patch) -> None:
    """A conflict of a new life took the place of one that only desks still held."""
    plain = judging.Bench.publish

    def publish(self: judging.Bench, clash: Any) -> None:
        self.life = ""
        plain(self, clash)

    patch.setattr(judging.Bench, "publish", publish)


class Mend(NamedTuple):
    """What takes it back, what may happen in the runs that miss it, and the first seed that does."""

    taken_back: Callable[[Patch], None]
    ways: Way
    seed: int
    desks: int = 3


MENDS = (
    Mend(a_new_life_counts_on_from_the_backup, Way.RESTORED, 66),
    Mend(conflicts_of_two_lives_are_one, Way.RESTORED, 71),
    Mend(what_the_centre_forgot_is_nobodys, Way.RESTORED, 14),
    Mend(an_open_list_is_never_shortened, Way.RESTORED | Way.SCOPES, 35),
    Mend(two_files_that_lead_to_each_other, Way.RESTORED | Way.PEOPLE, 43),
)
_SEEDS = 30


@pytest.mark.parametrize("mend", MENDS, ids=lambda mend: mend.taken_back.__name__)
def test_a_mend_taken_back_is_found_out(mend: Mend, empty_desk: Path, monkeypatch: Patch) -> None:
    mend.taken_back(monkeypatch)
    for seed in range(mend.seed, mend.seed + _SEEDS):
        try:
            run(seed, empty_desk, steps=40, desks=mend.desks, ways=mend.ways)
        except (AttributeError, NameError, TypeError):
            raise  # a mistake of the mutant
        except Exception:  # noqa: BLE001 -- however it shows, it shows
            return
    pytest.fail("nobody noticed")
