"""What takes long is made beside the answers: a line is answered in its time, and the work is done once for all who ask."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from trainingdesk.server.doors.making import Making
from trainingdesk.wire.operation import OutOfScope

if TYPE_CHECKING:
    from tests.server.conftest import Device
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.wire.operation import Digest

#: Longer than anything here takes, in seconds.
_LONG = 60.0


class Held:
    """A ledger that does not come to the sums of a bucket before it is let go."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self.go, self.made = ledger, threading.Event(), 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def digest(self, device: str, *, bucket: str) -> Digest:
        assert self.go.wait(_LONG)
        self.made += 1
        return self._ledger.digest(device, bucket=bucket)


async def until_ready(making: Making, device: str) -> Digest:
    while not (found := await making.digest(device, "c")).ready:
        pass
    return found


def test_sums_that_take_long_are_not_waited_for_and_made_once_for_everybody(
    ledger: Ledger, one: Device, two: Device
) -> None:
    one.push(*(one.make("venue", name=str(number)) for number in range(3)))
    held = Held(ledger)

    async def ask() -> tuple[Digest, list[Digest]]:
        making = Making(held, patience=0.0)  # type: ignore[arg-type]  # a ledger in all that is asked of it
        early = await making.digest(one.id, "c")
        held.go.set()
        return early, [await until_ready(making, device.id) for device in (one, two, one)]

    early, found = asyncio.run(ask())
    whole = ledger.digest(one.id, bucket="c")
    assert (early.ready, early.sums, early.head) == (False, [], whole.head)
    assert found == [whole] * 3
    assert held.made == 1


def test_sums_of_a_bucket_that_went_on_are_made_anew(ledger: Ledger, one: Device) -> None:
    held = Held(ledger)
    held.go.set()

    async def ask() -> list[Digest]:
        making, found = Making(held, patience=_LONG), []  # type: ignore[arg-type]  # as above
        for number in range(2):
            one.push(one.make("venue", name=str(number)))
            found += [await making.digest(one.id, "c"), await making.digest(one.id, "c")]
        return found

    first, again, later, last = asyncio.run(ask())
    assert first == again
    assert later == last == ledger.digest(one.id, bucket="c")
    assert first.sums != later.sums
    assert held.made == 2


def test_who_may_not_see_a_bucket_is_told_no_sums(ledger: Ledger, one: Device) -> None:
    with pytest.raises(OutOfScope):
        asyncio.run(Making(ledger).digest(one.id, "k:of-others"))
