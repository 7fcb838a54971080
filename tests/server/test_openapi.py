"""The document of the centre's doors tells the truth: whatever it allows is answered as it says, and nothing breaks."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans
from schemathesis import checks

from tests.server.test_attachments import attach, send
from tests.server.test_http import token_of
from trainingdesk.server.app import DOORS, make_app

if TYPE_CHECKING:
    from schemathesis import Case

    from tests.server.conftest import Device
    from trainingdesk.server.ledger import Ledger

#: Not for desks: a page for people, and figures for a monitor on the same machine.
BESIDE = {"/admin", "/metrics"}
HELD = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
#: Doors that nobody passes with what is made up: a code, a signature, a frozen batch, the id of a snapshot, a digest.
NEVER_PASSED = {
    *(f"/sync/v1/devices/{door}" for door in ("enroll", "invited", "invite", "token")),
    "/sync/v1/push",
    "/sync/v1/part",
    "/sync/v1/updates/piece",
    "/sync/v1/reports",
}


def test_every_door_is_described(ledger: Ledger) -> None:
    paths = {route.path for route in make_app(ledger).routes if isinstance(route, APIRoute)}
    assert paths - BESIDE == set(DOORS)


@pytest.mark.parametrize("path", DOORS)
def test_a_door_answers_as_its_description_says(path: str, ledger: Ledger, address: str, one: Device) -> None:
    one.push(one.make("training_class", "k1", name="电工", state="approved", capacity=4), attach(one))
    send(one)
    seconds = count(step=60)  # nobody comes too often
    app = make_app(ledger, seconds=lambda: next(seconds))
    document = schemathesis.openapi.from_asgi(str(app.openapi_url), app)
    headers = {"authorization": f"Bearer {token_of(address, one)}", "accept": "application/json"}
    (operation,) = (found.ok() for found in document.include(path=path).get_all_operations())
    statuses = Counter[int]()

    @settings(max_examples=40, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), granted=booleans())
    def answered(case: Case, *, granted: bool) -> None:
        for said in (case.body, case.path_parameters):
            for name, value in (("bucket", "c"), ("class_id", "k1"), ("row", "a1")):
                if granted and isinstance(said, dict) and name in said:
                    said[name] = value
        statuses[case.call_and_validate(headers=headers, checks=HELD).status_code] += 1

    answered()
    assert bool(statuses[200]) is (path not in NEVER_PASSED), statuses
