"""What must hold once every desk has had a quiet exchange (SYNC 3, 1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, text

from tests.sync.simulation.people import judge_people
from tests.sync.simulation.world import WRITTEN
from trainingdesk.server.tables import DEVICE, OPLOG
from trainingdesk.storage.sync_link import link
from trainingdesk.wire.clock import milliseconds

if TYPE_CHECKING:
    from tests.sync.simulation.world import SimDesk, World


_MOST_ROUNDS: Final = 5


def settle(world: World) -> None:
    """Quiet exchanges until everybody had the last word of everybody: a round in which nobody had anything to send."""
    world.quiet = True
    for _ in range(_MOST_ROUNDS):
        if not sum(world.exchange(desk) for desk in world.desks):
            break


def judge(world: World) -> None:
    """Raise AssertionError where something that must hold does not."""
    settle(world)
    conflicts = _conflicts(world.desks[0])
    world.taken["conflict"] += len(conflicts)
    _all_hold_the_same(world)
    judge_people(world)
    _operations_are_counted_once(world)
    _nothing_was_lost(world, conflicts)
    _nobody_who_knew_stands_in_conflict(world, conflicts)
    _no_clock_ahead_wins(world)
    _every_value_has_its_history(world)


def _all_hold_the_same(world: World) -> None:
    for desk in world.desks:
        assert desk.engine.check() == 0, f"{desk.name} holds something else than the centre"
    for place in world.places:
        assert len({desk.current(place) for desk in world.desks}) == 1, place


def _operations_are_counted_once(world: World) -> None:
    with world.ledger.engine.begin() as connection:
        counts = dict(connection.execute(select(OPLOG.c.device, func.count()).group_by(OPLOG.c.device)).all())  # type: ignore[arg-type]
        held = dict(connection.execute(select(DEVICE.c.id, DEVICE.c.last_op)).all())  # type: ignore[arg-type]
    assert {device: counts.get(device, 0) for device in held} == held
    for desk in world.desks:
        with desk.database.read() as session:
            joined = link(session)
            waiting = session.connection().execute(text("SELECT count(*) FROM sync_change WHERE acked = 0")).scalar()
        assert joined is not None
        assert (waiting, joined.last_op) == (0, held[joined.device_id]), desk.name


def _nothing_was_lost(world: World, conflicts: list[tuple[str, str]]) -> None:
    """Every value stands, or is in a conflict, or somebody who saw it wrote another over it."""
    overwritten = {(write.place, write.saw) for write in world.writes}
    shown = {value for pair in conflicts for value in pair}
    for write in world.writes:
        stands = world.desks[0].current(write.place) == write.value
        assert stands or write.value in shown or (write.place, write.value) in overwritten, write


def _nobody_who_knew_stands_in_conflict(world: World, conflicts: list[tuple[str, str]]) -> None:
    if world.taken["restored"] or any(desk.name.startswith("copy") for desk in world.desks):
        return  # a centre that forgot asks again, and a copy does not know that what it sends again was sent before
    by_value = {write.value: write for write in world.writes}
    for kept, lost in conflicts:
        assert kept not in by_value[lost].known, f"{lost} was written by somebody who had seen {kept}"
        assert lost not in by_value[kept].known, f"{kept} was written by somebody who had seen {lost}"


def _no_clock_ahead_wins(world: World) -> None:
    with world.desks[0].database.read() as session:
        latest = session.connection().execute(text("SELECT max(max(kept_at, lost_at)) FROM conflict")).scalar()
    assert latest is None or latest <= milliseconds(world.now)


def _every_value_has_its_history(world: World) -> None:
    for desk in world.desks:
        with desk.database.read() as session:
            asked = text("SELECT table_name, row_id, group_name, new FROM history WHERE group_name IS NOT NULL")
            told = {
                (
                    row.table_name,
                    row.row_id,
                    row.group_name,
                    str(json.loads(row.new)[WRITTEN[row.table_name][row.group_name]]),
                )
                for row in session.connection().execute(asked)
                if row.group_name in WRITTEN.get(row.table_name, {})
            }
        changed = {
            write.place
            for write in world.writes
            if write.place[0] != "fund" and write.place[1] not in world.people and write.desk != desk.name
        }
        for place in changed:
            value = desk.current(place)
            came = any(write.value == value and write.saw is not None for write in world.writes)
            assert not came or (*place, value) in told, (desk.name, place)


def _conflicts(desk: SimDesk) -> list[tuple[str, str]]:
    """The values of every conflict about a place that users wrote: the one that stood, the one that did not."""
    with desk.database.read() as session:
        found = session.connection().execute(text("SELECT about_table, about_group, kept, lost FROM conflict")).all()
    pairs = []
    for row in found:
        carrier = WRITTEN.get(row.about_table, {}).get(row.about_group)
        if carrier is not None:
            pairs.append((str(json.loads(row.kept)[carrier]), str(json.loads(row.lost)[carrier])))
    return pairs
