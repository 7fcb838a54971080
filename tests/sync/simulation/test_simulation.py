"""The county of many seeds, and the proof that it would notice: each rule switched off is found out (SYNC 3)."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from tests.sync.simulation.driver import Way, run
from tests.sync.simulation.mutant import Mutant
from tests.sync.simulation.world import Faults
from trainingdesk.server import judging, push
from trainingdesk.storage import sync_apply, sync_inbox, sync_outbox
from trainingdesk.storage.settled import settled
from trainingdesk.sync import engine
from trainingdesk.wire import merge
from trainingdesk.wire.operation import Fate, Receipt

if TYPE_CHECKING:
    from pathlib import Path

    Patch = pytest.MonkeyPatch

SEEDS = 20


def test_nothing_is_lost_whatever_happens(empty_desk: Path) -> None:
    taken: Counter[str] = Counter()
    for seed in range(SEEDS):
        faults = Faults(edit_meanwhile=0.4) if seed % 4 == 3 else None  # else masks are a matter of luck
        taken += Counter(run(seed, empty_desk, desks=2 + seed % 2, faults=faults))
    assert min(taken[path] for path in ("conflict", "mask", "crash", "resurrection", "fact")) >= 2, taken


def test_nothing_is_lost_where_desks_begin_with_a_snapshot(empty_desk: Path) -> None:
    taken: Counter[str] = Counter()
    for seed in range(2000, 2010):
        taken += Counter(run(seed, empty_desk, desks=3, snapshots=True))
    assert min(taken[path] for path in ("snapshot", "conflict")) >= 2, taken


def test_copied_laptops_are_found_out_and_lose_nothing(empty_desk: Path) -> None:
    taken: Counter[str] = Counter()
    for seed in range(1000, 1005):
        taken += Counter(run(seed, empty_desk, ways=Way.COPIES))
    assert taken["fork"] >= 2, taken


def test_sticks_beside_the_network_lose_nothing(empty_desk: Path) -> None:
    taken: Counter[str] = Counter()
    for seed in range(2000, 2016):
        taken += Counter(run(seed, empty_desk, ways=Way.STICKS | Way.COPIES if seed % 2 else Way.STICKS))
    assert taken["stick"] >= 3, taken


def test_files_of_one_person_are_one_person_on_every_desk(empty_desk: Path) -> None:
    taken: Counter[str] = Counter()
    for seed in range(2000, 2006):
        taken += Counter(run(seed, empty_desk, ways=Way.PEOPLE))
    assert taken["alias"] >= 2, taken


def test_a_centre_that_forgot_is_told_again(empty_desk: Path) -> None:
    taken: Counter[str] = Counter()
    for seed in range(3000, 3005):
        taken += Counter(run(seed, empty_desk, ways=Way.RESTORED))
    assert taken["restored"], taken


def pull_before_acknowledged(patch: Patch) -> None:
    """R1: pages are applied while a batch is under way, and asked for although it did not get through."""
    plain = engine.Engine._push_all

    def push_all(self: engine.Engine, done: Any) -> Any:
        try:
            return plain(self, done)
        except Exception:  # noqa: BLE001 -- the mutant goes on whatever happened
            return self.centre.hello()

    patch.setattr(engine.Engine, "_push_all", push_all)
    patch.setattr(sync_outbox, "is_waiting", lambda _: False)


def losers_hear_nothing(patch: Patch) -> None:
    """R2: a row is not touched by an operation that loses."""
    plain = judging.Bench.hear

    def hear(self: judging.Bench, number: int, operation: Any) -> Any:
        record = self.records.get((operation.table, operation.row_id))
        before = None if record is None else (record.touched, record.version)
        outcome = plain(self, number, operation)
        if record is not None and before is not None and outcome.fate in (Fate.LOST, Fate.REVIEW):
            record.touched, record.version = before
        return outcome

    patch.setattr(judging.Bench, "hear", hear)


def the_clock_decides(patch: Patch) -> None:
    """R5: who had seen the other is not asked."""
    patch.setattr(merge, "concurrent", lambda stands, *, device_id, **_: stands.device_id != device_id)


def batches_are_made_anew(patch: Patch) -> None:
    """R6: what is sent again holds what was written since."""
    plain = engine.Engine._push_all

    def push_all(self: engine.Engine, done: Any) -> Any:
        with self.writing() as session:
            session.connection().execute(text("DELETE FROM sync_outbox WHERE acked = 0"))
        found = plain(self, done)
        assert not done.was_copied, "a desk that nobody copied was taken for a copy"
        return found

    patch.setattr(engine.Engine, "_push_all", push_all)


def the_cursor_goes_first(patch: Patch) -> None:
    """R8: rows come in another transaction than the cursor that covers them."""

    def bring_in(self: engine.Engine, page: Any, done: Any) -> bool:
        with self.writing() as session:
            if not sync_inbox.follows(session, page):
                return False
            sync_inbox.advance(session, (page,))
        with self.writing() as session, settled(session):
            self.take(session, page.rows, done, first_time=False)
        return True

    patch.setattr(engine.Engine, "_bring_in", bring_in)


def clocks_are_believed(patch: Patch) -> None:
    """R9: a clock that runs ahead counts for what it says."""
    patch.setattr(judging, "clamp", lambda hlc, *, receipt: hlc)  # noqa: ARG005


def changes_come_without_history(patch: Patch) -> None:
    """Head item 2: what came is not told."""
    patch.setattr(sync_apply, "write_history", lambda *_: None)


def copies_are_taken_for_repetitions(patch: Patch) -> None:
    """R4: what comes under a number that was used is answered as if it had been heard."""

    def again(connection: Any, device_id: str, batch: Any, _digest: str) -> Receipt:
        return Receipt(last_op=batch.last, outcomes=[], duplicate=True)

    patch.setattr(push, "_again", again)
    patch.setattr(sync_outbox, "_sent", lambda *_: True)


def what_is_missing_was_deleted(patch: Patch) -> None:
    """R10: a row that a page does not name is removed."""
    plain = engine.Engine.take

    def take(self: engine.Engine, session: Any, came: Any, done: Any, *, first_time: bool) -> None:
        plain(self, session, came, done, first_time=first_time)
        named = [row.row_id for row in came if row.table == "venue"]
        if named:
            gone = text("UPDATE venue SET deleted = 1 WHERE id NOT IN (SELECT value FROM json_each(:named))")
            session.connection().execute(gone, {"named": json.dumps(named)})

    patch.setattr(engine.Engine, "take", take)


def groups_are_split(patch: Patch) -> None:
    """Head item 1: the members of an identity are judged one by one, each with what the other desk wrote beside it."""
    plain = judging.Bench._meet

    def meet(self: judging.Bench, number: int, operation: Any, record: Any, group: Any, said: Any) -> Any:
        if group.name == "identity":
            said = {**said, **{name: value for name, value in record.data.items() if name in ("name", "id_mask")}}
        return plain(self, number, operation, record, group, said)

    patch.setattr(judging.Bench, "_meet", meet)


#: Each rule switched off, the misfortune that it is there for, and a county that notices.
MUTANTS = (
    Mutant(off=pull_before_acknowledged, faults=Faults(lost_answer=0.4), seed=35),
    Mutant(off=losers_hear_nothing, faults=Faults(edit_meanwhile=0.4, busy="identity"), steps=20, seed=12),
    Mutant(off=the_clock_decides, seed=0),
    Mutant(off=batches_are_made_anew, faults=Faults(lost_answer=0.4), seed=0),
    Mutant(off=the_cursor_goes_first, faults=Faults(crash=0.8, crash_by=150), seed=3),
    Mutant(off=clocks_are_believed, seed=4),
    Mutant(off=changes_come_without_history, seed=0),
    Mutant(off=what_is_missing_was_deleted, seed=1),
    Mutant(off=groups_are_split, seed=4),
    Mutant(off=copies_are_taken_for_repetitions, ways=Way.COPIES, faults=None, seed=1000),
)


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_rule_switched_off_is_found_out(mutant: Mutant, empty_desk: Path, monkeypatch: Patch) -> None:
    mutant.must_be_noticed(empty_desk, monkeypatch)
