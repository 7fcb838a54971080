"""What a desk has to send, and what is new for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from trainingdesk.server.doors.door import SHUT, Door, Number
from trainingdesk.wire.operation import Page, Receipt, Welcome

if TYPE_CHECKING:
    from trainingdesk.server.doors.door import Call


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """The key that a device opens bundles with, the number of its last operation, and the kind of machine that it is.

    An older desk says nothing.
    """

    box: bytes = b""
    made: Number | None = None
    platform: str = ""


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """Where a device stands in a bucket, and whether it must see again what it wrote itself."""

    bucket: str
    after: Number
    own: bool = True


def hello(call: Call) -> Welcome:
    """Where a device stands."""
    asked: Hello = call.asked
    welcome = call.ledger.hello(call.device, box=asked.box, made=asked.made)
    return msgspec.structs.replace(welcome, program=call.centre.updates.version(asked.platform))


def push(call: Call) -> Receipt:
    """A frozen batch."""
    return call.ledger.push(call.device, call.asked)


def pull(call: Call) -> Page:
    """What comes after a cursor."""
    asked: Cursor = call.asked
    return call.ledger.pull(call.device, bucket=asked.bucket, after=asked.after, own=asked.own)


DOORS: Final = (
    Door(path="/sync/v1/hello", opens=hello, asks=Hello, answers=Welcome, refuses=(400, *SHUT)),
    Door(path="/sync/v1/push", opens=push, frozen=True, answers=Receipt, packed=True, refuses=(400, 409, *SHUT)),
    Door(path="/sync/v1/pull", opens=pull, asks=Cursor, answers=Page, packed=True, refuses=(400, 403, 410, *SHUT)),
)
