"""Files of attachments at the centre: whole or not there, named by a row, and given to whoever sees the row."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import func, select

from tests.server.conftest import Clock, Device
from tests.server.test_erasure import erasing
from tests.server.test_http import post, token_of
from trainingdesk.domain.access import Role
from trainingdesk.server.attachments import KEPT_MS
from trainingdesk.server.backup import restore_backup, write_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.server.tables import ATTACHMENT_PART
from trainingdesk.sync.pieces import in_pieces
from trainingdesk.wire.attachment import MOST_BYTES, MOST_OF_A_PIECE
from trainingdesk.wire.bundle_content import Handed
from trainingdesk.wire.operation import OutOfScope, Revoked
from trainingdesk.wire.snapshot import Gone

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.wire.operation import Operation

#: A scan by its first bytes.
SCAN = b"\xff\xd8\xff" + bytes(range(256)) * 4
DAYS_KEPT = KEPT_MS // 86_400_000


def attach(device: Device, row_id: str = "a1", content: bytes = SCAN, **other: Any) -> Operation:
    said = {
        "owner_table": "person",
        "owner_id": "p1",
        "kind": "scan",
        "sha256": hashlib.sha256(content).hexdigest(),
        "name": "身份证.jpg",
        "size": len(content),
        "media_type": "image/jpeg",
    }
    return device.make("attachment", row_id, **(said | other))


def send(device: Device, row_id: str = "a1", content: bytes = SCAN, *, start: int = 0) -> Handed:
    return device.ledger.put_file_part(device.id, row_id, content, start=start)


def fetch(device: Device, row_id: str = "a1") -> bytes:
    came = b""
    while piece := device.ledger.file_piece(device.id, row_id, offset=len(came)):
        came += piece
    return came


def parts(ledger: Ledger) -> int:
    with ledger.engine.begin() as connection:
        return int(connection.scalar(select(func.count()).select_from(ATTACHMENT_PART)) or 0)


def remove(device: Device, row_id: str = "a1") -> None:
    version = device.rows()[row_id].version
    device.push(device.change("attachment", row_id, "deleted", version, deleted=True))


@pytest.mark.parametrize("step", [1, 7, 100, len(SCAN)])
def test_it_comes_in_pieces_and_goes_as_it_came(one: Device, two: Device, step: int) -> None:
    one.push(attach(one))
    for start in range(0, len(SCAN), step):
        assert one.ledger.files_held(two.id, ["a1"]) == {"a1": start}
        with pytest.raises(Gone):
            fetch(two)
        said = send(one, content=SCAN[start : start + step], start=start)
        held = min(len(SCAN), start + step)
        assert said == Handed(held=held, taken=held == len(SCAN))
    assert fetch(two) == fetch(one) == SCAN
    assert send(two, content=b"") == Handed(held=len(SCAN), taken=True)
    for offset in range(0, len(SCAN) + 2, 13):
        assert two.ledger.file_piece(two.id, "a1", offset=offset) == SCAN[offset:]


def test_a_piece_that_does_not_follow_is_left_aside(one: Device) -> None:
    one.push(attach(one))
    send(one, content=SCAN[:500])
    for wrong in (send(one, content=SCAN[400:], start=400), send(one, content=SCAN, start=500), send(one, content=b"")):
        assert wrong == Handed(held=500)
    assert send(one, content=SCAN[500:], start=500).taken
    assert fetch(one) == SCAN


def test_two_desks_may_send_the_same_at_once(one: Device, two: Device, ledger: Ledger) -> None:
    one.push(attach(one), attach(one, "a2"))

    def whole(device: Device, row_id: str) -> Handed:
        return in_pieces(SCAN, lambda start, part: send(device, row_id, part, start=start), most=lambda: 50)

    with ThreadPoolExecutor(2) as both:
        said = list(both.map(whole, (one, two), ("a1", "a2")))
    assert said == [Handed(held=len(SCAN), taken=True)] * 2
    assert (fetch(one), parts(ledger)) == (SCAN, -(-len(SCAN) // 50))


def test_a_large_file_is_given_in_bounded_pieces(one: Device) -> None:
    content = SCAN * (MOST_OF_A_PIECE // len(SCAN) + 1)
    one.push(attach(one, content=content))
    send(one, content=content[:MOST_OF_A_PIECE])
    assert send(one, content=content[MOST_OF_A_PIECE:], start=MOST_OF_A_PIECE).taken
    assert len(one.ledger.file_piece(one.id, "a1", offset=0)) == MOST_OF_A_PIECE
    assert one.ledger.file_piece(one.id, "a1", offset=MOST_OF_A_PIECE - 5) == content[MOST_OF_A_PIECE - 5 :]
    assert fetch(one) == content


def test_what_is_not_what_the_row_names_is_not_kept(one: Device, ledger: Ledger) -> None:
    one.push(attach(one), attach(one, "a2", b"MZ" + SCAN))
    assert send(one, content=SCAN[:-1] + b"x") == Handed(held=0, refused="altered")
    assert send(one, "a2", b"MZ" + SCAN[:20]) == Handed(held=0, refused="kind")  # at once
    send(one, "a2", b"MZ")
    assert send(one, "a2", SCAN, start=2) == Handed(held=0, refused="kind")
    assert (parts(ledger), ledger.files_held(one.id, ["a1", "a2"])) == (0, {"a1": 0, "a2": 0})
    assert send(one).taken


@pytest.mark.parametrize("size", [0, -1, MOST_BYTES + 1, "many", None])
def test_no_row_says_more_than_a_file_may_have(one: Device, ledger: Ledger, size: object) -> None:
    one.push(attach(one, size=size))
    assert send(one) == Handed(held=0, refused="too_large")
    assert parts(ledger) == 0


def test_the_row_comes_first(one: Device, ledger: Ledger) -> None:
    for ask in (send, fetch):
        with pytest.raises(OutOfScope):
            ask(one)
    assert ledger.files_held(one.id, ["a1", "p1"]) == {}
    one.push(attach(one))
    assert ledger.files_held(one.id, ["a1", "p1"]) == {"a1": 0}


def test_another_county_has_nothing_to_do_with_it(one: Device, ledger: Ledger, clock: Clock) -> None:
    other = Device(ledger, clock, county="530999")
    one.push(attach(one))
    send(one)
    assert ledger.files_held(other.id, ["a1"]) == {}
    for ask in (send, fetch):
        with pytest.raises(OutOfScope):
            ask(other)
    other.push(attach(other, "a9"))
    assert ledger.files_held(other.id, ["a9"]) == {"a9": 0}
    with pytest.raises(Gone):
        fetch(other, "a9")
    send(other, "a9", SCAN[:9])
    assert (fetch(one), ledger.files_held(other.id, ["a9"])) == (SCAN, {"a9": 9})


def test_a_device_that_was_shut_out_sends_and_fetches_nothing(one: Device, ledger: Ledger) -> None:
    one.push(attach(one))
    ledger.revoke(one.id)
    for ask in (send, fetch, lambda device: ledger.files_held(device.id, ["a1"])):
        with pytest.raises(Revoked):
            ask(one)


def test_an_instructor_sends_what_they_added_and_sees_no_document(one: Device, ledger: Ledger, clock: Clock) -> None:
    teacher = Device(ledger, clock, Role.INSTRUCTOR, user="t1")
    one.push(attach(one), attach(one, "a2", SCAN * 2, owner_table="training_class", owner_id="k1"))
    send(one)
    send(one, "a2", SCAN * 2)
    for row_id in ("a1", "a2"):
        with pytest.raises(OutOfScope):
            fetch(teacher, row_id)
        with pytest.raises(OutOfScope):
            send(teacher, row_id, b"")
    teacher.push(attach(teacher, "a3", SCAN * 3))
    assert ledger.files_held(teacher.id, ["a1", "a2", "a3"]) == {"a3": 0}
    assert send(teacher, "a3", SCAN * 3).taken
    with pytest.raises(OutOfScope):
        fetch(teacher, "a3")
    assert fetch(one, "a3") == SCAN * 3


def test_a_row_that_was_removed_names_nothing(one: Device, two: Device) -> None:
    one.push(attach(one))
    send(one, content=SCAN[:100])
    remove(two)
    for ask in (lambda: send(one, content=SCAN[100:], start=100), lambda: fetch(one)):
        with pytest.raises(OutOfScope):
            ask()
    assert one.ledger.files_held(one.id, ["a1"]) == {}


def test_a_file_goes_long_after_the_last_row_that_names_it(one: Device, ledger: Ledger, clock: Clock) -> None:
    one.push(attach(one), attach(one, "a2"))
    send(one)
    remove(one)
    clock.pass_by(days=DAYS_KEPT + 1)
    assert ledger.compact().files == 0
    remove(one, "a2")
    assert ledger.compact().files == 0
    clock.pass_by(days=DAYS_KEPT)
    assert ledger.compact().files == 0
    clock.pass_by(days=1)
    assert (ledger.compact().files, parts(ledger)) == (1, 0)


def test_a_removal_that_was_taken_back_keeps_the_file(one: Device, ledger: Ledger, clock: Clock) -> None:
    one.push(attach(one))
    send(one)
    remove(one)
    ledger.compact()
    clock.pass_by(days=DAYS_KEPT - 1)
    one.push(one.change("attachment", "a1", "deleted", one.rows()["a1"].version, deleted=False))
    ledger.compact()
    clock.pass_by(days=DAYS_KEPT + 1)
    assert (ledger.compact().files, fetch(one)) == (0, SCAN)


def test_what_nobody_goes_on_sending_is_let_go(one: Device, ledger: Ledger, clock: Clock) -> None:
    one.push(attach(one))
    send(one, content=SCAN[:10])
    clock.pass_by(days=DAYS_KEPT + 1)
    assert (ledger.compact().files, ledger.files_held(one.id, ["a1"])) == (1, {"a1": 0})


@pytest.mark.parametrize("owner", ["person", "person_category", "consent"])
def test_files_of_an_erased_person_go_at_once(ledger: Ledger, clock: Clock, owner: str) -> None:
    one = Device(ledger, clock, Role.ADMINISTRATOR)
    person = one.make("person", "p1", name="张三", document_number="11010119900307283X")
    telling = [] if owner == "person" else [one.make(owner, "x1", person_id="p1", kind="photo")]
    one.push(person, *telling, attach(one, owner_table=owner, owner_id="p1" if owner == "person" else "x1"))
    one.push(attach(one, "a2", SCAN * 2, owner_id="p2"))
    send(one)
    send(one, "a2", SCAN * 2)
    one.push(erasing(one, "p1"))
    with pytest.raises(OutOfScope):
        fetch(one)
    assert (fetch(one, "a2"), parts(ledger)) == (SCAN * 2, 1)


def test_files_are_in_a_backup(one: Device, ledger: Ledger, tmp_path: Path, clock: Clock) -> None:
    one.push(attach(one), attach(one, "a2", SCAN * 2))
    send(one)
    send(one, "a2", SCAN)
    write_backup(ledger.engine, tmp_path / "centre.backup")
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    restore_backup(tmp_path / "centre.backup", other, now_ms=1)
    one.ledger = Ledger(other, clock)
    assert fetch(one) == SCAN
    assert send(one, "a2", SCAN, start=len(SCAN)).taken
    other.dispose()


def test_over_the_network(address: str, one: Device) -> None:
    token = token_of(address, one)
    one.push(attach(one))

    def ask(door: str, method: str = "POST", **said: Any) -> Any:
        return post(address, f"attachments/{door}", token, method, **said)

    assert ask("held", json={"rows": ["a1", "nothing"]}).json() == {"held": {"a1": 0}}
    put = ask("a1?offset=0", "PUT", data=SCAN)
    assert msgspec.json.decode(put.content, type=Handed) == Handed(held=len(SCAN), taken=True)
    assert ask("piece", json={"row": "a1", "offset": 5}).content == SCAN[5:]
    assert ask("piece", json={"row": "a2", "offset": 0}).json() == {"error": "out_of_scope"}
    assert ask("a1?offset=0", "PUT", data=b"x" * (MOST_OF_A_PIECE + 1)).json() == {"error": "too_large"}
    for wrong in ("a1", "a1?offset=-1", f"a1?offset={MOST_BYTES + 1}", "%00?offset=0"):
        assert ask(wrong, "PUT", data=b"x").json() == {"error": "unreadable"}
    metrics = post(address, "../../metrics", token, "GET").text
    assert f"trainingdesk_attachment_bytes {len(SCAN)}\n" in metrics
