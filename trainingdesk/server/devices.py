"""Devices of the centre: a one-time code enrolls one, a signed challenge gives it a token for an hour (SYNC 2.15).

Codes and tokens are kept as digests. A challenge holds for five minutes either way of the centre's clock and counts once.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any, Final, NoReturn
from uuid import uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import delete, func, insert, select, update

from trainingdesk.server.keys import box_of, note_box
from trainingdesk.server.tables import CODE, COUNTER, DEVICE, NONCE, REPLACEMENT, TOKEN
from trainingdesk.wire.joining import CODE_LENGTH, CODE_LETTERS, CodeFault
from trainingdesk.wire.operation import NoCode, Revoked, challenge

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from trainingdesk.domain.access import Role

CODE_LASTS_MS: Final = 24 * 3_600_000
#: For so long after its end a code is told to be used or too old.
_CODE_KEPT_MS: Final = 30 * 24 * 3_600_000
#: A spare file may lie with the laptop of a tour for a season.
INVITATION_LASTS_MS: Final = 90 * 24 * 3_600_000
TOKEN_LASTS_MS: Final = 3_600_000
PAGE_LASTS_MS: Final = 12 * 3_600_000
#: Who holds a key to a page, in the place where a device stands; no device is called so.
_PAGE: Final = "page:"
_CLOCKS_DIFFER_MS: Final = 300_000
_KEY_BYTES: Final = 32
_NONCE_LENGTHS: Final = range(16, 65)


def make_code(connection: Connection, *, county: str, user: str, role: Role, now_ms: int) -> str:
    """A code that enrolls one device of this user within a day; it is shown once."""
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    connection.execute(delete(CODE).where(CODE.c.expires_ms < now_ms - _CODE_KEPT_MS))
    kept = {"county": county, "user": user, "role": role.value, "expires_ms": now_ms + CODE_LASTS_MS}
    connection.execute(insert(CODE).values(digest=_digest(code), **kept))
    _count_from_now_on(connection, county)
    return code


def invite(
    connection: Connection, *, county: str, user: str, role: Role, public_key: bytes, replaces: str | None
) -> str:
    """The id of a device that is made before it is there; raises Revoked where the one it replaces is none of its county.

    The other one is only marked: its batches count as before.
    """
    _count_from_now_on(connection, county)
    bound = {"county": county, "user": user, "role": role.value, "public_key": public_key}
    device_id = _add(connection, bound)
    if replaces is not None:
        if connection.scalar(select(DEVICE.c.county).where(DEVICE.c.id == replaces)) != county:
            raise Revoked
        _replace(connection, replaces, by=device_id)
    return device_id


def enroll(connection: Connection, *, code: str, public_key: bytes, now_ms: int, county: str = "") -> str:
    """The id of the device that this code makes; raises NoCode as ``invited`` does, and the code is not used up then.

    A device that asks twice, because the first answer was lost on the way, is the same one.
    """
    if len(public_key) != _KEY_BYTES:
        raise Revoked
    holds = (CODE.c.digest == _digest(code), CODE.c.expires_ms > now_ms, CODE.c.used_ms.is_(None))
    meant = (CODE.c.county == county,) if county else ()
    found = connection.execute(
        update(CODE).where(*holds, *meant).values(used_ms=now_ms).returning(*CODE.c)
    ).one_or_none()
    if found is None:
        return _made_before(connection, code, public_key) or _refuse(connection, code, county, now_ms)
    bound = {"county": found.county, "user": found.user, "role": found.role, "public_key": public_key}
    device_id = _add(connection, bound)
    connection.execute(update(CODE).where(CODE.c.digest == found.digest).values(used_by=device_id))
    return device_id


def _made_before(connection: Connection, code: str, public_key: bytes) -> str | None:
    used = select(CODE.c.used_by).where(CODE.c.digest == _digest(code)).scalar_subquery()
    return connection.scalar(select(DEVICE.c.id).where(DEVICE.c.id == used, DEVICE.c.public_key == public_key))


def _refuse(connection: Connection, code: str, county: str, now_ms: int) -> NoReturn:
    invited(connection, code=code, county=county, now_ms=now_ms)
    raise Revoked  # somebody else was faster than the second look


def invited(connection: Connection, *, code: str, county: str, now_ms: int) -> Row[Any]:
    """Whom a code is for; raises NoCode where it is unknown, used, too old, or of another county than the one named."""
    found = connection.execute(select(CODE).where(CODE.c.digest == _digest(code))).one_or_none()
    if found is None:
        raise NoCode(CodeFault.UNKNOWN)
    if county and found.county != county:
        raise NoCode(CodeFault.OTHER_COUNTY)
    if found.used_ms is not None:
        raise NoCode(CodeFault.USED)
    if found.expires_ms <= now_ms:
        raise NoCode(CodeFault.EXPIRED)
    return found


def renew(connection: Connection, device: Row[Any]) -> str:
    """A second identity with the same key, user and role: the numbers of the first one are in use twice (SYNC 1, 3)."""
    made = _add(connection, {name: getattr(device, name) for name in ("county", "user", "role", "public_key")})
    box = box_of(connection, device.id)
    if box is not None:
        note_box(connection, made, box)
    _replace(connection, device.id, by=made)
    return made


def _replace(connection: Connection, device_id: str, *, by: str) -> None:
    connection.execute(delete(REPLACEMENT).where(REPLACEMENT.c.device == device_id))
    connection.execute(insert(REPLACEMENT).values(device=device_id, by=by))


def note_in_use(connection: Connection, device: Row[Any]) -> None:
    """The device speaks under this identity still: the one with its key that was renewed is a copy beside it."""
    copies = select(DEVICE.c.id).where(DEVICE.c.public_key == device.public_key)
    connection.execute(delete(REPLACEMENT).where(REPLACEMENT.c.device == device.id, REPLACEMENT.c.by.in_(copies)))


def _add(connection: Connection, bound: dict[str, Any]) -> str:
    """A new device; the counters of the counties are the lock that keeps two devices from getting one number."""
    connection.execute(select(COUNTER.c.n).order_by(COUNTER.c.county).with_for_update()).all()
    number = (connection.scalar(select(func.max(DEVICE.c.number))) or 0) + 1
    device_id = str(uuid4())
    connection.execute(insert(DEVICE).values(id=device_id, number=number, last_op=0, revoked=False, **bound))
    return device_id


def _count_from_now_on(connection: Connection, county: str) -> None:
    if connection.scalar(select(COUNTER.c.n).where(COUNTER.c.county == county)) is None:
        connection.execute(insert(COUNTER).values(county=county, n=0))


def make_token(connection: Connection, *, device_id: str, at_ms: int, nonce: str, signature: bytes, now_ms: int) -> str:
    """A token of one hour; raises Revoked where the device, the signature, the time or the nonce does not hold.

    A device that was shut out may prove who it is: all it can do with it is to hand over what waits, into quarantine.
    """
    device = connection.execute(select(DEVICE).where(DEVICE.c.id == device_id).with_for_update()).one_or_none()
    if device is None or abs(now_ms - at_ms) > _CLOCKS_DIFFER_MS or len(nonce) not in _NONCE_LENGTHS:
        raise Revoked
    try:
        key = Ed25519PublicKey.from_public_bytes(device.public_key)
        key.verify(signature, challenge(device_id, at_ms=at_ms, nonce=nonce))
    except InvalidSignature:
        raise Revoked from None
    _once(connection, device_id, nonce, now_ms)
    token = secrets.token_urlsafe(32)
    connection.execute(delete(TOKEN).where(TOKEN.c.expires_ms <= now_ms))
    connection.execute(
        insert(TOKEN).values(digest=_digest(token), device=device_id, expires_ms=now_ms + TOKEN_LASTS_MS)
    )
    return token


def device_of(connection: Connection, token: str, *, now_ms: int) -> str:
    """The device that holds this token; raises Revoked."""
    found = connection.scalar(
        select(TOKEN.c.device).where(TOKEN.c.digest == _digest(token), TOKEN.c.expires_ms > now_ms)
    )
    if found is None:
        raise Revoked
    return str(found)


def revoke(connection: Connection, device_id: str) -> None:
    """From now on nothing of this device is taken and nothing is given to it; raises Revoked where there never was one."""
    if not connection.execute(update(DEVICE).where(DEVICE.c.id == device_id).values(revoked=True)).rowcount:
        raise Revoked
    connection.execute(delete(TOKEN).where(TOKEN.c.device == device_id))


def note_contact(connection: Connection, device: Row[Any], *, made: int | None, now_ms: int) -> None:
    """The device was heard just now; ``made`` is its last operation as it says, which a stick may tell late."""
    told = [one for one in (made, device.made_op) if one is not None]
    values = {"seen_ms": now_ms, "made_op": max(told, default=None)}
    connection.execute(update(DEVICE).where(DEVICE.c.id == device.id).values(values))


def note_sent(connection: Connection, device_id: str) -> None:
    """The device asks for pages: it has sent everything that goes to the centre, and some of what it told of never does."""
    more = DEVICE.c.made_op > DEVICE.c.last_op
    connection.execute(update(DEVICE).where(DEVICE.c.id == device_id, more).values(made_op=DEVICE.c.last_op))


def make_page_key(connection: Connection, *, county: str, now_ms: int) -> str:
    """A key to the page of a county, kept as a digest like the tokens of devices; raises Revoked for an unknown county."""
    if connection.scalar(select(COUNTER.c.n).where(COUNTER.c.county == county)) is None:
        raise Revoked
    key = secrets.token_urlsafe(32)
    kept = {"device": f"{_PAGE}{county}", "expires_ms": now_ms + PAGE_LASTS_MS}
    connection.execute(insert(TOKEN).values(digest=_digest(key), **kept))
    return key


def county_of_key(connection: Connection, key: str, *, now_ms: int) -> str:
    """The county of a key; raises Revoked."""
    held = device_of(connection, key, now_ms=now_ms)
    if not held.startswith(_PAGE):
        raise Revoked
    return held.removeprefix(_PAGE)


def _once(connection: Connection, device_id: str, nonce: str, now_ms: int) -> None:
    connection.execute(delete(NONCE).where(NONCE.c.at_ms < now_ms - 2 * _CLOCKS_DIFFER_MS))
    kept = select(NONCE.c.value).where(NONCE.c.device == device_id, NONCE.c.value == nonce)
    if connection.scalar(kept) is not None:
        raise Revoked
    connection.execute(insert(NONCE).values(device=device_id, value=nonce, at_ms=now_ms))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
