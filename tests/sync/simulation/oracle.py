"""What must hold once every desk has had a quiet exchange (SYNC 3, 1)."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from tests.sync.conftest import COUNTY
from tests.sync.simulation.accounts import introduce, judge_accounts
from tests.sync.simulation.classes import judge_classes
from tests.sync.simulation.erasing import is_about_erased, judge_erased
from tests.sync.simulation.older import at_work, bring_up_to_date
from tests.sync.simulation.people import judge_people
from tests.sync.simulation.scopes import judge_scopes, quarantined
from tests.sync.simulation.world import WRITTEN
from trainingdesk.domain.access import Role
from trainingdesk.server.scopes import granted
from trainingdesk.server.tables import CENTRE, DEVICE, FEED
from trainingdesk.server.trail import received
from trainingdesk.wire import schema
from trainingdesk.wire.clock import milliseconds

if TYPE_CHECKING:
    from tests.sync.simulation.world import SimDesk, World


_MOST_ROUNDS: Final = 5
_HISTORY: Final = "SELECT table_name, row_id, group_name, new FROM history WHERE group_name IS NOT NULL"


def settle(world: World) -> None:
    """Quiet exchanges until everybody had the last word of everybody: a round in which nobody had anything to send."""
    world.quiet = True
    for _ in range(_MOST_ROUNDS):
        behind = [desk for desk in world.desks if _has_more_to_hear(world, desk)]
        if not behind:
            break
        for desk in behind:
            world.exchange(desk)


def _has_more_to_hear(world: World, desk: SimDesk) -> bool:
    """Whether an exchange would bring anything about: what waits to go, a bucket that has gone on since or is half here."""
    with world.ledger.engine.begin() as connection:
        epoch = connection.scalar(select(CENTRE.c.epoch))
        heads = dict(connection.execute(select(FEED.c.bucket, func.max(FEED.c.seq)).group_by(FEED.c.bucket)).all())  # type: ignore[arg-type]
        role = Role.INSTRUCTOR if desk.teaches else Role.ADMINISTRATOR
        scope = granted(connection, county=COUNTY, user=desk.name, role=role)
    held = dict(desk.ask("SELECT bucket, cursor FROM sync_bucket WHERE whole"))
    half = desk.ask("SELECT bucket FROM sync_bucket WHERE NOT whole UNION SELECT bucket FROM sync_snapshot")
    settled = (epoch, False) in desk.ask("SELECT epoch, sees_own FROM sync_link")
    waits = desk.ask("SELECT 1 FROM sync_change WHERE acked = 0")
    return bool(waits or half) or not settled or held != {bucket: heads.get(bucket, 0) for bucket in scope}


def judge(world: World) -> None:
    """Raise AssertionError where something that must hold does not."""
    introduce(world)
    settle(world)
    _older_ones_agree_and_catch_up(world)
    conflicts = _conflicts(world.desks[0])
    world.taken["conflict"] += len(conflicts)
    _all_hold_the_same(world)
    judge_people(world)
    judge_classes(world)
    judge_scopes(world)
    judge_accounts(world)
    _operations_are_counted_once(world)
    _nothing_was_lost(world, conflicts)
    _nobody_who_knew_stands_in_conflict(world, conflicts)
    _no_clock_ahead_wins(world)
    _every_value_has_its_history(world)
    judge_erased(world)


def _older_ones_agree_and_catch_up(world: World) -> None:
    """A program of before holds what it knows of; brought up to date, it is told the rest without being asked twice."""
    for desk in [one for one in world.desks if one.is_older]:
        with at_work(desk):
            assert desk.engine.check() == 0, f"{desk.name} does not hold what an older program knows of"
        bring_up_to_date(world, desk)
    for desk in world.desks:
        if desk.ask("SELECT knows FROM sync_link") != [(schema.known(),)]:
            world.exchange(desk)


def _all_hold_the_same(world: World) -> None:
    for desk in world.desks:
        assert desk.engine.check() == 0, f"{desk.name} holds something else than the centre"
    for place in world.places:
        assert len({desk.current(place) for desk in world.desks if not desk.teaches}) == 1, place


def _operations_are_counted_once(world: World) -> None:
    with world.ledger.engine.begin() as connection:
        counts = Counter(row.device for row, *_ in received(connection))
        held = dict(connection.execute(select(DEVICE.c.id, DEVICE.c.last_op)).all())  # type: ignore[arg-type]
    assert dict(counts) == {device: last for device, last in held.items() if last}
    for desk in world.desks:
        ((waiting,),) = desk.ask("SELECT count(*) FROM sync_change WHERE acked = 0")
        ((device, last_op),) = desk.ask("SELECT device_id, last_op FROM sync_link")
        assert (waiting, last_op) == (0, held[device]), desk.name


def _nothing_was_lost(world: World, conflicts: list[tuple[str, str]]) -> None:
    """Every value stands, or is in a conflict, or was put aside, or somebody who saw it wrote another over it."""
    overwritten = {(write.place, write.saw) for write in world.writes}
    shown = {value for pair in conflicts for value in pair}
    shown |= {value for *_which, values in quarantined(world) for value in values.values() if isinstance(value, str)}
    for write in world.writes:
        stands = world.desks[0].current(write.place) == write.value
        accounted = stands or write.value in shown or (write.place, write.value) in overwritten
        assert accounted or is_about_erased(world, write.place), write


def _nobody_who_knew_stands_in_conflict(world: World, conflicts: list[tuple[str, str]]) -> None:
    if world.taken["restored"] or any(desk.name.startswith("copy") for desk in world.desks):
        return  # a centre that forgot asks again, and a copy does not know that what it sends again was sent before
    by_value = {write.value: write for write in world.writes}
    for kept, lost in ((kept, lost) for kept, lost in conflicts if {kept, lost} <= by_value.keys()):
        assert kept not in by_value[lost].known, f"{lost} was written by somebody who had seen {kept}"
        assert lost not in by_value[kept].known, f"{kept} was written by somebody who had seen {lost}"


def _no_clock_ahead_wins(world: World) -> None:
    ((latest,),) = world.desks[0].ask("SELECT max(max(kept_at, lost_at)) FROM conflict")
    assert latest is None or latest <= milliseconds(world.now)


def _every_value_has_its_history(world: World) -> None:
    for desk in (one for one in world.desks if not one.teaches):  # what left a desk and came back begins anew there
        told = {
            (table, row_id, group, str(json.loads(new)[WRITTEN[table][group]]))
            for table, row_id, group, new in desk.ask(_HISTORY)
            if group in WRITTEN.get(table, {}) and new is not None
        }
        for place, known in desk.known.items():
            value = desk.current(place)
            if value is not None and known - {value} and not is_about_erased(world, place):
                assert (*place, value) in told, (desk.name, place)


def _conflicts(desk: SimDesk) -> list[tuple[str, str]]:
    """The values of every conflict about a place that users wrote: the one that stood, the one that did not."""
    pairs = []
    for table, group, kept, lost in desk.ask("SELECT about_table, about_group, kept, lost FROM conflict"):
        carrier = WRITTEN.get(table, {}).get(group)
        if carrier is not None:
            pairs.append((str(json.loads(kept)[carrier]), str(json.loads(lost)[carrier])))
    return pairs
