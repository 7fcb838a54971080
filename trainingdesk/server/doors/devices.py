"""Devices: enrolled by a one-time code, admitted by a signed challenge, given a new identity (SYNC 2.15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from trainingdesk.domain.access import Role
from trainingdesk.server.doors.door import SHUT, STRANGE, Door, Gate, Number, Word
from trainingdesk.wire.joining import CodeAsked, CodeMade, DeviceWanted, Invited
from trainingdesk.wire.operation import Unreadable

if TYPE_CHECKING:
    from trainingdesk.server.doors.door import Call


class Enrollment(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time code and the key of the device that was given it, of a county where one is named."""

    code: str
    public_key: bytes
    box: bytes = b""
    county: str = ""


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """A new device, whose it is, and the public keys of the centre for bundles."""

    device: str
    county: str
    user: str
    signer: bytes
    box: bytes


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """What a device signed to be given a token (``devices.challenge``)."""

    device: Word
    at_ms: Number
    nonce: Word
    signature: bytes


class Admitted(msgspec.Struct, frozen=True, kw_only=True):
    """What opens the other doors for an hour."""

    token: str


class Renewed(msgspec.Struct, frozen=True, kw_only=True):
    """A new identity of a device."""

    device: str


def enroll(call: Call) -> Enrolled:
    """A device begins."""
    asked: Enrollment = call.asked
    device = call.ledger.enroll(code=asked.code, county=asked.county, public_key=asked.public_key, box=asked.box)
    signer, box = call.ledger.public_keys()
    county, user = call.ledger.bound(device)
    return Enrolled(device=device, county=county, user=user, signer=signer, box=box)


def invited(call: Call) -> Invited:
    """Whom a code is for, which is not used up by that."""
    asked: CodeAsked = call.asked
    return call.ledger.invited(code=asked.code, county=asked.county)


def invite(call: Call) -> CodeMade:
    """A code for another computer, asked by the desk of an administrator."""
    asked: DeviceWanted = call.asked
    if asked.role not in set(Role):
        raise Unreadable
    return call.ledger.code_by(call.device, user=asked.user, role=Role(asked.role))


def token(call: Call) -> Admitted:
    """A device shows who it is."""
    asked: Challenge = call.asked
    made = call.ledger.token(asked.device, at_ms=asked.at_ms, nonce=asked.nonce, signature=asked.signature)
    return Admitted(token=made)


def renew(call: Call) -> Renewed:
    """A copy of a laptop goes on under an identity of its own."""
    return Renewed(device=call.ledger.renew(call.device))


_STRANGERS: Final[dict[str, Any]] = {"gate": Gate.STRANGER, "refuses": STRANGE}
DOORS: Final = (
    Door(path="/sync/v1/devices/enroll", opens=enroll, asks=Enrollment, answers=Enrolled, **_STRANGERS),
    Door(path="/sync/v1/devices/invited", opens=invited, asks=CodeAsked, answers=Invited, **_STRANGERS),
    Door(path="/sync/v1/devices/token", opens=token, asks=Challenge, answers=Admitted, **_STRANGERS),
    Door(path="/sync/v1/devices/invite", opens=invite, asks=DeviceWanted, answers=CodeMade, refuses=(400, 403, *SHUT)),
    Door(path="/sync/v1/renew", opens=renew, answers=Renewed),
)
