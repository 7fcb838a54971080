"""What the centre does with a bundle, on either kind of database (SYNC 2.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.server.conftest import COUNTY, Clock, Device
from trainingdesk.server.backup import restore_backup, write_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.wire.bundle import Address, Kind, NotTaken, Reason, box_of, new_box_key, open_content, read, seal
from trainingdesk.wire.bundle_content import Changes, Reply
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.operation import Batch, thaw

if TYPE_CHECKING:
    from pathlib import Path

BOX = new_box_key()


def bundle(device: Device, *bodies: bytes, county: str = COUNTY, made: int | None = None) -> bytes:
    """What a desk writes to a stick."""
    changes = Changes(
        device=device.id,
        box=box_of(BOX),
        batches=list(bodies),
        acknowledged=0,
        epoch=None,
        cursors={},
        own=False,
        made=made,
    )
    batches = [thaw(body) for body in bodies if body]
    first, last = (batches[0].first, batches[-1].last) if batches else (0, 0)
    address = Address(kind=Kind.CHANGES, county=county, device=device.id, first=first, last=last)
    _signer, box = device.ledger.public_keys()
    return seal(changes, address, signing_key=device.key.private_bytes_raw(), box=box, now_ms=1)


def answer(body: bytes | None) -> Reply:
    assert body is not None
    return open_content(read(body), BOX, Reply)


def reason(ledger: Ledger, body: bytes) -> Reason:
    with pytest.raises(NotTaken) as refused:
        ledger.take(body)
    return refused.value.reason


def test_a_bundle_is_a_push_and_a_pull(one: Device, two: Device, ledger: Ledger) -> None:
    two.push(two.make("venue", name="二号教室"))
    taken = ledger.take(
        bundle(one, one.batch(one.make("venue", name="一号教室")), one.batch(one.make("venue", name="三")))
    )
    reply = answer(taken.reply)
    assert [one.first for one in reply.answered] == [1, 2]
    assert reply.welcome == ledger.hello(one.id)
    assert {row.values["name"] for page in reply.pages for row in page.rows} == {"二号教室"}
    assert len(two.rows()) == 3


def test_bundles_in_the_wrong_order_are_all_taken(one: Device, two: Device, ledger: Ledger) -> None:
    bodies = [bundle(one, one.batch(one.make("venue", name=str(number)))) for number in range(4)]
    waits = [ledger.take(bodies[at]).waits for at in (3, 2, 1, 3)]
    assert waits == [True, True, True, True]
    assert not ledger.take(bodies[0]).waits
    assert ledger.hello(one.id).last_op == len(two.rows()) == 4
    assert [ledger.take(body).waits for body in bodies] == [False] * 4


def test_a_push_over_the_network_lets_in_what_waits(one: Device, two: Device, ledger: Ledger) -> None:
    early, late = one.batch(one.make("venue", name="一")), one.batch(one.make("venue", name="二"))
    assert ledger.take(bundle(one, late)).waits
    ledger.push(one.id, early)
    assert ledger.hello(one.id).last_op == len(two.rows()) == 2


def test_what_is_no_batch_is_refused_whole(one: Device, two: Device, ledger: Ledger) -> None:
    good = one.batch(one.make("venue", name="一"))
    assert reason(ledger, bundle(one, good, b"")) is Reason.ALTERED
    assert (ledger.hello(one.id).last_op, two.rows()) == (0, {})


def test_a_bundle_of_another_county_or_key_is_refused(one: Device, two: Device, ledger: Ledger) -> None:
    assert reason(ledger, bundle(one, county="110101")) is Reason.OTHER_COUNTY
    one.key = two.key
    assert reason(ledger, bundle(one)) is Reason.UNKNOWN_SENDER


def test_the_centre_of_a_backup_opens_bundles_as_before(
    one: Device, ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    body = bundle(one, one.batch(one.make("venue", name="一")))
    write_backup(ledger.engine, tmp_path / "centre.backup")
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    restore_backup(tmp_path / "centre.backup", other, now_ms=milliseconds(ledger.clock()))
    restored = Ledger(other, clock)
    assert restored.public_keys() == ledger.public_keys()
    assert restored.take(body).operations == 1
    other.dispose()


def test_a_reply_is_given_to_whoever_carries_it_in_the_county(
    one: Device, two: Device, ledger: Ledger, clock: Clock
) -> None:
    taken = ledger.take(bundle(one))
    far = Device(ledger, clock, county="110101", user="u3")
    assert ledger.reply_for(one.id, asked_by=two.id) == taken.reply
    assert ledger.reply_for(one.id, asked_by=far.id) is None


def test_a_renewed_device_keeps_its_key(one: Device, ledger: Ledger) -> None:
    ledger.hello(one.id, box=box_of(BOX))
    one.id = ledger.renew(one.id)
    assert answer(ledger.take(bundle(one)).reply).welcome is not None


def test_a_batch_of_nothing_is_no_batch() -> None:
    with pytest.raises(NotTaken):
        read(msgspec.json.encode(Batch(number=1, first=1, operations=[])))


def test_a_stick_tells_how_much_lies_on_others(one: Device, ledger: Ledger) -> None:
    first, second = (one.batch(one.make("venue", name=str(number))) for number in range(2))
    ledger.take(bundle(one, first, made=2))
    assert [device.unsent for device in ledger.devices()] == [1]
    ledger.take(bundle(one, second, made=2))
    ledger.take(bundle(one, first, made=1))  # late
    assert [device.unsent for device in ledger.devices()] == [0]
