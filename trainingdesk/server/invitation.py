"""Makes the file that a laptop starts from without a network, in the place of one that died on the road or as a new one.

The device that it replaces is only marked: what it sent, and what comes of it on a stick, counts until it is revoked.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trainingdesk.server.devices import INVITATION_LASTS_MS
from trainingdesk.wire.clock import instant
from trainingdesk.wire.invitation import Letter
from trainingdesk.wire.sealed import new_code, seal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.domain.access import Role
    from trainingdesk.server.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Invited:
    """A file was made that a desk may begin with until then; ``code`` opens it, is shown once and kept nowhere."""

    device: str
    rows: int
    until: datetime
    code: str = field(repr=False)


def invite(
    ledger: Ledger, path: Path, *, county: str, user: str, role: Role, address: str, replaces: str | None = None
) -> Invited:
    """Make a device and write everything it needs into a file that is there whole or not at all.

    Raises Revoked where the device that it replaces is none of this county, OSError where the disk does not take the file.
    """
    key, code = Ed25519PrivateKey.generate(), new_code()
    public = key.public_key().public_bytes_raw()
    device = ledger.invite(county=county, user=user, role=role, public_key=public, replaces=replaces)
    try:
        letter = _letter(ledger, device, key, whose=(county, user, role), address=address)
        _write(ledger, path, letter, code)
    except BaseException:
        ledger.revoke(device)  # nobody has its key
        raise
    return Invited(device, letter.rows, instant(letter.until_ms), code)


def _letter(
    ledger: Ledger, device: str, key: Ed25519PrivateKey, *, whose: tuple[str, str, Role], address: str
) -> Letter:
    welcome, (county, user, role) = ledger.welcome(device), whose
    return Letter(
        address=address,
        epoch=welcome.epoch,
        device=device,
        number=welcome.number,
        county=county,
        private_key=key.private_bytes_raw(),
        offers=[ledger.snapshot(device, bucket=bucket) for bucket in welcome.buckets],
        signer=welcome.signer,
        box=welcome.box,
        user=ledger.name_of(county=county, user=user),
        user_id=user,
        role=role.value,
        made_ms=welcome.server_ms,
        until_ms=welcome.server_ms + INVITATION_LASTS_MS,
    )


def _write(ledger: Ledger, path: Path, letter: Letter, code: str) -> None:
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            seal(file, _frames(ledger, letter), code=code)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _frames(ledger: Ledger, letter: Letter) -> Iterator[bytes]:
    yield msgspec.json.encode(letter)
    for offer in letter.offers:
        for number in range(len(offer.parts)):
            yield ledger.part(letter.device, snapshot_id=offer.id, number=number)
