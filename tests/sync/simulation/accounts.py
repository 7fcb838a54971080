"""Whoever works at a desk has an account, and every desk of the whole county shows it with its role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from tests.sync.conftest import COUNTY
from trainingdesk.server.tables import DEVICE
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from tests.sync.simulation.world import World

#: They work from the first day on, and have an account on the last.
LATE: Final = "desk1"


def account(name: str) -> dict[str, Any]:
    """What an account is made with."""
    return {"name": name, "display_name": name, "active": True}


def introduce(world: World) -> None:
    """Make the account of whoever had none so far, at their own desk."""
    desk = next(one for one in world.desks if one.name == LATE)
    with desk.database.write(desk.author()) as session:
        rows.add(session, "user", row_id=LATE, county_code=COUNTY, values=account(LATE))


def judge_accounts(world: World) -> None:
    """Every desk shows what the centre made devices for; that of an instructor shows nobody (``scopes``)."""
    with world.ledger.engine.begin() as connection:
        bound = {tuple(row) for row in connection.execute(select(DEVICE.c.user, DEVICE.c.role))}
    for desk in (one for one in world.desks if not one.teaches):
        shown = desk.ask('SELECT user_id, role FROM "grant" WHERE NOT deleted ORDER BY user_id')
        assert shown == sorted(bound), desk.name
