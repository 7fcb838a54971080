"""What the county of many seeds once found, and what was mended since: each mend taken back is found out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from sqlalchemy import text

from tests.sync.simulation.driver import Way, run
from trainingdesk.server import backup, judging
from trainingdesk.storage import sync_link

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Patch = pytest.MonkeyPatch


def what_the_centre_forgot_is_compared(patch: Patch) -> None:
    """A conflict that a restored centre does not know was compared with it for ever."""
    plain = sync_link.meet

    def meet(session: Any, *given: Any, **named: Any) -> bool:
        connection = session.connection()
        before = [tuple(row) for row in connection.execute(text("SELECT sync_ver, id FROM conflict"))]
        met = plain(session, *given, **named)
        if before:
            connection.exec_driver_sql("UPDATE conflict SET sync_ver = ? WHERE id = ?", before)
        return met

    patch.setattr(sync_link, "meet", meet)


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
    Mend(what_the_centre_forgot_is_compared, Way.RESTORED, 2),
    Mend(a_new_life_counts_on_from_the_backup, Way.RESTORED, 21),
    Mend(conflicts_of_two_lives_are_one, Way.RESTORED, 19),
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
