"""Who this desk is at the centre, where the centre is, and what is known of its life (SYNC 2.1, 2.15).

The design keeps the identity outside the database, so that a copied file is noticed. Here the centre names the bytes of the
last batch it holds (``Welcome.last_sha256``): a copy or a backup put back cannot name the same, and is found out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from trainingdesk.storage import sync_bundle, sync_device, sync_returning
from trainingdesk.wire import schema

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from trainingdesk.wire.operation import Welcome


_LINK = "SELECT address, device_id, private_key, epoch, last_op, sees_own FROM sync_link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The centre's address, this device there, its signing key, the centre's epoch, and its last acknowledged operation.

    ``sees_own``: the centre began another life; what this device told the former one must come again with the rest.
    """

    address: str
    device_id: str
    private_key: bytes
    epoch: str | None
    last_op: int
    sees_own: bool


def link(session: Session) -> Link | None:
    """How this desk is joined to its centre; None where it is not."""
    row = session.connection().execute(text(_LINK))
    found = row.first()
    return None if found is None else Link(**found._mapping)  # noqa: SLF001 -- SQLAlchemy's public name for it


def saw_own(session: Session) -> None:
    """Everything that the centre holds in this life of it has come, what this device wrote as well."""
    session.connection().execute(text("UPDATE sync_link SET sees_own = 0"))


def is_behind(session: Session) -> bool:
    """Whether rows stand here as a program took them that knew other fields than this one."""
    return session.connection().execute(text("SELECT knows FROM sync_link")).scalar() != schema.known()


def passed_over(session: Session) -> frozenset[tuple[str, str]]:
    """Tables and groups that the program did not know which took the rows here: nobody has seen what they say."""
    knows = session.connection().execute(text("SELECT knows FROM sync_link")).scalar()
    return frozenset() if knows in (None, schema.known()) else schema.unknown_to(knows)


def caught_up(session: Session) -> None:
    """Everything that this program knows of has come, fields that an older one passed over as well."""
    session.connection().execute(text("UPDATE sync_link SET knows = :knows"), {"knows": schema.known()})


#: What a desk keeps of its exchange with one centre.
_OF_A_CENTRE: Final = (
    *("sync_link", "sync_outbox", "sync_bucket", "sync_inbox"),
    *("sync_place", "sync_snapshot", "sync_device", "sync_seat_request", "sync_returning"),
    *("sync_attachment", "sync_attachment_piece"),
)


def join(session: Session, *, address: str, device_id: str, private_key: bytes, box_key: bytes | None = None) -> None:
    """Become a device of the centre at ``address``, in the place of what this desk was before.

    What it sent as that, this centre may never have heard: it is another one where the former was lost without a backup.
    """
    connection = session.connection()
    before = link(session) is not None
    for table in _OF_A_CENTRE:
        connection.execute(text(f"DELETE FROM {table}"))
    connection.execute(
        text(
            "INSERT INTO sync_link (one, address, device_id, private_key, box_key, last_op, knows, sees_own) "
            "VALUES (1, :address, :device, :key, :box, 0, :knows, :before)"
        ),
        {
            "address": address,
            "device": device_id,
            "key": private_key,
            "box": box_key,
            "knows": schema.known(),
            "before": before,
        },
    )
    _name(session, device_id)


def renew(session: Session, device_id: str) -> None:
    """Go on under a new identity: what waits is made into batches again, what the centre has stays sent (SYNC 1, 3)."""
    connection = session.connection()
    connection.execute(text("DELETE FROM sync_outbox WHERE acked = 0"))
    connection.execute(text("DELETE FROM sync_inbox"))
    connection.execute(
        text("UPDATE sync_link SET device_id = :device, last_op = 0, is_copy = 0"), {"device": device_id}
    )
    _name(session, device_id)


def is_another_life(session: Session, welcome: Welcome) -> bool:
    """Whether the centre's database was restored from a backup since this desk heard of it (SYNC 1, 2)."""
    before = session.connection().execute(text("SELECT epoch FROM sync_link")).scalar_one()
    return before not in (None, welcome.epoch)


def meet(session: Session, welcome: Welcome, *, now_ms: int | None) -> bool:
    """Note what the centre says of itself; answers whether its database has another life than before (SYNC 1, 2).

    ``now_ms`` is None where it was said earlier: its clock then says nothing about the clock of this desk.
    Cursors of a former life mean nothing: everything is asked for again, and nothing is deleted for it.
    """
    connection = session.connection()
    another_life = is_another_life(session, welcome)
    said = {"epoch": welcome.epoch, "role": welcome.role or None}
    connection.execute(text("UPDATE sync_link SET epoch = :epoch, role = coalesce(:role, role)"), said)
    connection.execute(text("UPDATE sync_control SET device_number = :number"), {"number": welcome.number})
    if now_ms is not None:
        offset = {"offset": welcome.server_ms - now_ms}
        connection.execute(text("UPDATE sync_control SET clock_offset_ms = :offset"), offset)
    sync_bundle.heard(session, welcome)
    sync_device.keep(session, welcome)
    if not another_life:
        return False
    connection.execute(text("UPDATE sync_bucket SET cursor = 0"))
    connection.execute(text("UPDATE sync_link SET sees_own = 1"))
    connection.execute(text("DELETE FROM sync_inbox"))
    sync_returning.forget(session)
    connection.execute(text("UPDATE sync_snapshot SET snapshot = ''"))
    return True


def note_run(session: Session, *, at: datetime, sent: int, received: int, failure: str | None) -> None:
    """Remember one attempt and how it ended; the last 200 are kept."""
    connection = session.connection()
    connection.execute(
        text("INSERT INTO sync_run (at, sent, received, failure) VALUES (:at, :sent, :received, :failure)"),
        {"at": int(at.timestamp() * 1000), "sent": sent, "received": received, "failure": failure},
    )
    connection.execute(text("DELETE FROM sync_run WHERE id <= (SELECT max(id) FROM sync_run) - 200"))


def _name(session: Session, device_id: str) -> None:
    session.connection().execute(text("UPDATE sync_control SET device_id = :device, joined = 1"), {"device": device_id})
