"""People who are erased while others write of them; each part of forgetting switched off is found out (FEATURES 17)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.sync.simulation.driver import NO_WAYS, Way, run
from tests.sync.simulation.mutant import Mutant
from trainingdesk.server import erasure as at_centre
from trainingdesk.storage import erasure, sync_erased, sync_outbox

if TYPE_CHECKING:
    from pathlib import Path

    Patch = pytest.MonkeyPatch

#: Where people come and go, and where the centre forgets whom it had erased.
WAYS: Final = (Way.CLASSES, Way.RESTORED)


def test_nothing_is_left_of_whoever_was_erased(empty_desk: Path) -> None:
    taken: Counter[str] = Counter()
    for seed in range(5000, 5010):
        taken += Counter(run(seed, empty_desk, ways=Way.ERASED | WAYS[seed % 2], steps=40))
    assert taken["erased"] >= 5, taken


def others_keep_them(patch: Patch) -> None:
    """A desk that hears of it forgets nothing of what it holds itself."""
    patch.setattr(sync_erased, "keep", lambda *_: frozenset())


def their_history_is_kept(patch: Patch) -> None:
    """The rows are emptied, and what was written before stays to be read."""
    patch.setattr(erasure, "_forget_history", lambda *_: None)


def what_was_sent_is_kept(patch: Patch) -> None:
    """The batches of a desk go on telling of them."""
    patch.setattr(sync_outbox, "redact", lambda *_: None)


def the_centre_takes_what_comes_later(patch: Patch) -> None:
    """Whoever was away brings somebody back."""
    patch.setattr(at_centre, "recognize", lambda *_: None)


def the_trail_is_never_cleared(patch: Patch) -> None:
    """What every device ever sent stays as it came."""
    patch.setattr(at_centre, "_redacted", lambda *_: [])


def differences_of_others_go_with_them(patch: Patch) -> None:
    """A batch that erases somebody empties what it disagrees about with others, of whomever it is."""

    def settle(connection: Any, county: str, bench: Any, taken: Any) -> None:
        plain(connection, county, bench, taken)
        if any(at_centre.erases(one) for one in taken):
            bench.clashes = [at_centre._emptied(one) for one in bench.clashes]

    plain = at_centre.settle
    patch.setattr(at_centre, "settle", settle)


MUTANTS = tuple(
    Mutant(off=off, seed=seed, faults=None, ways=Way.ERASED | ways, steps=40, by_oracle=True)
    for off, ways, seed in (
        (others_keep_them, NO_WAYS, 2),
        (their_history_is_kept, NO_WAYS, 0),
        (what_was_sent_is_kept, NO_WAYS, 2),
        (the_centre_takes_what_comes_later, NO_WAYS, 5),
        (the_trail_is_never_cleared, NO_WAYS, 2),
        (differences_of_others_go_with_them, Way.CLASSES, 6),
    )
)


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_what_would_be_left_of_them_is_found_out(mutant: Mutant, empty_desk: Path, monkeypatch: Patch) -> None:
    mutant.must_be_noticed(empty_desk, monkeypatch)
