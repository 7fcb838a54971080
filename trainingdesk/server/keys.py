"""The keys of the centre, and those that devices told it for bundles (SYNC 2.16). They are made with its database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, insert, select

from trainingdesk.server import number_key
from trainingdesk.server.tables import CENTRE_KEY, DEVICE_BOX
from trainingdesk.wire import bundle

if TYPE_CHECKING:
    from sqlalchemy import Connection

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class CentreKeys:
    """The private keys of the centre."""

    signing_key: bytes = field(repr=False)
    box_key: bytes = field(repr=False)


def make_keys(connection: Connection) -> None:
    """Make the keys of a centre that has none yet, and those that an older program had not."""
    if connection.scalar(select(CENTRE_KEY.c.one)) is None:
        made = {"signing_key": Ed25519PrivateKey.generate().private_bytes_raw(), "box_key": bundle.new_box_key()}
        connection.execute(insert(CENTRE_KEY).values(one=1, number_key=None, **made))
    number_key.settle(connection)


def keys(connection: Connection) -> CentreKeys:
    """The keys of this centre."""
    row = connection.execute(select(CENTRE_KEY)).one()
    return CentreKeys(row.signing_key, row.box_key)


def public_keys(connection: Connection) -> tuple[bytes, bytes]:
    """What desks know this centre by: the key that signs its bundles, and the one that opens theirs."""
    mine = keys(connection)
    return bundle.signer_of(mine.signing_key), bundle.box_of(mine.box_key)


def note_box(connection: Connection, device_id: str, public_key: bytes) -> None:
    """Keep the key that a device opens its replies with; one that is no key is left aside."""
    if len(public_key) == _KEY_BYTES and box_of(connection, device_id) != public_key:
        connection.execute(delete(DEVICE_BOX).where(DEVICE_BOX.c.device == device_id))
        connection.execute(insert(DEVICE_BOX).values(device=device_id, public_key=public_key))


def box_of(connection: Connection, device_id: str) -> bytes | None:
    """The key that a device opens its replies with; None where it told none."""
    return connection.scalar(select(DEVICE_BOX.c.public_key).where(DEVICE_BOX.c.device == device_id))
