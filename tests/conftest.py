"""What every test may use."""

from __future__ import annotations

import logging
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from hypothesis import settings

from tests.first_days import FirstDays
from trainingdesk.server.app import make_app
from trainingdesk.storage.key_slot import Kdf

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from trainingdesk.server.ledger import Ledger

ROOT = Path(__file__).resolve().parent.parent

# How long an example takes tells what else a machine has to do.
settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")


class FailOnLog(logging.Handler):
    """A warning in the log fails the test that caused it."""

    def emit(self, record: logging.LogRecord) -> None:
        pytest.fail(f"{record.name} logged {record.levelname}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    handler = FailOnLog(logging.WARNING)
    logging.getLogger("trainingdesk").addHandler(handler)
    yield
    logging.getLogger("trainingdesk").removeHandler(handler)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of domain tables, vectors and sample rosters that lies beside a checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of shared vectors does not lie beside this checkout")
    return folder


@contextmanager
def serving(
    ledger: Ledger,
    *,
    port: int = 0,
    updates: Path | None = None,
    seconds: Callable[[], float] = time.monotonic,
    **tls: str,
) -> Generator[int]:
    """A centre that runs on a port of this machine, which is answered; it listens before it runs."""
    listening = socket.create_server(("127.0.0.1", port))
    app = make_app(ledger, updates=updates, seconds=seconds)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", **tls))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture
def address(ledger: Ledger) -> Iterator[str]:
    """A running centre on the ``ledger`` of the test."""
    with serving(ledger) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def cheap_kdf() -> Kdf:
    """The smallest Argon2id there is: tests sign in thousands of times."""
    return Kdf(memory_kib=8, passes=1, lanes=1)


@pytest.fixture(scope="session")
def first_days(tmp_path_factory: pytest.TempPathFactory, cheap_kdf: Kdf) -> FirstDays:
    """Puts new desks where a test wants them."""
    return FirstDays(tmp_path_factory.mktemp("first-days"), cheap_kdf)
