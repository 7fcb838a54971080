"""The roles of users as the centre knows them: a row ``grant`` for each role of whoever has a device, for every desk.

A desk gives roles to those who sign in there and sends none of them. What others hold it is told by rows that the centre
alone writes: issued when the row of the user and a device of theirs are both here, whichever came first; so a centre of an
older program issues what is missing when a desk greets it next. A ``scope`` tells them from what a desk gave itself.

Whoever has devices in use holds the roles of these, so a change of role is a code for the new one and the old device shut
out. Whoever has none left keeps what they held: a laptop that is lost is no dismissal, and ``user.active`` says who left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import select

from trainingdesk.server.bulk import among
from trainingdesk.server.records import load
from trainingdesk.server.tables import DEVICE, RECORD
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.schema import DELETED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from trainingdesk.server.judging import Bench
    from trainingdesk.server.records import Key

_GRANT: Final = "grant"
#: It holds until it is taken back.
_NO_DAYS: Final = {"valid_from": None, "valid_to": None}


class Held(NamedTuple):
    """A role of a user."""

    user: str
    role: str

    @property
    def key(self) -> Key:
        """The one row of it, whoever issues it how often."""
        return _GRANT, fact_id(_GRANT, self.user, self.role)


def due(connection: Connection, county: str, bench: Bench | None = None) -> Mapping[Held, bool]:
    """What a county has to issue (True) or to take back; users on the ``bench`` are here, written or not."""
    devices = select(DEVICE.c.user, DEVICE.c.role).where(DEVICE.c.county == county, DEVICE.c.revoked.is_(False))
    bound = {Held(*row) for row in connection.execute(devices.distinct())}
    with_device = {one.user for one in bound}
    users = select(RECORD.c.id).where(RECORD.c.county == county, RECORD.c.tbl == "user")
    here = set(connection.scalars(users.where(among(connection, RECORD.c.id, with_device))))
    here |= {row_id for table, row_id in bench.records if table == "user"} if bench else set()
    grants = select(RECORD.c.id, RECORD.c.data).where(RECORD.c.county == county, RECORD.c.tbl == _GRANT)
    found = connection.execute(grants).all()
    issued = {held: not row.data["deleted"] for row in found if (held := _issued(row.id, row.data))}
    return {
        **{one: True for one in bound if one.user in here and not issued.get(one)},
        **{one: False for one, holds in issued.items() if holds and one not in bound and one.user in with_device},
    }


def issue(connection: Connection, county: str, bench: Bench) -> None:
    """Put what is due on the bench, within the lock of the county."""
    wanted = due(connection, county, bench)
    known = load(connection, county, {one.key for one in wanted})
    for held, holds in sorted(wanted.items()):
        if held.key in known:
            record = bench.records.setdefault(held.key, known[held.key])
            bench.write_own(record, DELETED, {"deleted": not holds})
        else:
            bench.publish_own(*held.key, {"user_id": held.user, "role": held.role, "scope": county, **_NO_DAYS})


def _issued(row_id: str, data: Mapping[str, object]) -> Held | None:
    """The role that a grant tells of, where it is one that a centre issued."""
    held = Held(str(data.get("user_id")), str(data.get("role")))
    return held if held.key == (_GRANT, row_id) else None
