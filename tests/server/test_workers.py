"""Several processes of one centre on one PostgreSQL, as ``trainingdesk serve --workers`` starts them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from requests import ConnectionError  # noqa: A004 -- a line that broke

from tests.server.conftest import Device
from tests.server.test_http import post, token_of
from trainingdesk.settings.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import requests
    from sqlalchemy import Engine

    from tests.server.conftest import Clock
    from trainingdesk.server.ledger import Ledger

WORKERS = 2


def serve(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "trainingdesk", "--lang", "en", "serve", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture
def centre(engine: Engine) -> Iterator[tuple[str, set[int]]]:
    """The address of a running centre and the ids of its processes."""
    if engine.dialect.name != "postgresql":
        pytest.skip("one process writes a SQLite file")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = engine.url.render_as_string(hide_password=False)
    with serve("--database-url", url, "--port", str(port), "--workers", str(WORKERS)) as process:
        assert process.stdout is not None
        begun: set[int] = set()
        for line in process.stdout:
            if "Started server process" in line:
                begun.add(int(line.split("[")[1].split("]")[0]))
            if len(begun) == WORKERS and "startup complete" in line:
                break
        try:
            yield f"http://127.0.0.1:{port}", begun
        finally:
            process.terminate()
            process.stdout.read()


def test_desks_at_several_processes_lose_nothing_when_one_dies(
    centre: tuple[str, set[int]], ledger: Ledger, clock: Clock
) -> None:
    address, processes = centre
    clock.now = utc_now()
    devices = [Device(ledger, clock, user=f"u{number}") for number in range(4)]
    tokens = [token_of(address, device) for device in devices]

    def push(number: int) -> list[str]:
        device, sent = devices[number], []
        for step in range(5):
            made = device.make("venue", name=f"{number}-{step}")
            body = device.batch(made)
            assert post(address, "push", tokens[number], data=body).json()["last_op"] == step + 1
            assert post(address, "push", tokens[number], data=body).json()["duplicate"]
            sent.append(made.row_id)
        return sent

    with ThreadPoolExecutor(len(devices)) as pool:
        sent = {row for rows in pool.map(push, range(len(devices))) for row in rows}
    os.kill(min(processes), signal.SIGKILL)
    page = _asked_again(address, tokens[0]).json()
    assert {row[1] for row in page["rows"]} == sent
    assert page["next"] == len(sent)


def _asked_again(address: str, token: str) -> requests.Response:
    """As a desk does that was connected to the one that died."""
    with suppress(ConnectionError):
        return post(address, "pull", token, json={"bucket": "c", "after": 0})
    return post(address, "pull", token, json={"bucket": "c", "after": 0})


def test_several_processes_on_one_file_are_refused(tmp_path: Path) -> None:
    with serve("--data", str(tmp_path), "--workers", "2") as process:
        said = process.communicate(timeout=60)[0]
    assert process.returncode != 0
    assert "PostgreSQL" in said
    assert "Traceback" not in said
