"""Of all programs on the machine one at a time changes the vault; a program that ends, however, lets go."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.domain.sign_in_delay import FREE
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.storage import desk_lock, key_rotation, vault

from .conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from trainingdesk.storage.key_slot import DataKey, Kdf

PASSWORD, OTHER = "a-long-village-password", "another-village-password"

HOLD = """
import sys
from pathlib import Path
from trainingdesk.storage.desk_lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
ADD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from trainingdesk.domain.errors import Refused
from trainingdesk.storage import vault
from trainingdesk.storage.key_slot import DataKey
path, who, key = Path(sys.argv[1]), sys.argv[2], DataKey(bytes.fromhex(sys.stdin.readline()))
for number in range(6):
    name = f"{who}-{number}"
    vault.add_slot(path, key, user_id=name, user_name=name, password="another-village-password")
    try:
        vault.unlock(path, user_name="王主任", password="wrong", now=datetime(2026, 10, 20, 1, 30, tzinfo=UTC))
    except Refused:
        pass
"""


@pytest.fixture
def program() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts another program; none is left behind."""
    running: list[subprocess.Popen[str]] = []

    def start(code: str, *arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", code, *map(str, arguments)]
        running.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return running[-1]

    yield start
    for one in running:
        one.kill()
        one.communicate()


@pytest.fixture
def made(tmp_path: Path, cheap_kdf: Kdf) -> tuple[DeskFolder, DataKey]:
    folder = DeskFolder(tmp_path)
    key, _code = vault.create_vault(folder.vault, user_id="u1", user_name="王主任", password=PASSWORD, kdf=cheap_kdf)
    return folder, key


def holder(program: Callable[..., subprocess.Popen[str]], folder: Path) -> subprocess.Popen[str]:
    other = program(HOLD, folder)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    return other


def test_another_program_keeps_the_desk_while_it_holds_it(
    program: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    other = holder(program, tmp_path)
    with pytest.raises(Unavailable) as caught, desk_lock.locked(tmp_path, patience_s=0):
        pytest.fail("two hold one desk")
    assert caught.value.key == "storage.busy"
    other.communicate("")
    with desk_lock.locked(tmp_path, patience_s=0):
        pass


def test_a_program_that_is_killed_lets_go(program: Callable[..., subprocess.Popen[str]], tmp_path: Path) -> None:
    other = holder(program, tmp_path)
    other.kill()
    other.wait()
    with desk_lock.locked(tmp_path, patience_s=5):
        pass


def test_who_holds_it_may_take_it_again_and_keeps_it_until_the_end(
    program: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    with desk_lock.locked(tmp_path):
        with desk_lock.locked(tmp_path / ".", patience_s=0):
            pass
        other = program(HOLD.replace("sys.argv[1])", "sys.argv[1]), patience_s=0"), tmp_path)
        assert other.communicate()[0] == ""
        assert other.returncode == 1


def test_two_desks_do_not_wait_for_each_other(program: Callable[..., subprocess.Popen[str]], tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    holder(program, tmp_path)
    with desk_lock.locked(tmp_path / "other", patience_s=0):
        pass


def test_a_folder_that_is_not_there_is_no_reason_to_wait(tmp_path: Path) -> None:
    with desk_lock.locked(tmp_path / "nothing", patience_s=0):
        assert not (tmp_path / "nothing").exists()


def test_programs_lose_no_slot_and_no_mistake(
    program: Callable[..., subprocess.Popen[str]], made: tuple[DeskFolder, DataKey]
) -> None:
    folder, key = made
    others = [program(ADD, folder.vault, who) for who in ("desk", "window", "night")]
    for other in others:
        assert other.stdin is not None
        other.stdin.write(key.value.hex() + "\n")
        other.stdin.flush()
    for other in others:
        other.communicate()
        assert other.returncode == 0
    assert len(vault.user_names(folder.vault)) == 1 + 3 * 6
    slots = json.loads(folder.vault.read_bytes())["users"]
    assert next(slot["failed"] for slot in slots if slot["user_name"] == "王主任") == FREE + 1  # the rest had to wait


def test_nobody_signs_in_while_the_key_is_changed(
    program: Callable[..., subprocess.Popen[str]], made: tuple[DeskFolder, DataKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _key = made
    other = holder(program, folder.root)
    monkeypatch.setattr(desk_lock, "PATIENCE_S", 0)
    with pytest.raises(Unavailable) as caught:
        key_rotation.unlock(folder, user_name="王主任", password=PASSWORD, now=NOW)
    assert caught.value.key == "storage.busy"
    other.communicate("")
    assert key_rotation.unlock(folder, user_name="王主任", password=PASSWORD, now=NOW).user_id == "u1"


def test_two_that_make_a_desk_at_once_make_one(made: tuple[DeskFolder, DataKey], cheap_kdf: Kdf) -> None:
    folder, _key = made
    before = folder.vault.read_bytes()
    with pytest.raises(Refused) as caught:
        vault.create_vault(folder.vault, user_id="u2", user_name="李会计", password=OTHER, kdf=cheap_kdf)
    assert caught.value.key == "desk.exists_already"
    assert folder.vault.read_bytes() == before
