"""What no desk of ours sends: every door answers with a refusal of its own, on both databases, and goes on serving."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import zstandard
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.server.conftest import Device
from tests.server.test_doors import doors
from tests.server.test_http import post, token_of
from trainingdesk.wire.operation import MOST_BYTES, Unreadable

if TYPE_CHECKING:
    from tests.server.conftest import Clock
    from trainingdesk.server.ledger import Ledger

#: Answers that are meant; anything from 500 up is an error of the centre.
MEANT = {200, 400, 401, 403, 409, 413}
VALUES: tuple[Any, ...] = ("\0", "\ud800", "x" * 100_000, 2**63, -(2**63), 2**200, -1, 1e308, None, [], {}, [[]], True)
BODIES: tuple[bytes, ...] = (
    b"",
    b"\0",
    b"\xff\xfe",
    b"[" * 10_000,
    b'{"bucket":NaN}',
    zstandard.compress(b"0" * (MOST_BYTES + 1)),
    *(
        json.dumps({name: value}).encode()
        for name in ("bucket", "after", "wanted", "snapshot", "number")
        for value in VALUES
    ),
    *(json.dumps({"bucket": "c", "after": value, "wanted": [value]}).encode() for value in VALUES),
    *(json.dumps({"bucket": "c", "wanted": [0], "tables": [value]}).encode() for value in VALUES),
    *(json.dumps({"bucket": "c", "tables": ["venue"], "after": ["venue", value]}).encode() for value in VALUES),
)
OPERATION: tuple[Any, ...] = ("venue", "r1", None, {"name": "一号教室"}, 1, 0, "u1")


def batches() -> list[bytes]:
    """A good operation with one part of it replaced by each of the values."""
    made = []
    for place in range(len(OPERATION)):
        for value in VALUES:
            operation = [*OPERATION[:place], value, *OPERATION[place + 1 :]]
            made.append(json.dumps({"number": 1, "first": 1, "operations": [operation]}).encode())
    made += [json.dumps({"number": value, "first": 1, "operations": [OPERATION]}).encode() for value in VALUES]
    made += [json.dumps({"number": 1, "first": value, "operations": [OPERATION]}).encode() for value in VALUES]
    made += [
        json.dumps(
            {"number": 1, "first": 1, "operations": [["venue", "r1", None, {"name": value}, 1, 0, "u1"]]}
        ).encode()
        for value in VALUES
    ]
    return [zstandard.compress(one) for one in made]


def references() -> list[bytes]:
    """Rows that belong to a class and a person, with a strange value for one of the two, or for one deep inside."""
    made = [{name: value} for name in ("class_id", "person_id") for value in (*VALUES, "x" * 37, {"b": 1}, ["a"])]
    made += [{"note": value} for value in (["\0"], {"a": {"b": "\0"}}, {"\0": 1}, [[[2**200]]])]
    row = "00000000-0000-7000-8000-0000000000ab"
    said = [("enrollment", row, None, {"class_id": "k1", **values}, 1, 0, "u1") for values in made]
    said += [
        ("enrollment", row, "g" * 41, {"x": 1}, 1, 0, "u1"),
        ("lesson", row, None, {"instructor_id": "i" * 99}, 1, 0, ""),
    ]
    return [zstandard.compress(json.dumps({"number": 1, "first": 1, "operations": [one]}).encode()) for one in said]


def test_no_reference_breaks_the_judge(ledger: Ledger, clock: Clock) -> None:
    """What cannot stand in a column is told so to its device, and holds up nothing (R10)."""
    for body in references():
        device = Device(ledger, clock)
        with suppress(Unreadable):
            assert ledger.push(device.id, body).last_op == 1, zstandard.decompress(body)


def test_an_error_of_the_database_names_nobody(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(text("SELECT nothing FROM record WHERE id = :number"), {"number": "500241199001011234"})
    assert "500241199001011234" not in str(raised.value)


def test_no_body_breaks_a_door(address: str, ledger: Ledger, clock: Clock) -> None:
    for door, method in doors(ledger):
        if door == "renew":
            continue  # has no body, and makes a device each time
        token = token_of(address, Device(ledger, clock))  # one for each door: none of them comes too often
        for body in BODIES:
            assert post(address, door, token, method, data=body).status_code in MEANT, (door, body[:60])


@pytest.mark.parametrize("door", ["devices/token", "devices/enroll"])
def test_no_stranger_breaks_a_door(address: str, one: Device, door: str) -> None:
    good = {
        "device": one.id,
        "at_ms": 1,
        "nonce": "n" * 20,
        "signature": "AA==",
        "code": "ABCDEFGHJK",
        "public_key": "",
    }
    places = ["code"] if door.endswith("enroll") else ["device", "nonce", "at_ms"]
    for place in places:
        for value in ("\0", "\ud800", 2**63, None, -1):
            answer = post(address, door, json={**good, place: value})
            assert answer.status_code in MEANT, (place, value)


def test_no_operation_breaks_the_judge(ledger: Ledger, one: Device) -> None:
    broken = []
    for body in batches():
        try:
            ledger.push(one.id, body)
        except Exception as error:  # noqa: BLE001 -- what kind it is, is the question
            if type(error).__module__ != "trainingdesk.wire.operation":
                broken.append((type(error).__name__, zstandard.decompress(body)[:90]))
    assert broken == []
    assert msgspec.json.encode(ledger.hello(one.id))


@pytest.mark.parametrize("body", [b"x", zstandard.compress(b"0" * (MOST_BYTES + 1)), zstandard.compress(b"{}")])
def test_a_bomb_is_not_opened(ledger: Ledger, one: Device, body: bytes) -> None:
    with pytest.raises(Unreadable):
        ledger.push(one.id, body)


@pytest.mark.parametrize(
    "where",
    ["x?offset=0&size=9", "x?offset=-1&size=9", "x?offset=a&size=9", f"x?offset=0&size={2**70}", "%00?offset=0&size=9"],
)
def test_no_part_breaks_the_door_of_bundles(address: str, one: Device, where: str) -> None:
    token = token_of(address, one)
    for body in (b"", b"123456789", b"1234567890"):
        assert post(address, f"bundles/{where}", token, "PUT", data=body).status_code in MEANT
    assert post(address, "bundles/reply/%00", token, "GET").status_code in MEANT
