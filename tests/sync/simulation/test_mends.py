"""What the county of many seeds once found, and what was mended since: each mend taken back is found out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sync.simulation.driver import NO_WAYS, Way
from tests.sync.simulation.mutant import Mutant
from trainingdesk.server import backup, duplicates, judging, records
from trainingdesk.storage import sync_offer, sync_outbox
from trainingdesk.wire import merge

if TYPE_CHECKING:
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


def whose_stamps_are_seen_has_the_row(patch: Patch) -> None:
    """A desk whose value lost kept it, where what stands had come behind the mask before the loss."""

    def stands_as_with(self: records.Record, device_id: str) -> bool:
        knew = all(stamp[3] == device_id or stamp[0] <= (self.base or 0) for stamp in self.stamps.values())
        return self.as_it_came and knew

    patch.setattr(records.Record, "stands_as_with", stands_as_with)


def a_file_that_lives_again_meets_nobody(patch: Patch) -> None:
    """Two files of one person stayed apart, of which the one came while the other was put away."""
    patch.setattr(duplicates, "_lives_again", lambda _record: False)


def what_follows_from_the_winner_follows_from_what_lost(patch: Patch) -> None:
    """Whoever had lost and then wrote over the winner replaced what had lost unseen, where the centre forgot both."""
    plain = merge.concurrent

    def concurrent(stands: merge.Stamp, *, device_id: str, base: int, over_others: bool = False) -> bool:
        return plain(stands, device_id=device_id, base=base)

    patch.setattr(merge, "concurrent", concurrent)


MENDS = tuple(
    Mutant(off=off, seed=seed, ways=Way.RESTORED | ways, faults=None, steps=40, desks=desks)
    for off, ways, desks, seed in (
        (a_new_life_counts_on_from_the_backup, NO_WAYS, 3, 66),
        (conflicts_of_two_lives_are_one, NO_WAYS, 3, 229),
        (what_the_centre_forgot_is_nobodys, NO_WAYS, 3, 19),
        (an_open_list_is_never_shortened, Way.SCOPES, 3, 35),
        (two_files_that_lead_to_each_other, Way.PEOPLE, 3, 70),
        (whose_stamps_are_seen_has_the_row, Way.CLASSES, 2, 5215282),
        (a_file_that_lives_again_meets_nobody, Way.PEOPLE, 3, 5216241),
        (what_follows_from_the_winner_follows_from_what_lost, Way.STICKS, 2, 5702650),
    )
)


@pytest.mark.parametrize("mend", MENDS, ids=str)
def test_a_mend_taken_back_is_found_out(mend: Mutant, empty_desk: Path, monkeypatch: Patch) -> None:
    mend.must_be_noticed(empty_desk, monkeypatch)
