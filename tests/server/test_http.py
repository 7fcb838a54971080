"""The centre over a real socket: enroll, token, push, pull, and every refusal as its status."""

from __future__ import annotations

import base64
from typing import Any

import requests

from tests.server.conftest import COUNTY, Clock, Device
from trainingdesk.domain.access import Role
from trainingdesk.server.devices import challenge
from trainingdesk.server.doors.door import MOST_BODY
from trainingdesk.wire.clock import milliseconds


def post(address: str, path: str, token: str = "", method: str = "POST", **body: Any) -> requests.Response:
    headers = {"authorization": f"Bearer {token}", "connection": "close"}
    return requests.request(method, f"{address}/sync/v1/{path}", headers=headers, timeout=20, **body)


def text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def token_of(address: str, device: Device) -> str:
    at_ms = milliseconds(device.clock())
    signature = device.key.sign(challenge(device.id, at_ms=at_ms, nonce="n" * 20))
    asked = {"device": device.id, "at_ms": at_ms, "nonce": "n" * 20, "signature": text(signature)}
    return str(post(address, "devices/token", json=asked).json()["token"])


def test_from_enrollment_to_the_first_page(address: str, one: Device) -> None:
    code = one.ledger.code(county=COUNTY, user="u9", role=Role.CLERK)
    key = text(one.key.public_key().public_bytes_raw())
    one.id = post(address, "devices/enroll", json={"code": code, "public_key": key}).json()["device"]
    token = token_of(address, one)
    receipt = post(address, "push", token, data=one.batch(one.make("venue", name="一号教室"))).json()
    assert (receipt["last_op"], receipt["outcomes"]) == (1, [[1, "applied", ""]])
    hello = post(address, "hello", token).json()
    assert (hello["last_op"], hello["buckets"], hello["server_ms"]) == (1, ["c"], milliseconds(one.clock()))
    page = post(address, "pull", token, json={"bucket": "c", "after": 0}).json()
    assert [(row[0], row[2]["name"]) for row in page["rows"]] == [("venue", "一号教室")]
    assert (
        requests.get(f"{address}/health", timeout=20, headers={"connection": "close"}).json()["epoch"] == hello["epoch"]
    )


def test_every_refusal_has_its_status(address: str, one: Device, clock: Clock) -> None:
    token = token_of(address, one)
    one.op = 7
    gap = post(address, "push", token, data=one.batch(one.make("venue", name="x")))
    assert (gap.status_code, gap.json()) == (409, {"error": "gap", "last_op": 0})
    refusals = {
        post(address, "push", token, data=b"x").json()["error"]: 400,
        post(address, "pull", token, json={"bucket": "k:other", "after": 0}).json()["error"]: 403,
        post(address, "pull", token, data=b"\xff{").json()["error"]: 400,
        post(address, "hello", "nobody").json()["error"]: 401,
        post(address, "push", token, data=b"0" * (MOST_BODY + 1)).json()["error"]: 413,
    }
    assert refusals == {"unreadable": 400, "out_of_scope": 403, "revoked": 401, "too_large": 413}
    clock.pass_by(hours=1)
    assert post(address, "hello", token).status_code == 401
