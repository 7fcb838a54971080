"""A centre has updates for its desks as soon as they are whole in its folder, and vouches for none of them."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.conftest import serving
from tests.server.test_http import post, token_of
from tests.updates import Publisher, member, offered, program
from trainingdesk.cli.centre_options import updates_of
from trainingdesk.server import program_update
from trainingdesk.server.program_update import Updates
from trainingdesk.wire.operation import DeviceContact  # noqa: TC001 -- msgspec reads the types of a message
from trainingdesk.wire.snapshot import Gone
from trainingdesk.wire.update_file import NewestUpdate, read_head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.conftest import Device
    from trainingdesk.server.ledger import Ledger

HERE = offered().platform


class WelcomeOfBefore(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk reads whose program knows nothing of updates at the centre."""

    server_ms: int
    epoch: str
    last_op: int
    buckets: tuple[str, ...]
    last_sha256: str = ""
    number: int = 0
    signer: bytes = b""
    box: bytes = b""
    copies: tuple[str, ...] = ()
    devices: tuple[DeviceContact, ...] = ()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "updates"
    made.mkdir()
    return made


@pytest.fixture
def updates(folder: Path) -> Updates:
    return Updates(folder)


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the folder says to whoever keeps the server."""
    said: list[str] = []

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger, handler = logging.getLogger(program_update.__name__), Heard()
    monkeypatch.setattr(logger, "propagate", False)
    logger.addHandler(handler)
    yield said
    logger.removeHandler(handler)


def put(folder: Path, version: str, *, platform: str = HERE, publisher: Publisher | None = None) -> Path:
    path = folder / f"{version}-{platform}.tdupdate"
    update = replace(offered(version), platform=platform)
    (publisher or Publisher()).write(path, update, program(version))
    return path


def test_the_newest_for_a_machine_is_offered(folder: Path, updates: Updates) -> None:
    put(folder, "9.0.0")
    newest = put(folder, "9.0.12")
    put(folder, "9.0.2")
    put(folder, "10.0.0", platform="win32-amd64")
    assert updates.version(HERE) == "9.0.12"
    assert newest.read_bytes().startswith(updates.newest(HERE))
    assert updates.version("win32-amd64") == "10.0.0"
    assert (updates.version("darwin-arm64"), updates.newest("darwin-arm64")) == ("", b"")


def test_what_is_put_there_or_taken_away_is_seen_at_once(folder: Path, updates: Updates) -> None:
    assert updates.version(HERE) == ""
    first, second = put(folder, "9.0.0"), put(folder, "9.0.1")
    assert updates.version(HERE) == "9.0.1"
    second.unlink()
    assert updates.version(HERE) == "9.0.0"
    first.unlink()
    folder.rmdir()
    assert updates.version(HERE) == Updates(None).version(HERE) == ""


def test_a_file_that_is_being_copied_in_is_not_offered(folder: Path, updates: Updates, logged: list[str]) -> None:
    whole = put(folder, "9.0.1").read_bytes()
    put(folder, "9.0.0")
    for length in range(len(whole)):
        (folder / f"9.0.1-{HERE}.tdupdate").write_bytes(whole[:length])
        assert updates.version(HERE) == "9.0.0"
    assert len(logged) == 1
    (folder / f"9.0.1-{HERE}.tdupdate").write_bytes(whole)
    assert updates.version(HERE) == "9.0.1"
    (folder / f"9.0.1-{HERE}.tdupdate").write_bytes(whole + b"x")
    assert updates.version(HERE) == "9.0.0"
    assert len(logged) == 2


def test_what_is_no_update_is_left_out_and_said_once(folder: Path, updates: Updates, logged: list[str]) -> None:
    put(folder, "9.0.0")
    (folder / "花名册.tdupdate").write_bytes(b"PK\x03\x04" + b"x" * 1000)
    (folder / "readme.txt").write_bytes(b"no update, and does not say that it is one")
    (folder / "no-file.tdupdate").mkdir()
    (folder / "nowhere.tdupdate").symlink_to(folder / "was-taken-away")
    for _ in range(3):
        assert updates.version(HERE) == "9.0.0"
    assert [one.partition(" ")[0] for one in logged] == ["no-file.tdupdate", "花名册.tdupdate"]


@pytest.mark.parametrize("step", [1 << 20, 977])
def test_pieces_make_the_file(folder: Path, updates: Updates, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    monkeypatch.setattr(program_update, "MOST_OF_A_PIECE", step)
    put(folder, "9.0.0")
    path = folder / "large.tdupdate"
    Publisher().write(path, offered("9.0.1"), [member("x", bytes(range(256)) * 40), *program("9.0.1")])
    sha256, came = hashlib.sha256(updates.newest(HERE)).hexdigest(), b""
    while piece := updates.piece(sha256, offset=len(came)):
        assert len(piece) <= step
        came += piece
    assert came == path.read_bytes()


def test_of_a_file_that_is_another_one_now_there_is_no_piece(folder: Path, updates: Updates) -> None:
    put(folder, "9.0.0", publisher=Publisher())
    sha256 = read_head(BytesIO(updates.newest(HERE))).sha256
    put(folder, "9.0.0", publisher=Publisher())
    with pytest.raises(Gone):
        updates.piece(sha256, offset=0)


def test_a_desk_asks_over_the_network(ledger: Ledger, one: Device, folder: Path) -> None:
    path = put(folder, "9.0.0")
    with serving(ledger, updates=folder) as port:
        address = f"http://127.0.0.1:{port}"
        token = token_of(address, one)

        def ask(door: str, **said: Any) -> Any:
            return post(address, door, token, json=said)

        assert ask("hello", platform=HERE).json()["program"] == "9.0.0"
        answer = ask("updates/newest", platform=HERE).content
        head = read_head(BytesIO(msgspec.json.decode(answer, type=NewestUpdate).head))
        assert head.content().update.version == offered("9.0.0").version
        assert ask("updates/piece", sha256=head.sha256, offset=5).content == path.read_bytes()[5:]
        assert ask("updates/piece", sha256=head.sha256, offset=1 << 32).content == b""
        assert ask("updates/piece", sha256="0" * 64, offset=0).json() == {"error": "gone"}
        for wrong in ("../centre.sqlite", "", "A" * 64, f"{head.sha256}\n"):
            assert ask("updates/piece", sha256=wrong, offset=0).json() == {"error": "unreadable"}
        assert ask("updates/piece", sha256=head.sha256, offset=2**63 - 1).json() == {"error": "unreadable"}


def test_a_device_that_was_shut_out_is_given_none(ledger: Ledger, one: Device, folder: Path) -> None:
    sha256 = read_head(BytesIO(put(folder, "9.0.0").read_bytes())).sha256
    with serving(ledger, updates=folder) as port:
        address = f"http://127.0.0.1:{port}"
        ledger.revoke(one.id)
        token = token_of(address, one)  # it may hand over what it has, and that is kept apart
        for door, said in (("newest", {"platform": HERE}), ("piece", {"sha256": sha256, "offset": 0})):
            assert post(address, f"updates/{door}", token, json=said).json() == {"error": "revoked"}


def test_older_desks_and_those_of_other_machines_are_told_nothing(ledger: Ledger, one: Device, folder: Path) -> None:
    put(folder, "9.0.0")
    with serving(ledger, updates=folder) as port:
        address = f"http://127.0.0.1:{port}"
        token = token_of(address, one)
        answer = post(address, "hello", token, json={"box": "", "made": 3})
        assert answer.json()["program"] == ""
        told = post(address, "hello", token, json={"platform": HERE}).content
        assert msgspec.json.decode(told, type=WelcomeOfBefore).last_op == 0
        assert post(address, "hello", token, json={"platform": "darwin-arm64"}).json()["program"] == ""


def test_a_centre_without_a_folder_has_none(address: str, one: Device) -> None:
    token = token_of(address, one)
    assert post(address, "hello", token, json={"platform": HERE}).json()["program"] == ""
    assert post(address, "updates/newest", token, json={"platform": HERE}).json() == {"head": ""}


def test_updates_stand_beside_the_file_of_the_centre_unless_another_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    named, data = tmp_path / "named", tmp_path / "data"
    assert updates_of(named, data, None) == updates_of(named, None, "postgresql+psycopg://centre@/") == named
    assert updates_of(None, None, "postgresql+psycopg://centre@/") is None
    for made in (updates_of(None, data, None), updates_of(None, None, None)):
        assert made is not None
        assert (made.is_dir(), made.name) == (True, "updates")
    assert (data / "updates").is_dir()
